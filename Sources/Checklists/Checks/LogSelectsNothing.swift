import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// A log in which no request is found proves nothing about requests.
    static let logSelectsNothing = Check(
        kind: FindingKind(code: "PF180", name: "log-selects-nothing"), scope: .row, severity: .error,
        summary: "no row of the log is a request to Claude, so nothing that the log is to prove is proven",
        why: "a selector with a slip in it, or the log of another process, looks like a log without trouble",
        remedy: "Name the rows that are requests: `logs: [{files: app.jsonl, where: {event: llm_call}}]`.",
        source: "opinion: zero rows are no evidence",
        examples: [
            CheckExample(
                "a slip in the selector", .fails, log: CheckExample.log(2) { CheckExample.logRow($0) },
                manifest: CheckExample.logManifest.replacing(
                    "app.jsonl, ", with: "app.jsonl, where: {⟦event: llm_cal⟧}, ")),
            CheckExample(
                "the log of another process", .fails,
                log: #"{"level": "info", "event": "started"}"# + "\n" + #"{"level": "info", "event": "ready"}"# + "\n"),
            CheckExample(
                "requests among other events", .passes,
                log: #"{"level": "info", "event": "started"}"# + "\n" + CheckExample.logRow(1) + "\n",
                manifest: CheckExample.logManifest.replacing(
                    "app.jsonl, ", with: "app.jsonl, where: {event: llm_call}, ")),
            CheckExample("rows with a model, without a selector", .passes, log: CheckExample.logRow(1) + "\n"),
            CheckExample("plain text only", .unprovable, log: "2026-11-20 10:00:01 INFO request done in 2140 ms\n"),
            CheckExample("an empty file", .unprovable, log: ""),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeSelection)

    private static func judgeSelection(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        for sample in LogJudging.samples(context, "requests in the log", &result) {
            result.subjectCount += sample.rows.count
            if !sample.rows.isEmpty {
                let days = Set(sample.rows.compactMap(\.day)).count
                result.prove(
                    Evidence(
                        .sampled, at: sample.range,
                        "\(LogJudging.counted(sample.rows.count, "request")) in \(LogJudging.counted(sample.lineCount, "line"))"
                            + (days == 0 ? "" : ", of \(LogJudging.counted(days, "day"))")))
            } else if sample.lineCount == 0 {
                result.undecided.append(
                    CheckResult.Undecided(
                        .noArtefact(kind: "log sample with a line in it"), subject: "`\(sample.path)`"))
            } else if sample.objectCount == 0 {
                result.undecided.append(
                    CheckResult.Undecided(.dependsOn(requirement: "log-unstructured"), subject: "`\(sample.path)`"))
            } else {
                result.failures.append(finding(sample, context))
            }
        }
        return result
    }

    private static func finding(_ sample: LogSampleFact, _ context: CheckContext) -> Finding {
        let rows = "none of \(LogJudging.counted(sample.objectCount, "row")) in `\(sample.path)`"
        let selector = reference(of: sample, context)?.rowSelector ?? []
        let place = selector.first.flatMap { first in selector.last.map { span(first.field.range, $0.value.range) } }
        let words = selector.map { "\($0.field.value.string): \($0.value.value.string)" }.joined(separator: ", ")
        return logSelectsNothing.finding(
            selector.isEmpty
                ? "\(rows) has a model or token counts, so no request can be looked at"
                : "\(rows) fits `where: {\(words)}`, so no request can be looked at",
            fix: selector.isEmpty
                ? "hand in the log of the process that calls Claude, or name its rows: `where: {event: llm_call}`"
                : "write the field and the value as the log has them; leave `where` out to look at rows with a model or tokens",
            at: Annotation(place ?? sample.range, "selects nothing"),
            related: place == nil ? [] : [Annotation(sample.range, "was searched")], subject: "log \(sample.path)")
    }

    /// The entry that named the file: the only one, or the one whose pattern fits.
    private static func reference(of sample: LogSampleFact, _ context: CheckContext) -> ArtefactReference? {
        let references = context.manifest.artefacts.filter { $0.kind.value == .logs }
        if references.count == 1 { return references.first }
        let path = Array(sample.path.utf8)
        return references.first { reference in
            reference.files.contains { pattern in
                Wildcard(pattern.value).matches(path) || Wildcard(ByteString("*/\(pattern.value.string)")).matches(path)
            }
        }
    }

    private static func span(_ first: SourceRange, _ last: SourceRange) -> SourceRange {
        SourceRange(file: first.file, bytes: first.bytes.union(last.bytes))
    }
}
