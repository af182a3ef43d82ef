import ClaudeBackend
import Testing

struct TokenBucketTests {
    /// One millisecond after the other, one unit after the other: slow, and obvious.
    private struct Oracle {
        var perMinute: Int64
        var level: Int64
        var time: Int64 = 0

        init(_ perMinute: Int64) {
            self.perMinute = perMinute
            level = perMinute * 60_000
        }

        mutating func advance(to now: Int64) {
            while time < now {
                time += 1
                level = min(level + perMinute, perMinute * 60_000)
            }
        }

        mutating func take(_ tokens: Int64, at now: Int64) -> Bool {
            advance(to: now)
            if level < tokens * 60_000 { return false }
            level -= tokens * 60_000
            return true
        }

        mutating func secondsUntil(_ tokens: Int64) -> Int32 {
            var copy = self
            var waited: Int32 = 0
            while copy.level < min(tokens, perMinute) * 60_000 || waited == 0 {
                waited += 1
                copy.advance(to: copy.time + 1_000)
            }
            return waited
        }
    }

    private func disagreements(scale: Double) -> Int {
        var disagreements = 0
        for sequence in UInt64(0)..<2_000 {
            let key = sequence &* .requestStep
            let perMinute = Int64(key.draw(.shape) % 500) + 20
            var bucket = TokenBucket(perMinute: perMinute)
            var oracle = Oracle(Int64(Double(perMinute) * scale))
            var now: Int64 = 0
            for step in UInt64(0)..<40 {
                let draw = (key &+ step &* .callStep).draw(.traits)
                now += Int64(draw.lowBits % 4_000)
                let tokens = Int64(draw.highBits % 200)
                if draw & 7 == 0 {
                    // Output is charged after the fact and may go below zero.
                    bucket.charge(tokens, atMilliseconds: now)
                    oracle.advance(to: now)
                    oracle.level -= tokens * 60_000
                } else if bucket.take(tokens, atMilliseconds: now) != oracle.take(tokens, at: now) {
                    disagreements += 1
                }
                if bucket.level != oracle.level { disagreements += 1 }
                if step % 8 == 0, bucket.secondsUntil(tokens) != oracle.secondsUntil(tokens) { disagreements += 1 }
            }
        }
        return disagreements
    }

    @Test func `a bucket does what counting every millisecond does`() {
        #expect(disagreements(scale: 1) == 0)
        #expect(disagreements(scale: 1.05) > 1_000, "an oracle that is 5 % off must be noticed")
    }

    @Test func `a request is admitted by all buckets or charged to none`() {
        var pool = PoolBuckets(
            RateLimits(requestsPerMinute: 10, inputTokensPerMinute: 1_000, outputTokensPerMinute: 100))
        func admit(_ tokens: Int64, at now: Int64 = 0) -> Admission {
            pool.admit(inputTokens: tokens, atMilliseconds: now)
        }
        let (tooMuch, all, more) = (admit(1_001), admit(1_000), admit(1))
        #expect(tooMuch == .inputTokensLimited)
        #expect(all == .admitted, "the refusal has charged something")
        #expect(more == .inputTokensLimited)
        #expect(pool.retryAfterSeconds(.inputTokensLimited, inputTokens: 500, atMilliseconds: 0) == 30)
        pool.charge(outputTokens: 250, atMilliseconds: 0)
        let indebted = admit(1, at: 60_000)
        #expect(indebted == .outputTokensLimited, "output has to be paid back")
        #expect(pool.retryAfterSeconds(.outputTokensLimited, inputTokens: 1, atMilliseconds: 60_000) == 31)
        let paid = admit(1, at: 91_000)
        #expect(paid == .admitted)
    }

    @Test func `a limit that falls spills, and one that rises is filled in time`() {
        var pool = PoolBuckets(
            RateLimits(requestsPerMinute: 100, inputTokensPerMinute: 0, outputTokensPerMinute: 0))
        pool.scale(requests: 0.1, input: 1, output: 1, atMilliseconds: 0)
        let admitted = (0..<100).count { _ in pool.admit(inputTokens: 1, atMilliseconds: 0) == .admitted }
        #expect(admitted == 10)
        pool.scale(requests: 1, input: 1, output: 1, atMilliseconds: 0)
        let later = (0..<100).count { _ in pool.admit(inputTokens: 1, atMilliseconds: 30_000) == .admitted }
        #expect(later == 50)
    }

    @Test func `usage may grow by so much from one minute to the next`() {
        var limit = AccelerationLimit(growthPerMinute: 100)
        func admits(_ tokens: Int64, at now: Int64) -> Bool { limit.admits(tokens, atMilliseconds: now) }
        let (first, grown, above) = (admits(500, at: 0), admits(600, at: 60_000), admits(1, at: 119_999))
        #expect(first, "the first minute sets the level")
        #expect(grown && !above)
        let (further, forgotten) = (admits(700, at: 120_000), admits(101, at: 2_000_000))
        #expect(further && !forgotten, "what lies half an hour back is forgotten")
    }
}
