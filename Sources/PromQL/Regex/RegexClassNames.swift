/// Perl and POSIX classes: ASCII only, as RE2 has them.
enum RegexClassNames {
    private static let digit: [ClosedRange<UInt32>] = [0x30...0x39]
    private static let lower: [ClosedRange<UInt32>] = [0x61...0x7A]
    private static let upper: [ClosedRange<UInt32>] = [0x41...0x5A]
    private static let word = digit + upper + [0x5F...0x5F] + lower

    /// The class of `\d`, `\s` or `\w` by its letter in lower case.
    static func perl(_ letter: UInt8) -> [ClosedRange<UInt32>]? {
        switch letter {
        case UInt8(ascii: "d"): digit
        // No vertical tab, unlike `[[:space:]]`.
        case UInt8(ascii: "s"): [0x09...0x0A, 0x0C...0x0D, 0x20...0x20]
        case UInt8(ascii: "w"): word
        default: nil
        }
    }

    /// The class of `[:name:]`.
    static func posix(_ name: String) -> [ClosedRange<UInt32>]? {
        switch name {
        case "alnum": digit + upper + lower
        case "alpha": upper + lower
        case "ascii": [0x00...0x7F]
        case "blank": [0x09...0x09, 0x20...0x20]
        case "cntrl": [0x00...0x1F, 0x7F...0x7F]
        case "digit": digit
        case "graph": [0x21...0x7E]
        case "lower": lower
        case "print": [0x20...0x7E]
        case "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
        case "space": [0x09...0x0D, 0x20...0x20]
        case "upper": upper
        case "word": word
        case "xdigit": digit + [0x41...0x46, 0x61...0x66]
        default: nil
        }
    }
}
