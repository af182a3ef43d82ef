/// What is known of some requests before anything that came before them matters: each number in a column of its own, so
/// that what follows from several of them is computed for four requests or eight at once.
struct DrawColumns {
    /// Whole registers of eight numbers, see `pace`.
    private static let width = BackendMemory.chunk
    /// How many numbers all columns have.
    static let count = 8 * width

    private let start: UnsafeMutablePointer<Int32>

    /// `start` is the first of `count` numbers.
    init(_ start: UnsafeMutablePointer<Int32>) { self.start = start }

    /// Entry of the prefix.
    var entry: UnsafeMutablePointer<Int32> { column(0) }
    /// Tokens behind the prefix.
    var input: UnsafeMutablePointer<Int32> { column(1) }
    /// Billed output, thinking included.
    var output: UnsafeMutablePointer<Int32> { column(2) }
    /// Milliseconds to the first token of an empty prompt, for each token of output and for each of a prompt: the bits of
    /// `Float`, as `DrawnCells` has them.
    var firstToken: UnsafeMutablePointer<Int32> { column(3) }
    var tokenTime: UnsafeMutablePointer<Int32> { column(4) }
    var prefill: UnsafeMutablePointer<Int32> { column(5) }
    /// Milliseconds to the first token if the prefix is read from the cache, and from there to the end.
    var begins: UnsafeMutablePointer<Int32> { column(6) }
    var lasts: UnsafeMutablePointer<Int32> { column(7) }

    @inline(__always)
    private func column(_ number: Int) -> UnsafeMutablePointer<Int32> { start + number &* Self.width }

    /// Fills the last two columns. One by one, conversions and additions were a third of the time of the loop before and a
    /// quarter of that behind it (samples of a day of 50 million requests).
    @inline(__always)
    func pace(_ count: Int) {
        let (input, output, firstToken, tokenTime) = (input, output, firstToken, tokenTime)
        let (prefill, begins, lasts) = (prefill, begins, lasts)
        // Whole registers: what lies behind the last request is nobody's.
        for index in 0..<(count &+ 7) & ~7 {
            lasts[index] = (Float(output[index]) * Float(drawn: tokenTime[index])).nearestWhole
            begins[index] = Self.begins(
                after: Float(drawn: firstToken[index]), reading: input[index], Float(drawn: prefill[index]))
        }
    }

    /// Milliseconds to the first token.
    @inline(__always)
    static func begins(after firstToken: Float, reading tokens: Int32, _ prefillMilliseconds: Float) -> Int32 {
        max(1, (firstToken + Float(tokens) * prefillMilliseconds).nearestWhole)
    }
}

extension Float {
    /// Of its bits as a column holds them.
    @inline(__always)
    init(drawn bits: Int32) { self.init(bitPattern: UInt32(bitPattern: bits)) }

    var drawnBits: Int32 {
        @inline(__always) get { Int32(bitPattern: bitPattern) }
    }
}
