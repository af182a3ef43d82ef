/// One key that a checklist may write beside `check:`, declared by the check that reads it.
package struct CheckParameter: Sendable {
    package var name: String
    package var kind: Kind
    package var isRequired: Bool
    /// One line for the check's page.
    package var summary: String
    /// A value to paste.
    package var example: String

    package enum Kind: Sendable {
        /// `ttft`
        case signal
        /// `[errors, requests]`
        case signals
        /// `{at_most: 2%}`
        case bound
        /// `0.99`
        case share
        /// `5m`
        case duration
        /// `true`
        case flag
        /// `[model, status or error_type]`: fields of a log, some with others that tell the same.
        case logFields
        case text
        case texts
        /// One of a closed list.
        case word([String])
    }

    package init(
        _ name: String, _ kind: Kind, isRequired: Bool = false, example: String, _ summary: String
    ) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.summary = summary
        self.example = example
    }
}
