import Simulation
import Testing

struct ChannelLayoutTests {
    @Test func `every number has a channel of its own`() {
        let layout = ChannelLayout(
            populationCount: 2, dependencyCount: 2, firstTokenBounds: [100, 200], latencyBounds: [1_000],
            requestBounds: [5_000], dependencyBounds: [[10, 20], []])
        var seen: Set<Int> = []
        func claim(_ channel: Int, _ what: String) {
            #expect(seen.insert(channel).inserted, "\(what) shares channel \(channel)")
            #expect(channel < layout.count, "\(what) lies outside of its row")
        }
        for population in 0..<2 {
            for outcome in CallOutcome.allCases {
                claim(layout.channel(.calls(outcome), ofPopulation: population), "\(outcome)")
            }
            for status in AttemptStatus.allCases {
                claim(layout.channel(.attempts(status), ofPopulation: population), "\(status)")
            }
            for channel in [
                PopulationChannel.retries, .begun, .inputTokens, .outputTokens, .cacheReadTokens, .cacheWrite5mTokens,
                .cacheWrite1hTokens, .thinkingTokens, .costNanoDollars, .wastedNanoDollars, .cacheHits, .thinkingCalls,
                .toolCalls, .cutOff, .refused, .firstTokenMilliseconds, .latencyMilliseconds,
                .failedLatencyMilliseconds, .requestMilliseconds, .requestsSucceeded, .requestsFailed,
            ] { claim(layout.channel(channel, ofPopulation: population), "\(channel)") }
            for bucket in 0...2 { claim(layout.firstTokenBuckets(ofPopulation: population) + bucket, "first token") }
            for bucket in 0...1 {
                claim(layout.latencyBuckets(ofPopulation: population, succeeded: true) + bucket, "latency")
                claim(layout.latencyBuckets(ofPopulation: population, succeeded: false) + bucket, "failed latency")
                claim(layout.requestBuckets(ofPopulation: population) + bucket, "request")
            }
        }
        for dependency in 0..<2 {
            for channel in DependencyChannel.allCases {
                claim(layout.channel(channel, ofDependency: dependency), "\(channel)")
            }
            for bucket in 0..<(dependency == 0 ? 3 : 1) {
                claim(layout.latencyBuckets(ofDependency: dependency) + bucket, "dependency latency")
            }
        }
        #expect(seen.count == layout.count, "a row has channels that count nothing")
    }
}
