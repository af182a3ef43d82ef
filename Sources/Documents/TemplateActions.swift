import Findings

/// Tells Helm templates, which are no YAML yet, from the templates that Prometheus and Alertmanager expand themselves.
///
/// `{{ $labels.instance }}` inside an annotation is legitimate, and `{{ .Values.x }}` *parses*: as a mapping whose key
/// is a mapping. So an action counts as Helm's if its words are Helm's, wherever it stands; or if it stands where YAML
/// reads a mapping or gives up.
struct TemplateActions {
    /// The first action that only Helm understands.
    private(set) var helmAction: Range<Int>?
    /// Offsets of actions at the beginning of a line or value, ascending; for YAML these are braces.
    private(set) var suspects: [Int] = []

    init(_ text: ReadableText) {
        let range = text.range
        text.bytes.withUnsafeBufferPointer { bytes in
            var index = range.lowerBound
            var lineStart = range.lowerBound
            while index + 1 < range.upperBound {
                let byte = bytes[index]
                index += 1
                if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { lineStart = index }
                guard byte == UInt8(ascii: "{"), bytes[index] == byte else { continue }
                let start = index - 1
                let prefix = UnsafeBufferPointer(rebasing: bytes[lineStart..<start])
                let action = Self.action(at: start, in: range, bytes)
                index = start + 2
                if Self.isComment(prefix) { continue }
                if HelmWords.match(UnsafeBufferPointer(rebasing: bytes[action])) {
                    helmAction = start..<min(action.upperBound + 2, range.upperBound)
                    return
                }
                if Self.beginsValue(prefix) { suspects.append(start) }
            }
        }
    }

    /// True if a suspect stands at `offset`.
    func suspects(at offset: Int) -> Bool {
        var low = 0
        var high = suspects.count
        while low < high {
            let middle = (low + high) / 2
            if suspects[middle] < offset { low = middle + 1 } else { high = middle }
        }
        return low < suspects.count && suspects[low] == offset
    }

    /// The suspect on the line of `offset`.
    func suspect(onLineOf offset: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
        if suspects.isEmpty { return nil }
        var start = min(offset, bytes.count)
        while start > 0, !isBreak(bytes[start - 1]) { start -= 1 }
        var end = min(offset, bytes.count)
        while end < bytes.count, !isBreak(bytes[end]) { end += 1 }
        return suspects.first { $0 >= start && $0 < end }
    }

    /// What to say of the action at `offset`, which YAML cannot read as text.
    static func finding(at offset: Int, in text: ReadableText, subject: String) -> Finding {
        text.bytes.withUnsafeBufferPointer { bytes in
            let action = action(at: offset, in: text.range, bytes)
            let place = text.fileRange(of: offset..<min(action.upperBound + 2, text.range.upperBound))
            let words = bytes[action].drop { YAMLSource.isBlank($0) }
            return words.first == UInt8(ascii: "$")
                ? DocumentFindings.unquotedTemplate(bytes[action], at: place, subject: subject)
                : DocumentFindings.template(bytes[action], at: place, subject: subject)
        }
    }

    /// What stands between the braces, at most 400 bytes.
    private static func action(
        at start: Int, in range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Range<Int> {
        let limit = min(start + 402, range.upperBound)
        var end = min(start + 2, limit)
        while end < limit {
            if bytes[end] == UInt8(ascii: "}"), end + 1 >= limit || bytes[end + 1] == UInt8(ascii: "}") { break }
            end += 1
        }
        return min(start + 2, limit)..<end
    }

    /// True if the line up to the action holds nothing, or ends in `- ` or `: `: outside quotes.
    private static func beginsValue(_ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let last = prefix.last(where: { !YAMLSource.isBlank($0) }) else { return true }
        guard let end = prefix.last, YAMLSource.isBlank(end) else { return false }
        return last == UInt8(ascii: ":") || last == UInt8(ascii: "-")
    }

    /// True if the line up to the action is a comment; a `#` behind a quote may belong to the quoted text.
    private static func isComment(_ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        var previous = YAMLSource.space
        for byte in prefix {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return false }
            if byte == UInt8(ascii: "#"), YAMLSource.isBlank(previous) { return true }
            previous = byte
        }
        return false
    }
}

/// The vocabulary that Helm adds to Go templates and that Prometheus and Alertmanager lack.
/// Source: Helm documentation, "Built-in Objects" and "Template Function List".
private enum HelmWords {
    private static let objects: [StaticString] = [".Values", ".Release.", ".Chart.", ".Capabilities.", ".Files."]
    private static let functions: [StaticString] = [
        "include", "toYaml", "fromYaml", "nindent", "indent", "tpl", "quote", "squote", "default", "required",
    ]

    static func match(_ action: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        var startsCommand = true
        while index < action.count {
            let byte = action[index]
            switch byte {
            case UInt8(ascii: "`"), UInt8(ascii: "\""):
                // `{{` in a literal is how a chart hands a Prometheus template through.
                if holds("{{", at: index + 1, action) { return true }
                index = endOfLiteral(at: index, action)
                startsCommand = false
                continue
            case UInt8(ascii: "."):
                if objects.contains(where: { holds($0, at: index, action) }) { return true }
                startsCommand = false
            case UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: "="): startsCommand = true
            case UInt8(ascii: "-"), YAMLSource.space, YAMLSource.tab, UInt8(ascii: "\n"), UInt8(ascii: "\r"): break
            default:
                let end = endOfWord(at: index, action)
                if startsCommand, isFunction(UnsafeBufferPointer(rebasing: action[index..<end])) { return true }
                startsCommand = false
                index = max(end, index + 1)
                continue
            }
            index += 1
        }
        return false
    }

    private static func holds(_ word: StaticString, at index: Int, _ action: UnsafeBufferPointer<UInt8>) -> Bool {
        word.withUTF8Buffer { index <= action.count && action[index...].starts(with: $0) }
    }

    private static func isFunction(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        functions.contains { function in function.withUTF8Buffer { word.elementsEqual($0) } }
    }

    private static func endOfWord(at start: Int, _ action: UnsafeBufferPointer<UInt8>) -> Int {
        var index = start
        while index < action.count, isWordByte(action[index]) { index += 1 }
        return index
    }

    private static func endOfLiteral(at start: Int, _ action: UnsafeBufferPointer<UInt8>) -> Int {
        let quote = action[start]
        var index = start + 1
        while index < action.count, action[index] != quote {
            index += action[index] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
        }
        return min(index + 1, action.count)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
