/// What had been measured before a run began: rows that come round again and again, the last one ending at zero.
///
/// Without it a process begins at zero together with the run, and rules that look back find nothing.
package struct DeliveryHistory: Sendable {
    /// Of the same layout and row length as the run's.
    package var rows: RecordedRows
    /// How far it reaches back.
    package var milliseconds: Int64

    package init(rows: RecordedRows, milliseconds: Int64) {
        self.rows = rows
        self.milliseconds = milliseconds
    }
}

/// The rows of a run behind those of its history, as one stream that begins before zero; nothing is copied.
struct RowStream {
    let rows: RecordedRows
    let history: RecordedRows
    /// Rows before zero.
    let historyCount: Int
    let rowCount: Int
    let width: Int
    let rowMilliseconds: Int64
    /// Measurements of each row. A row that moved any channel has at least one.
    let items: [Int64]

    init(_ rows: RecordedRows, history: DeliveryHistory?) {
        precondition(rows.rowMilliseconds > 0, "rows cover no time")
        self.rows = rows
        self.history = history?.rows ?? rows
        precondition(
            self.history.layout == rows.layout && self.history.rowMilliseconds == rows.rowMilliseconds,
            "history has other rows than the run")
        rowMilliseconds = rows.rowMilliseconds
        width = rows.layout.count
        let past = max(history?.milliseconds ?? 0, 0) / rowMilliseconds
        historyCount = self.history.rowCount == 0 ? 0 : Int(past)
        rowCount = historyCount + rows.rowCount
        let counting = Self.countingChannels(rows.layout)
        var items: [Int64] = []
        items.reserveCapacity(rowCount)
        if historyCount > 0 {
            let round = Self.items(of: self.history, counting)
            for row in 0..<historyCount { items.append(round[Self.wrapped(row - historyCount, round.count)]) }
        }
        items.append(contentsOf: Self.items(of: rows, counting))
        self.items = items
    }

    var startMilliseconds: Int64 { -Int64(historyCount) * rowMilliseconds }
    var endMilliseconds: Int64 { Int64(rowCount - historyCount) * rowMilliseconds }

    func startMilliseconds(ofRow row: Int) -> Int64 { Int64(row - historyCount) * rowMilliseconds }

    /// How many rows of the stream had ended at a moment.
    func endedRows(by time: Int64) -> Int {
        if time <= startMilliseconds { return 0 }
        return Int((min(time, endMilliseconds) - startMilliseconds) / rowMilliseconds)
    }

    /// The end of the last of so many rows.
    func endMilliseconds(ofRows count: Int) -> Int64 { startMilliseconds(ofRow: count) }

    /// Adds whole rows to totals.
    func add(_ range: Range<Int>, to totals: inout [Int64]) {
        let split = min(max(historyCount, range.lowerBound), range.upperBound)
        totals.withUnsafeMutableBufferPointer { totals in
            if range.lowerBound < split {
                history.values.withUnsafeBufferPointer { values in
                    for row in range.lowerBound..<split {
                        Self.add(values, place(ofRow: row) * width, totals)
                    }
                }
            }
            if split < range.upperBound {
                rows.values.withUnsafeBufferPointer { values in
                    for row in split..<range.upperBound { Self.add(values, (row - historyCount) * width, totals) }
                }
            }
        }
    }

    private static func add(
        _ values: UnsafeBufferPointer<Int64>, _ base: Int, _ totals: UnsafeMutableBufferPointer<Int64>
    ) {
        for channel in 0..<totals.count { totals[channel] &+= values[base &+ channel] }
    }

    /// Where a row of the stream stands in the history or in the run.
    func place(ofRow row: Int) -> Int {
        row < historyCount ? Self.wrapped(row - historyCount, history.rowCount) : row - historyCount
    }

    private static func wrapped(_ row: Int, _ count: Int) -> Int {
        let rest = row % count
        return rest < 0 ? rest + count : rest
    }

    /// Channels that count one for each measurement: calls of Claude that ended, requests to dependencies.
    private static func countingChannels(_ layout: ChannelLayout) -> [Int] {
        (0..<layout.populationCount).flatMap { population in
            CallOutcome.allCases.map { layout.channel(.calls($0), ofPopulation: population) }
        } + (0..<layout.dependencyCount).map { layout.channel(.requests, ofDependency: $0) }
    }

    private static func items(of rows: RecordedRows, _ counting: [Int]) -> [Int64] {
        let width = rows.layout.count
        return rows.values.withUnsafeBufferPointer { values in
            (0..<rows.rowCount).map { row in
                let base = row * width
                var count: Int64 = 0
                for channel in counting { count &+= values[base &+ channel] }
                if count > 0 { return count }
                return values[base..<base + width].contains { $0 != 0 } ? 1 : 0
            }
        }
    }
}
