import TimeSeries

/// One limit of a minute as a bucket that is refilled all the time, up to what a minute holds.
///
/// All is counted in sixty-thousandths of a token, of which one token per minute refills one in a millisecond: nothing
/// is ever rounded. Source: platform.claude.com, "Rate limits": token bucket, continuous refill, no fixed windows.
package struct TokenBucket: Sendable, Equatable {
    /// Per minute, and so in a millisecond; zero means no limit.
    package private(set) var perMinute: Int64
    /// What it lacks of being full, in sixty-thousandths; more than it can hold after a charge that nobody had asked for.
    /// What is left would be the same number seen from the other side, but to refill it takes twice as much.
    private var missing: Int64 = 0
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
    /// No bucket lacks more than a refill of the longest time fills.
    private static let mostMissing: Int64 = 1 << 61

    /// What is there, in sixty-thousandths; below zero in debt.
    package var level: Int64 { full &- missing }

    /// A full bucket.
    package init(perMinute: Int64, atMilliseconds now: Int64 = 0) {
        self.perMinute = Self.limit(perMinute)
        full = self.perMinute * Self.scale
        unit = self.perMinute == 0 ? 0 : Self.scale
        refilledMilliseconds = now
    }

    private static func limit(_ perMinute: Int64) -> Int64 {
        perMinute <= 0 || perMinute > highest ? 0 : perMinute
    }

    var isLimited: Bool {
        @inline(__always) get { perMinute != 0 }
    }

    /// Time goes on; what lies in the past changes nothing.
    private mutating func refill(_ now: Int64) {
        refill(elapsed: Self.elapsed(from: refilledMilliseconds, to: now))
        refilledMilliseconds = max(refilledMilliseconds, now)
    }

    /// For how long there is something to be refilled.
    @inline(__always)
    static func elapsed(from last: Int64, to now: Int64) -> Int64 {
        longest &- positive(longest &- positive(now &- last))
    }

    @inline(__always)
    mutating func refill(elapsed: Int64) { missing = Self.positive(missing &- perMinute &* elapsed) }

    /// The number, or zero if it is below, without a branch, which would be mispredicted: half of all requests come in the
    /// millisecond of the one before.
    @inline(__always)
    private static func positive(_ number: Int64) -> Int64 { number & ~(number &>> 63) }

    /// Whether it holds so much now; a bucket without a limit holds anything.
    @inline(__always)
    func holds(_ tokens: Int64) -> Bool { full &- missing >= tokens &* unit }

    /// Takes what was found to be there, or charges what was used whether it is there or not.
    @inline(__always)
    mutating func charge(_ tokens: Int64) { missing = min(missing &+ tokens &* unit, Self.mostMissing) }

    /// Takes what was found to be there.
    @inline(__always)
    mutating func take(_ tokens: Int64) { missing &+= tokens &* unit }

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
    mutating func setLimit(_ perMinute: Int64) {
        let limit = Self.limit(perMinute)
        guard limit != self.perMinute else { return }
        let wasUnlimited = self.perMinute == 0
        let level = level
        self.perMinute = limit
        full = limit * Self.scale
        unit = limit == 0 ? 0 : Self.scale
        missing = wasUnlimited || limit == 0 ? 0 : max(0, full - level)
    }
}

