import SourceText

/// Block scalars, after `|` and `>`: indentation removed, lines folded, the end chomped.
///
/// The source does not show the indentation of the parent, which an indentation indicator counts from; it is found by
/// comparing the first line that is not empty in the value with the same line of the source.
struct BlockScalarDecoder {
    private let text: ReadableText
    private let bytes: UnsafeBufferPointer<UInt8>
    private let isFolded: Bool
    private let value: ArraySlice<UInt8>
    private var index: Int
    private var chomping = Chomping.clip
    private var result: EmbeddedText

    private enum Chomping {
        case strip, clip, keep
    }

    /// Line breaks that wait until it is known what follows them; each range is one break.
    private var pending: [Range<Int>] = []

    init(
        _ text: ReadableText, _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isFolded: Bool,
        value: ArraySlice<UInt8>, into result: EmbeddedText
    ) {
        self.text = text
        self.bytes = bytes
        self.isFolded = isFolded
        self.value = value
        self.result = result
        index = start
    }

    mutating func decode() -> EmbeddedText {
        readHeader()
        let indentation = self.indentation()
        var isFirst = true
        var previousBegunBlank = false
        while let line = nextLine(indentation) {
            let beginsBlank = line.isEmpty || YAMLSource.isBlank(bytes[line.lowerBound])
            let folds = isFolded && !isFirst && !previousBegunBlank && !beginsBlank
            appendBreaks(folds: folds)
            text.appendVerbatim(line, to: &result)
            previousBegunBlank = beginsBlank
            isFirst = false
            index = line.upperBound
            takeBreak()
        }
        appendTail(hasLines: !isFirst)
        return result
    }

    /// Skips `|` or `>`, its indicators, a comment and the line break.
    private mutating func readHeader() {
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "-") { chomping = .strip }
            if bytes[index] == UInt8(ascii: "+") { chomping = .keep }
            if YAMLSource.isBlank(bytes[index]) || YAMLSource.lineBreak(at: index, bytes) > 0 { break }
            index += 1
        }
        while index < bytes.count, YAMLSource.lineBreak(at: index, bytes) == 0 { index += 1 }
        index += YAMLSource.lineBreak(at: index, bytes)
    }

    /// Columns that are removed from each line; nil if the value holds nothing but line breaks.
    ///
    /// Up to the first line that is not empty, lines of the source and of the value stand for each other.
    private func indentation() -> Int? {
        let emptyLines = value.prefix { $0 == UInt8(ascii: "\n") }.count
        let firstLine = value.dropFirst(emptyLines)
        if firstLine.isEmpty { return nil }
        var cursor = index
        for _ in 0..<emptyLines {
            while cursor < bytes.count, YAMLSource.lineBreak(at: cursor, bytes) == 0 { cursor += 1 }
            cursor += YAMLSource.lineBreak(at: cursor, bytes)
        }
        guard cursor < bytes.count else { return nil }
        let spaces = bytes[cursor...].prefix { $0 == YAMLSource.space }.count
        return spaces - firstLine.prefix { $0 == YAMLSource.space }.count
    }

    /// The next line that has text beyond the indentation, or nil at the end; blank lines before it become pending.
    private mutating func nextLine(_ indentation: Int?) -> Range<Int>? {
        while index < bytes.count {
            var start = index
            while start < bytes.count, bytes[start] == YAMLSource.space, start - index < indentation ?? .max {
                start += 1
            }
            let length = YAMLSource.lineBreak(at: start, bytes)
            if length > 0 {
                pending.append(start..<start + length)
                index = start + length
                continue
            }
            guard let indentation, start - index == indentation, start < bytes.count else { return nil }
            var end = start
            while end < bytes.count, YAMLSource.lineBreak(at: end, bytes) == 0 { end += 1 }
            return start..<end
        }
        return nil
    }

    private mutating func takeBreak() {
        let length = YAMLSource.lineBreak(at: index, bytes)
        if length > 0 { pending.append(index..<index + length) }
        index += length
    }

    /// The breaks between two lines. Where they fold, one alone becomes a space, and of several the first is dropped.
    private mutating func appendBreaks(folds: Bool) {
        defer { pending.removeAll(keepingCapacity: true) }
        guard folds, let first = pending.first, first.count < 3 else {
            for lineBreak in pending { append(lineBreak) }
            return
        }
        if pending.count == 1 {
            text.append([YAMLSource.space], spelledBy: first, to: &result)
        } else {
            for lineBreak in pending.dropFirst() { append(lineBreak) }
        }
    }

    /// The breaks after the last line, as far as the chomping indicator keeps them.
    private mutating func appendTail(hasLines: Bool) {
        var tail = pending[...]
        if hasLines {
            if chomping == .strip { return }
            if let first = tail.popFirst() { append(first) }
        }
        if chomping == .keep {
            for lineBreak in tail { append(lineBreak) }
        }
    }

    private mutating func append(_ lineBreak: Range<Int>) {
        if lineBreak.count == 1 && bytes[lineBreak.lowerBound] == UInt8(ascii: "\n") || lineBreak.count == 3 {
            text.appendVerbatim(lineBreak, to: &result)
        } else {
            text.append([UInt8(ascii: "\n")], spelledBy: lineBreak, to: &result)
        }
    }
}
