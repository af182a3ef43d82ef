package import SourceText

/// Why a template cannot be parsed or expanded.
package struct TemplateError: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Prometheus refuses the rule.
        case parse
        /// Prometheus puts `<error expanding template: ...>` in place of the text, and fires all the same.
        case execution
        /// It asks for something this implementation does not have: a method of a time, the address of a sample.
        case unsupported
        /// It outgrew one of the bounds of `TemplateLimits`, which Prometheus does not have.
        case limit
    }

    package let kind: Kind
    /// Go's text, from `template:` on, or ours for what Go would have done. The bytes need not be UTF-8.
    package let messageBytes: [UInt8]
    /// Where in the template as it was written; empty where the trouble is not in one place.
    package let range: ByteRange

    package init(kind: Kind, messageBytes: [UInt8], range: ByteRange) {
        self.kind = kind
        self.messageBytes = messageBytes
        self.range = range
    }

    /// The text; bytes that are no UTF-8 show as U+FFFD.
    package var message: String { String(decoding: messageBytes, as: UTF8.self) }
}

/// Bounds on templates; real ones stay far below them.
enum TemplateLimits {
    /// Actions and parentheses within one another; a debug build then needs under 2 MB of stack.
    static let nesting = 100
    /// Calls within calls while expanding, parentheses and `template` actions together.
    static let depth = 200
    /// Nodes evaluated in one expansion.
    static let steps = 1_000_000
    /// Bytes of one expansion, and of any text made on the way.
    static let outputBytes = 1 << 20
}
