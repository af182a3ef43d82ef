package import SourceText

/// One line of promtool's series notation, read: the labels of a series and its values as runs.
package struct SeriesDescription: Hashable, Sendable {
    /// The labels with `__name__` among them, ascending by the bytes of the name. Names may repeat and values may be
    /// empty, as the notation allows; storage objects to the one and drops the other.
    package var labels: [SeriesLabel]
    /// In the order of time, one value per interval.
    package var runs: [SeriesRun]

    package init(labels: [SeriesLabel], runs: [SeriesRun]) {
        self.labels = labels
        self.runs = runs
    }

    /// How many intervals the values cover, gaps included; stops at the greatest number.
    package var count: Int {
        runs.reduce(0) { sum, run in
            let (total, overflowed) = sum.addingReportingOverflow(run.count)
            return overflowed ? .max : total
        }
    }

    /// The first `limit` values one by one; a run of a billion costs no more than what is asked for.
    package func values(limit: Int) -> [SeriesValue] {
        var values: [SeriesValue] = []
        for run in runs where values.count < limit {
            var part = run
            part.count = min(run.count, limit - values.count)
            part.append(to: &values)
        }
        return values
    }

    /// All values one by one.
    package var values: [SeriesValue] { values(limit: .max) }
}

/// A label of a series, unquoted.
package struct SeriesLabel: Hashable, Sendable, Comparable {
    package var name: ByteString
    package var value: ByteString

    package init(name: ByteString, value: ByteString) {
        self.name = name
        self.value = value
    }

    package static func < (left: SeriesLabel, right: SeriesLabel) -> Bool {
        left.name == right.name ? left.value < right.value : left.name < right.name
    }
}

/// What stands at one interval of a series.
package enum SeriesValue: Hashable, Sendable {
    /// No sample: `_`.
    case gap
    case sample(Double)
    /// The end of a series: `stale`.
    case staleMarker
}

/// Values that follow one another by one rule.
package struct SeriesRun: Hashable, Sendable {
    package var first: SeriesValue
    /// What is added to each value to get the next, over and over: not a multiple of it, which would round otherwise.
    /// Nil where nothing is added: -0 plus 0 is 0.
    package var increment: Double?
    /// At least 1.
    package var count: Int

    package init(first: SeriesValue, increment: Double? = nil, count: Int = 1) {
        self.first = first
        self.increment = increment
        self.count = count
    }

    /// Appends the values one by one.
    package func append(to values: inout [SeriesValue]) {
        guard case .sample(var value) = first, let increment else {
            values.append(contentsOf: repeatElement(first, count: count))
            return
        }
        for _ in 0..<count {
            values.append(.sample(value))
            value += increment
        }
    }
}
