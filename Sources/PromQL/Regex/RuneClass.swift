/// A set of runes: sorted ranges, and general categories that are asked of the standard library when matching.
struct RuneClass: Hashable, Sendable {
    /// A Unicode class by general category, such as `\p{Lu}`.
    struct CategoryTest: Hashable, Sendable {
        /// One bit a general category, see `GeneralCategories`.
        var mask: UInt32
        /// Under `(?i)` a rune is a member if any rune of its fold orbit is.
        var folds: Bool
        var isNegated: Bool

        func contains(_ rune: UInt32) -> Bool {
            let runes = folds ? CaseFolding.orbit(of: rune) : [rune]
            let isMember = runes.contains { GeneralCategories.mask(of: $0) & mask != 0 }
            return isMember != isNegated
        }
    }

    /// Disjoint, ascending, not adjoining.
    private(set) var ranges: [ClosedRange<UInt32>] = []
    private(set) var categories: [CategoryTest] = []
    /// Turns the answer round; only with categories or folding, since plain ranges are turned round at once.
    private(set) var isNegated = false
    /// Under `(?i)` a rune is a member if any rune of its fold orbit lies in the ranges.
    private(set) var folds: Bool
    /// Names of Unicode scripts in the class, which have no table here: an expression that has one is not compiled.
    private(set) var scripts: [String] = []
    /// Membership of the ASCII runes, categories included, one bit each: 0 to 63 and 64 to 127.
    private var asciiLow: UInt64 = 0
    private var asciiHigh: UInt64 = 0

    init(folds: Bool = false) { self.folds = folds }

    mutating func add(_ range: ClosedRange<UInt32>) { ranges.append(range) }

    mutating func add(_ test: CategoryTest) { categories.append(test) }

    mutating func add(script: String) { scripts.append(script) }

    /// Adds a class such as `\w` or `[:alpha:]`, or everything that is not in it. Its members are ASCII runes, which
    /// are folded before they are negated: `(?i)\W` lacks the long s.
    mutating func add(_ members: [ClosedRange<UInt32>], isNegated: Bool, folds: Bool) {
        var group = RuneClass()
        group.ranges = members
        if folds {
            for rune in members.joined() { group.ranges += CaseFolding.orbit(of: rune).map { $0...$0 } }
        }
        group.finish(isNegated: isNegated)
        ranges += group.ranges
    }

    /// Sorts, merges, and turns round; call once, after the last `add`.
    mutating func finish(isNegated negated: Bool) {
        ranges.sort { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
        if categories.isEmpty, !folds {
            if negated { ranges = Self.complement(ranges) }
        } else {
            isNegated = negated
        }
        noteASCII()
    }

    private mutating func noteASCII() {
        if categories.isEmpty, !folds {
            for range in ranges where range.lowerBound < 128 {
                let (low, high) = (range.lowerBound, min(range.upperBound, 127))
                asciiLow |= Self.bits(low, high, from: 0)
                asciiHigh |= Self.bits(low, high, from: 64)
            }
            return
        }
        for rune in UInt32(0)..<128 where search(rune) {
            if rune < 64 { asciiLow |= 1 << UInt64(rune) } else { asciiHigh |= 1 << UInt64(rune - 64) }
        }
    }

    /// The bits from `low` to `high` in a word whose first bit is `first`.
    private static func bits(_ low: UInt32, _ high: UInt32, from first: UInt32) -> UInt64 {
        guard high >= first, low < first + 64 else { return 0 }
        let start = UInt64(max(low, first) - first)
        let end = UInt64(min(high, first + 63) - first)
        return (~0 << start) & (~0 >> (63 - end))
    }

    private static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if next < range.lowerBound { gaps.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Runes.highest { gaps.append(next...Runes.highest) }
        return gaps
    }

    /// The one rune the class holds, if it holds exactly one.
    var onlyRune: UInt32? {
        guard categories.isEmpty, scripts.isEmpty, !isNegated, ranges.count == 1, ranges[0].count == 1 else {
            return nil
        }
        return ranges[0].lowerBound
    }

    func contains(_ rune: UInt32) -> Bool {
        if rune < 64 { return asciiLow >> UInt64(rune) & 1 == 1 }
        if rune < 128 { return asciiHigh >> UInt64(rune - 64) & 1 == 1 }
        return search(rune)
    }

    private func search(_ rune: UInt32) -> Bool {
        var isMember = lies(rune)
        if folds, !isMember { isMember = CaseFolding.orbit(of: rune).contains { lies($0) } }
        if !isMember { isMember = categories.contains { $0.contains(rune) } }
        return isMember != isNegated
    }

    private func lies(_ rune: UInt32) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < rune { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(rune)
    }
}
