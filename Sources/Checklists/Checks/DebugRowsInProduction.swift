import Facts
import Findings
import SourceText

extension Check {
    /// Debug output is where request bodies and keys are printed.
    static let debugRowsInProduction = Check(
        kind: FindingKind(code: "PF182", name: "debug-rows-in-production"), scope: .row, severity: .warning,
        summary: "the sample holds debug rows, so the process logs more than anybody agreed to",
        why: "client libraries print bodies and headers at debug level; what is there in one sample is there every day",
        remedy: "Set the level to `info` in the deployed configuration, for the client library as well.",
        source: "failure catalogue I10; instrumentation-score rule LOG-001",
        examples: [
            CheckExample(
                "the client library's own rows", .remarks,
                log: CheckExample.logRow(1) + "\n⟦{\"level\": \"debug\", \"event\": \"request sent\"}⟧\n"),
            CheckExample("info and above", .passes, log: CheckExample.log(2) { CheckExample.logRow($0) }),
            CheckExample("rows that tell no level", .unprovable, log: CheckExample.logRow(1, without: "level") + "\n"),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeLevels)

    private static func judgeLevels(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let requests = LogJudging.requests(context, "levels of the log", &result) else { return result }
        for sample in requests.samples where sample.debugCount > 0 {
            result.remarks.append(
                debugRowsInProduction.finding(
                    "\(SeriesCount.text(sample.debugCount)) of \(LogJudging.counted(sample.objectCount, "row")) in `\(sample.path)` are debug output, where libraries print bodies and headers",
                    fix: "set the level to `info` (`ANTHROPIC_LOG=info`, `LOG_LEVEL=info`), and sample again",
                    at: sample.firstDebug.map { Annotation($0, "the first of them") }, subject: "log \(sample.path)"))
        }
        if !result.remarks.isEmpty { return result }
        // A log without levels may be all debug output.
        if requests.samples.contains(where: { $0.rows.contains { $0.filled.contains(.level) } }) {
            requests.prove("no debug rows beside \(requests.words)", &result)
        } else {
            result.undecided.append(
                CheckResult.Undecided(
                    .noArtefact(kind: "log sample whose rows tell their level"), subject: "levels of the log"))
        }
        return result
    }
}
