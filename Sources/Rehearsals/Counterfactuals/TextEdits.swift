import Facts
import PromQL
import SourceText
import TimeSeries

/// Ranges of an expression made shorter, in its text.
enum RangeRewriting {
    /// Every window that can be is divided, and stays at least so long; the text, and what was changed, in words.
    static func shortened(
        _ expression: Expression, by divisor: Int64, notBelow least: Int64
    ) -> (text: [UInt8], changes: [String]) {
        var edits = TextEdits(expression.text)
        var changes: [String] = []
        for id in expression.ids {
            let range: DurationValue
            let from: Int
            switch expression[id].kind {
            case .matrixSelector(let selector): (range, from) = (selector.range, expression[id].range.start)
            case .subquery(let subquery):
                (range, from) = (subquery.range, expression[subquery.expression].range.end)
            default: continue
            }
            guard case .fixed(let nanoseconds) = range else { continue }
            let length = nanoseconds / 1_000_000
            // Whole seconds, as people write them.
            let shorter = max(least, length / divisor / 1_000 * 1_000)
            guard shorter < length,
                let place = bracketed(expression.text, from: from, to: expression[id].range.end)
            else { continue }
            let text = PrometheusDuration.text(milliseconds: shorter)
            edits.replace(place, with: text)
            changes.append("`[\(text)]` instead of `[\(PrometheusDuration.text(milliseconds: length))]`")
        }
        return (edits.text, changes)
    }

    /// The range between the first bracket outside strings and comments and the colon or bracket that ends it.
    private static func bracketed(_ text: [UInt8], from start: Int, to end: Int) -> Range<Int>? {
        var index = start
        while index < end, text[index] != UInt8(ascii: "[") { index = TextEdits.next(after: index, in: text) }
        let open = index + 1
        guard open < end,
            let close = text[open..<end].firstIndex(where: { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: ":") })
        else { return nil }
        return open..<close
    }
}

/// Matchers that match nothing, taken out of an expression's text.
enum MatcherRewriting {
    /// Values named in words; more would hide the point.
    private static let namedValues = 3

    /// Every matcher that alone keeps its selector from finding any series; the text, and what was changed, in words.
    static func withoutIdleMatchers(
        _ expression: Expression, in store: SeriesStore
    ) -> (text: [UInt8], changes: [String]) {
        var edits = TextEdits(expression.text)
        var changes: [String] = []
        for selector in SelectorFact.all(in: expression) {
            guard let name = selector.name?.value else { continue }
            let onName = LabelCondition("__name__", .equal(name.bytes))
            let conditions = selector.matchers.map { matcher in
                LabelCondition(matcher.label, .satisfies { matcher.accepts(ByteString($0)) })
            }
            guard store.select([onName] + conditions).isEmpty else { continue }
            for (index, matcher) in selector.matchers.enumerated() {
                var others = conditions
                others.remove(at: index)
                let found = store.select([onName] + others)
                if found.isEmpty { continue }
                edits.remove(matcher.labelRange.start..<matcher.valueRange.end)
                changes.append(
                    "drop `\(matcher.text.string)`, which no series has" + present(matcher.label, found, store))
                break
            }
        }
        return (edits.text, changes)
    }

    private static func present(_ label: ByteString, _ series: [SeriesID], _ store: SeriesStore) -> String {
        guard let name = store.labels.find(label.bytes) else { return ": they have no such label" }
        let values = Set(
            series.map { ByteString(store.labels.bytes(of: store.labels.value(of: name, in: store[$0].labels))) })
        let named = values.filter { !$0.isEmpty }.sorted()
        if named.isEmpty { return ": they have no such label" }
        let shown = named.prefix(namedValues).map { "`\($0.string)`" }.joined(separator: ", ")
        return ": it is \(shown)" + (named.count > namedValues ? " and others" : "")
    }
}

/// Changes to a text, made from its end so that places stay where they are.
struct TextEdits {
    private let original: [UInt8]
    private var edits: [(range: Range<Int>, with: [UInt8])] = []

    init(_ text: [UInt8]) { original = text }

    mutating func replace(_ range: Range<Int>, with text: String) { edits.append((range, Array(text.utf8))) }

    /// Takes out an entry of a list, with the comma behind it.
    mutating func remove(_ range: Range<Int>) {
        var end = range.upperBound
        while end < original.count, [0x20, 0x09, 0x0A, 0x0D].contains(original[end]) { end += 1 }
        let hasComma = end < original.count && original[end] == UInt8(ascii: ",")
        edits.append((range.lowerBound..<(hasComma ? end + 1 : range.upperBound), []))
    }

    var text: [UInt8] {
        var result = original
        for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            result.replaceSubrange(edit.range, with: edit.with)
        }
        return result
    }

    /// The place behind a byte, a string or a comment.
    static func next(after index: Int, in text: [UInt8]) -> Int {
        let quote = text[index]
        switch quote {
        case UInt8(ascii: "#"):
            return text[index...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.count
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            var place = index + 1
            while place < text.count, text[place] != quote {
                // Only a raw string has no escapes.
                place += text[place] == UInt8(ascii: "\\") && quote != UInt8(ascii: "`") ? 2 : 1
            }
            return min(place + 1, text.count)
        default: return index + 1
        }
    }
}
