import Simulation
import Testing

@Suite struct `The presets of client policies` {
    @Test func `retry as the SDKs of their version do`() throws {
        let newest = try #require(ClientPolicy.preset(named: "anthropic-python@2.12"))
        #expect(newest.maximumRetries == 2, "three attempts in all")
        #expect(newest.backoffBaseMilliseconds == 500 && newest.backoffCapMilliseconds == 8_000)
        #expect(newest.jitter == 0.25)
        #expect(newest.readTimeoutMilliseconds == 600_000)
        #expect(newest.heedsRetryAfter && newest.longestRetryAfterMilliseconds == nil)
        #expect(!newest.retriesBrokenStreams, "no SDK sends a broken stream again")
        let former = try #require(ClientPolicy.preset(named: "anthropic-python@1.5"))
        #expect(former.longestRetryAfterMilliseconds == 60_000, "longer waits were ignored until 1.6")
        #expect(ClientPolicy.preset(named: "anthropic-sdk") == newest)
        #expect(try #require(ClientPolicy.preset(named: "none")).maximumRetries == 0)
        #expect(ClientPolicy.preset(named: "anthropic-typescript@0.120") != nil)
        #expect(ClientPolicy.preset(named: "anthropic-python") == nil, "a version decides how long a wait is heeded")
    }
}
