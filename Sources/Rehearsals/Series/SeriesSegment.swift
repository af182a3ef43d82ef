import TimeSeries

/// The values of a plan's series over the rows of one matrix that are not lead rows.
struct SeriesSegment {
    private let plan: SeriesPlan
    private let matrix: TotalsMatrix
    /// The ticks at which a scrape succeeded.
    let exposed: Bitmap
    private let rows: Int

    init(_ plan: SeriesPlan, _ matrix: TotalsMatrix) {
        self.plan = plan
        self.matrix = matrix
        rows = matrix.rowCount - matrix.leadCount
        exposed = Bitmap(count: rows) { !matrix.isMissed[matrix.leadCount + $0] }
    }

    // MARK: When

    func presence(of group: SeriesGroup) -> SeriesPresence {
        guard group.birth == .firstEvent else { return SeriesPresence(present: exposed) }
        var totals = [Int64](repeating: 0, count: rows)
        add(group.occurrence, to: &totals)
        return SeriesPresence(present: Bitmap(count: rows) { totals[$0] > 0 }.intersection(exposed))
    }

    // MARK: What

    /// Adds the columns of all members of a group, each as `transform` makes it of the run's part.
    func appendColumns(
        of group: SeriesGroup, to result: inout [[Double]], _ transform: ([Double]) -> [Double]
    ) {
        var totals = [Int64](repeating: 0, count: rows)
        for index in group.members {
            let member = plan.members[index]
            switch member.source {
            case .constant(let value): result.append(transform([Double](repeating: value, count: rows)))
            case .share(let whole, let factor):
                result.append(transform(shares(of: member.terms, in: whole, factor)))
            case .total(let scale):
                if !member.continues { for row in totals.indices { totals[row] = 0 } }
                add(member.terms, to: &totals)
                result.append(transform(scaled(totals, scale)))
            }
        }
    }

    private func scaled(_ totals: [Int64], _ scale: SeriesScale) -> [Double] {
        if scale == .one { return totals.map { Double($0) } }
        if scale.share == nil { return totals.map { [divisor = scale.divisor] in Double($0) / divisor } }
        return totals.map(scale.value)
    }

    private func add(_ range: Range<Int>, to totals: inout [Int64]) {
        let (plan, matrix, rows) = (plan, matrix, rows)
        totals.withUnsafeMutableBufferPointer { target in
            matrix.values.withUnsafeBufferPointer { source in
                for term in plan.terms[range] {
                    let start = matrix.start(of: Int(term.channel)) + matrix.leadCount
                    if term.weight == 1 {
                        for row in 0..<rows { target[row] &+= source[start &+ row] }
                    } else {
                        for row in 0..<rows { target[row] &+= source[start &+ row] &* term.weight }
                    }
                }
            }
        }
    }

    /// The growth of a part over that of the whole, between each tick and the one a window before. While nothing happens
    /// a share stays what it was.
    private func shares(of part: Range<Int>, in whole: Range<Int>, _ factor: Double) -> [Double] {
        let all = matrix.rowCount
        var parts = [Int64](repeating: 0, count: all)
        var wholes = [Int64](repeating: 0, count: all)
        for term in plan.terms[part] { accumulate(term, &parts) }
        for term in plan.terms[whole] { accumulate(term, &wholes) }
        var result = [Double](repeating: 0, count: all)
        var current = 0.0
        var begin = 0
        for row in 0..<all {
            if row > 0, matrix.incarnation[row] != matrix.incarnation[row - 1] {
                current = 0
                begin = row
            }
            if !matrix.isMissed[row] {
                let from = matrix.milliseconds[row] &- SeriesWriter.shareWindowMilliseconds
                while begin + 1 < row, matrix.incarnation[begin] == matrix.incarnation[row],
                    matrix.milliseconds[begin + 1] <= from
                { begin += 1 }
                // Until the window is full, the process's whole life counts.
                let isFull = begin < row && matrix.milliseconds[begin] <= from
                let whole = wholes[row] - (isFull ? wholes[begin] : 0)
                if whole > 0 { current = Double(parts[row] - (isFull ? parts[begin] : 0)) / Double(whole) * factor }
            }
            result[row] = current
        }
        return Array(result[matrix.leadCount...])
    }

    private func accumulate(_ term: SeriesTerm, _ totals: inout [Int64]) {
        let start = matrix.start(of: Int(term.channel))
        for row in totals.indices { totals[row] &+= matrix.values[start + row] &* term.weight }
    }

    // MARK: What Prometheus adds

    func column(of kind: SyntheticSeries) -> [Double] {
        let count = Double(plan.members.count)
        return matrix.isMissed[matrix.leadCount...].map { isMissed in
            switch kind {
            case .up: isMissed ? 0 : 1
            case .scrapeDuration: isMissed ? 10 : 0.01
            case .scrapedSamples, .scrapedSamplesAfterRelabelling: isMissed ? 0 : count
            }
        }
    }
}
