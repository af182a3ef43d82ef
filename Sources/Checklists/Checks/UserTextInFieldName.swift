import Facts
import Findings
import SourceText

extension Check {
    /// A value used as a key is in every index and no filter looks at it.
    static let userTextInFieldName = Check(
        kind: FindingKind(code: "PF184", name: "user-text-in-field-name"), scope: .row, severity: .warning,
        confidence: .medium,
        summary: "names of log fields look like values, which no redaction looks at and every index keeps",
        why:
            "a log store makes a column of each name: they run out, and what stands in a name is shown to everybody who "
            + "searches",
        remedy:
            "Log a list of objects, `[{\"key\": ..., \"value\": ...}]`, instead of an object whose keys are values.",
        source: "opinion: names that programmers choose have no blanks, no addresses and few digits",
        examples: [
            CheckExample(
                "an address as a key", .remarks,
                log: "⟦\(CheckExample.logRow(1, more: #""by_user": {"jo@example.net": 3}"#))⟧\n"),
            CheckExample(
                "a sentence as a key", .remarks,
                log: "⟦\(CheckExample.logRow(1, more: #""answers": {"\#(CheckExample.sentence)": true}"#))⟧\n"),
            CheckExample(
                "names that programmers choose", .passes,
                log: CheckExample.logRow(
                    1, more: #""@version": "1", "ephemeral_1h_input_tokens": 0, "usage": {"p95": 1}"#) + "\n"),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeFieldNames)

    private static func judgeFieldNames(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let requests = LogJudging.requests(context, "names of log fields", &result) else { return result }
        let suspects = requests.paths.filter { LogFieldNames.holdsValue($0.name) }
        if let first = suspects.first {
            // The name may be what should not be there, so it is told by its ordinal.
            let all = LogJudging.counted(requests.paths.count, "field")
            result.remarks.append(
                userTextInFieldName.finding(
                    "\(requests.shown(first))\(suspects.count == 1 ? "" : " and \(suspects.count - 1) more") of \(all) in \(requests.words) has a name that looks like a value, so it is kept where nobody looks for it",
                    fix: "log `[{\"key\": ..., \"value\": ...}]` instead of an object whose keys are values",
                    at: Annotation(first.first, "has such a name"), subject: "names of log fields"))
        }
        for sample in requests.samples where sample.hasTooManyPaths {
            result.remarks.append(
                userTextInFieldName.finding(
                    "`\(sample.path)` has more different field names than can be looked at, so its keys are made of values",
                    fix: "log `[{\"key\": ..., \"value\": ...}]` instead of an object whose keys are values",
                    at: sample.rows.first.map { Annotation(sample.place(of: $0)) }, subject: "log \(sample.path)"))
        }
        if result.remarks.isEmpty {
            requests.prove(
                "\(LogJudging.counted(requests.paths.count, "field")) with plain names, over \(requests.words)", &result
            )
        }
        return result
    }
}
