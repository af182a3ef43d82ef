/// Goes over a text in pieces of any size and finds what may not be in it. Memory is bounded by the longest line, and by
/// 1 MiB for lines longer than that.
///
/// However the text is cut into pieces, the result is the same. A line longer than 1 MiB is looked at in windows that
/// overlap by more than the longest secret, so nothing is lost between them; such a line is not read as JSON.
package struct Scanner: Sendable {
    private static let window = 1 << 20
    private static let overlap = 1 << 15
    /// Bytes before a window that validators may look at.
    private static let context = 128

    private let options: ScanOptions
    private var matcher = TextMatcher()
    private var walker = FieldWalker()
    private var columns: ColumnRules
    private var tally: ScanTally
    private var result = ScanResult()
    private var transcoder: UTF16Text?
    /// The first bytes, until a byte order mark is there or cannot be.
    private var head: [UInt8]? = []

    /// The line that has not ended yet: what is left of it, after `contextCount` bytes that were looked at already.
    private var carry: [UInt8] = []
    private var contextCount = 0
    private var line = Line()

    /// Where the line began whose bytes are looked at, and what of it went by.
    private struct Line: Sendable {
        var number = 1
        var start: UInt64 = 0
        /// Bytes of the file before the window.
        var gone: UInt64 = 0
        /// Scalars before the window.
        var columns = 0
        var isWindowed = false
        /// How far matches of the windows before reach into this one.
        var taken = 0
    }

    package init(_ options: ScanOptions = ScanOptions()) {
        self.options = options
        tally = ScanTally(placesPerDetector: options.placesPerDetector)
        columns = ColumnRules()
        matcher.lines.countsColumns = true
    }

    /// Scans a whole text.
    package static func scan(_ bytes: [UInt8], _ options: ScanOptions = ScanOptions()) -> ScanResult {
        var scanner = Scanner(options)
        scanner.read(bytes.span)
        return scanner.finish()
    }

    /// Goes over the next piece.
    package mutating func read(_ piece: Span<UInt8>) {
        result.byteCount += UInt64(piece.count)
        guard var start = head else {
            take(piece)
            return
        }
        var index = 0
        while start.count < 3, index < piece.count {
            start.append(piece[index])
            index += 1
        }
        head = start
        guard start.count == 3 else { return }
        begin(start)
        take(piece.extracting(index..<piece.count))
    }

    /// Ends the text and says what was found.
    package mutating func finish() -> ScanResult {
        if let start = head { begin(start) }
        if transcoder != nil {
            var rest: [UInt8] = []
            transcoder?.finish(into: &rest)
            takeUTF8(rest.span)
        }
        if !carry.isEmpty { endLine() }
        result.lineCount = line.number - 1
        tally.finish(matcher.lines.columns, into: &result)
        columns.finish(into: &result)
        return result
    }

    private mutating func begin(_ start: [UInt8]) {
        head = nil
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            let isLittle = start[0] == 0xFF
            result.encoding = isLittle ? .utf16LittleEndian : .utf16BigEndian
            transcoder = UTF16Text(isLittleEndian: isLittle)
            line.start = 2
            take(start.span.extracting(2..<start.count))
        } else if start == [0xEF, 0xBB, 0xBF] {
            line.start = 3
        } else {
            take(start.span)
        }
    }

    private mutating func take(_ piece: Span<UInt8>) {
        guard transcoder != nil else {
            takeUTF8(piece)
            return
        }
        var text: [UInt8] = []
        transcoder?.read(piece, into: &text)
        takeUTF8(text.span)
    }

    private mutating func takeUTF8(_ piece: Span<UInt8>) {
        var position = 0
        if !carry.isEmpty {
            let (end, _) = LineEnds.next(in: piece, from: 0)
            append(piece, 0..<end)
            guard end < piece.count else { return }
            endLine()
            position = end + 1
        }
        while position < piece.count {
            let (end, holdsBackslash) = LineEnds.next(in: piece, from: position)
            if end == piece.count || end - position > Self.window {
                append(piece, position..<end)
                guard end < piece.count else { return }
                endLine()
            } else {
                look(at: piece.extracting(position..<end), from: 0, before: .max, holdsBackslash)
                nextLine(length: rawLength(piece.extracting(position..<end)))
            }
            position = end + 1
        }
    }

    /// Adds a part of the line that has not ended; looks at whole windows as they fill.
    private mutating func append(_ piece: Span<UInt8>, _ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            let room = Self.window + Self.context + 1 - carry.count
            let end = min(range.upperBound, start + max(1, room))
            carry.reserveCapacity(carry.count + end - start)
            for index in start..<end { carry.append(piece[index]) }
            start = end
            while carry.count - contextCount > Self.window { lookAtWindow() }
        }
    }

    private mutating func lookAtWindow() {
        line.isWindowed = true
        let step = Self.window - Self.overlap
        let text = carry
        let window = text.span.extracting(0..<contextCount + Self.window)
        look(
            at: window, from: contextCount + line.taken, before: contextCount + step,
            LineEnds.holdsBackslash(window))
        let gone = text.span.extracting(contextCount..<contextCount + step)
        line.gone += rawLength(gone)
        line.columns += Self.scalars(in: gone)
        let kept = contextCount + step - Self.context
        line.taken = max(0, line.taken - step)
        if let last = matcher.matches.last(where: { $0.start < contextCount + step }) {
            line.taken = max(line.taken, last.end - contextCount - step)
        }
        carry.removeFirst(kept)
        contextCount = Self.context
    }

    private mutating func endLine() {
        let text = carry
        look(at: text.span, from: contextCount + line.taken, before: .max, LineEnds.holdsBackslash(text.span))
        nextLine(length: rawLength(text.span.extracting(contextCount..<text.count)))
        carry.removeAll(keepingCapacity: true)
        contextCount = 0
    }

    private mutating func nextLine(length: UInt64) {
        line.start += line.gone + length + (transcoder == nil ? 1 : 2)
        line.number += 1
        line.gone = 0
        line.columns = 0
        line.isWindowed = false
        line.taken = 0
    }

    // MARK: One line

    /// Looks at a line, or at a window of one; keeps matches that begin in `from..<before`.
    private mutating func look(at text: Span<UInt8>, from: Int, before: Int, _ holdsBackslash: Bool) {
        let isJSON = options.mode == .jsonLines && !line.isWindowed && Self.beginsWithBracket(text)
        matcher.match(text, holdsBackslash: holdsBackslash, isEscaped: isJSON)
        if !matcher.matches.isEmpty { keep(text, from, before, isJSON) }
        if isJSON, options.readsColumns { columns.read(text, number: line.number, place: place(of: text)) }
    }

    private func place(of text: Span<UInt8>) -> Range<UInt64> { line.start..<line.start + rawLength(text) }

    private mutating func keep(_ text: Span<UInt8>, _ from: Int, _ before: Int, _ isJSON: Bool) {
        let whole =
            line.isWindowed ? line.start + line.gone..<line.start + line.gone + rawLength(text) : place(of: text)
        walker.begin()
        var column = line.columns + 1
        var counted = contextCount
        var offset = line.start + line.gone
        for match in matcher.matches where match.start >= from && match.start < before {
            var field: [UInt8] = []
            if isJSON {
                walker.advance(to: match.start, in: text)
                field = walker.path(in: text)
            }
            let shown = line.isWindowed ? offset..<offset + UInt64(match.end - match.start) : whole
            tally.count(match, field: field, line: shown, number: line.number)
            guard tally.wantsPlace(match) else { continue }
            let skipped = text.extracting(counted..<match.start)
            column += Self.scalars(in: skipped)
            offset += rawLength(skipped)
            counted = match.start
            tally.add(
                Hit(
                    detector: match.detector, grade: match.grade, line: line.number, column: column, offset: offset,
                    length: Int(rawLength(text.extracting(match.start..<match.end))), ordinal: 0,
                    field: FieldName.printable(field)),
                column: match.column)
        }
    }

    private static func beginsWithBracket(_ text: Span<UInt8>) -> Bool {
        var index = 0
        while index < text.count, Byte.isBlank(text[index]) { index += 1 }
        return text.at(index) == UInt8(ascii: "{") || text.at(index) == UInt8(ascii: "[")
    }

    /// The length in the file of what is held as UTF-8 here.
    private func rawLength(_ text: Span<UInt8>) -> UInt64 {
        guard transcoder != nil else { return UInt64(text.count) }
        var units: UInt64 = 0
        for index in 0..<text.count {
            let byte = text[index]
            if byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
        }
        return units * 2
    }

    /// Characters as a person counts columns; bytes that are no UTF-8 count one each.
    private static func scalars(in text: Span<UInt8>) -> Int {
        var count = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            let length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1
            var end = index + 1
            while end < index + length, text.at(end) & 0xC0 == 0x80 { end += 1 }
            index = end == index + length ? end : index + 1
            count += 1
        }
        return count
    }
}

/// Finds ends of lines eight bytes at a time.
enum LineEnds {
    /// The offset of the next line break, or of the end; and whether a backslash stands before it.
    static func next(in text: Span<UInt8>, from start: Int) -> (end: Int, holdsBackslash: Bool) {
        text.withUnsafeBytes { bytes in
            var index = start
            var holdsBackslash = false
            while index + 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                if zeroBytes(word ^ 0x0A0A_0A0A_0A0A_0A0A) != 0 { break }
                if zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C) != 0 { holdsBackslash = true }
                index += 8
            }
            while index < bytes.count, bytes[index] != Byte.newline {
                if bytes[index] == Byte.backslash { holdsBackslash = true }
                index += 1
            }
            return (index, holdsBackslash)
        }
    }

    static func holdsBackslash(_ text: Span<UInt8>) -> Bool {
        for index in 0..<text.count where text[index] == Byte.backslash { return true }
        return false
    }

    /// Not zero if a byte of the word is (Warren, Hacker's Delight, 6-1).
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}
