import Facts
package import Findings
package import Manifests
package import SourceText

/// The manifest's waivers, laid over a verdict: who accepted which failure, why, and until when.
package enum Waivers {
    /// Applies those that hold on the day; each that does not hold, or hides too much, becomes a finding.
    package static func apply(
        _ waivers: [Manifest.Waiver], to verdict: ServiceVerdict, asOf: CivilDate
    ) -> ServiceVerdict {
        var result = verdict
        for waiver in waivers {
            switch terms(of: waiver, asOf: asOf) {
            case .failure(let finding): result.findings.append(finding.value)
            case .success(let acceptance):
                let before = result
                for index in result.items.indices where isSame(result.items[index].id, waiver.item.value) {
                    result.items[index].requirements = result.items[index].requirements.map {
                        applied(waiver, acceptance, to: $0)
                    }
                }
                if result.items == before.items {
                    result.findings.append(WaiverFindings.unmatched(waiver, verdict))
                } else if waiver.check == nil {
                    result.findings.append(WaiverFindings.tooBroad(waiver))
                }
            }
        }
        return result
    }

    private struct Trouble: Error { var value: Finding }

    /// What the waiver says to those who ask; without a reason, an owner and a last day it is no decision.
    private static func terms(of waiver: Manifest.Waiver, asOf: CivilDate) -> Result<Acceptance, Trouble> {
        guard let reason = waiver.reason, let owner = waiver.owner, let expires = waiver.expires else {
            return .failure(Trouble(value: WaiverFindings.incomplete(waiver)))
        }
        guard asOf <= expires.value else {
            return .failure(Trouble(value: WaiverFindings.expired(waiver, expires, asOf: asOf)))
        }
        return .success(.waiver(reason: reason.value, owner: owner.value, expires: expires.value))
    }

    private static func applied(
        _ waiver: Manifest.Waiver, _ acceptance: Acceptance, to requirement: RequirementVerdict
    ) -> RequirementVerdict {
        if let check = waiver.check?.value, !isSame(check, requirement.id), !isSame(check, requirement.check) {
            return requirement
        }
        let pattern = waiver.subject?.value ?? "*"
        if case .unprovable = requirement.outcome, isSame(pattern, "*") {
            // What cannot be shown has no single subject, so only a waiver of all of them covers it.
            var result = requirement
            result.outcome = .waived
            result.reason = "\(acceptance.sentence) (\(requirement.explanation))"
            return result
        }
        let wildcard = Wildcard(ByteString(pattern))
        return requirement.accepting { matches(wildcard, $0.subject) ? acceptance : nil }
    }

    /// A subject reads "alert ClaudeErrors"; a waiver may write all of it or only the name.
    private static func matches(_ pattern: Wildcard, _ subject: String) -> Bool {
        if pattern.matches(Array(subject.utf8)) { return true }
        guard let space = subject.utf8.firstIndex(of: UInt8(ascii: " ")) else { return false }
        return pattern.matches(Array(subject.utf8[subject.utf8.index(after: space)...]))
    }

    private static func isSame(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
}
