import Facts
import Findings
import SourceText

extension Check {
    /// A file that its own consumer refuses proves nothing, however good its contents look.
    static let artefactRefused = Check(
        kind: FindingKind(code: "PF100", name: "artefact-refused"), scope: .artefact, severity: .error,
        summary: "a file the manifest names is missing, unreadable or refused by the tool it is meant for",
        why: "an alert in a file that does not load does not exist",
        remedy: "Correct the file at the place shown; each finding names the trouble.",
        source: "prometheus/prometheus `model/rulefmt`: a rule file is loaded whole or not at all",
        examples: [
            CheckExample(
                "one bad rule among good ones", .fails,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Good
                            expr: sum(rate(claude_errors_count_total[5m])) > 1
                          - alert: Bad
                            expr: sum(rate(claude_errors_count_total[5m])) > ⟦⟧

                    """),
            CheckExample(
                "everything loads", .passes,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Good
                            expr: sum(rate(claude_errors_count_total[5m])) > 1

                    """,
                exposition: """
                    # TYPE claude_errors_count_total counter
                    claude_errors_count_total{error_type="timeout"} 1

                    """),
        ],
        judge: judgeArtefacts)

    private static func judgeArtefacts(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        for artefact in context.facts.artefacts {
            switch artefact.state {
            case .notHandedIn: continue
            case .notReadYet:
                result.undecided.append(
                    CheckResult.Undecided(.notReadYet(kind: artefact.kind.rawValue), subject: artefact.kind.title))
            case .read:
                result.subjectCount += artefact.files.count
                for finding in artefact.findings {
                    if finding.severity == .error {
                        result.failures.append(finding)
                    } else {
                        result.remarks.append(finding)
                    }
                }
                for file in artefact.files {
                    result.prove(Evidence(.configured, at: file, "\(artefact.kind.title): read"))
                }
            }
        }
        return result
    }
}
