/// Where the lines of a file begin; built once per file, when the first place of it is printed.
///
/// A line ends with LF, CR LF, or a lone CR, as YAML 1.2 (section 5.4) reads them.
package struct LineIndex: Sendable {
    private let bytes: [UInt8]
    /// The byte at which each line begins, ascending; never empty.
    package let lineStarts: [Int]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
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
        lineStarts = starts
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
        while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<end
    }

    /// The place a person would name: one-based line, and one-based column counted in Unicode scalars.
    ///
    /// Bytes that are no UTF-8 count one column each. A byte order mark takes no column.
    package func place(at offset: Int) -> TextPlace {
        let line = line(at: offset)
        var start = lineStarts[line]
        if line == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = min(3, offset) }
        let end = min(max(offset, start), bytes.count)
        var scalars = 0
        for byte in bytes[start..<end] where byte & 0xC0 != 0x80 { scalars += 1 }
        return TextPlace(line: line + 1, column: scalars + 1)
    }
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
