import Facts
import PromQL
import SourceText

/// Alertmanager's own small language of matchers: `severity="page"`, `{a=~"x|y",b!=""}`.
///
/// Source: prometheus/alertmanager `pkg/labels/parse.go`, `ParseMatchers` and `ParseMatcher` (the classic parser, which
/// every version falls back to); quoted label names are those of the parser that came with 0.27.
enum MatcherSyntax {
    /// All matchers of one text; nil if one of them is none.
    static func matchers(in text: EmbeddedText) -> [RouteMatcher]? {
        var range = ByteRange(start: 0, length: text.bytes.count)
        // One brace is taken off at either end, whether or not the other is there.
        if text.bytes.first == UInt8(ascii: "{") { range = ByteRange(start: 1, length: range.length - 1) }
        if range.length > 0, text.bytes[range.end - 1] == UInt8(ascii: "}") { range.length -= 1 }
        var result: [RouteMatcher] = []
        for piece in pieces(of: text.bytes, in: range) {
            guard let matcher = matcher(text.slice(piece)) else { return nil }
            result.append(matcher)
        }
        return result
    }

    /// Cuts at commas outside quotes.
    private static func pieces(of bytes: [UInt8], in range: ByteRange) -> [ByteRange] {
        var result: [ByteRange] = []
        var start = range.start
        var isQuoted = false
        var isEscaped = false
        for index in range.range {
            switch bytes[index] {
            case UInt8(ascii: ",") where !isQuoted:
                result.append(ByteRange(start: start, length: index - start))
                start = index + 1
            case UInt8(ascii: "\""):
                if isEscaped { isEscaped = false } else { isQuoted.toggle() }
            case UInt8(ascii: "\\"): isEscaped.toggle()
            default: isEscaped = false
            }
        }
        if start < range.end { result.append(ByteRange(start: start, length: range.end - start)) }
        return result
    }

    private static func matcher(_ text: EmbeddedText) -> RouteMatcher? {
        let bytes = trimmed(text.bytes[...])
        guard let (label, rest) = label(bytes) else { return nil }
        let afterName = rest.drop(while: isSpace)
        guard let (comparison, length) = comparison(afterName) else { return nil }
        guard let value = value(trimmed(afterName.dropFirst(length))) else { return nil }
        let lead = bytes.startIndex
        let place = text.sourceRange(of: ByteRange(start: lead, length: bytes.count))
        return RouteMatcher(label: ByteString(label), comparison, value: ByteString(value), range: place)
    }

    private static func label(_ bytes: ArraySlice<UInt8>) -> (name: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)? {
        guard let first = bytes.first else { return nil }
        if first == UInt8(ascii: "\"") {
            let inner = bytes.dropFirst()
            guard let end = inner.firstIndex(of: UInt8(ascii: "\"")), end > inner.startIndex else { return nil }
            return (inner[..<end], inner[(end + 1)...])
        }
        guard isNameStart(first) else { return nil }
        let name = bytes.prefix { isNameStart($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return (name, bytes[name.endIndex...])
    }

    private static func comparison(_ bytes: ArraySlice<UInt8>) -> (MatchOperator, length: Int)? {
        switch (bytes.first, bytes.dropFirst().first) {
        case (UInt8(ascii: "="), UInt8(ascii: "~")): (.matches, 2)
        case (UInt8(ascii: "="), _): (.equal, 1)
        case (UInt8(ascii: "!"), UInt8(ascii: "=")): (.notEqual, 2)
        case (UInt8(ascii: "!"), UInt8(ascii: "~")): (.matchesNot, 2)
        default: nil
        }
    }

    /// The value without its quotes; a backslash that escapes nothing stands for itself.
    private static func value(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        let isQuoted = bytes.first == UInt8(ascii: "\"")
        let raw = isQuoted ? bytes.dropFirst() : bytes
        var result: [UInt8] = []
        var isEscaped = false
        var isOpen = isQuoted
        for (index, byte) in zip(raw.indices, raw) {
            let isLast = index == raw.endIndex - 1
            if isEscaped {
                isEscaped = false
                switch byte {
                case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): result.append(byte)
                default: result += [UInt8(ascii: "\\"), byte]
                }
            } else if byte == UInt8(ascii: "\\"), !isLast {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                guard isOpen, isLast else { return nil }
                isOpen = false
            } else {
                result.append(byte)
            }
        }
        return isOpen ? nil : result
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: ":")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) && byte != 0x0B }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: isSpace)
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return bytes
    }
}
