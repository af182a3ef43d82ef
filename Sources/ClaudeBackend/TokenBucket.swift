/// One limit of a minute as a bucket that is refilled all the time, up to what a minute holds.
///
/// All is counted in sixty-thousandths of a token, of which one token per minute refills one in a millisecond: nothing
/// is ever rounded. Source: platform.claude.com, "Rate limits": token bucket, continuous refill, no fixed windows.
package struct TokenBucket: Sendable, Equatable {
    /// Per minute, and so in a millisecond; zero means no limit.
    package private(set) var perMinute: Int64
    /// In sixty-thousandths; below zero after a charge that nobody had asked for.
    package private(set) var level: Int64
    /// What it holds at most.
    private var full: Int64
    /// What one token weighs: nothing where there is no limit, which then needs no branch. Branches that go either way
    /// cost more than this whole function.
    private var unit: Int64
    private var refilledMilliseconds: Int64

    private static let scale: Int64 = 60_000
    /// A higher limit would not fit and limits nobody.
    private static let highest: Int64 = 50_000_000_000
    /// No bucket takes longer to refill than the refill that fits: after this it is full, however deep it was.
    private static let longest: Int64 = 100_000_000
    /// No debt is deeper than a refill of the longest time fills.
    private static let deepest: Int64 = -(1 << 61)

    /// A full bucket.
    package init(perMinute: Int64, atMilliseconds now: Int64 = 0) {
        self.perMinute = Self.limit(perMinute)
        full = self.perMinute * Self.scale
        unit = self.perMinute == 0 ? 0 : Self.scale
        level = full
        refilledMilliseconds = now
    }

    private static func limit(_ perMinute: Int64) -> Int64 {
        perMinute <= 0 || perMinute > highest ? 0 : perMinute
    }

    var isLimited: Bool {
        @inline(__always) get { perMinute != 0 }
    }

    /// Time goes on; what lies in the past changes nothing.
    @inline(__always)
    mutating func refill(_ now: Int64) {
        let elapsed = min(max(now &- refilledMilliseconds, 0), Self.longest)
        refilledMilliseconds = max(refilledMilliseconds, now)
        level = min(level &+ perMinute &* elapsed, full)
    }

    /// Whether it holds so much now; a bucket without a limit holds anything.
    @inline(__always)
    func holds(_ tokens: Int64) -> Bool { level >= tokens &* unit }

    /// Takes what was found to be there, or charges what was used whether it is there or not.
    @inline(__always)
    mutating func charge(_ tokens: Int64) { level = max(level &- tokens &* unit, Self.deepest) }

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
        let shortfall = min(tokens, perMinute) * Self.scale - level
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
        full = limit * Self.scale
        unit = limit == 0 ? 0 : Self.scale
        level = wasUnlimited ? full : min(level, full)
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
    private let hasAccelerationLimit: Bool
    let countsCacheReads: Bool

    package init(_ limits: RateLimits) {
        self.limits = limits
        requests = TokenBucket(perMinute: limits.requestsPerMinute)
        input = TokenBucket(perMinute: limits.inputTokensPerMinute)
        output = TokenBucket(perMinute: limits.outputTokensPerMinute)
        acceleration = AccelerationLimit(growthPerMinute: limits.inputGrowthPerMinute)
        countsCacheReads = limits.countsCacheReads
        hasAccelerationLimit = acceleration.isLimited
        isLimited = false
        isLimited = limitsAnything
    }

    private var limitsAnything: Bool {
        requests.isLimited || input.isLimited || output.isLimited || acceleration.isLimited
    }

    /// Asks for one request of so much input. Either all buckets hold their part and give it, or none is touched; output
    /// is not asked for, it only must not be used up.
    package mutating func admit(inputTokens: Int64, atMilliseconds now: Int64) -> Admission {
        admitInLoop(inputTokens, now)
    }

    /// The same for this module's loop; a `package` function is not inlined even when it is told to be.
    @inline(__always)
    mutating func admitInLoop(_ inputTokens: Int64, _ now: Int64) -> Admission {
        requests.refill(now)
        input.refill(now)
        output.refill(now)
        let isThere = (requests.holds(1), input.holds(inputTokens), output.holds(1))
        guard isThere.0, isThere.1, isThere.2 else {
            return !isThere.0 ? .requestsLimited : !isThere.1 ? .inputTokensLimited : .outputTokensLimited
        }
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
