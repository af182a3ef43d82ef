package import Findings

/// What `explain` and `list checks` show of one check; made from the check's own declaration.
package struct CheckPage: Sendable {
    package let kind: FindingKind
    package let severity: Severity
    package let confidence: Confidence
    /// One line for lists.
    package let summary: String
    /// The whole page: what is wrong, why, what to do, examples.
    package let text: String

    package init(kind: FindingKind, severity: Severity, confidence: Confidence, summary: String, text: String) {
        self.kind = kind
        self.severity = severity
        self.confidence = confidence
        self.summary = summary
        self.text = text
    }
}

/// The pages of all checks, in the order of their codes.
enum CheckPages {
    static var all: [CheckPage] { [] }

    /// By code, in either case, or by name.
    static func page(for text: String, in pages: [CheckPage]) -> CheckPage? {
        pages.first { page in
            page.kind.code.lowercased().utf8.elementsEqual(text.lowercased().utf8)
                || page.kind.name.utf8.elementsEqual(text.utf8)
        }
    }
}
