/// A policy as the loop reads it.
struct CompiledPolicy {
    let readTimeout: Int32
    /// Beyond any age if there is none.
    let deadline: Int32
    let maximumRetries: UInt8
    let retriesBrokenStreams: Bool
    private let backoffBase: Double
    private let backoffCap: Double
    private let jitter: Double
    private let heedsRetryAfter: Bool
    private let longestRetryAfter: Int64

    init(_ policy: ClientPolicy) {
        readTimeout = Int32(clamping: policy.readTimeoutMilliseconds)
        deadline = policy.deadlineMilliseconds.map { Int32(clamping: $0) } ?? .max
        maximumRetries = UInt8(clamping: min(policy.maximumRetries, 200))
        retriesBrokenStreams = policy.retriesBrokenStreams
        backoffBase = Double(policy.backoffBaseMilliseconds)
        backoffCap = Double(policy.backoffCapMilliseconds)
        jitter = min(max(policy.jitter, 0), 1)
        heedsRetryAfter = policy.heedsRetryAfter
        longestRetryAfter = policy.longestRetryAfterMilliseconds ?? .max
    }

    /// How long to wait before the next attempt. What the server says is taken at its word, without jitter, as the SDKs
    /// do it; else the wait doubles from one retry to the next.
    func wait(retries: UInt8, retryAfterSeconds: Int32, bits: UInt32) -> Int64 {
        let asked = Int64(retryAfterSeconds) * 1_000
        if heedsRetryAfter, asked > 0, asked <= longestRetryAfter { return asked }
        let doubled = backoffBase * Double(UInt64(1) << UInt64(min(retries, 40)))
        let wait = min(doubled, backoffCap) * (1 - jitter * Double(bits) * 0x1p-32)
        return Int64(min(max(wait, 0), 1e12).rounded())
    }
}

/// Retries may be at most a share of calls: each call puts in its share, each retry takes out one.
struct RetryBudget {
    private let deposit: Int64
    private let capacity: Int64
    private var balance: Int64

    private static let one: Int64 = 1_000_000

    init(_ budget: ClientPolicy.RetryBudget) {
        deposit = Int64(min(max(budget.ratio, 0), 1e6) * Double(Self.one))
        // The reserve is what quiet times save up to; without one, a single retry must still fit.
        capacity = max(1, min(Int64(budget.reserve), 1_000_000_000)) * Self.one
        balance = max(0, min(Int64(budget.reserve), 1_000_000_000)) * Self.one
    }

    mutating func noteCall() { balance = min(capacity, balance + deposit) }

    mutating func takeRetry() -> Bool {
        guard balance >= Self.one else { return false }
        balance -= Self.one
        return true
    }
}

/// Lets calls fail at once for a while after too many of the last ones failed; looks once a second.
struct BreakerState {
    private let breaker: ClientPolicy.Breaker
    /// By the second in which calls ended.
    private var ended: [UInt32]
    private var failed: [UInt32]
    private var openUntil: Int64 = 0
    private var countsFrom: Int64 = 0

    init(_ breaker: ClientPolicy.Breaker, runMilliseconds: Int64) {
        self.breaker = breaker
        let seconds = Int(runMilliseconds / 1_000) + 1
        ended = Array(repeating: 0, count: seconds)
        failed = Array(repeating: 0, count: seconds)
    }

    func isOpen(at now: Int64) -> Bool { now < openUntil }

    mutating func note(endingAt end: Int64, isFailure: Bool) {
        let second = Int(end / 1_000)
        guard second < ended.count else { return }
        ended[second] &+= 1
        if isFailure { failed[second] &+= 1 }
    }

    mutating func evaluate(at now: Int64) {
        guard now >= openUntil else { return }
        let first = Int(max(countsFrom, now - breaker.windowMilliseconds, 0) / 1_000)
        let last = min(Int(now / 1_000), ended.count)
        guard first < last else { return }
        var calls: Int64 = 0
        var failures: Int64 = 0
        for second in first..<last {
            calls += Int64(ended[second])
            failures += Int64(failed[second])
        }
        guard calls >= Int64(max(1, breaker.minimumCalls)),
            Double(failures) >= breaker.failureRatio * Double(calls)
        else { return }
        openUntil = now + breaker.openMilliseconds
        // Once it closes, only what happens from then on counts.
        countsFrom = openUntil
    }
}
