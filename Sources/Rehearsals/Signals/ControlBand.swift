package import Facts
package import Simulation

/// How far each signal wanders when nothing is wrong: from runs without the incident, stretch by stretch.
package struct ControlBand: Sendable {
    /// Lowest and highest reading of a stretch.
    package private(set) var ranges: [Signal: ClosedRange<Double>] = [:]

    /// How long a stretch is over which a level is read.
    package static let stretchMilliseconds: Int64 = 300_000

    /// Beyond the band by less than this share of its greatest level is still within: a person would not see it.
    static let margin = 0.15

    package init() {}

    /// Widens the band by a healthy run, looked at between two moments.
    package mutating func widen(
        by rows: RecordedRows, from start: Int64, to end: Int64, dependencies: [String]
    ) {
        for readings in Self.stretches(rows, from: start, to: end, dependencies: dependencies) {
            for (signal, value) in readings.values {
                guard let range = ranges[signal] else {
                    ranges[signal] = value...value
                    continue
                }
                ranges[signal] = min(range.lowerBound, value)...max(range.upperBound, value)
            }
        }
    }

    /// The signals that a run takes out of the band for at least one stretch, sorted by name.
    package func left(
        by rows: RecordedRows, from start: Int64, to end: Int64, dependencies: [String]
    ) -> Set<Signal> {
        var result: Set<Signal> = []
        for readings in Self.stretches(rows, from: start, to: end, dependencies: dependencies) {
            for (signal, value) in readings.values where !contains(value, signal) { result.insert(signal) }
        }
        return result
    }

    private func contains(_ value: Double, _ signal: Signal) -> Bool {
        // A signal that no healthy run shows is news by being there, as soon as there is any of it.
        guard let range = ranges[signal] else { return value == 0 }
        let slack = max(
            Self.margin * max(range.upperBound.magnitude, range.lowerBound.magnitude), Self.floor(of: signal))
        return value >= range.lowerBound - slack && value <= range.upperBound + slack
    }

    /// What is too little to see whatever the band is: one call in a hundred.
    private static func floor(of signal: Signal) -> Double {
        switch signal {
        case .errors, .cacheHitRate, .thinkingActivation, .dependency(_, .errors): 0.01
        default: 0
        }
    }

    private static func stretches(
        _ rows: RecordedRows, from start: Int64, to end: Int64, dependencies: [String]
    ) -> [SignalReadings] {
        let length = Int(stretchMilliseconds / rows.rowMilliseconds)
        let first = Int(start / rows.rowMilliseconds)
        let last = min(rows.rowCount, Int(end / rows.rowMilliseconds))
        guard length > 0, first < last else { return [] }
        return stride(from: first, through: max(first, last - length), by: length).map { row in
            SignalReadings(rows, in: row..<min(last, row + length), dependencies: dependencies)
        }
    }
}
