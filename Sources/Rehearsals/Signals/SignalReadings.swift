package import Facts
package import Simulation
import SourceText

/// What each signal of a service really was over a stretch of a run, whatever its metrics say.
///
/// Shares and means where there is something to divide by; tokens and money by time, since what they are spent on may be
/// what went wrong.
package struct SignalReadings: Sendable, Equatable {
    /// Signals of which nothing was seen in the stretch are missing.
    package private(set) var values: [Signal: Double] = [:]

    /// Reads rows `range` of a run; `dependencies` are their names in the order of the layout.
    package init(_ rows: RecordedRows, in range: Range<Int>, dependencies: [String]) {
        let layout = rows.layout
        let seconds = Double(range.count) * Double(rows.rowMilliseconds) / 1_000
        let totals = Self.totals(rows, range)
        func sum(_ channel: PopulationChannel) -> Double {
            (0..<layout.populationCount).reduce(0) {
                $0 + Double(totals[layout.channel(channel, ofPopulation: $1)])
            }
        }
        let succeeded = sum(.calls(.succeeded))
        let failed = CallOutcome.failures.reduce(0) { $0 + sum(.calls($1)) }
        let calls = succeeded + failed
        let attempts = AttemptStatus.allCases.reduce(0) { $0 + sum(.attempts($1)) }
        set(.requests, calls, over: seconds)
        set(.errors, failed, over: calls)
        set(.attempts, attempts, over: calls)
        set(.latency, sum(.latencyMilliseconds) + sum(.failedLatencyMilliseconds), over: calls)
        set(.timeToFirstToken, sum(.firstTokenMilliseconds), over: Self.firstTokens(layout, totals))
        set(.cost, sum(.costNanoDollars) * 1e-9 * 3_600, over: seconds)
        let read = sum(.cacheReadTokens)
        let written = sum(.cacheWrite5mTokens) + sum(.cacheWrite1hTokens)
        let uncached = sum(.inputTokens)
        set(.tokens(.input), uncached, over: seconds)
        set(.tokens(.output), sum(.outputTokens), over: seconds)
        set(.tokens(.cacheRead), read, over: seconds)
        set(.tokens(.cacheCreation), written, over: seconds)
        set(.tokens(.thinking), sum(.thinkingTokens), over: seconds)
        if read + written > 0 { set(.cacheHitRate, read, over: read + written + uncached) }
        set(.thinkingActivation, sum(.thinkingCalls), over: succeeded)
        for (index, name) in dependencies.enumerated() {
            let asked = Double(totals[layout.channel(.requests, ofDependency: index)])
            let name = ByteString(name)
            set(
                .dependency(name, .latency),
                Double(totals[layout.channel(.latencyMilliseconds, ofDependency: index)]), over: asked)
            set(
                .dependency(name, .errors), Double(totals[layout.channel(.errors, ofDependency: index)]), over: asked)
        }
    }

    private mutating func set(_ signal: Signal, _ amount: Double, over base: Double) {
        if base > 0 { values[signal] = amount / base }
    }

    private static func totals(_ rows: RecordedRows, _ range: Range<Int>) -> [Int64] {
        let width = rows.layout.count
        var totals = [Int64](repeating: 0, count: width)
        for row in range {
            for channel in 0..<width { totals[channel] += rows.values[row * width + channel] }
        }
        return totals
    }

    /// How many first tokens were measured.
    private static func firstTokens(_ layout: ChannelLayout, _ totals: [Int64]) -> Double {
        (0..<layout.populationCount).reduce(0) { sum, population in
            let first = layout.firstTokenBuckets(ofPopulation: population)
            return sum + totals[first...(first + layout.firstTokenBounds.count)].reduce(0) { $0 + Double($1) }
        }
    }
}
