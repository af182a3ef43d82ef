import Simulation
import TestKit

/// Rows and faults for tests of the pipeline.
enum PipelineSamples {
    static let layout = ChannelLayout(
        populationCount: 2, dependencyCount: 1, firstTokenBounds: [500, 2_000], latencyBounds: [1_000, 5_000],
        requestBounds: [3_000], dependencyBounds: [[100]])

    /// Whole numbers of every size, with quiet rows between.
    static func rows(_ random: inout SeededGenerator, count: Int, rowMilliseconds: Int64 = 1_000, atMost: Int = 40)
        -> RecordedRows
    {
        var values: [Int64] = []
        for _ in 0..<count {
            let isQuiet = random.chance(1, in: 5)
            for _ in 0..<layout.count {
                values.append(
                    isQuiet ? 0 : Int64(random.chance(1, in: 9) ? random.below(1 << 40) : random.below(atMost)))
            }
        }
        // Channels that count measurements stay small, as they would.
        for row in 0..<count {
            for channel in itemChannels { values[row * layout.count + channel] %= Int64(atMost) }
        }
        return RecordedRows(layout: layout, rowMilliseconds: rowMilliseconds, values: values)
    }

    /// The same number of calls in every row and nothing else.
    static func steady(_ perRow: Int64, rows count: Int, rowMilliseconds: Int64 = 1_000) -> RecordedRows {
        var values = [Int64](repeating: 0, count: count * layout.count)
        for row in 0..<count { values[row * layout.count + calls] = perRow }
        return RecordedRows(layout: layout, rowMilliseconds: rowMilliseconds, values: values)
    }

    /// The channel that `steady` counts in.
    static let calls = layout.channel(.calls(.succeeded), ofPopulation: 0)

    static let itemChannels: [Int] =
        (0..<2).flatMap { population in
            CallOutcome.allCases.map { layout.channel(.calls($0), ofPopulation: population) }
        } + [layout.channel(.requests, ofDependency: 0)]

    /// What each row measured, counted here a second time.
    static func items(_ rows: RecordedRows) -> [Int64] {
        (0..<rows.rowCount).map { row in
            let count = itemChannels.reduce(0) { $0 + rows[row, $1] }
            let isQuiet = (0..<layout.count).allSatisfy { rows[row, $0] == 0 }
            return count > 0 ? count : isQuiet ? 0 : 1
        }
    }

    /// Totals of all rows that have ended.
    static func totals(_ rows: RecordedRows, through time: Int64) -> [Int64] {
        var totals = [Int64](repeating: 0, count: layout.count)
        for row in 0..<rows.rowCount where Int64(row + 1) * rows.rowMilliseconds <= time {
            for channel in 0..<layout.count { totals[channel] += rows[row, channel] }
        }
        return totals
    }

    static func fault(
        at start: Int64, for duration: Int64, every: Int64? = nil,
        _ apply: @escaping @Sendable (inout PipelineConditions, Double) -> Void
    ) -> Fault {
        Fault(
            id: "pipeline-\(start)",
            kind: FaultKind(
                name: "test", summary: "", parameters: [],
                effect: .pipeline { conditions, strength, _ in apply(&conditions, strength) }),
            startMilliseconds: start, durationMilliseconds: duration, everyMilliseconds: every, values: [])
    }

    static func event(_ event: ProcessEvent, at start: Int64, every: Int64? = nil) -> Fault {
        Fault(
            id: "event-\(start)",
            kind: FaultKind(name: "test", summary: "", parameters: [], effect: .event { _ in event }),
            startMilliseconds: start, durationMilliseconds: 0, everyMilliseconds: every, values: [])
    }

    static func pull(everyMilliseconds interval: Int64) -> PipelineSettings {
        PipelineSettings.preset(.pull, scrapeIntervalMilliseconds: interval)
    }
}
