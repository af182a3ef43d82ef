/// How many tokens a text has, about: Claude's tokenizer is not public. Deterministic, linear, and near the rule of thumb
/// of four bytes a token for English ("Glossary", platform.claude.com, gives 3.5 characters).
///
/// Short words are a token with the blank before them, long ones several; figures go by threes, signs by pairs, and
/// what is not ASCII by two bytes.
enum TextTokens {
    private enum Class: UInt8 {
        case letter
        case digit
        case blank
        case lineBreak
        case sign
        case other

        /// Tokens of a run of so many bytes.
        func tokens(_ length: Int) -> Int {
            switch self {
            case .letter: (length + 5) / 6
            case .digit: (length + 2) / 3
            // The blank before a word belongs to the word; indentation is a token for each eight.
            case .blank: (length + 6) / 8
            case .lineBreak: (length + 3) / 4
            case .sign, .other: (length + 1) / 2
            }
        }
    }

    private static let classes: [Class] = (UInt8.min...UInt8.max).map { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
        case UInt8(ascii: " "), UInt8(ascii: "\t"): .blank
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): .lineBreak
        case 0..<0x80: .sign
        default: .other
        }
    }

    static func count(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let first = bytes.first else { return 0 }
        return classes.withUnsafeBufferPointer { classes in
            var tokens = 0
            var start = 0
            var current = classes[Int(first)]
            for index in 1..<max(1, bytes.count) {
                let next = classes[Int(bytes[index])]
                if next != current {
                    tokens += current.tokens(index - start)
                    start = index
                    current = next
                }
            }
            return tokens + current.tokens(bytes.count - start)
        }
    }
}
