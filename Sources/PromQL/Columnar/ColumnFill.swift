import TimeSeries

/// Values and validity of a column in the making.
struct FilledColumn {
    var values: [Double]
    var validity: Bitmap

    /// Asks for the value of each step in order.
    ///
    /// The closure is inlined into the loop, so that each use becomes a loop of its own without calls; so it must be
    /// for every helper here that takes one.
    @inline(__always)
    init(steps: Int, _ value: (Int) -> Double?) {
        var words = [UInt64](repeating: 0, count: (steps + 63) / 64)
        values = [Double](unsafeUninitializedCapacity: steps) { buffer, initialised in
            words.withUnsafeMutableBufferPointer { words in
                for position in 0..<words.count {
                    var word: UInt64 = 0
                    let first = position << 6
                    for bit in 0..<min(64, steps - first) {
                        if let result = value(first + bit) {
                            buffer[first + bit] = result
                            word |= 1 << UInt64(bit)
                        } else {
                            buffer[first + bit] = 0
                        }
                    }
                    words[position] = word
                }
            }
            initialised = steps
        }
        validity = Bitmap(words: words, count: steps)
    }
}

extension Bitmap {
    /// Calls `body` with each set bit; runs of 64 without asking for each.
    @inline(__always)
    func visitSet(_ body: (Int) -> Void) {
        words.withUnsafeBufferPointer { words in
            for position in 0..<words.count {
                var word = words[position]
                let first = position << 6
                if word == .max {
                    for step in first..<first + 64 { body(step) }
                    continue
                }
                while word != 0 {
                    body(first + word.trailingZeroBitCount)
                    word &= word - 1
                }
            }
        }
    }

    /// Whether the two have a bit in common.
    func meets(_ other: Bitmap) -> Bool {
        words.withUnsafeBufferPointer { left in
            other.words.withUnsafeBufferPointer { right in
                for index in 0..<min(left.count, right.count) where left[index] & right[index] != 0 { return true }
                return false
            }
        }
    }

    /// The bits that are set in the whole of a grid; all of them.
    static func full(_ count: Int) -> Bitmap { Bitmap(repeating: true, count: count) }
}
