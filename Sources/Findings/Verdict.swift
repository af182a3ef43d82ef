package import SourceText

/// Where a fact comes from, from what people say to what was seen happening.
package enum Provenance: Int, Comparable, CaseIterable, Sendable {
    /// In the manifest.
    case declared
    /// In a rule, dashboard, configuration or schema.
    case configured
    /// In an exposition or a log sample.
    case sampled
    /// During a drill.
    case observed

    package var word: String { "\(self)" }

    package static func < (left: Provenance, right: Provenance) -> Bool { left.rawValue < right.rawValue }
}

/// What a verdict stands on: a place in a file that was handed in. A pass leaves evidence as a failure does.
package struct Evidence: Hashable, Sendable {
    package var provenance: Provenance
    /// The bytes that show it; the whole file where all of it does; nil if what shows it is no file. Path and digest
    /// are those of the range's file.
    package var range: SourceRange?
    /// What it shows, in one clause; never a detected secret or personal value.
    package var note: String

    package init(_ provenance: Provenance, at range: SourceRange?, _ note: String) {
        self.provenance = provenance
        self.range = range
        self.note = note
    }
}

/// How one requirement of a checklist item came out.
package struct RequirementVerdict: Hashable, Sendable {
    /// Unique within its item, and stable across runs: `alert-present errors/requests`.
    package var id: String
    /// The name of the check that judged it.
    package var check: String
    /// The level that demands it.
    package var level: ProofLevel
    /// The checklist wants it told and not decided by: it came out as `outcome` says, and neither its item nor the
    /// service is worse for it. Its findings are warnings.
    package var isAdvisory: Bool
    package var outcome: Outcome
    /// What decided it, in one clause. Empty if nothing is to be said, or if the reason of an unprovable outcome says it.
    package var reason: String
    package var evidence: [Evidence]
    /// What the check found; errors are what the requirement fails for, the rest decides nothing.
    package var findings: [Finding]
    /// Findings that somebody accepted: they are shown as accepted and decide nothing.
    package var accepted: [AcceptedFinding]

    package init(
        id: String, check: String? = nil, level: ProofLevel, isAdvisory: Bool = false, outcome: Outcome,
        reason: String = "", evidence: [Evidence] = [], findings: [Finding] = [], accepted: [AcceptedFinding] = []
    ) {
        self.id = id
        self.check = check ?? id
        self.level = level
        self.isAdvisory = isAdvisory
        self.outcome = outcome
        self.reason = reason
        self.evidence = evidence
        self.findings = findings
        self.accepted = accepted
    }

    /// What decided it, for a person; empty if there is nothing to say.
    package var explanation: String {
        if case .unprovable(let reason) = outcome, self.reason.isEmpty { return reason.sentence }
        return reason
    }
}

/// How one item of the checklist came out.
package struct ItemVerdict: Hashable, Sendable {
    package var id: String
    package var title: String
    /// In the order of the checklist.
    package var requirements: [RequirementVerdict]

    package init(id: String, title: String, requirements: [RequirementVerdict]) {
        self.id = id
        self.title = title
        self.requirements = requirements
    }

    /// Those that decide how the item comes out.
    package var deciding: [RequirementVerdict] { requirements.filter { !$0.isAdvisory } }

    /// The worst outcome of the requirements that decide; not applicable if none applies.
    package var outcome: Outcome { Outcome.worst(of: deciding.map(\.outcome)) }

    /// How far the item is proven, at most to `decided`, the level that the run decides. A level that asks for nothing
    /// is passed through.
    package func proof(decided: ProofLevel) -> ProofLevel {
        var reached = ProofLevel.declared
        for level in ProofLevel.allCases where level <= decided {
            guard deciding.allSatisfy({ $0.level != level || $0.outcome.isSatisfied }) else { return reached }
            reached = level
        }
        return reached
    }
}

/// All that a run has to say of one service.
package struct ServiceVerdict: Hashable, Sendable {
    package var service: String
    /// The level that the run decides: `evidenced` for `check`.
    package var decided: ProofLevel
    /// In the order of the checklist.
    package var items: [ItemVerdict]
    /// Findings that belong to no requirement: an unreadable file, a misspelt key.
    package var findings: [Finding]
    /// The file that describes the service: what is said of no place is said of it. Nil if no file does.
    package var manifest: FileID?

    package init(
        service: String, decided: ProofLevel = .evidenced, items: [ItemVerdict], findings: [Finding] = [],
        manifest: FileID? = nil
    ) {
        self.service = service
        self.decided = decided
        self.items = items
        self.findings = findings
        self.manifest = manifest
    }

    package var requirements: [RequirementVerdict] { items.flatMap(\.requirements) }

    /// False if nothing passed and nothing failed: then the run proves nothing. Advice decides nothing either way.
    package var isDecided: Bool {
        requirements.contains {
            !$0.isAdvisory && ($0.outcome == .pass || $0.outcome == .fail || $0.outcome == .waived)
        }
    }

    /// Something was decided, and no requirement that decides failed.
    package var isReady: Bool { isDecided && !requirements.contains { !$0.isAdvisory && $0.outcome == .fail } }

    /// The level that every item which applies has reached.
    package var level: ProofLevel {
        let applicable = items.filter { $0.outcome != .notApplicable }
        return applicable.map { $0.proof(decided: decided) }.min() ?? .declared
    }

    /// The first item with the worst outcome, if that keeps the service from its next level.
    package var firstBlocker: ItemVerdict? {
        let worst = Outcome.worst(of: items.map(\.outcome))
        if worst.isSatisfied { return nil }
        return items.first { $0.outcome.word == worst.word }
    }
}

extension Outcome {
    /// True if the requirement does not keep its item from the level that demands it.
    package var isSatisfied: Bool {
        switch self {
        case .pass, .waived, .notApplicable: true
        case .fail, .unprovable, .vacuous: false
        }
    }
}
