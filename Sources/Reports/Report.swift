package import Findings
package import SourceText

/// All that one run has to say; every output format is a function of this value and the files that were read.
package struct Report: Sendable {
    package var tool: Tool
    /// Which edition of checks and reference data judged.
    package var catalogue: String
    /// The day that verdicts are made for.
    package var asOf: CivilDate
    package var services: [ServiceVerdict]

    package init(tool: Tool, catalogue: String, asOf: CivilDate, services: [ServiceVerdict]) {
        self.tool = tool
        self.catalogue = catalogue
        self.asOf = asOf
        self.services = services
    }

    package struct Tool: Hashable, Sendable {
        package var name: String
        package var version: String

        package init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }
}

/// A finding with what became of the requirement that reported it.
package struct ReportedFinding: Sendable {
    package var finding: Finding
    /// Nil if it belongs to no requirement.
    package var outcome: Outcome?
    /// Who accepted it, if somebody did.
    package var acceptance: Acceptance?
}

extension [ReportedFinding] {
    /// Severity first, then confidence, then the order of the files.
    package func byImportance() -> [ReportedFinding] {
        enumerated().sorted { left, right in
            let (one, other) = (left.element.finding, right.element.finding)
            if one.severity != other.severity { return one.severity > other.severity }
            if one.confidence != other.confidence { return one.confidence > other.confidence }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// How many changes stand between the service and readiness: each failure names one, in its `fix`.
    package var editsToReady: Int { count { $0.outcome == .fail && $0.finding.severity == .error } }
}

extension ServiceVerdict {
    /// All findings once each, by file, offset and code. One that several requirements report carries the worst of
    /// their outcomes.
    package func reportedFindings() -> [ReportedFinding] {
        struct Identity: Hashable {
            var fingerprint: String
            var range: SourceRange?
        }
        var outcomes: [Identity: Outcome] = [:]
        var acceptances: [Identity: Acceptance] = [:]
        var seen: Set<Identity> = []
        var unique: [Finding] = []
        func add(_ finding: Finding, _ outcome: Outcome?) {
            let identity = Identity(
                fingerprint: finding.fingerprint(service: service), range: finding.primary?.range)
            if seen.insert(identity).inserted { unique.append(finding) }
            if let outcome {
                outcomes[identity] = outcomes[identity].map { Outcome.worst(of: [$0, outcome]) } ?? outcome
            }
        }
        for finding in findings { add(finding, nil) }
        for requirement in requirements {
            // A requirement that is waived has nothing left that fails; what else it found only informs.
            let outcome = requirement.outcome == .waived ? Outcome.pass : requirement.outcome
            for finding in requirement.findings { add(finding, outcome) }
            for one in requirement.accepted {
                add(one.finding, .waived)
                let identity = Identity(
                    fingerprint: one.finding.fingerprint(service: service), range: one.finding.primary?.range)
                acceptances[identity] = one.acceptance
            }
        }
        return unique.sortedForOutput().map { finding in
            let identity = Identity(
                fingerprint: finding.fingerprint(service: service), range: finding.primary?.range)
            return ReportedFinding(
                finding: finding, outcome: outcomes[identity], acceptance: acceptances[identity])
        }
    }
}
