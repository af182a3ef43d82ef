/// How a requirement or an item came out. Never are two of these merged.
package enum Outcome: Hashable, Sendable {
    case pass
    case fail
    /// The requirement does not concern this service: no streaming, so no time to first token.
    case notApplicable
    /// What was handed in cannot show it either way.
    case unprovable(UnprovableReason)
    /// A person accepted the failure, with a reason and until a date.
    case waived
    /// Nothing was there to judge: zero subjects is not a pass.
    case vacuous

    /// The word in reports and schemas.
    package var word: String {
        switch self {
        case .pass: "pass"
        case .fail: "fail"
        case .notApplicable: "not-applicable"
        case .unprovable: "unprovable"
        case .waived: "waived"
        case .vacuous: "vacuous"
        }
    }

    /// Greater is worse: fail > unprovable > vacuous > waived > pass; `notApplicable` never decides.
    private var badness: Int {
        switch self {
        case .fail: 5
        case .unprovable: 4
        case .vacuous: 3
        case .waived: 2
        case .pass: 1
        case .notApplicable: 0
        }
    }

    /// The outcome of an item from those of its requirements.
    package static func worst(of outcomes: some Sequence<Outcome>) -> Outcome {
        var worst = Outcome.notApplicable
        for outcome in outcomes where outcome.badness > worst.badness { worst = outcome }
        return worst
    }
}

/// Why something could not be decided, from a closed list; each names what would decide it.
package enum UnprovableReason: Hashable, Sendable {
    /// The manifest names no artefact of this kind.
    case noArtefact(kind: String)
    /// The artefact kind is known but no adapter reads it yet.
    case notReadYet(kind: String)
    /// The artefact is there but could not be read or parsed.
    case unreadable(path: String)
    /// A rendering step is missing: a Helm template, jsonnet, Terraform.
    case sourceNotRendered(path: String)
    /// The exposition sample lacks the series and does not claim to be complete, or the log holds no failed request.
    case sampleAfterForcedErrors
    /// The rule uses something the reader does not model.
    case unsupported(feature: String)
    /// The manifest does not declare what the check needs.
    case notDeclared(key: String)
    /// An earlier step failed, so this one has nothing to stand on.
    case dependsOn(requirement: String)
    /// The scenario was not run.
    case notRehearsed(scenario: String)
    /// The scenario was run and shows it neither way: why, in one clause.
    case rehearsalUndecided(why: String)

    /// The word in JSON: stable, for tools.
    package var word: String {
        switch self {
        case .noArtefact: "no-artefact"
        case .notReadYet: "not-read-yet"
        case .unreadable: "unreadable"
        case .sourceNotRendered: "source-not-rendered"
        case .sampleAfterForcedErrors: "sample-after-forced-errors"
        case .unsupported: "unsupported"
        case .notDeclared: "not-declared"
        case .dependsOn: "depends-on"
        case .notRehearsed: "not-rehearsed"
        case .rehearsalUndecided: "rehearsal-undecided"
        }
    }

    /// One clause for a person, naming what would decide it.
    package var sentence: String {
        switch self {
        case .noArtefact(let kind): "no \(kind) handed in; name one under `artefacts` in the manifest"
        case .notReadYet(let kind): "not read yet: \(kind)"
        case .unreadable(let path): "`\(path)` could not be read"
        case .sourceNotRendered(let path): "`\(path)` is a template; render it first and hand in the result"
        case .sampleAfterForcedErrors: "the sample does not show it; sample after forced errors"
        case .unsupported(let feature): "not supported: \(feature)"
        case .notDeclared(let key): "the manifest does not declare `\(key)`"
        case .dependsOn(let requirement): "depends on \(requirement)"
        case .notRehearsed(let scenario): "`\(scenario)` was not rehearsed; run `preflight rehearse`"
        case .rehearsalUndecided(let why): why
        }
    }
}

/// How far an item is proven; each level includes the ones below it.
package enum ProofLevel: Int, CaseIterable, Comparable, Sendable {
    case declared
    case evidenced
    case rehearsed
    case drilled

    package var word: String { "\(self)" }

    package static func < (left: ProofLevel, right: ProofLevel) -> Bool { left.rawValue < right.rawValue }
}
