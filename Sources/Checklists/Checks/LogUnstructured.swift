import Facts
import Findings
import SourceText

extension Check {
    /// What is no JSON is found by nobody who searches by field.
    static let logUnstructured = Check(
        kind: FindingKind(code: "PF179", name: "log-unstructured"), scope: .row, severity: .error,
        summary: "lines of the log are no JSON objects, so nothing can be counted or found by field",
        why: "a line of text is read by a person, one at a time; an incident asks for all of them at once",
        remedy: "Log one JSON object a request, stack traces inside it as one text.",
        source: "the production guide: structured logs; opinion: one line in a hundred may be a runtime's own",
        examples: [
            CheckExample(
                "plain text", .fails,
                log: "⟦2026-11-20 10:00:01 INFO request done in 2140 ms⟧\n2026-11-20 10:00:02 INFO request done\n"
                    + CheckExample.logRow(1) + "\n"),
            CheckExample(
                "a trace over several lines", .remarks,
                log: CheckExample.log(9) { CheckExample.logRow($0) } + "⟦Traceback (most recent call last):⟧\n"),
            CheckExample("JSON throughout", .passes, log: CheckExample.log(3) { CheckExample.logRow($0) }),
            CheckExample("an empty file", .unprovable, log: ""),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeStructure)

    private static func judgeStructure(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        for sample in LogJudging.samples(context, "the log's form", &result) {
            result.subjectCount += sample.lineCount
            let others = sample.lineCount - sample.objectCount
            let share = "\(SeriesCount.text(others)) of \(LogJudging.counted(sample.lineCount, "line"))"
            if sample.lineCount == 0 {
                result.undecided.append(
                    CheckResult.Undecided(
                        .noArtefact(kind: "log sample with a line in it"), subject: "`\(sample.path)`"))
            } else if others * 100 <= sample.lineCount {
                result.prove(
                    Evidence(
                        .sampled, at: sample.range,
                        "\(SeriesCount.text(sample.objectCount)) of \(LogJudging.counted(sample.lineCount, "line")) are JSON objects"
                    ))
            } else if others * 2 > sample.lineCount {
                result.failures.append(
                    logUnstructured.finding(
                        "\(share) in `\(sample.path)` are no JSON objects, so what happened to a request cannot be searched",
                        fix:
                            "log one JSON object a request: `{\"event\": \"llm_call\", \"request_id\": ..., \"model\": ..., \"input_tokens\": ...}`",
                        at: sample.firstUnstructured.map { Annotation($0, "the first of them") },
                        subject: "log \(sample.path)"))
            } else {
                result.remarks.append(
                    logUnstructured.finding(
                        "\(share) in `\(sample.path)` are no JSON objects, so whoever searches by field misses them",
                        fix: "give the process one formatter for everything it prints, stack traces included",
                        at: sample.firstUnstructured.map { Annotation($0, "the first of them") },
                        subject: "log \(sample.path)", severity: .warning))
            }
        }
        return result
    }
}
