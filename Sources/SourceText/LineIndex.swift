/// Where the lines of a file begin; built once per file, when the first place of it is printed.
///
/// A line ends with LF, CR LF, or a lone CR, as YAML 1.2 (section 5.4) reads them. A file that begins with a byte order
/// mark of UTF-16 is counted in its 16-bit units, since Prometheus reads such files.
package struct LineIndex: Sendable {
    private enum Encoding {
        case utf8
        case utf16LittleEndian
        case utf16BigEndian
    }

    private let bytes: [UInt8]
    private let encoding: Encoding
    /// The byte at which each line begins, ascending; never empty.
    package let lineStarts: [Int]
    /// How many Unicode scalars begin before every 1024th byte of a UTF-8 file: a minified dashboard is one line, and
    /// counting it from its beginning for each finding took seconds.
    private let scalarsBefore: [Int]
    private static let countingStep = 1024

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let encoding = Self.encoding(of: bytes)
        self.encoding = encoding
        scalarsBefore = encoding == .utf8 ? Self.scalars(in: bytes) : []
        lineStarts = encoding == .utf8 ? Self.startsInUTF8(bytes) : Self.startsInUTF16(bytes, encoding)
    }

    package var lineCount: Int { lineStarts.count }

    /// The zero-based line that holds `offset`; offsets past the end belong to the last line.
    package func line(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// The bytes of a zero-based line without its line ending.
    package func content(ofLine line: Int) -> Range<Int> {
        let start = lineStarts[line]
        var end = line + 1 < lineStarts.count ? lineStarts[line + 1] : bytes.count
        if encoding == .utf8 {
            while end > start, Self.isLineEnd(UInt16(bytes[end - 1])) { end -= 1 }
        } else {
            while end - 2 >= start, Self.isLineEnd(Self.unit(at: end - 2, bytes, encoding)) { end -= 2 }
        }
        return start..<end
    }

    /// The place a person would name: one-based line, and one-based column counted in Unicode scalars.
    ///
    /// Bytes that are no UTF-8 count one column each. A byte order mark takes no column.
    package func place(at offset: Int) -> TextPlace {
        let line = line(at: offset)
        var start = lineStarts[line]
        if line == 0 { start = min(byteOrderMarkLength, max(offset, 0)) }
        let end = min(max(offset, start), bytes.count)
        var scalars = 0
        if encoding == .utf8 {
            scalars = scalarCount(before: end) - scalarCount(before: start)
        } else {
            // The second half of a surrogate pair takes no column of its own.
            for index in stride(from: start, to: end - 1, by: 2)
            where Self.unit(at: index, bytes, encoding) & 0xFC00 != 0xDC00 { scalars += 1 }
        }
        return TextPlace(line: line + 1, column: scalars + 1)
    }

    private func scalarCount(before offset: Int) -> Int {
        let slot = offset / Self.countingStep
        return scalarsBefore[slot] + Self.scalarCount(bytes[slot * Self.countingStep..<offset])
    }

    private static func scalars(in bytes: [UInt8]) -> [Int] {
        var counts = [0]
        var start = 0
        while start + countingStep <= bytes.count {
            counts.append((counts.last ?? 0) + scalarCount(bytes[start..<start + countingStep]))
            start += countingStep
        }
        return counts
    }

    private static func scalarCount(_ bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }

    // MARK: Encodings

    private var byteOrderMarkLength: Int {
        if encoding != .utf8 { return 2 }
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    private static func encoding(of bytes: [UInt8]) -> Encoding {
        // The mark of UTF-32 begins with that of UTF-16; nobody reads such a file, so its bytes are counted as they are.
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return .utf8 }
        if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        return bytes.starts(with: [0xFE, 0xFF]) ? .utf16BigEndian : .utf8
    }

    private static func startsInUTF8(_ bytes: [UInt8]) -> [Int] {
        var starts = [0]
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\n")
                || (byte == UInt8(ascii: "\r") && !(index < bytes.count && bytes[index] == UInt8(ascii: "\n")))
            {
                starts.append(index)
            }
        }
        return starts
    }

    private static func startsInUTF16(_ bytes: [UInt8], _ encoding: Encoding) -> [Int] {
        var starts = [0]
        var index = 2
        while index + 1 < bytes.count {
            let unit = unit(at: index, bytes, encoding)
            index += 2
            let isFollowedByLineFeed = index + 1 < bytes.count && Self.unit(at: index, bytes, encoding) == 0x0A
            if unit == 0x0A || (unit == 0x0D && !isFollowedByLineFeed) { starts.append(index) }
        }
        return starts
    }

    private static func unit(at index: Int, _ bytes: [UInt8], _ encoding: Encoding) -> UInt16 {
        let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
        return encoding == .utf16LittleEndian ? second << 8 | first : first << 8 | second
    }

    private static func isLineEnd(_ unit: UInt16) -> Bool { unit == 0x0A || unit == 0x0D }
}

/// One-based line and column, the column in Unicode scalars.
package struct TextPlace: Hashable, Comparable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: TextPlace, right: TextPlace) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
