import Simulation
import SourceText

/// Draws the picture of one run.
enum TimelineBuilder {
    /// More steps than this tell a person nothing more.
    private static let stepLimit: Int64 = 240
    /// Quantiles are known minute by minute.
    private static let minute: Int64 = 60_000

    static func timeline(
        _ stage: Stage, _ truth: SimulatedRun, _ samples: DeliveredSamples, _ episodes: [[ObservedEpisode]]
    ) -> Timeline {
        let duration = stage.resolved.input.durationMilliseconds
        let minutes = max(1, (duration / minute + stepLimit - 1) / stepLimit)
        let step = minutes * minute
        var timeline = Timeline(seed: stage.rehearser.settings.firstSeed, stepMilliseconds: step)
        timeline.columns = columns(truth, samples, step: step, duration: duration)
        timeline.bands = faults(stage.resolved) + alerts(stage, episodes, duration)
        // Equal beginnings stay in the order of faults and of rules.
        timeline.bands = timeline.bands.enumerated().sorted {
            ($0.element.fromMilliseconds, $0.offset) < ($1.element.fromMilliseconds, $1.offset)
        }.map(\.element)
        return timeline
    }

    // MARK: Columns

    private static func columns(
        _ truth: SimulatedRun, _ samples: DeliveredSamples, step: Int64, duration: Int64
    ) -> [Timeline.Column] {
        let rows = truth.rows
        let count = Int((duration + step - 1) / step)
        let width = Int(step / rows.rowMilliseconds)
        let sums = Sums(rows, stepCount: count, rowsPerStep: width)
        let seconds = Double(step) / 1_000
        func share(_ part: [Double], _ whole: [Double]) -> [Double?] {
            zip(part, whole).map { $1 > 0 ? $0 / $1 : nil }
        }
        let succeeded = sums.of(.calls(.succeeded))
        let failed = CallOutcome.failures.map { sums.of(.calls($0)) }.summed(count)
        let calls = [succeeded, failed].summed(count)
        let read = sums.of(.cacheReadTokens)
        let input = [
            read, sums.of(.inputTokens), sums.of(.cacheWrite5mTokens), sums.of(.cacheWrite1hTokens),
        ].summed(count)
        let minutes = Int(step / minute)
        var columns: [Timeline.Column] = [
            Timeline.Column(.traffic, calls.map { $0 / seconds }),
            Timeline.Column(.errors, share(failed, calls)),
            Timeline.Column(.firstToken, quantiles(truth.firstTokenTruth, minutes, count)),
            Timeline.Column(.latency, quantiles(truth.latencyTruth, minutes, count)),
            Timeline.Column(.cost, sums.of(.costNanoDollars).map { $0 * 1e-9 * 3_600 / seconds }),
            Timeline.Column(.cacheHitRate, share(read, input)),
        ]
        var lost = [Double](repeating: 0, count: count)
        for (row, amount) in samples.lostByRow.enumerated() where row / width < count {
            lost[row / width] += Double(amount)
        }
        columns.append(Timeline.Column(.loss, lost.map { $0 / seconds }))
        return columns
    }

    private static func quantiles(_ truth: [[UInt32]], _ minutes: Int, _ count: Int) -> [Double?] {
        (0..<count).map { step in
            var merged = [UInt32](repeating: 0, count: TruthBuckets.count)
            for minute in step * minutes..<min(truth.count, (step + 1) * minutes) {
                for (bucket, amount) in truth[minute].enumerated() { merged[bucket] &+= amount }
            }
            return TruthBuckets.quantile(0.95, of: merged)
        }
    }

    /// Channels of all populations, summed over steps.
    private struct Sums {
        private let rows: RecordedRows
        private let stepCount: Int
        private let rowsPerStep: Int

        init(_ rows: RecordedRows, stepCount: Int, rowsPerStep: Int) {
            self.rows = rows
            self.stepCount = stepCount
            self.rowsPerStep = rowsPerStep
        }

        func of(_ channel: PopulationChannel) -> [Double] {
            let channels = (0..<rows.layout.populationCount).map { rows.layout.channel(channel, ofPopulation: $0) }
            return (0..<stepCount).map { step in
                var sum: Int64 = 0
                for row in step * rowsPerStep..<min(rows.rowCount, (step + 1) * rowsPerStep) {
                    for channel in channels { sum += rows[row, channel] }
                }
                return Double(sum)
            }
        }
    }

    // MARK: Bands

    /// The incident's faults; what any healthy day has is no news.
    private static func faults(_ resolved: ResolvedScenario) -> [Timeline.Band] {
        let duration = resolved.input.durationMilliseconds
        return resolved.scenario.faults.flatMap { fault in
            fault.occurrences(inRun: duration, limit: 50).map { range in
                Timeline.Band(
                    .fault, fault.id.value, fromMilliseconds: range.lowerBound, toMilliseconds: range.upperBound)
            }
        }
    }

    /// Pending and firing of each alert, its label sets joined, within the run.
    private static func alerts(
        _ stage: Stage, _ episodes: [[ObservedEpisode]], _ duration: Int64
    ) -> [Timeline.Band] {
        zip(stage.watched, episodes).flatMap { alert, episodes -> [Timeline.Band] in
            func bands(_ kind: Timeline.Band.Kind, _ ranges: [Range<Int64>]) -> [Timeline.Band] {
                joined(ranges.compactMap { clipped($0, duration) }).map {
                    Timeline.Band(
                        kind, alert.name, fromMilliseconds: $0.lowerBound, toMilliseconds: $0.upperBound)
                }
            }
            let pending = episodes.map { one in
                one
                    .pendingFromMilliseconds..<max(
                        one.pendingFromMilliseconds, one.firingFromMilliseconds ?? one.endedAtMilliseconds ?? duration)
            }
            let firing = episodes.compactMap { one in
                one.firingFromMilliseconds.map { $0..<max($0, one.endedAtMilliseconds ?? duration) }
            }
            return bands(.pending, pending) + bands(.firing, firing)
        }
    }

    private static func clipped(_ range: Range<Int64>, _ duration: Int64) -> Range<Int64>? {
        let inner = range.clamped(to: 0..<duration)
        return inner.isEmpty ? nil : inner
    }

    private static func joined(_ ranges: [Range<Int64>]) -> [Range<Int64>] {
        var result: [Range<Int64>] = []
        for range in ranges.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}

extension [[Double]] {
    /// Element by element.
    fileprivate func summed(_ count: Int) -> [Double] {
        var result = [Double](repeating: 0, count: count)
        for column in self {
            for (index, value) in column.enumerated() { result[index] += value }
        }
        return result
    }
}
