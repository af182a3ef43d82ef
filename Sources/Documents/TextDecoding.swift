import SourceText

/// Why the bytes of a file are no text that YAML or JSON could be read from.
enum TextProblem: Error, Equatable {
    case tooLarge(limit: Int)
    /// Bytes that are no UTF-8, at an offset of the file.
    case invalidUTF8(byte: UInt8, at: Int)
    case invalidUTF16(at: Int)
    /// A byte order mark of UTF-32, or zero bytes in the pattern of UTF-16 without a mark.
    case unsupportedEncoding(name: String, at: Int)
    /// Zero bytes: no text at all.
    case binary(at: Int)
}

extension ReadableText {
    /// Reads the bytes of a file as UTF-8, with or without a byte order mark, or as UTF-16 with one.
    static func decode(_ source: SourceFile, limit: Int) throws(TextProblem) -> ReadableText {
        let bytes = source.bytes
        if bytes.count > limit { throw TextProblem.tooLarge(limit: limit) }
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
            throw TextProblem.unsupportedEncoding(name: "UTF-32", at: 0)
        }
        if bytes.starts(with: [0xFF, 0xFE]) { return try decodeUTF16(source, isLittleEndian: true) }
        if bytes.starts(with: [0xFE, 0xFF]) { return try decodeUTF16(source, isLittleEndian: false) }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        if let zero = bytes.firstIndex(of: 0) { throw problem(ofZeroAt: zero, in: bytes) }
        if let offset = firstInvalidUTF8(in: bytes) {
            throw TextProblem.invalidUTF8(byte: bytes[offset], at: offset)
        }
        return ReadableText(file: source.id, bytes: bytes, start: start, origin: .file)
    }

    /// A text inside another file; it was decoded when that file was read, so it is valid already, unless an escape
    /// made it otherwise.
    static func decode(_ text: EmbeddedText, limit: Int) throws(TextProblem) -> ReadableText {
        if text.bytes.count > limit { throw TextProblem.tooLarge(limit: limit) }
        if let offset = firstInvalidUTF8(in: text.bytes) {
            let place = Int(text.sourceRange(of: ByteRange(start: offset, length: 1)).start)
            throw TextProblem.invalidUTF8(byte: text.bytes[offset], at: place)
        }
        let start = text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return ReadableText(file: text.file, bytes: text.bytes, start: start, origin: .embedded(text))
    }

    private static func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    /// Text in a Latin script in UTF-16 has a zero in every second byte.
    private static func problem(ofZeroAt offset: Int, in bytes: [UInt8]) -> TextProblem {
        let head = bytes.prefix(64)
        let zeros = head.indices.filter { head[$0] == 0 }
        let isAlternating = zeros.count * 2 >= head.count - 1 && Set(zeros.map { $0 % 2 }).count == 1
        return isAlternating && head.count >= 4
            ? .unsupportedEncoding(name: "UTF-16 without a byte order mark", at: 0) : .binary(at: offset)
    }

    private static func decodeUTF16(
        _ source: SourceFile, isLittleEndian: Bool
    ) throws(TextProblem) -> ReadableText {
        let bytes = source.bytes
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count / 2)
        func unit(_ index: Int) -> UInt32 {
            let (first, second) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
            return isLittleEndian ? second << 8 | first : first << 8 | second
        }
        var index = 2
        while index < bytes.count {
            guard index + 1 < bytes.count else { throw TextProblem.invalidUTF16(at: index) }
            var value = unit(index)
            var length = 2
            if value & 0xFC00 == 0xD800, index + 3 < bytes.count, unit(index + 2) & 0xFC00 == 0xDC00 {
                value = 0x1_0000 + (value & 0x3FF) << 10 + unit(index + 2) & 0x3FF
                length = 4
            }
            guard let scalar = Unicode.Scalar(value) else { throw TextProblem.invalidUTF16(at: index) }
            UTF8Scalar.append(scalar, to: &text)
            index += length
        }
        return ReadableText(file: source.id, bytes: text, start: 0, origin: .utf16(UTF16Offsets(text)))
    }
}
