import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// A sample tells what the process did on that day.
    static let sampleTooOld = Check(
        kind: FindingKind(code: "PF212", name: "sample-too-old"), scope: .artefact, severity: .warning,
        summary: "a sample is old, so what it proves may no longer hold",
        why:
            "metrics and log fields are renamed and dropped with every second release; the verdict is about the day of "
            + "the sample",
        remedy:
            "Save the exposition in the build: `curl -s localhost:PORT/metrics > build/metrics.prom`, or the log of a "
            + "test run, and its date as `captured`.",
        source: "opinion: a quarter is as long as most services go without a change of their metrics",
        parameters: [
            CheckParameter("age", .duration, example: "90d", "The greatest age; 90 days unless said."),
            CheckParameter(
                "kind", .word([ArtefactKind.exposition.rawValue, ArtefactKind.logs.rawValue]), example: "logs",
                "Which samples; those of metrics unless said."),
        ],
        examples: [
            CheckExample(
                "half a year", .remarks, exposition: "claude_requests_count_total 1\n",
                manifest: captured("⟦2026-05-20⟧")),
            CheckExample(
                "a day that has not come", .remarks, exposition: "claude_requests_count_total 1\n",
                manifest: captured("⟦2027-05-20⟧")),
            CheckExample(
                "last week", .passes, exposition: "claude_requests_count_total 1\n", manifest: captured("2026-11-20")),
            CheckExample(
                "no date", .unprovable, exposition: "claude_requests_count_total 1\n",
                manifest: CheckExample.sampleManifest.replacing("captured: 2026-11-20, ", with: "")),
            CheckExample(
                "a log of half a year ago", .remarks, requirement: "kind: logs", log: CheckExample.logRow() + "\n",
                manifest: CheckExample.logManifest.replacing("2026-11-20", with: "⟦2026-05-20⟧")),
            CheckExample(
                "a log of last week", .passes, requirement: "kind: logs", log: CheckExample.logRow() + "\n"),
            CheckExample(
                "a log, and no sample of metrics", .unprovable, log: CheckExample.logRow() + "\n"),
            CheckExample("no sample", .unprovable, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeAge)

    private static func captured(_ day: String) -> String {
        CheckExample.sampleManifest.replacing("2026-11-20", with: day)
    }

    private static let usualAgeDays = 90

    private static func judgeAge(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let kind = context.parameters.text("kind").flatMap(ArtefactKind.init(rawValue:)) ?? .exposition
        let samples = context.manifest.artefacts.filter { $0.kind.value == kind }
        if samples.isEmpty {
            result.undecided.append(
                CheckResult.Undecided(.noArtefact(kind: kind.title), subject: "the sample's age"))
        }
        let limit = context.parameters.milliseconds("age").map { Int($0 / 86_400_000) } ?? usualAgeDays
        for sample in samples {
            result.subjectCount += 1
            let path = sample.files.first?.value.string ?? ""
            guard let captured = sample.captured else {
                result.undecided.append(
                    CheckResult.Undecided(
                        .notDeclared(key: "artefacts.\(kind.rawValue).captured"), subject: "`\(path)`"))
                continue
            }
            let age = context.asOf.days(since: captured.value)
            if age >= 0, age <= limit {
                result.prove(Evidence(.declared, at: captured.range, "taken \(age) days ago"))
                continue
            }
            result.remarks.append(
                sampleTooOld.finding(
                    age < 0
                        ? "`\(path)` was captured on \(captured.value), a day that has not come yet on \(context.asOf)"
                        : "`\(path)` is \(age) days old, so it shows a service that has changed since",
                    fix: "save it again, and write `captured: \(context.asOf)`", at: Annotation(captured.range),
                    subject: "sample \(path)"))
        }
        return result
    }
}
