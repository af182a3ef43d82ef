/// The words of the language, looked up without regard to case.
enum Keywords {
    /// The token a word stands for, or nil if it is a plain name. `inf` and `nan` are numbers.
    static func token(for word: ArraySlice<UInt8>, _ semantics: Semantics) -> TokenKind? {
        guard word.count >= 2 && word.count <= longest else { return nil }
        var name = PackedWord()
        for byte in word { name.append(lowercase(byte)) }
        guard let entry = table[name] else { return nil }
        if entry.isThirdGeneration && !semantics.knowsThirdGenerationWords { return nil }
        return entry.kind
    }

    static func lowercase(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    private struct Entry {
        let kind: TokenKind
        var isThirdGeneration = false
    }

    /// The length of `count_values`.
    private static let longest = 12

    /// A word of at most 16 bytes as a number, so that a lookup makes no string.
    private struct PackedWord: Hashable {
        var high: UInt64 = 0
        var low: UInt64 = 0

        mutating func append(_ byte: UInt8) {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(byte)
        }

        init() {}

        init(_ word: String) {
            for byte in word.utf8 { append(byte) }
        }
    }

    private static let table: [PackedWord: Entry] = {
        var table: [PackedWord: Entry] = [:]
        for op in [BinaryOperator.and, .or, .unless, .atan2] { table[PackedWord(op.text)] = Entry(kind: .binary(op)) }
        for op in AggregationOperator.allCases {
            table[PackedWord(op.text)] = Entry(kind: .aggregation(op), isThirdGeneration: op.isExperimental)
        }
        for keyword in Keyword.allCases {
            table[PackedWord(keyword.text)] = Entry(
                kind: .keyword(keyword), isThirdGeneration: keyword.isThirdGeneration)
        }
        table[PackedWord("inf")] = Entry(kind: .number)
        table[PackedWord("nan")] = Entry(kind: .number)
        return table
    }()
}

extension Keyword {
    /// The word in lowercase.
    package var text: String {
        switch self {
        case .bool: "bool"
        case .by: "by"
        case .groupLeft: "group_left"
        case .groupRight: "group_right"
        case .ignoring: "ignoring"
        case .offset: "offset"
        case .on: "on"
        case .without: "without"
        case .fill: "fill"
        case .fillLeft: "fill_left"
        case .fillRight: "fill_right"
        case .anchored: "anchored"
        case .smoothed: "smoothed"
        case .start: "start"
        case .end: "end"
        case .step: "step"
        case .range: "range"
        case .maxOf: "max_of"
        case .minOf: "min_of"
        }
    }

    /// Unknown to 2.42.
    var isThirdGeneration: Bool {
        switch self {
        case .bool, .by, .groupLeft, .groupRight, .ignoring, .offset, .on, .without, .start, .end: false
        case .fill, .fillLeft, .fillRight, .anchored, .smoothed, .step, .range, .maxOf, .minOf: true
        }
    }
}
