import SourceText

/// Rebuilds a scalar from its source, so that each byte of the decoded value is tied to the bytes that spell it.
///
/// libyaml gives the decoded value and two marks, no more. The decoders here follow its scanner rule by rule; should one
/// ever disagree with libyaml's value, the value wins and the whole source stands for the whole of it.
enum ScalarText {
    static func map(of record: NodeRecord, in storage: NodeStorage) -> EmbeddedText {
        let text = storage.text
        let value = storage.value(of: record)
        let outer = storage.range(of: record)
        var result = EmbeddedText(file: text.file, outer: outer)
        if record.isVerbatim {
            let start = Int(record.valueStart)
            text.appendVerbatim(start..<start + Int(record.valueLength), to: &result)
            return result
        }
        if storage.syntax == .json {
            let inside = Int(record.start) + 1..<Int(record.end) - 1
            JSONString.forEachPiece(inside: inside, of: text.bytes.span) { piece in
                if let scalar = piece.escaped {
                    text.append(UTF8Scalar.encode(scalar), spelledBy: piece.source, to: &result)
                } else {
                    text.appendVerbatim(piece.source, to: &result)
                }
            }
            return result
        }
        text.bytes.withUnsafeBufferPointer { bytes in
            let range = Int(record.start)..<Int(record.end)
            switch record.style {
            case .plain:
                var decoder = FlowScalarDecoder(text, bytes, range, quote: nil, into: result)
                result = decoder.decode()
            case .singleQuoted, .doubleQuoted:
                let quote = UInt8(ascii: record.style == .singleQuoted ? "'" : "\"")
                let inside =
                    min(range.lowerBound + 1, range.upperBound)..<max(range.lowerBound + 1, range.upperBound - 1)
                var decoder = FlowScalarDecoder(text, bytes, inside, quote: quote, into: result)
                result = decoder.decode()
            case .literal, .folded:
                var decoder = BlockScalarDecoder(
                    text, bytes, from: range.lowerBound, isFolded: record.style == .folded, value: value, into: result)
                result = decoder.decode()
            }
        }
        if result.bytes.elementsEqual(value) { return result }
        var coarse = EmbeddedText(file: text.file, outer: outer)
        coarse.append(value, spelledBy: outer.bytes)
        return coarse
    }
}

/// Plain and quoted scalars: lines folded, escapes decoded.
struct FlowScalarDecoder {
    private let text: ReadableText
    private let bytes: UnsafeBufferPointer<UInt8>
    private let end: Int
    private let quote: UInt8?
    private var index: Int
    /// Where the run of verbatim bytes that is not appended yet began.
    private var runStart: Int
    private var result: EmbeddedText

    init(
        _ text: ReadableText, _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, quote: UInt8?,
        into result: EmbeddedText
    ) {
        self.text = text
        self.bytes = bytes
        self.quote = quote
        self.result = result
        index = range.lowerBound
        runStart = range.lowerBound
        end = range.upperBound
    }

    mutating func decode() -> EmbeddedText {
        while index < end {
            let byte = bytes[index]
            if YAMLSource.isBlank(byte) || YAMLSource.lineBreak(at: index, bytes) > 0 {
                foldWhitespace(from: index, isEscaped: false)
            } else if byte == UInt8(ascii: "'"), quote == byte, index + 1 < end {
                flush()
                text.append([byte], spelledBy: index..<index + 2, to: &result)
                skip(to: index + 2)
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                escape()
            } else {
                index += 1
            }
        }
        flush()
        return result
    }

    private mutating func flush() {
        if runStart < index { text.appendVerbatim(runStart..<index, to: &result) }
        runStart = index
    }

    private mutating func skip(to next: Int) {
        index = min(next, end)
        runStart = index
    }

    /// Blanks, and line breaks with the blanks around them. Blanks alone stay; a single break becomes a space, more
    /// become one break less. A break that is not CR or LF stays, as YAML 1.1 has it.
    private mutating func foldWhitespace(from start: Int, isEscaped: Bool) {
        var cursor = index
        var firstBreak: Range<Int>?
        var laterBreaks: [UInt8] = []
        while cursor < end {
            let length = YAMLSource.lineBreak(at: cursor, bytes)
            if length > 0 {
                if firstBreak == nil, !isEscaped {
                    firstBreak = cursor..<cursor + length
                } else {
                    laterBreaks += normalised(cursor..<cursor + length)
                }
                cursor += length
            } else if YAMLSource.isBlank(bytes[cursor]) {
                cursor += 1
            } else {
                break
            }
        }
        guard isEscaped || firstBreak != nil else {
            index = cursor
            return
        }
        flush()
        var decoded = laterBreaks
        if let firstBreak {
            let leading = normalised(firstBreak)
            if leading != [UInt8(ascii: "\n")] {
                decoded = leading + laterBreaks
            } else if laterBreaks.isEmpty {
                decoded = [YAMLSource.space]
            }
        }
        text.append(decoded, spelledBy: start..<cursor, to: &result)
        skip(to: cursor)
    }

    /// What a line break becomes: LF, except that LS and PS stay.
    private func normalised(_ lineBreak: Range<Int>) -> [UInt8] {
        lineBreak.count == 3 ? Array(bytes[lineBreak]) : [UInt8(ascii: "\n")]
    }

    private mutating func escape() {
        let start = index
        let next = start + 1 < end ? bytes[start + 1] : 0
        let breakLength = YAMLSource.lineBreak(at: start + 1, bytes)
        if breakLength > 0 {
            flush()
            skip(to: start + 1 + breakLength)
            foldWhitespace(from: start, isEscaped: true)
            return
        }
        let digits =
            switch next {
            case UInt8(ascii: "x"): 2
            case UInt8(ascii: "u"): 4
            case UInt8(ascii: "U"): 8
            default: 0
            }
        let length = 2 + digits
        flush()
        let scalar = digits > 0 ? hexadecimal(start + 2, digits) : Self.named(next)
        let decoded = scalar.map(UTF8Scalar.encode) ?? []
        text.append(decoded, spelledBy: start..<min(start + length, end), to: &result)
        skip(to: start + length)
    }

    private func hexadecimal(_ start: Int, _ count: Int) -> Unicode.Scalar? {
        guard start + count <= end else { return nil }
        var value: UInt32 = 0
        for byte in bytes[start..<start + count] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return Unicode.Scalar(value)
    }

    /// The escapes of YAML 1.1, section 5.6, as libyaml knows them.
    private static func named(_ letter: UInt8) -> Unicode.Scalar? {
        switch letter {
        case UInt8(ascii: "0"): "\u{0}"
        case UInt8(ascii: "a"): "\u{7}"
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "t"), 0x09: "\t"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "v"): "\u{B}"
        case UInt8(ascii: "f"): "\u{C}"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "e"): "\u{1B}"
        case UInt8(ascii: "N"): "\u{85}"
        case UInt8(ascii: "_"): "\u{A0}"
        case UInt8(ascii: "L"): "\u{2028}"
        case UInt8(ascii: "P"): "\u{2029}"
        case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "\\"): Unicode.Scalar(letter)
        default: nil
        }
    }
}