/// The buckets of models that share their limits.
package struct PoolBuckets: Sendable, Equatable {
    private var requests: TokenBucket
    private var input: TokenBucket
    private var output: TokenBucket
    private var acceleration: AccelerationLimit
    /// When requests and input were refilled last, and when output was: a refill that comes later comes to the same as
    /// several before it, so it waits until somebody asks.
    private var refilledMilliseconds: Int64 = 0
    private var outputRefilledMilliseconds: Int64 = 0
    private let limits: RateLimits
    /// Whether anything limits anybody: most rehearsals of most pools need no more than this.
    private(set) var isLimited: Bool
    /// Whether there is enough for all requests that were prepared for, whatever their order, so that none needs to ask.
    private(set) var isAmple = false
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

    /// Whether output is limited, so that it has to be charged.
    var limitsOutput: Bool {
        @inline(__always) get { output.isLimited }
    }

    /// Whether it has all limits, gives all that may be asked for, and spares what is read from the cache.
    var isUsual: Bool { isAmple && output.isLimited && !countsCacheReads }

    @inline(__always)
    private mutating func refill(_ now: Int64) {
        let elapsed = TokenBucket.elapsed(from: refilledMilliseconds, to: now)
        refilledMilliseconds = max(refilledMilliseconds, now)
        requests.refill(elapsed: elapsed)
        input.refill(elapsed: elapsed)
        refillOutput(now)
    }

    @inline(__always)
    private mutating func refillOutput(_ now: Int64) {
        output.refill(elapsed: TokenBucket.elapsed(from: outputRefilledMilliseconds, to: now))
        outputRefilledMilliseconds = max(outputRefilledMilliseconds, now)
    }

    /// Asks for one request of so much input. Either all buckets hold their part and give it, or none is touched; output
    /// is not asked for, it only must not be used up.
    package mutating func admit(inputTokens: Int64, atMilliseconds now: Int64) -> Admission {
        refill(now)
        if !requests.holds(1) { return .requestsLimited }
        if !input.holds(inputTokens) { return .inputTokensLimited }
        if !output.holds(1) { return .outputTokensLimited }
        if hasAccelerationLimit, !acceleration.admits(inputTokens, atMilliseconds: now) { return .accelerationLimited }
        requests.charge(1)
        input.charge(inputTokens)
        return .admitted
    }

    /// The same where it is likely; if it says no, `admit` decides, and why.
    @inline(__always)
    mutating func admitsAtOnce(_ inputTokens: Int64, _ now: Int64) -> Bool {
        refill(now)
        let isThere = requests.holds(1) && input.holds(inputTokens) && output.holds(1) && !hasAccelerationLimit
        if isThere {
            requests.charge(1)
            input.charge(inputTokens)
        }
        return isThere
    }

    /// Prepares for so many requests that ask for no more than so much together and come in order from now on.
    mutating func prepare(requests count: Int64, inputTokens: Int64, atMilliseconds now: Int64) {
        precondition(now >= refilledMilliseconds, "requests come in the order of their times")
        refill(now)
        isAmple = requests.holds(count) && input.holds(inputTokens) && output.holds(1) && !hasAccelerationLimit
    }

    /// Gives what is there for certain.
    @inline(__always)
    mutating func give(_ inputTokens: Int64, _ now: Int64) {
        let elapsed = now &- refilledMilliseconds
        refilledMilliseconds = now
        requests.refill(elapsed: elapsed)
        input.refill(elapsed: elapsed)
        requests.take(1)
        input.take(inputTokens)
    }

    /// Output that has been produced.
    package mutating func charge(outputTokens: Int64, atMilliseconds now: Int64) {
        refillOutput(now)
        output.charge(outputTokens)
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
        refill(now)
        self.requests.setLimit(scaled(limits.requestsPerMinute, requests))
        self.input.setLimit(scaled(limits.inputTokensPerMinute, input))
        self.output.setLimit(scaled(limits.outputTokensPerMinute, output))
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

extension PoolBuckets {
    /// What the headers of an answer say now; nil where nothing is limited. `epoch` is when time began, after the Unix
    /// epoch.
    mutating func headers(atMilliseconds now: Int64, epoch: VirtualTime) -> RateLimitHeaders? {
        guard limitsAnything else { return nil }
        refill(now)
        return RateLimitHeaders(
            requests: requests.header(at: now, epoch: epoch), inputTokens: input.header(at: now, epoch: epoch),
            outputTokens: output.header(at: now, epoch: epoch))
    }
}

extension TokenBucket {
    /// As a header shows it now; the bucket has been refilled until now.
    fileprivate func header(at now: Int64, epoch: VirtualTime) -> RateLimitHeaders.Bucket {
        guard perMinute > 0 else { return RateLimitHeaders.Bucket(limit: 0, remaining: 0, fullAt: epoch) }
        let wait = (missing + perMinute - 1) / perMinute
        return RateLimitHeaders.Bucket(
            limit: perMinute, remaining: max(0, level / Self.scale),
            fullAt: epoch.advanced(byMilliseconds: now + wait))
    }
}
