/// Sorting by value as Go's `sort` package does it, in the order of `sort`, `sort_desc` and `topk`.
package enum GoSort {
    /// Ascending or descending, NaN last in both.
    ///
    /// Prometheus sorts with a comparison by which NaN precedes everything, itself included. Up to twelve elements Go
    /// inserts one after another, and so the order of equals is known; beyond that, none is to rely on, and equals keep
    /// theirs. Source: Go 1.19, `sort/zsortinterface.go`; prometheus/prometheus, `promql/functions.go` (`funcSort`).
    package static func sorted<Element>(
        _ elements: [Element], isDescending: Bool, by value: (Element) -> Double
    ) -> [Element] {
        guard elements.count > insertionLimit else {
            var result = elements
            for end in result.indices.dropFirst() {
                var index = end
                while index > 0, isAfter(value(result[index - 1]), value(result[index]), isDescending) {
                    result.swapAt(index, index - 1)
                    index -= 1
                }
            }
            return result
        }
        return elements.enumerated().sorted { left, right in
            let (a, b) = (value(left.element), value(right.element))
            if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? left.offset < right.offset : b.isNaN }
            if a == b { return left.offset < right.offset }
            return isDescending ? a > b : a < b
        }.map(\.element)
    }

    /// Whether Go would swap the second before the first.
    private static func isAfter(_ first: Double, _ second: Double, _ isDescending: Bool) -> Bool {
        first.isNaN || (isDescending ? first < second : first > second)
    }

    private static let insertionLimit = 12
}
