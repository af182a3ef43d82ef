import SourceText

/// Block scalars, after `|` and `>`: indentation removed, lines folded, the end chomped.
///
/// The source does not show the indentation of the parent, which an indentation indicator counts from; it is found by
/// comparing the first line of text in the source with the same line of the decoded value.
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
    private func indentation() -> Int? {
        var decodedSpaces = 0
        var hasContent = false
        for byte in value {
            if byte == YAMLSource.space {
                decodedSpaces += 1
            } else if byte == UInt8(ascii: "\n") {
                decodedSpaces = 0
            } else {
                hasContent = true
                break
            }
        }
        var spaces = 0
        var cursor = index
        while cursor < bytes.count {
            let length = YAMLSource.lineBreak(at: cursor, bytes)
            if length > 0 {
                if !hasContent, decodedSpaces > 0, spaces > decodedSpaces { return spaces - decodedSpaces }
                spaces = 0
                cursor += length
            } else if bytes[cursor] == YAMLSource.space {
                spaces += 1
                cursor += 1
            } else {
                return hasContent ? spaces - decodedSpaces : nil
            }
        }
        return !hasContent && decodedSpaces > 0 && spaces > decodedSpaces ? spaces - decodedSpaces : nil
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
