import SourceText

/// What the terminal shows for a run of bytes: a character with its accents, a tab, an escaped control character.
struct ExcerptCell: Equatable {
    var text: String
    /// Terminal columns.
    var width: Int
    /// The bytes of the file that it stands for.
    var bytes: Range<Int>

    /// The cells of a run of bytes; each maximal run that is no UTF-8 becomes U+FFFD.
    static func cells(_ bytes: ArraySlice<UInt8>, startingAt start: Int) -> [ExcerptCell] {
        if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
            return bytes.enumerated().map { index, byte in
                ExcerptCell(
                    text: String(Unicode.Scalar(byte)), width: 1, bytes: start + index..<start + index + 1)
            }
        }
        var cells: [ExcerptCell] = []
        var offset = start
        for run in scalarRuns(bytes) {
            for cluster in run.text {
                let length = run.isRepaired ? run.length : cluster.utf8.count
                let text = VisibleText.cluster(cluster)
                cells.append(
                    ExcerptCell(text: text, width: DisplayWidth.columns(text), bytes: offset..<offset + length))
                offset += length
            }
        }
        return cells
    }

    /// Splits bytes into valid texts and single repaired characters, so that offsets stay exact.
    private static func scalarRuns(
        _ bytes: ArraySlice<UInt8>
    ) -> [(text: String, length: Int, isRepaired: Bool)] {
        var runs: [(text: String, length: Int, isRepaired: Bool)] = []
        var rest = bytes
        while !rest.isEmpty {
            do {
                let span = try UTF8Span(validating: rest.span)
                runs.append((String(copying: span), rest.count, false))
                return runs
            } catch {
                let valid = rest.prefix(error.byteOffsets.lowerBound)
                if !valid.isEmpty { runs.append((String(decoding: valid, as: UTF8.self), valid.count, false)) }
                let bad = max(1, error.byteOffsets.count)
                runs.append(("\u{FFFD}", min(bad, rest.count - valid.count), true))
                rest = rest.dropFirst(valid.count + bad)
            }
        }
        return runs
    }
}

/// One line of a file as far as it is shown.
struct Excerpt {
    private(set) var cells: [ExcerptCell]

    var text: String { cells.map(\.text).joined() }

    /// Reads the line at `content`. Of a line too long to look at, only what lies around `focus` is read.
    init(content: Range<Int>, of file: SourceFile, around focus: Range<Int>, redactor: Redactor) {
        var shown = content
        if content.count > Self.greatestByteCount {
            let reach = Self.greatestByteCount / 2
            shown =
                max(content.lowerBound, focus.lowerBound - reach)..<min(content.upperBound, focus.lowerBound + reach)
            shown = Self.aligned(shown, in: file.bytes)
        }
        cells = redactor.excerpt(shown, of: file)
        if shown.lowerBound > content.lowerBound {
            cells.insert(Self.ellipsis(content.lowerBound..<shown.lowerBound), at: 0)
        }
        if shown.upperBound < content.upperBound {
            cells.append(Self.ellipsis(shown.upperBound..<content.upperBound))
        }
    }

    /// Leading blanks, in columns.
    var indentation: Int {
        cells.prefix { $0.text.utf8.allSatisfy { $0 == UInt8(ascii: " ") } }.reduce(0) { $0 + $1.width }
    }

    /// True if there is nothing but blanks.
    var isBlank: Bool { indentation == width }

    var width: Int { cells.reduce(0) { $0 + $1.width } }

    /// Takes away at most `columns` of leading blanks.
    mutating func removeIndentation(_ columns: Int) {
        var removed = 0
        while let first = cells.first, removed + first.width <= columns, first.text.utf8.first == UInt8(ascii: " ") {
            removed += first.width
            cells.removeFirst()
        }
    }

    /// The columns of a run of bytes, at least one; what is cut off counts as the mark of the cut.
    func columns(of bytes: Range<Int>) -> Range<Int> {
        var column = 0
        var start: Int?
        var end = 0
        for cell in cells {
            if start == nil, cell.bytes.upperBound > bytes.lowerBound { start = column }
            if cell.bytes.lowerBound < bytes.upperBound { end = column + cell.width }
            column += cell.width
        }
        let first = start ?? column
        return first..<max(end, first + 1)
    }

    /// Cuts the line to `limit` columns, so that `focus` (columns) stays in sight; `…` stands for what was cut.
    mutating func trim(to limit: Int, around focus: Range<Int>) {
        let width = width
        guard width > limit else { return }
        let margin = 10
        var start = 0
        if focus.upperBound + margin > limit {
            // The focus in the middle, or near the left edge if it is too long for that.
            start = focus.lowerBound - max(margin, (limit - focus.count) / 2)
            start = min(max(0, start), width - limit)
        }
        var column = 0
        var kept: [ExcerptCell] = []
        var left: Range<Int>?
        var right: Range<Int>?
        for cell in cells {
            let columns = column..<column + cell.width
            column = columns.upperBound
            if columns.lowerBound < start + (start > 0 ? 1 : 0) {
                left = (left?.lowerBound ?? cell.bytes.lowerBound)..<cell.bytes.upperBound
            } else if columns.upperBound > start + limit - (start + limit < width ? 1 : 0) {
                right = (right?.lowerBound ?? cell.bytes.lowerBound)..<cell.bytes.upperBound
            } else {
                kept.append(cell)
            }
        }
        if let left { kept.insert(Self.ellipsis(left), at: 0) }
        if let right { kept.append(Self.ellipsis(right)) }
        cells = kept
    }

    /// More bytes than this in one line are never decoded.
    private static let greatestByteCount = 4_096

    private static func ellipsis(_ bytes: Range<Int>) -> ExcerptCell {
        ExcerptCell(text: "…", width: 1, bytes: bytes)
    }

    /// Moves both ends off the middle of a UTF-8 sequence.
    private static func aligned(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        for _ in 0..<3 where start > 0 && start < end && bytes[start] & 0xC0 == 0x80 { start -= 1 }
        for _ in 0..<3 where end < bytes.count && end > start && bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return start..<end
    }
}
