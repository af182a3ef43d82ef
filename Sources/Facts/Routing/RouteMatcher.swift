package import PromQL
package import SourceText

/// One condition of a route or an inhibition on an alert's labels.
package struct RouteMatcher: Sendable {
    package var label: ByteString
    package var comparison: MatchOperator
    package var value: ByteString
    /// The matcher in the file.
    package var range: SourceRange
    private var regex: Regex?

    /// Nil if the value is wanted as a pattern and is none.
    package init?(label: ByteString, _ comparison: MatchOperator, value: ByteString, range: SourceRange) {
        self.label = label
        self.comparison = comparison
        self.value = value
        self.range = range
        if comparison.isRegex {
            // Alertmanager anchors as Prometheus does (`pkg/labels/matcher.go`).
            guard let regex = try? Regex(value.bytes, as: .matcher) else { return nil }
            self.regex = regex
        }
    }

    /// True if a label of this value is meant; an empty value stands for a missing label.
    package func accepts(_ candidate: ByteString) -> Bool {
        switch comparison {
        case .equal: candidate == value
        case .notEqual: candidate != value
        case .matches: regex?.matchesWhole(candidate.bytes) ?? false
        case .matchesNot: !(regex?.matchesWhole(candidate.bytes) ?? true)
        }
    }

    /// The matcher as it is usually written.
    package var text: String { "\(label.string)\(comparison.text)\"\(value.string)\"" }
}

/// The labels of an alert before it fires: some are known, some come from the series.
package struct AlertLabels: Sendable {
    /// What is known for certain.
    package var known: [ByteString: ByteString]
    /// Labels whose value only the series knows.
    package var open: Set<ByteString>
    /// True if labels besides those may come from the series.
    package var mayHaveOthers: Bool

    package init(known: [ByteString: ByteString], open: Set<ByteString> = [], mayHaveOthers: Bool = false) {
        self.known = known
        self.open = open
        self.mayHaveOthers = mayHaveOthers
    }

    /// What a matcher says to them; nil if that depends on the series.
    package func satisfy(_ matcher: RouteMatcher) -> Bool? {
        if let value = known[matcher.label] { return matcher.accepts(value) }
        if open.contains(matcher.label) || mayHaveOthers { return nil }
        return matcher.accepts(ByteString([]))
    }

    /// What all of them say together: one no is a no.
    package func satisfy(_ matchers: [RouteMatcher]) -> Bool? {
        var result: Bool? = true
        for matcher in matchers {
            switch satisfy(matcher) {
            case false?: return false
            case nil: result = nil
            case true?: break
            }
        }
        return result
    }
}
