/// One limit of a minute as a bucket that is refilled all the time, up to what a minute holds.
///
/// All is counted in sixty-thousandths of a token, of which one token per minute refills one in a millisecond: nothing
/// is ever rounded. Source: platform.claude.com, "Rate limits": token bucket, continuous refill, no fixed windows.
package struct TokenBucket: Sendable, Equatable {
    /// Per minute; zero means no limit.
    package private(set) var perMinute: Int64
    /// In sixty-thousandths; below zero after a charge that nobody had asked for.
    package private(set) var level: Int64
    private var refilledMilliseconds: Int64

    package static let unit: Int64 = 60_000
    /// A higher limit would not fit and limits nobody.
    static let highest: Int64 = 50_000_000_000
    /// No bucket takes longer to refill than the refill that fits: after this it is full, however deep it was.
    static let longest: Int64 = 100_000_000

    /// A full bucket.
    package init(perMinute: Int64, atMilliseconds now: Int64 = 0) {
        self.perMinute = Self.limit(perMinute)
        level = self.perMinute * Self.unit
        refilledMilliseconds = now
    }

    static func limit(_ perMinute: Int64) -> Int64 {
        perMinute <= 0 || perMinute > highest ? 0 : perMinute
    }

    var isLimited: Bool {
        @inline(__always) get { perMinute != 0 }
    }

    /// Time goes on; what lies in the past changes nothing.
    @inline(__always)
    mutating func refill(_ now: Int64) {
        let elapsed = now &- refilledMilliseconds
        if elapsed <= 0 { return }
        refilledMilliseconds = now
        let raised = level &+ perMinute &* (elapsed < Self.longest ? elapsed : Self.longest)
        let full = perMinute &* Self.unit
        level = raised < full ? raised : full
    }

    /// Whether it holds so much now; a bucket without a limit holds anything.
    @inline(__always)
    func holds(_ tokens: Int64) -> Bool { perMinute == 0 || level >= tokens &* Self.unit }

    /// Takes what was found to be there, or charges what was used whether it is there or not.
    @inline(__always)
    mutating func charge(_ tokens: Int64) {
        if perMinute == 0 { return }
        level = max(level &- tokens &* Self.unit, -(1 << 61))
    }

    /// Takes the tokens if the bucket holds them.
    package mutating func take(_ tokens: Int64, atMilliseconds now: Int64) -> Bool {
        refill(now)
        guard holds(tokens) else { return false }
        charge(tokens)
        return true
    }

    /// Charges what has been used, below zero if need be.
    package mutating func charge(_ tokens: Int64, atMilliseconds now: Int64) {
        refill(now)
        charge(tokens)
    }

    /// What a refused client is told to wait: whole seconds until it holds so much, at least one.
    package func secondsUntil(_ tokens: Int64) -> Int32 {
        guard perMinute > 0 else { return 1 }
        let shortfall = min(tokens, perMinute) * Self.unit - level
        guard shortfall > 0 else { return 1 }
        let milliseconds = (shortfall + perMinute - 1) / perMinute
        return Int32(clamping: (milliseconds + 999) / 1_000)
    }

    /// Another limit from now on; what is above it spills.
    package mutating func changeLimit(to perMinute: Int64, atMilliseconds now: Int64) {
        let limit = Self.limit(perMinute)
        guard limit != self.perMinute else { return }
        refill(now)
        let wasUnlimited = self.perMinute == 0
        self.perMinute = limit
        level = wasUnlimited ? limit * Self.unit : min(level, limit * Self.unit)
    }
}

/// The buckets of models that share their limits.
package struct PoolBuckets: Sendable, Equatable {
    package private(set) var requests: TokenBucket
    package private(set) var input: TokenBucket
    package private(set) var output: TokenBucket
    package private(set) var acceleration: AccelerationLimit
    private let limits: RateLimits
    /// Whether anything limits anybody: most rehearsals of most pools need no more than this.
    private(set) var isLimited: Bool
    let countsCacheReads: Bool

    package init(_ limits: RateLimits) {
        self.limits = limits
        requests = TokenBucket(perMinute: limits.requestsPerMinute)
        input = TokenBucket(perMinute: limits.inputTokensPerMinute)
        output = TokenBucket(perMinute: limits.outputTokensPerMinute)
        acceleration = AccelerationLimit(growthPerMinute: limits.inputGrowthPerMinute)
        countsCacheReads = limits.countsCacheReads
        isLimited = false
        isLimited = limitsAnything
    }

    private var limitsAnything: Bool {
        requests.isLimited || input.isLimited || output.isLimited || acceleration.isLimited
    }

    /// Asks for one request of so much input. Either all buckets hold their part and give it, or none is touched; output
    /// is not asked for, it only must not be used up.
    @inline(__always)
    package mutating func admit(inputTokens: Int64, atMilliseconds now: Int64) -> Admission {
        requests.refill(now)
        input.refill(now)
        output.refill(now)
        if !requests.holds(1) { return .requestsLimited }
        if !input.holds(inputTokens) { return .inputTokensLimited }
        if !output.holds(1) { return .outputTokensLimited }
        if acceleration.isLimited, !acceleration.admits(inputTokens, atMilliseconds: now) {
            return .accelerationLimited
        }
        requests.charge(1)
        input.charge(inputTokens)
        return .admitted
    }

    /// Output that has been produced.
    @inline(__always)
    package mutating func charge(outputTokens: Int64, atMilliseconds now: Int64) {
        output.charge(outputTokens, atMilliseconds: now)
    }

    /// `retry-after` of a refusal.
    package func retryAfterSeconds(_ refusal: Admission, inputTokens: Int64, atMilliseconds now: Int64) -> Int32 {
        switch refusal {
        case .admitted: 0
        case .requestsLimited: requests.secondsUntil(1)
        case .inputTokensLimited: input.secondsUntil(inputTokens)
        case .outputTokensLimited: output.secondsUntil(1)
        case .accelerationLimited: acceleration.secondsUntilNextMinute(atMilliseconds: now)
        }
    }

    /// Scales what the buckets hold and how fast they are refilled.
    package mutating func scale(requests: Double, input: Double, output: Double, atMilliseconds now: Int64) {
        func scaled(_ limit: Int64, _ factor: Double) -> Int64 {
            // A limit of zero would be none at all.
            limit <= 0 ? 0 : max(1, Int64(exactly: (Double(limit) * factor).rounded(.down)) ?? limit)
        }
        self.requests.changeLimit(to: scaled(limits.requestsPerMinute, requests), atMilliseconds: now)
        self.input.changeLimit(to: scaled(limits.inputTokensPerMinute, input), atMilliseconds: now)
        self.output.changeLimit(to: scaled(limits.outputTokensPerMinute, output), atMilliseconds: now)
        isLimited = limitsAnything
    }
}

/// What the limits say to a request.
package enum Admission: UInt8, Sendable, Equatable {
    case admitted
    case requestsLimited
    case inputTokensLimited
    case outputTokensLimited
    case accelerationLimited
}
