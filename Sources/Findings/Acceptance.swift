package import SourceText

/// That somebody decided to live with something, and on what terms.
package enum Acceptance: Hashable, Sendable {
    /// A waiver in the manifest.
    case waiver(reason: String, owner: String, expires: CivilDate)
    /// It was in the report of an earlier run that this one is compared with.
    case baseline

    /// The word in JSON.
    package var word: String {
        switch self {
        case .waiver: "waiver"
        case .baseline: "baseline"
        }
    }

    /// One clause for a person.
    package var sentence: String {
        switch self {
        case .waiver(let reason, let owner, let expires): "waived by \(owner) until \(expires): \(reason)"
        case .baseline: "in the baseline"
        }
    }
}

/// A finding that decides nothing because somebody accepted it.
package struct AcceptedFinding: Hashable, Sendable {
    package var finding: Finding
    package var acceptance: Acceptance

    package init(_ finding: Finding, _ acceptance: Acceptance) {
        self.finding = finding
        self.acceptance = acceptance
    }
}

extension RequirementVerdict {
    /// The same with the findings that `acceptance` answers for taken out of the decision.
    ///
    /// A failed requirement all of whose errors are accepted is waived, never passed.
    package func accepting(_ acceptance: (Finding) -> Acceptance?) -> RequirementVerdict {
        guard outcome == .fail else { return self }
        var result = self
        result.findings = []
        for finding in findings {
            if finding.severity == .error, let accepted = acceptance(finding) {
                result.accepted.append(AcceptedFinding(finding, accepted))
            } else {
                result.findings.append(finding)
            }
        }
        guard !result.accepted.isEmpty, !result.findings.contains(where: { $0.severity == .error }) else {
            return result
        }
        result.outcome = .waived
        let sentences = Set(result.accepted.map(\.acceptance.sentence)).sorted()
        result.reason = sentences.joined(separator: "; ")
        return result
    }
}
