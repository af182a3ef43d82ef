/// A fixed number of bits in 64-bit words: which steps of a column hold something.
///
/// Bits past the end are always zero, so whole words can be counted and combined.
package struct Bitmap: Hashable, Sendable {
    /// The lowest bit of the first word is bit 0.
    package private(set) var words: [UInt64]
    /// How many bits there are.
    package let count: Int

    /// `count` equal bits.
    package init(repeating bit: Bool = false, count: Int) {
        precondition(count >= 0, "a bitmap has no negative length")
        self.count = count
        words = [UInt64](repeating: bit ? .max : 0, count: (count + 63) / 64)
        clearTail()
    }

    /// The bits in order.
    package init(_ bits: some Collection<Bool>) {
        self.init(count: bits.count)
        for (index, bit) in bits.enumerated() where bit { words[index >> 6] |= 1 << UInt64(index & 63) }
    }

    /// The bits of whole words; what lies past `count` is cleared.
    ///
    /// - Precondition: as many words as `count` bits take.
    package init(words: [UInt64], count: Int) {
        precondition(words.count == (count + 63) / 64, "a bitmap has exactly the words its bits take")
        self.words = words
        self.count = count
        clearTail()
    }

    /// - Precondition: `index` is below `count`.
    package subscript(index: Int) -> Bool {
        get {
            precondition(index >= 0 && index < count, "a bit lies within its bitmap")
            return words[index >> 6] >> UInt64(index & 63) & 1 != 0
        }
        set {
            precondition(index >= 0 && index < count, "a bit lies within its bitmap")
            let mask: UInt64 = 1 << UInt64(index & 63)
            if newValue { words[index >> 6] |= mask } else { words[index >> 6] &= ~mask }
        }
    }

    // MARK: Questions

    /// True where no bit is set.
    package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// True where every bit is set.
    package var isFull: Bool { setCount == count }

    /// How many bits are set.
    package var setCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The first set bit at or after `index`.
    package func firstSet(atOrAfter index: Int) -> Int? {
        guard index < count else { return nil }
        var position = max(index, 0) >> 6
        var word = words[position] & (.max << UInt64(max(index, 0) & 63))
        while word == 0 {
            position += 1
            if position == words.count { return nil }
            word = words[position]
        }
        return position << 6 + word.trailingZeroBitCount
    }

    /// The last set bit before `index`.
    package func lastSet(before index: Int) -> Int? {
        guard index > 0, count > 0 else { return nil }
        let last = min(index, count) - 1
        var position = last >> 6
        var word = words[position] & (.max >> UInt64(63 - last & 63))
        while word == 0 {
            if position == 0 { return nil }
            position -= 1
            word = words[position]
        }
        return position << 6 + 63 - word.leadingZeroBitCount
    }

    /// Calls `body` with the place of each set bit, ascending.
    package func forEachSet<Failure>(_ body: (Int) throws(Failure) -> Void) throws(Failure) {
        for position in words.indices {
            var word = words[position]
            while word != 0 {
                try body(position << 6 + word.trailingZeroBitCount)
                word &= word - 1
            }
        }
    }

    // MARK: Algebra

    /// Keeps what `other` has too.
    ///
    /// - Precondition: equal lengths, here and below.
    package mutating func formIntersection(_ other: Bitmap) {
        precondition(count == other.count, "bitmaps of one grid are equally long")
        for index in words.indices { words[index] &= other.words[index] }
    }

    /// Adds what `other` has.
    package mutating func formUnion(_ other: Bitmap) {
        precondition(count == other.count, "bitmaps of one grid are equally long")
        for index in words.indices { words[index] |= other.words[index] }
    }

    /// Removes what `other` has.
    package mutating func subtract(_ other: Bitmap) {
        precondition(count == other.count, "bitmaps of one grid are equally long")
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    package func intersection(_ other: Bitmap) -> Bitmap {
        var result = self
        result.formIntersection(other)
        return result
    }

    package func union(_ other: Bitmap) -> Bitmap {
        var result = self
        result.formUnion(other)
        return result
    }

    package func subtracting(_ other: Bitmap) -> Bitmap {
        var result = self
        result.subtract(other)
        return result
    }

    private mutating func clearTail() {
        let used = count & 63
        if used != 0 { words[words.count - 1] &= .max >> UInt64(64 - used) }
    }
}
