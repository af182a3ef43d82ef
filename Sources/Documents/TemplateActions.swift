import Findings

/// Tells Helm templates, which are no YAML yet, from the templates that Prometheus and Alertmanager expand themselves.
///
/// `{{ $labels.instance }}` inside an annotation is legitimate, and `{{ .Values.x }}` *parses*: as a mapping whose key
/// is a mapping. So an action counts as Helm's if its words are Helm's, wherever it stands; or if it stands where YAML
/// reads a mapping or gives up.
struct TemplateActions {
    /// Where the first action stands that only Helm understands.
    private(set) var helmAction: Int?
    /// Offsets of actions at the beginning of a line or value, ascending; for YAML these are braces.
    private(set) var suspects: [Int] = []

    init(_ text: ReadableText) {
        let range = text.range
        text.bytes.withUnsafeBufferPointer { bytes in
            var index = range.lowerBound
            var line = LinePrefix()
            while index + 1 < range.upperBound {
                let byte = bytes[index]
                guard byte == UInt8(ascii: "{"), bytes[index + 1] == byte else {
                    line.take(byte)
                    index += 1
                    continue
                }
                let action = Self.action(at: index, in: range, bytes)
                if !line.isComment {
                    if HelmWords.match(UnsafeBufferPointer(rebasing: bytes[action])) {
                        helmAction = index
                        return
                    }
                    if line.beginsValue { suspects.append(index) }
                }
                line.take(byte)
                line.take(byte)
                index += 2
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

    /// What to say of an action of Helm's.
    static func helmFinding(at offset: Int, in text: ReadableText, subject: String) -> Finding {
        let (words, place) = describe(offset, in: text)
        return DocumentFindings.template(words, at: text.fileRange(of: place), subject: subject)
    }

    /// What to say of an action that YAML took for a mapping: a variable of Prometheus's lacks quotes, anything else is
    /// another program's template.
    static func suspectFinding(at offset: Int, in text: ReadableText, subject: String) -> Finding {
        let (words, place) = describe(offset, in: text)
        let isVariable = words.drop { YAMLSource.isBlank($0) }.first == UInt8(ascii: "$")
        if !isVariable { return helmFinding(at: offset, in: text, subject: subject) }
        return DocumentFindings.unquotedTemplate(words, at: text.fileRange(of: place), subject: subject)
    }

    private static func describe(_ offset: Int, in text: ReadableText) -> (words: [UInt8], place: Range<Int>) {
        text.bytes.withUnsafeBufferPointer { bytes in
            let action = action(at: offset, in: text.range, bytes)
            return (Array(bytes[action]), offset..<min(action.upperBound + 2, text.range.upperBound))
        }
    }

    /// What stands between the braces, at most 400 bytes; an action that is not closed ends behind the next `{{`, so that
    /// a text of nothing but braces costs no more than another.
    private static func action(
        at start: Int, in range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Range<Int> {
        let limit = min(start + 402, range.upperBound)
        let first = min(start + 2, limit)
        var end = first
        while end + 1 < limit {
            if bytes[end] == UInt8(ascii: "}"), bytes[end + 1] == UInt8(ascii: "}") { return first..<end }
            if bytes[end] == UInt8(ascii: "{"), bytes[end + 1] == UInt8(ascii: "{") { return first..<end + 2 }
            end += 1
        }
        return first..<limit
    }
}

/// What is known of a line up to the place that is looked at.
private struct LinePrefix {
    private var last = UInt8(ascii: "\n")
    private var lastWord: UInt8?
    private var hasQuote = false
    /// A `#` behind a quote may belong to the quoted text, so it begins no comment here.
    private(set) var isComment = false

    /// True if the line holds nothing yet, or ends in `- ` or `: `.
    var beginsValue: Bool {
        guard let lastWord else { return true }
        return YAMLSource.isBlank(last) && (lastWord == UInt8(ascii: ":") || lastWord == UInt8(ascii: "-"))
    }

    mutating func take(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): self = LinePrefix()
        case YAMLSource.space, YAMLSource.tab: last = byte
        default:
            if byte == UInt8(ascii: "#"), !hasQuote, lastWord == nil || YAMLSource.isBlank(last) { isComment = true }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { hasQuote = true }
            last = byte
            lastWord = byte
        }
    }
}

/// The vocabulary that Helm adds to Go templates and that Prometheus, Alertmanager and Loki lack. Loki has `default`,
/// `indent` and other functions of Helm's; they prove nothing.
/// Source: Helm documentation, "Built-in Objects" and "Template Function List".
private enum HelmWords {
    private static let objects: [StaticString] = [".Values", ".Release.", ".Chart.", ".Capabilities.", ".Files."]
    private static let functions: [StaticString] = ["include", "toYaml", "fromYaml", "tpl"]

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
                let isCall = startsCommand && hasArgument(after: end, action)
                if isCall, isFunction(UnsafeBufferPointer(rebasing: action[index..<end])) { return true }
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

    /// Without an argument the word is a variable of somebody's: the label `include` in a legend.
    private static func hasArgument(after end: Int, _ action: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let next = action[end...].first(where: { !YAMLSource.isBlank($0) }) else { return false }
        return next != UInt8(ascii: "-") && next != UInt8(ascii: "|")
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
