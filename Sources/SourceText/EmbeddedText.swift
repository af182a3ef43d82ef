/// A text that stands inside another file: a PromQL string in YAML, a rule file in a ConfigMap, a query in JSON.
///
/// Each segment maps a run of the decoded text to the run of the file that spells it. Where both have the same
/// length the map is byte for byte (a plain scalar, a line of a block scalar); otherwise the whole source run stands
/// for the whole decoded run (an escape such as `\n`, a folded line break).
package struct EmbeddedText: Sendable, Equatable {
    package struct Segment: Sendable, Equatable {
        package var text: ByteRange
        package var source: ByteRange

        package init(text: ByteRange, source: ByteRange) {
            self.text = text
            self.source = source
        }
    }

    /// The decoded bytes.
    package private(set) var bytes: [UInt8]
    package let file: FileID
    /// Ascending and gapless over `bytes`; empty if the text is empty.
    package private(set) var segments: [Segment]
    /// The whole of what spells the text in the file, quotes included.
    package let outer: SourceRange

    package init(file: FileID, outer: SourceRange) {
        self.file = file
        self.outer = outer
        bytes = []
        segments = []
    }

    /// A text that stands in the file byte for byte.
    package init(verbatim bytes: [UInt8], at range: SourceRange) {
        self.init(file: range.file, outer: range)
        append(bytes[...], spelledBy: ByteRange(start: Int(range.start), length: bytes.count))
    }

    /// Appends decoded bytes and the run of the file that spells them; adjacent verbatim runs merge.
    package mutating func append(_ decoded: ArraySlice<UInt8>, spelledBy source: ByteRange) {
        guard !decoded.isEmpty else { return }
        let text = ByteRange(start: bytes.count, length: decoded.count)
        bytes.append(contentsOf: decoded)
        if let last = segments.last, last.text.length == last.source.length, text.length == source.length,
            last.source.end == source.start
        {
            segments[segments.count - 1].text.length += text.length
            segments[segments.count - 1].source.length += source.length
        } else {
            segments.append(Segment(text: text, source: source))
        }
    }

    package var string: String { String(decoding: bytes, as: UTF8.self) }

    /// The run of the file that spells `range` of the decoded text.
    package func sourceRange(of range: ByteRange) -> SourceRange {
        guard !segments.isEmpty else { return outer }
        let start = sourceOffset(of: range.start, isEnd: false)
        let end = range.length == 0 ? start : sourceOffset(of: range.end, isEnd: true)
        return SourceRange(file: file, bytes: ByteRange(start: start, length: max(0, end - start)))
    }

    /// The text at `range` as a text of its own, still mapped to the file.
    package func slice(_ range: ByteRange) -> EmbeddedText {
        var result = EmbeddedText(file: file, outer: sourceRange(of: range))
        for segment in segments where segment.text.end > range.start && segment.text.start < range.end {
            let lower = max(segment.text.start, range.start)
            let upper = min(segment.text.end, range.end)
            let isVerbatim = segment.text.length == segment.source.length
            let source =
                isVerbatim
                ? ByteRange(start: segment.source.start + lower - segment.text.start, length: upper - lower)
                : segment.source
            result.append(bytes[lower..<upper], spelledBy: source)
        }
        return result
    }

    private func sourceOffset(of offset: Int, isEnd: Bool) -> Int {
        // An end offset belongs to the segment that holds the byte before it.
        let probe = isEnd ? max(0, offset - 1) : offset
        var low = 0
        var high = segments.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if segments[middle].text.start <= probe { low = middle } else { high = middle }
        }
        let segment = segments[low]
        let distance = offset - segment.text.start
        if segment.text.length == segment.source.length {
            return segment.source.start + min(distance, segment.source.length)
        }
        if probe >= segment.text.end { return segment.source.end }
        return isEnd ? segment.source.end : segment.source.start
    }
}
