/// One token of a JSON text. Trivial, so that it travels in registers.
package struct JSONToken: Sendable, Equatable {
    package enum Kind: UInt8, Sendable {
        case beginObject
        case endObject
        case beginArray
        case endArray
        case colon
        case comma
        case string
        case number
        case trueWord
        case falseWord
        case nullWord
        /// The text is used up.
        case end
        /// The bytes here are no token; see `JSONTokenizer.problem`.
        case problem
    }

    package var kind: Kind
    /// True for a string that holds a backslash: its value does not stand in the text as it is.
    package var hasEscapes: Bool
    /// Offsets in the text, quotes included.
    package var start: Int
    package var end: Int

    package init(_ kind: Kind, start: Int, end: Int, hasEscapes: Bool = false) {
        self.kind = kind
        self.hasEscapes = hasEscapes
        self.start = start
        self.end = end
    }
}

/// Cuts a JSON text (RFC 8259) into tokens without allocating: over a whole file, or over one line of a log.
///
/// The text must be valid UTF-8 where that matters to the caller; bytes above 0x7F inside strings are passed over.
/// Numbers and strings are checked to the letter; which token may follow which is `JSONEvents`' business.
package struct JSONTokenizer: Sendable {
    /// Where the next token is looked for; offset in the text.
    package private(set) var position: Int
    private let end: Int
    /// What is wrong where a token of kind `problem` stands.
    package private(set) var problem: JSONProblem?

    /// Reads `range` of the text that is given to each call of `next`.
    package init(_ range: Range<Int>) {
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next token. After a problem, or at the end, the same answer comes again.
    package mutating func next(in text: Span<UInt8>) -> JSONToken {
        text.withUnsafeBufferPointer { bytes in
            precondition(end <= bytes.count, "the range to read lies inside the text")
            return next(bytes)
        }
    }

    private mutating func next(_ bytes: UnsafeBufferPointer<UInt8>) -> JSONToken {
        while position < end {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
            position += 1
        }
        guard position < end else { return JSONToken(.end, start: end, end: end) }
        switch bytes[position] {
        case UInt8(ascii: "\""): return string(bytes)
        case UInt8(ascii: ","): return single(.comma)
        case UInt8(ascii: ":"): return single(.colon)
        case UInt8(ascii: "{"): return single(.beginObject)
        case UInt8(ascii: "}"): return single(.endObject)
        case UInt8(ascii: "["): return single(.beginArray)
        case UInt8(ascii: "]"): return single(.endArray)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number(bytes)
        case UInt8(ascii: "t"): return word("true", .trueWord, bytes)
        case UInt8(ascii: "f"): return word("false", .falseWord, bytes)
        case UInt8(ascii: "n"): return word("null", .nullWord, bytes)
        default: return unexpected(bytes)
        }
    }

    private mutating func single(_ kind: JSONToken.Kind) -> JSONToken {
        position += 1
        return JSONToken(kind, start: position - 1, end: position)
    }

    // MARK: Strings

    private mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) -> JSONToken {
        let start = position
        var index = start + 1
        var hasEscapes = false
        while true {
            index = Self.endOfRun(from: index, to: end, bytes)
            guard index < end else {
                return stop(.unterminatedString, start..<start + 1, related: end..<end)
            }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                position = index + 1
                return JSONToken(.string, start: start, end: position, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                let length = Self.lengthOfEscape(at: index, to: end, bytes)
                guard length > 0 else {
                    return stop(.badEscape, index..<min(index + 2, end), related: start..<start + 1)
                }
                index += length
            default:
                return stop(.controlCharacter, index..<index + 1, related: start..<start + 1)
            }
        }
    }

    /// The first quote, backslash or control character at or after `start`, eight bytes at a time.
    private static func endOfRun(from start: Int, to end: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var index = start
        let raw = UnsafeRawBufferPointer(bytes)
        while index + 8 <= end {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let quotes = word ^ 0x2222_2222_2222_2222
            let backslashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
            // A byte is zero after the exclusive or where it matches; subtracting finds zeros and small bytes.
            let matches =
                ((quotes &- 0x0101_0101_0101_0101) & ~quotes) | ((backslashes &- 0x0101_0101_0101_0101) & ~backslashes)
                | ((word &- 0x2020_2020_2020_2020) & ~word)
            if matches & 0x8080_8080_8080_8080 != 0 { break }
            index += 8
        }
        while index < end, bytes[index] >= 0x20, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\")
        {
            index += 1
        }
        return index
    }

    /// The length in bytes of the escape at `index`, or zero if it is none. Half a surrogate pair is an escape: RFC 8259,
    /// section 8.2, lets it pass; `JSONString` tells it.
    private static func lengthOfEscape(at index: Int, to end: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard index + 1 < end else { return 0 }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 2
        case UInt8(ascii: "u"):
            guard index + 6 <= end else { return 0 }
            return bytes[index + 2..<index + 6].allSatisfy { JSONString.hexadecimalValue($0) != nil } ? 6 : 0
        default: return 0
        }
    }

    // MARK: Numbers and words

    private mutating func number(_ bytes: UnsafeBufferPointer<UInt8>) -> JSONToken {
        let start = position
        var index = start
        func byte() -> UInt8 { index < end ? bytes[index] : 0 }
        func skipDigits() -> Int {
            let first = index
            while index < end, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") { index += 1 }
            return index - first
        }
        if byte() == UInt8(ascii: "-") { index += 1 }
        let startsWithZero = byte() == UInt8(ascii: "0")
        let whole = skipDigits()
        var isNumber = whole == 1 || (whole > 1 && !startsWithZero)
        if isNumber, byte() == UInt8(ascii: ".") {
            index += 1
            isNumber = skipDigits() > 0
        }
        if isNumber, byte() | 0x20 == UInt8(ascii: "e") {
            index += 1
            if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { index += 1 }
            isNumber = skipDigits() > 0
        }
        if isNumber, !Self.isWordByte(byte()) {
            position = index
            return JSONToken(.number, start: start, end: index)
        }
        return stop(.badNumber, start..<endOfWord(from: start, bytes))
    }

    private mutating func word(
        _ word: StaticString, _ kind: JSONToken.Kind, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> JSONToken {
        let start = position
        let stop = start + word.utf8CodeUnitCount
        let matches =
            stop <= end && word.withUTF8Buffer { bytes[start..<stop].elementsEqual($0) }
            && !(stop < end && Self.isWordByte(bytes[stop]))
        guard matches else { return unexpected(bytes) }
        position = stop
        return JSONToken(kind, start: start, end: stop)
    }

    private mutating func unexpected(_ bytes: UnsafeBufferPointer<UInt8>) -> JSONToken {
        let start = position
        let byte = bytes[start]
        switch byte {
        case UInt8(ascii: "'"): return stop(.singleQuote, start..<start + 1)
        case UInt8(ascii: "/"), UInt8(ascii: "#"): return stop(.comment, start..<start + 1)
        case UInt8(ascii: "+"), UInt8(ascii: "."):
            return stop(.badNumber, start..<max(start + 1, endOfWord(from: start, bytes)))
        default:
            let wordEnd = endOfWord(from: start, bytes)
            if wordEnd > start { return stop(.bareWord, start..<wordEnd) }
            let length = byte < 0x80 ? 1 : min(4, end - start)
            let next = (start + 1..<start + length).first { bytes[$0] & 0xC0 != 0x80 }
            return stop(.unexpectedCharacter, start..<(next ?? start + length))
        }
    }

    /// The end of the letters, digits, dots and signs that a person would take for one word.
    private func endOfWord(from start: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var index = start
        while index < end, Self.isWordByte(bytes[index]) { index += 1 }
        return index
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    private mutating func stop(
        _ kind: JSONProblem.Kind, _ range: Range<Int>, related: Range<Int>? = nil
    ) -> JSONToken {
        problem = JSONProblem(kind, range, related: related)
        return JSONToken(.problem, start: range.lowerBound, end: range.upperBound)
    }
}

/// Why a text is no JSON, as data; the words are the caller's.
package struct JSONProblem: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        // Of tokens
        case unterminatedString
        /// A control character inside a string: it must be escaped.
        case controlCharacter
        case badEscape
        /// Looks like a number and is none: `01`, `+1`, `.5`, `1.`, `0x1F`.
        case badNumber
        /// A word without quotes: `NaN`, `True`, a key.
        case bareWord
        case singleQuote
        case comment
        case unexpectedCharacter
        // Of structure
        case emptyText
        case missingValue
        case missingColon
        case missingComma
        case trailingComma
        case keyIsNoString
        /// A bracket that closes what another kind opened.
        case wrongBracket
        /// The text ends inside an object or array.
        case unclosed
        /// Something follows the end of the value.
        case extraText
        case tooDeep
    }

    package var kind: Kind
    /// Offsets in the text.
    package var range: Range<Int>
    /// Where the string, object or array began that the problem is in.
    package var related: Range<Int>?

    package init(_ kind: Kind, _ range: Range<Int>, related: Range<Int>? = nil) {
        self.kind = kind
        self.range = range
        self.related = related
    }
}
