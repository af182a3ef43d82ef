/// The `k` greatest or smallest values seen, as `topk` and `bottomk` keep them: a binary heap with Go's mechanics, which
/// decide which of equal values stay.
///
/// Source: Go, `container/heap`; prometheus/prometheus, `promql/engine.go` (`aggregation`, `aggregationK`).
package struct RankHeap: Sendable {
    /// A value and whose it is.
    package struct Entry: Sendable, Equatable {
        package let value: Double
        /// The caller's number for the element.
        package let index: Int

        package init(value: Double, index: Int) {
            self.value = value
            self.index = index
        }
    }

    private var entries: [Entry] = []
    private let limit: Int
    private let keepsSmallest: Bool
    private let replacesTop: Bool

    /// - Parameters:
    ///   - limit: how many to keep, at least one.
    ///   - keepsSmallest: true for `bottomk`.
    ///   - replacesTop: what `Semantics.replacesTopOfHeap` says.
    package init(limit: Int, keepsSmallest: Bool, replacesTop: Bool) {
        precondition(limit > 0, "a heap keeps at least one")
        self.limit = limit
        self.keepsSmallest = keepsSmallest
        self.replacesTop = replacesTop
    }

    /// How many elements the parameter asks for; nil for none at all.
    package static func limit(_ parameter: Double, _ semantics: Semantics) throws(EvaluationError) -> Int? {
        if semantics.namesNaNParameters {
            if parameter < 1 { return nil }
            if parameter.isNaN { throw .parameterIsNotANumber }
        }
        // The greatest double that Prometheus takes for an integer, and the smallest.
        guard parameter < 0x1p63, parameter >= -0x1p63, let limit = Int(exactly: parameter.rounded(.towardZero)) else {
            throw .parameterOverflows(parameter)
        }
        return limit < 1 ? nil : limit
    }

    package mutating func add(_ entry: Entry) {
        guard entries.count >= limit else { return push(entry) }
        let worst = entries[0].value
        let isBetter = keepsSmallest ? worst > entry.value : worst < entry.value
        guard isBetter || (worst.isNaN && !(replacesTop && entry.value.isNaN)) else { return }
        if replacesTop || limit == 1 {
            entries[0] = entry
            siftDown()
        } else {
            removeWorst()
            push(entry)
        }
    }

    /// Best first, NaN last.
    package var bestFirst: [Entry] { GoSort.sorted(entries, isDescending: !keepsSmallest, by: \.value) }

    /// Whether the first is worse; NaN is worst of all.
    private func precedes(_ left: Entry, _ right: Entry) -> Bool {
        if left.value.isNaN { return true }
        return keepsSmallest ? left.value > right.value : left.value < right.value
    }

    private mutating func push(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(entries[child], entries[parent]) else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func removeWorst() {
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        siftDown()
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { return }
            if child + 1 < entries.count, precedes(entries[child + 1], entries[child]) { child += 1 }
            guard precedes(entries[child], entries[parent]) else { return }
            entries.swapAt(parent, child)
            parent = child
        }
    }
}
