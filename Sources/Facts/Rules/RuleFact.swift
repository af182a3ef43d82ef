import Findings
package import PromQL
package import SourceText

/// One alerting or recording rule as it stands in a file, parsed, with everything mapped back to its place.
package struct RuleFact: Sendable {
    package enum Kind: String, Sendable {
        case alert
        case recording
    }

    package var kind: Kind
    package var name: Located<ByteString>
    package var group: ByteString
    /// The query text and its map to the file.
    package var text: EmbeddedText
    package var expression: Expression
    /// `for`, in milliseconds; nil where the file does not say (which means zero).
    package var holdMilliseconds: Located<Int64>?
    package var keepFiringMilliseconds: Located<Int64>?
    /// The group's own evaluation interval; nil for the server's.
    package var intervalMilliseconds: Int64?
    package var labels: [LabelText]
    package var annotations: [LabelText]
    /// The whole rule in the file.
    package var range: SourceRange

    /// A label or annotation: its name, and its text (a template, for alerts).
    package struct LabelText: Sendable {
        package var name: Located<ByteString>
        package var value: EmbeddedText

        package init(name: Located<ByteString>, value: EmbeddedText) {
            self.name = name
            self.value = value
        }
    }

    package init(
        kind: Kind, name: Located<ByteString>, group: ByteString, text: EmbeddedText, expression: Expression,
        holdMilliseconds: Located<Int64>? = nil, keepFiringMilliseconds: Located<Int64>? = nil,
        intervalMilliseconds: Int64? = nil, labels: [LabelText] = [], annotations: [LabelText] = [],
        range: SourceRange
    ) {
        self.kind = kind
        self.name = name
        self.group = group
        self.text = text
        self.expression = expression
        self.holdMilliseconds = holdMilliseconds
        self.keepFiringMilliseconds = keepFiringMilliseconds
        self.intervalMilliseconds = intervalMilliseconds
        self.labels = labels
        self.annotations = annotations
        self.range = range
    }

    /// How findings name the rule: "alert `ClaudeErrors`".
    package var subject: String { "\(kind == .alert ? "alert" : "recording rule") \(name.value.string)" }

    /// The run of the file that spells a run of the query.
    package func place(of range: ByteRange) -> SourceRange { text.sourceRange(of: range) }
}
