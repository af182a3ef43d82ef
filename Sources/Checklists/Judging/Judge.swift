package import Facts
package import Findings
package import Manifests
package import SourceText

/// From a checklist and the joined facts to verdicts: the one arrow that decides.
package enum Judge {
    /// Judges every requirement up to `level`; the checks see nothing but the facts and the date.
    ///
    /// What a rehearsal decides is judged from `rehearsals`, one for each scenario that was run; what a drill decides is
    /// not decided here.
    package static func judge(
        _ checklist: Checklist, _ facts: FactBase, _ manifest: Manifest, asOf: CivilDate,
        level: ProofLevel = .evidenced, rehearsals: [RehearsalEvidence] = [], workers: Workers = .one
    ) -> ServiceVerdict {
        let asked = checklist.items.flatMap { item in
            item.requirements.compactMap { requirement -> (requirement: Requirement, check: Check, CheckParameters)? in
                guard requirement.level <= level, case .check(let check, let parameters) = requirement.demand else {
                    return nil
                }
                return (requirement, check, parameters)
            }
        }
        // Checks look at the same facts and know nothing of each other.
        var verdicts = workers.map(asked.count) { index in
            let (requirement, check, parameters) = asked[index]
            let context = CheckContext(facts: facts, manifest: manifest, asOf: asOf, parameters: parameters)
            return judge(requirement, by: check, context)
        }[...]
        let items = checklist.items.map { item in
            let own = item.requirements.compactMap { requirement -> RequirementVerdict? in
                guard requirement.level <= level else { return nil }
                return requirement.isCheck ? verdicts.popFirst() : RehearsedJudging.judge(requirement, rehearsals)
            }
            return ItemVerdict(id: item.id, title: item.title, requirements: own)
        }
        return ServiceVerdict(service: facts.service.name, decided: level, items: items)
    }

    private static func judge(
        _ requirement: Requirement, by check: Check, _ context: CheckContext
    ) -> RequirementVerdict {
        let result = check.judge(context)
        let findings = result.failures + result.remarks
        return RequirementVerdict(
            id: requirement.id, check: check.kind.name, level: requirement.level, outcome: outcome(of: result),
            reason: reason(result, check),
            evidence: evidence(result), findings: findings.sortedForOutput())
    }

    /// fail > unprovable > vacuous > pass; remarks never decide.
    static func outcome(of result: CheckResult) -> Outcome {
        if result.notApplicable != nil { return .notApplicable }
        if !result.failures.isEmpty { return .fail }
        if let undecided = result.undecided.first { return .unprovable(undecided.reason) }
        return result.subjectCount == 0 ? .vacuous : .pass
    }

    private static func reason(_ result: CheckResult, _ check: Check) -> String {
        if let reason = result.notApplicable { return reason }
        let foreign =
            result.outOfScopeCount == 0
            ? "" : "; \(check.scope.counted(result.outOfScopeCount)) of other services left alone"
        let judged = check.scope.counted(result.subjectCount)
        if !result.failures.isEmpty {
            // A finding about a log concerns a field, not a row: "3 of 1204 rows" would be something else.
            if check.scope == .row {
                return "\(result.failures.count) failure\(result.failures.count == 1 ? "" : "s") over \(judged)"
                    + foreign
            }
            return "\(result.failures.count) of \(judged) fail\(result.failures.count == 1 ? "s" : "")" + foreign
        }
        if let undecided = result.undecided.first {
            let others = result.undecided.count - 1
            return "\(undecided.subject): \(undecided.reason.sentence)" + (others == 0 ? "" : " (and \(others) more)")
        }
        return result.subjectCount == 0 ? "nothing to judge\(foreign)" : "\(judged) judged\(foreign)"
    }

    private static func evidence(_ result: CheckResult) -> [Evidence] {
        var seen: Set<Evidence> = []
        let all = (result.evidence + result.undecided.compactMap(\.evidence)).filter { seen.insert($0).inserted }
        return Array(all.prefix(CheckResult.evidenceLimit))
    }
}
