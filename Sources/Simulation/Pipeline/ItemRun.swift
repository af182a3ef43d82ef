/// Some measurements of one row, in the order in which they were made. Those of a row come evenly over its time, the last
/// one at its end.
struct ItemRun: Equatable {
    /// Its place in the stream.
    var row: Int
    /// The row's time, and how many it measured in all.
    var startMilliseconds: Int64
    var lengthMilliseconds: Int64
    var rowCount: Int64
    /// From the first to before the last, counted from zero within the row.
    var from: Int64
    var to: Int64

    var count: Int64 { to - from }

    /// When one was made.
    func time(of item: Int64) -> Int64 {
        let (quotient, rest) = Self.divided(item + 1, lengthMilliseconds, by: rowCount)
        return startMilliseconds + quotient + (rest > 0 ? 1 : 0)
    }

    var firstTime: Int64 { time(of: from) }
    var lastTime: Int64 { time(of: to - 1) }

    /// How many of the row's had been made at a moment.
    func made(by time: Int64) -> Int64 {
        let elapsed = time - startMilliseconds
        if elapsed < 0 { return 0 }
        if elapsed >= lengthMilliseconds { return rowCount }
        return Self.divided(elapsed, rowCount, by: lengthMilliseconds).quotient
    }

    /// A product over a divisor that is not less than one of its factors; exact also where the product needs more than 64 bits.
    static func divided(_ left: Int64, _ right: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (product, overflows) = left.multipliedReportingOverflow(by: right)
        if !overflows { return product.quotientAndRemainder(dividingBy: divisor) }
        return divisor.dividingFullWidth(left.multipliedFullWidth(by: right))
    }

    /// Those before an item, and the others.
    func split(at item: Int64) -> (before: ItemRun, after: ItemRun) {
        var before = self
        var after = self
        before.to = min(max(item, from), to)
        after.from = before.to
        return (before, after)
    }
}

/// Measurements that travel together.
struct ItemBatch {
    var runs: [ItemRun] = []
    /// Whoever has it, and all that went before it, has everything that was measured up to here.
    var newestMilliseconds: Int64

    mutating func append(_ run: ItemRun) {
        if run.count == 0 { return }
        if let last = runs.last, last.row == run.row, last.to == run.from {
            runs[runs.count - 1].to = run.to
        } else {
            runs.append(run)
        }
    }
}

/// First in, first out.
struct ItemQueue {
    private var runs: [ItemRun] = []
    private var head = 0
    private(set) var count: Int64 = 0

    var first: ItemRun? { head < runs.count ? runs[head] : nil }

    mutating func append(_ run: ItemRun) {
        if run.count == 0 { return }
        count += run.count
        if runs.count > head, let last = runs.last, last.row == run.row, last.to == run.from {
            runs[runs.count - 1].to = run.to
        } else {
            runs.append(run)
        }
    }

    /// Takes at most so many of the oldest.
    mutating func take(_ limit: Int64) -> [ItemRun] {
        var taken: [ItemRun] = []
        var left = min(limit, count)
        count -= left
        while left > 0 {
            let (before, after) = runs[head].split(at: runs[head].from + left)
            taken.append(before)
            left -= before.count
            if after.count == 0 { head += 1 } else { runs[head] = after }
        }
        if head > 64, head * 2 > runs.count {
            runs.removeFirst(head)
            head = 0
        }
        return taken
    }
}

extension RowStream {
    /// All measurements of a row.
    func run(ofRow row: Int) -> ItemRun {
        ItemRun(
            row: row, startMilliseconds: startMilliseconds(ofRow: row), lengthMilliseconds: rowMilliseconds,
            rowCount: items[row], from: 0, to: items[row])
    }

    /// Adds what some measurements of a row moved: of every channel the part that falls to them when it is spread over all
    /// of the row's. Parts are whole, and those of a whole row add up to the row.
    func add(_ run: ItemRun, to totals: inout [Int64]) {
        if run.count == run.rowCount { return add(run.row..<run.row + 1, to: &totals) }
        let source = run.row < historyCount ? history : rows
        let base = place(ofRow: run.row) * width
        source.values.withUnsafeBufferPointer { values in
            totals.withUnsafeMutableBufferPointer { totals in
                for channel in 0..<totals.count {
                    let value = values[base &+ channel]
                    if value == 0 { continue }
                    totals[channel] &+=
                        ItemRun.divided(value, run.to, by: run.rowCount).quotient
                        &- ItemRun.divided(value, run.from, by: run.rowCount).quotient
                }
            }
        }
    }
}
