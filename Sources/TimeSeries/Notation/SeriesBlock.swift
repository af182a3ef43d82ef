package import SourceText

/// What promtool makes of the `input_series` of a test: it writes them below one another, a line each, and reads the
/// lines back. So a line break inside a value begins another series, and an empty line ends them all.
package struct SeriesBlock: Sendable {
    /// A series as it is given: its metric and its values, each with its place in the file.
    package struct Entry: Sendable {
        package var metric: EmbeddedText
        package var values: EmbeddedText

        package init(metric: EmbeddedText, values: EmbeddedText) {
            self.metric = metric
            self.values = values
        }
    }

    /// A series that was read, and the entry it stands in.
    package struct Line: Sendable {
        package var series: SeriesDescription
        package var entry: Int
    }

    /// Why the block cannot be read.
    package struct Failure: Error, Sendable {
        package var error: SeriesNotationError
        /// Where, in the file.
        package var place: SourceRange
    }

    /// In the order given; of two lines with the same labels only the later.
    package private(set) var lines: [Line] = []
    /// The entry in which an empty line or a comment ends the block before everything is read; nil if nothing is lost.
    package private(set) var cutInEntry: Int?
    /// Entries whose labels a later entry repeats, so that their values are lost.
    package private(set) var replacedEntries: [Int] = []

    /// Reads all entries.
    package init(_ entries: [Entry], _ dialect: SeriesDialect = .prometheus3) throws(Failure) {
        var indexOfLabels: [[SeriesLabel]: Int] = [:]
        for (position, entry) in entries.enumerated() {
            let text = Self.joined(entry)
            for range in Self.lineRanges(text.bytes) {
                let line = Self.trimmed(range, in: text.bytes)
                if line.isEmpty || text.bytes[line.lowerBound] == UInt8(ascii: "#") {
                    let rest = Self.trimmed(range.upperBound..<text.bytes.count, in: text.bytes)
                    if position + 1 < entries.count || !rest.isEmpty || !line.isEmpty { cutInEntry = position }
                    return
                }
                let series: SeriesDescription
                do throws(SeriesNotationError) {
                    series = try SeriesNotation.parse(Array(text.bytes[line]), dialect)
                } catch {
                    let range = ByteRange(start: line.lowerBound + error.range.start, length: error.range.length)
                    throw Failure(error: error, place: text.sourceRange(of: range))
                }
                if let earlier = indexOfLabels[series.labels] {
                    replacedEntries.append(lines[earlier].entry)
                    lines[earlier] = Line(series: series, entry: position)
                } else {
                    indexOfLabels[series.labels] = lines.count
                    lines.append(Line(series: series, entry: position))
                }
            }
        }
    }

    /// `metric values`, still mapped to the file.
    private static func joined(_ entry: Entry) -> EmbeddedText {
        var text = EmbeddedText(file: entry.metric.file, outer: entry.metric.outer)
        append(entry.metric, to: &text)
        let gap = Int(entry.values.outer.start)
        text.append([UInt8(ascii: " ")], spelledBy: ByteRange(start: gap, length: 0))
        append(entry.values, to: &text)
        return text
    }

    private static func append(_ part: EmbeddedText, to text: inout EmbeddedText) {
        for segment in part.segments { text.append(part.bytes[segment.text.range], spelledBy: segment.source) }
    }

    private static func lineRanges(_ bytes: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            ranges.append(start..<index)
            start = index + 1
        }
        ranges.append(start..<bytes.count)
        return ranges
    }

    /// Without white space at either end, as Go's `strings.TrimSpace` sees it.
    private static func trimmed(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, let length = leadingSpace(bytes[start..<end]) { start += length }
        while start < end, let length = trailingSpace(bytes[start..<end]) { end -= length }
        return start..<end
    }

    private static func leadingSpace(_ bytes: ArraySlice<UInt8>) -> Int? {
        spaces.first { bytes.starts(with: $0) }?.count
    }

    private static func trailingSpace(_ bytes: ArraySlice<UInt8>) -> Int? {
        spaces.first { bytes.count >= $0.count && bytes.suffix($0.count).elementsEqual($0) }?.count
    }

    /// The white space of Unicode (`White_Space`), each as UTF-8.
    private static let spaces: [[UInt8]] =
        [
            "\t", "\n", "\u{0B}", "\u{0C}", "\r", " ", "\u{85}", "\u{A0}", "\u{1680}", "\u{2028}", "\u{2029}",
            "\u{202F}",
            "\u{205F}", "\u{3000}",
        ].map { Array($0.utf8) }
        + (0x2000...0x200A).compactMap { Unicode.Scalar($0) }.map { Array(String($0).utf8) }
}
