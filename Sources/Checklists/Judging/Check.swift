package import Facts
package import Findings
package import Manifests
package import SourceText

/// One mechanism of verification, declared as one value in one file: identity, words, examples and the function.
///
/// `explain`, the documentation, SARIF metadata and the tests of the check all come from this value.
package struct Check: Sendable {
    package var kind: FindingKind
    /// What the check looks at, for "N alerts judged".
    package var scope: Scope
    package var severity: Severity
    package var confidence: Confidence
    /// One line: the bad pattern and what it costs.
    package var summary: String
    /// Why it matters, in a few sentences.
    package var why: String
    /// What to do about it, in general; each finding carries the paste-ready form.
    package var remedy: String
    /// Where the behaviour is specified or was measured.
    package var source: String
    /// What an item may ask of it, beside its name.
    package var parameters: [CheckParameter]
    package var examples: [CheckExample]
    package var judge: @Sendable (CheckContext) -> CheckResult

    package init(
        kind: FindingKind, scope: Scope, severity: Severity, confidence: Confidence = .high, summary: String,
        why: String, remedy: String, source: String, parameters: [CheckParameter] = [], examples: [CheckExample],
        judge: @escaping @Sendable (CheckContext) -> CheckResult
    ) {
        self.kind = kind
        self.scope = scope
        self.severity = severity
        self.confidence = confidence
        self.summary = summary
        self.why = why
        self.remedy = remedy
        self.source = source
        self.parameters = parameters
        self.examples = examples
        self.judge = judge
    }

    /// The kind of thing that is counted as a subject.
    package enum Scope: String, Sendable {
        case alert
        case rule
        case artefact
        case service
        case panel
        case query
        case signal
        case dependency
        case row
        case file
        case family
        case model

        package func counted(_ count: Int) -> String { "\(count) \(rawValue)\(count == 1 ? "" : "s")" }
    }

    /// A finding of this check, with its words' fixed parts filled in.
    package func finding(
        _ message: String, fix: String, at place: Annotation?, related: [Annotation] = [], subject: String,
        discriminator: String = "", severity: Severity? = nil, confidence: Confidence? = nil
    ) -> Finding {
        Finding(
            kind, severity ?? self.severity, confidence ?? self.confidence, message: message, why: why, fix: fix,
            at: place, related: related, subject: subject, discriminator: discriminator)
    }
}

/// What a check is given: the joined facts, what the manifest says, the date that stands for today, and what the item
/// asks.
package struct CheckContext: Sendable {
    package var facts: FactBase
    package var manifest: Manifest
    package var asOf: CivilDate
    package var parameters: CheckParameters

    package init(
        facts: FactBase, manifest: Manifest, asOf: CivilDate, parameters: CheckParameters = CheckParameters()
    ) {
        self.facts = facts
        self.manifest = manifest
        self.asOf = asOf
        self.parameters = parameters
    }
}

/// What a check has to say: nothing in it is decided by order or by wording.
package struct CheckResult: Sendable {
    /// How many things were judged; zero makes the requirement vacuous.
    package var subjectCount = 0
    /// How many things were seen and left alone, because they are not this service's.
    package var outOfScopeCount = 0
    /// Findings that fail the requirement.
    package var failures: [Finding] = []
    /// Findings that a person should see and that change no outcome.
    package var remarks: [Finding] = []
    /// What could not be decided, with the place it concerns.
    package var undecided: [Undecided] = []
    /// What a pass stands on.
    package var evidence: [Evidence] = []
    /// Why the requirement does not concern this service at all.
    package var notApplicable: String?

    package struct Undecided: Sendable {
        package var reason: UnprovableReason
        package var subject: String
        package var evidence: Evidence?

        package init(_ reason: UnprovableReason, subject: String, evidence: Evidence? = nil) {
            self.reason = reason
            self.subject = subject
            self.evidence = evidence
        }
    }

    package init() {}

    /// How many places a requirement shows at most; the rest would only repeat them.
    static let evidenceLimit = 50

    /// Adds a place that a pass stands on. Ten thousand rules that pass would make ten thousand sentences that nobody
    /// is shown, so once enough are there no more are made.
    package mutating func prove(_ one: @autoclosure () -> Evidence) {
        if evidence.count < CheckResult.evidenceLimit { evidence.append(one()) }
    }
}
