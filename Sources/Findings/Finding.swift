package import SourceText

/// How much a finding matters. Only a failed requirement changes an exit code; warnings and infos never do.
package enum Severity: Int, Comparable, CaseIterable, Sendable {
    case info
    case warning
    case error

    package var word: String { "\(self)" }

    package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}

/// How sure the tool is that the finding is right.
package enum Confidence: Int, Comparable, CaseIterable, Sendable {
    case low
    case medium
    case high

    package var word: String { "\(self)" }

    package static func < (left: Confidence, right: Confidence) -> Bool { left.rawValue < right.rawValue }
}

/// The permanent identity of a kind of finding: `PF101` for machines, `alert-reads-nothing-emitted` for people.
///
/// A code is never reused. The name says the bad pattern, so that it reads after "allow".
package struct FindingKind: Hashable, Sendable {
    package let code: String
    package let name: String

    package init(code: String, name: String) {
        self.code = code
        self.name = name
    }
}

/// A place that takes part in a finding, and what is to be said there.
package struct Annotation: Hashable, Sendable {
    package var range: SourceRange
    /// Stands on the caret line; nil underlines without words.
    package var label: String?

    package init(_ range: SourceRange, _ label: String? = nil) {
        self.range = range
        self.label = label
    }
}

/// Something a person should know: what is wrong, where, why it matters, what to do.
///
/// Plain data; wording is fixed where the finding is made, layout where it is rendered. The texts never hold a
/// detected secret or personal value.
package struct Finding: Hashable, Sendable {
    package var kind: FindingKind
    package var severity: Severity
    package var confidence: Confidence
    /// One sentence with its subject in backticks, consequence included, without a final stop.
    package var message: String
    /// Why it matters, in one or two sentences.
    package var why: String
    /// What to do, ready to paste where it can be.
    package var fix: String
    /// The place to look at first; nil if the trouble has no place in a file.
    package var primary: Annotation?
    /// Other places involved, in reading order.
    package var related: [Annotation]
    /// The logical subject ("alert HighErrors", "key telemetry.metric"): what identifies the finding across edits.
    package var subject: String
    /// Tells findings of one kind about one subject apart (a metric name, say); never a detected value.
    package var discriminator: String

    package init(
        _ kind: FindingKind, _ severity: Severity, _ confidence: Confidence = .high, message: String, why: String,
        fix: String, at primary: Annotation?, related: [Annotation] = [], subject: String, discriminator: String = ""
    ) {
        self.kind = kind
        self.severity = severity
        self.confidence = confidence
        self.message = message
        self.why = why
        self.fix = fix
        self.primary = primary
        self.related = related
        self.subject = subject
        self.discriminator = discriminator
    }

    /// Stays the same when lines move or wording improves; differs between services, kinds and subjects.
    ///
    /// Derived from identity only, never from values, messages or line numbers (contract 3 of the design).
    package func fingerprint(service: String) -> String {
        let identity = [kind.code, service, subject, discriminator].joined(separator: "\u{1F}")
        return String(SHA256.hexadecimal(of: Array(identity.utf8)).prefix(32))
    }
}

extension [Finding] {
    /// Order for output: by file, offset, code, then identity; findings without a place come first.
    package func sortedForOutput() -> [Finding] {
        sorted { left, right in
            switch (left.primary?.range, right.primary?.range) {
            case (nil, .some): return true
            case (.some, nil): return false
            case (let first?, let second?) where first != second: return first < second
            default: break
            }
            let first = [left.kind.code, left.subject, left.discriminator, left.message]
            let second = [right.kind.code, right.subject, right.discriminator, right.message]
            for (one, other) in zip(first, second) where !one.utf8.elementsEqual(other.utf8) {
                return one.utf8.lexicographicallyPrecedes(other.utf8)
            }
            return false
        }
    }
}
