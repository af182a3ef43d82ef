package import PromQL
package import SourceText

/// One selector of an expression, with its matchers ready to be asked what they accept.
package struct SelectorFact: Sendable {
    /// The vector selector's node.
    package var node: NodeID
    /// The metric name and where it stands; nil if the selector names none or matches it by pattern.
    package var name: (value: ByteString, range: ByteRange)?
    /// The matchers on labels; the one on the name is left out.
    package var matchers: [Matcher]
    package var range: ByteRange

    package struct Matcher: Sendable {
        package var label: ByteString
        package var labelRange: ByteRange
        package var comparison: MatchOperator
        package var value: ByteString
        package var valueRange: ByteRange
        private var pattern: LabelPattern

        init(_ matcher: LabelMatcher, semantics: Semantics) {
            label = matcher.name
            labelRange = matcher.nameRange
            comparison = matcher.operator
            value = matcher.value
            valueRange = matcher.valueRange
            pattern = LabelPattern(matcher, semantics: semantics)
        }

        /// True if a series whose label has `value` is selected; an empty value stands for a missing label.
        package func accepts(_ value: ByteString) -> Bool { pattern.accepts(value) }

        /// True if the matcher selects series that lack the label.
        package var acceptsMissing: Bool { pattern.accepts(ByteString([])) }

        /// True for `=~".*"` and the like, which select everything.
        package var acceptsEverything: Bool {
            comparison == .matches && acceptsMissing && accepts("\u{1}any value at all")
        }

        /// The matcher as it stands in the canonical text.
        package var text: ByteString {
            var text = label.bytes
            text.reserveCapacity(label.count + value.count + 4)
            text += comparison.text.utf8
            text.append(UInt8(ascii: "\""))
            text += value.bytes
            text.append(UInt8(ascii: "\""))
            return ByteString(text)
        }
    }

    /// True if the selector can select a series whose labels have these values.
    package func selects(_ wanted: [MetricSpelling.SelectedValue]) -> Bool {
        wanted.allSatisfy { wanted in
            matchers.contains { matcher in
                matcher.label == wanted.label
                    && (wanted.values.isEmpty
                        ? !matcher.acceptsMissing : wanted.values.contains(where: matcher.accepts))
            }
        }
    }

    /// Every selector of an expression, in reading order.
    package static func all(in expression: Expression) -> [SelectorFact] {
        var result: [SelectorFact] = []
        for id in expression.ids {
            if let selector = SelectorFact(id, in: expression) { result.append(selector) }
        }
        return result.sorted { $0.range < $1.range }
    }

    /// The selector at a node, or nil if the node is none.
    package init?(_ id: NodeID, in expression: Expression) {
        guard case .vectorSelector(let selector) = expression[id].kind else { return nil }
        node = id
        range = expression[id].range
        if let own = selector.name {
            name = (own, selector.nameRange ?? expression[id].range)
        } else if let matcher = selector.matchers.first(where: { $0.isOnMetricName && $0.operator == .equal }) {
            name = (matcher.value, matcher.valueRange)
        } else {
            name = nil
        }
        matchers = []
        matchers.reserveCapacity(selector.matchers.count)
        for matcher in selector.matchers where !matcher.isOnMetricName {
            matchers.append(Matcher(matcher, semantics: expression.semantics))
        }
    }
}

/// What a matcher compares with, compiled once.
struct LabelPattern: Sendable {
    private let comparison: MatchOperator
    private let value: ByteString
    private let regex: Regex?

    /// A pattern that does not compile accepts nothing; the parser has refused it before.
    init(_ matcher: LabelMatcher, semantics: Semantics) {
        comparison = matcher.operator
        value = matcher.value
        regex = matcher.operator.isRegex ? try? Regex(matcher.value.bytes, as: .matcher, semantics.goDialect) : nil
    }

    func accepts(_ candidate: ByteString) -> Bool {
        switch comparison {
        case .equal: candidate == value
        case .notEqual: candidate != value
        case .matches: regex?.matchesWhole(candidate.bytes) ?? false
        case .matchesNot: !(regex?.matchesWhole(candidate.bytes) ?? true)
        }
    }
}
