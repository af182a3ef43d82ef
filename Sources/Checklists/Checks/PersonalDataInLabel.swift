import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// Metrics are read by everybody and kept for years.
    static let personalDataInLabel = Check(
        kind: FindingKind(code: "PF207", name: "personal-data-in-label"), scope: .family, severity: .error,
        summary: "a metric carries a label about a person, which everybody with a dashboard can read",
        why: "metrics have no access rights by row and no deletion by person; what got in stays until retention ends",
        remedy: "Take the label off. Where usage by person is needed, log an opaque id under the rules for logs.",
        source: "failure catalogue I06 and F05; some clients put `user_email` on every metric by default",
        examples: [
            CheckExample(
                "an e-mail address by name", .fails,
                exposition:
                    "# TYPE claude_requests_count_total ⟦counter⟧\nclaude_requests_count_total{user_email=\"x\"} 1\n"),
            CheckExample(
                "an e-mail address by shape", .fails,
                exposition:
                    "# TYPE claude_requests_count_total ⟦counter⟧\nclaude_requests_count_total{caller=\"a.b@example.net\"} 1\n"
            ),
            CheckExample(
                "an at sign that is no address", .passes,
                exposition:
                    "# TYPE claude_requests_count_total counter\nclaude_requests_count_total{model=\"claude-sonnet@20260101\"} 1\n"
            ),
            CheckExample("no sample", .unprovable, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgePersonal)

    private static func judgePersonal(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard context.facts.emitted.hasSample else {
            result.undecided.append(
                CheckResult.Undecided(.noArtefact(kind: ArtefactKind.exposition.title), subject: "metric labels"))
            return result
        }
        for family in context.facts.emitted.sampledFamilies {
            result.subjectCount += 1
            for (label, domain) in family.labels.sorted(by: { $0.key < $1.key }) {
                let addresses = LabelShapes.addressCount(domain)
                let isNamed = LabelShapes.isPersonal(label)
                guard isNamed || addresses > 0 else { continue }
                let what =
                    addresses > 0
                    ? "\(addresses) value\(addresses == 1 ? " has" : "s have") the form of an e-mail address"
                    : "its name says that it is about a person"
                // Neither values nor a series' line: both would put into the report what should not be in the metric.
                result.failures.append(
                    personalDataInLabel.finding(
                        "`\(family.name.string)` has the label `\(label.string)`: \(what), readable by everybody with a dashboard",
                        fix:
                            "take `\(label.string)` off `\(family.name.string)`; in a relabelling rule: `- {action: labeldrop, regex: \(label.string)}`",
                        at: family.place, subject: "metric \(family.name.string)", discriminator: label.string))
            }
        }
        return result
    }
}
