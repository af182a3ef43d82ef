/// Finds the name a person probably meant.
package enum NearMiss {
    /// The candidate closest to `name`, if close enough to be a slip of the hand.
    ///
    /// Distance is Damerau's (insert, delete, replace, swap neighbours) over bytes, with `-`, `_` and letter case
    /// counted as equal. At most a third of the longer name may differ. Ties go to the bytewise smaller candidate, so
    /// the answer does not depend on the order of `candidates`.
    package static func closest(to name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = folded(name)
        var best: (distance: Int, name: String)?
        for candidate in candidates where !candidate.utf8.elementsEqual(name.utf8) {
            let other = folded(candidate)
            let allowed = max(1, max(wanted.count, other.count) / 3)
            guard abs(wanted.count - other.count) <= allowed else { continue }
            let limit = min(allowed, best?.distance ?? allowed)
            guard let distance = distance(wanted, other, atMost: limit) else { continue }
            if let known = best {
                let isBetter =
                    distance < known.distance || (distance == known.distance && precedes(candidate, known.name))
                if isBetter { best = (distance, candidate) }
            } else {
                best = (distance, candidate)
            }
        }
        return best?.name
    }

    /// The edit distance, or nil if it is greater than `limit`.
    package static func distance(_ left: [UInt8], _ right: [UInt8], atMost limit: Int) -> Int? {
        if abs(left.count - right.count) > limit { return nil }
        var beforePrevious = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        for row in 0..<left.count {
            var current = [Int](repeating: row + 1, count: right.count + 1)
            var smallest = row + 1
            for column in 0..<right.count {
                let substitution = previous[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(substitution, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current[column + 1] = cost
                smallest = min(smallest, cost)
            }
            if smallest > limit { return nil }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count] <= limit ? previous[right.count] : nil
    }

    private static func folded(_ name: String) -> [UInt8] {
        name.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "_")
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            default: byte
            }
        }
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
