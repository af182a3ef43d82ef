/// Where every measurement went: arrivals are counted, losses are booked to a cause and to the row that measured them.
///
/// History is delivered too and booked nowhere: a report speaks of the run.
struct PipelineBooks {
    private let items: [Int64]
    private let historyCount: Int
    private(set) var arrived: Int64 = 0
    private(set) var lost = [Int64](repeating: 0, count: LossCause.allCases.count)
    private(set) var lostByRow: [Int64]
    var underWay: Int64 = 0

    init(_ stream: RowStream) {
        items = stream.items
        historyCount = stream.historyCount
        lostByRow = [Int64](repeating: 0, count: stream.rowCount - stream.historyCount)
    }

    var made: Int64 { items[historyCount...].reduce(0, +) }

    mutating func arrive(_ count: Int64, ofRow row: Int) {
        if row >= historyCount { arrived += count }
    }

    mutating func lose(_ count: Int64, ofRow row: Int, _ cause: LossCause) {
        guard row >= historyCount, count > 0 else { return }
        lost[cause.index] += count
        lostByRow[row - historyCount] += count
    }

    mutating func arrive(rows: Range<Int>) {
        for row in rows { arrive(items[row], ofRow: row) }
    }

    mutating func lose(rows: Range<Int>, _ cause: LossCause) {
        for row in rows { lose(items[row], ofRow: row, cause) }
    }

    mutating func leaveUnderWay(rows: Range<Int>) {
        for row in rows where row >= historyCount { underWay += items[row] }
    }

    /// Writes the books into what was delivered, and what follows from its ticks alone: staleness and catching up.
    func close(into samples: inout DeliveredSamples, _ stream: RowStream, lastFaultEnd: Int64?) {
        samples.lostByRow = lostByRow
        samples.report.made = made
        samples.report.arrived = arrived
        samples.report.underWay = underWay
        for cause in LossCause.allCases where lost[cause.index] > 0 { samples.report.lost[cause] = lost[cause.index] }
        var newest: Int64 = 0
        var stalest: Int64 = 0
        for tick in 0..<samples.tickCount {
            let time = samples.milliseconds[tick]
            if time > 0 { stalest = max(stalest, time - newest) }
            newest = samples.newestMilliseconds[tick]
        }
        samples.report.stalestMilliseconds = max(stalest, stream.endMilliseconds - newest)
        samples.report.drainMilliseconds = lastFaultEnd.flatMap { end in
            // What was measured in a row that has not ended cannot have arrived.
            let due = end / stream.rowMilliseconds * stream.rowMilliseconds
            let tick = samples.milliseconds.indices.first { tick in
                samples.milliseconds[tick] >= end && !samples.isMissed[tick] && samples.newestMilliseconds[tick] >= due
            }
            return tick.map { samples.milliseconds[$0] - end }
        }
    }
}

extension LossCause {
    /// Its place in the list of causes.
    fileprivate var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
