import TimeSeries

/// The order of a vector's elements, which decides the last digit of sums, and which of equals is in the top.
///
/// Prometheus's vector of a moment holds groups in the order in which their first member came. A column belongs to a
/// group at all moments, so at moments when that member is missing the order of the columns may be another.
struct StepOrder: Sendable {
    /// The columns in their order at the steps where it is not the order of the columns. Some may not be valid there.
    private(set) var exceptions: [Int: [Int32]] = [:]

    var isThatOfColumns: Bool { exceptions.isEmpty }

    /// The columns in their order at a step, valid or not, if it is not the order of the columns.
    func exception(at step: Int) -> [Int32]? { exceptions[step] }

    /// The steps with an exception, ascending.
    var exceptionalSteps: [Int] { exceptions.keys.sorted() }

    mutating func set(_ columns: [Int32], at step: Int) { exceptions[step] = columns }

    /// The order after columns were joined: `sources` holds the old columns of each new one, ascending.
    static func regrouped(_ sources: [[Int32]], from old: [Bitmap], _ oldOrder: StepOrder, steps: Int) -> StepOrder {
        var result = StepOrder()
        if sources.count < 2 { return result }
        for step in doubtfulSteps(sources, from: old, oldOrder, steps: steps) {
            var rankOfColumn = [Int32](repeating: .max, count: old.count)
            if let exception = oldOrder.exceptions[step] {
                for (rank, column) in exception.enumerated() { rankOfColumn[Int(column)] = Int32(rank) }
            } else {
                for column in old.indices { rankOfColumn[column] = Int32(column) }
            }
            var elements: [(rank: Int32, column: Int32)] = []
            for (column, group) in sources.enumerated() {
                var rank: Int32?
                for source in group where old[Int(source)][step] {
                    rank = min(rank ?? .max, rankOfColumn[Int(source)])
                }
                if let rank { elements.append((rank, Int32(column))) }
            }
            elements.sort { $0.rank < $1.rank }
            if zip(elements, elements.dropFirst()).contains(where: { $0.column > $1.column }) {
                result.exceptions[step] = elements.map(\.column)
            }
        }
        return result
    }

    /// The steps at which the order of new columns is not known to be that of their first sources.
    private static func doubtfulSteps(
        _ sources: [[Int32]], from old: [Bitmap], _ oldOrder: StepOrder, steps: Int
    ) -> [Int] {
        var doubtful = Bitmap(count: steps)
        for step in oldOrder.exceptions.keys { doubtful[step] = true }
        if isAscending(sources) { return list(doubtful) }
        let firsts = sources.compactMap(\.first)
        if zip(firsts, firsts.dropFirst()).contains(where: { $0 > $1 }) { return Array(0..<steps) }
        for group in sources {
            guard let first = group.first else { continue }
            for source in group.dropFirst() {
                doubtful.formUnion(old[Int(source)].subtracting(old[Int(first)]))
            }
        }
        return list(doubtful)
    }

    /// Whether each column's sources stand before those of the next.
    private static func isAscending(_ sources: [[Int32]]) -> Bool {
        var last: Int32 = -1
        for group in sources {
            for source in group {
                if source <= last { return false }
                last = source
            }
        }
        return true
    }

    private static func list(_ bits: Bitmap) -> [Int] {
        var result: [Int] = []
        bits.forEachSet { result.append($0) }
        return result
    }

    /// The order of one vector's elements followed by another's, of columns that stand in this order too.
    static func concatenated(_ left: StepOrder, count: Int, _ right: StepOrder, count rightCount: Int) -> StepOrder {
        if left.isThatOfColumns && right.isThatOfColumns { return left }
        var result = StepOrder()
        for step in Set(left.exceptions.keys).union(right.exceptions.keys) {
            let first = left.exceptions[step] ?? (0..<count).map(Int32.init)
            let second = right.exceptions[step] ?? (0..<rightCount).map(Int32.init)
            result.exceptions[step] = first + second.map { $0 + Int32(count) }
        }
        return result
    }

    /// The order after some columns were removed; `newIndex` is -1 for those.
    func renumbered(_ newIndex: [Int32]) -> StepOrder {
        var result = StepOrder()
        for (step, columns) in exceptions {
            result.exceptions[step] = columns.compactMap { newIndex[Int($0)] < 0 ? nil : newIndex[Int($0)] }
        }
        return result
    }

    /// The order after each column became any number of columns, of which at most one is valid at a step.
    func expanded(_ parts: [[Int32]]) -> StepOrder {
        var result = StepOrder()
        for (step, columns) in exceptions { result.exceptions[step] = columns.flatMap { parts[Int($0)] } }
        return result
    }
}
