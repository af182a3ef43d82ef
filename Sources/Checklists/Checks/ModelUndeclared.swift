import ClaudeAPI
import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// What the manifest says of the models is what prices, alerts and limits were planned for.
    static let modelUndeclared = Check(
        kind: FindingKind(code: "PF188", name: "model-undeclared"), scope: .row, severity: .error,
        summary: "requests went to a model that the manifest does not name",
        why:
            "its price, its limits and its retirement were looked at by nobody; often it is a fallback that never went back",
        remedy: "Name the model under `claude.models`, or find out why it is called.",
        source: "failure catalogue E01 and B04; platform.claude.com, Models overview",
        examples: [
            CheckExample(
                "a fallback nobody wrote down", .fails,
                log: "⟦\(CheckExample.logRow())⟧\n",
                manifest: CheckExample.logManifest.replacing(
                    "{streaming", with: "{models: [claude-haiku-4-5], streaming")),
            CheckExample(
                "the models that are named", .passes, log: CheckExample.logRow() + "\n",
                manifest: CheckExample.logManifest.replacing(
                    "{streaming", with: "{models: [claude-sonnet-4-5-20250929], streaming")),
            CheckExample("the manifest names none", .unprovable, log: CheckExample.logRow() + "\n"),
            CheckExample(
                "no model on any row", .unprovable, log: CheckExample.logRow(without: "model") + "\n",
                manifest: CheckExample.logManifest.replacing(
                    "{streaming", with: "{models: [claude-haiku-4-5], streaming")),
        ],
        judge: judgeDeclared)

    private static func judgeDeclared(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard !context.manifest.claude.models.isEmpty else {
            result.undecided.append(
                CheckResult.Undecided(.notDeclared(key: "claude.models"), subject: "models of rows"))
            return result
        }
        guard let requests = LogJudging.requests(context, "models of rows", &result) else { return result }
        let declared = Set(PriceJudging(context).models.map(\.key))
        var foreign: [ByteString: (rows: Int, place: SourceRange)] = [:]
        var judged = 0
        for sample in requests.samples {
            let keys = RowPrices(sample, context).models
            for row in sample.rows {
                guard let index = row.model, let word = sample.word(index), PriceRowNames.isClaude(word) else {
                    continue
                }
                judged += 1
                let key = keys[Int(index)].map { ByteString($0) } ?? word
                if declared.contains(key) { continue }
                foreign[key, default: (0, sample.place(of: row))].rows += 1
            }
        }
        result.subjectCount = judged
        guard judged > 0 else {
            result.undecided.append(
                CheckResult.Undecided(
                    .dependsOn(requirement: "log-field-missing with model"), subject: "models of rows"))
            return result
        }
        for (key, entry) in foreign.sorted(by: { $0.key < $1.key }) {
            // A name that the catalogue does not know may be anything; it is not repeated.
            let name = ModelCatalogue.canonicalID(of: key)
            result.failures.append(
                modelUndeclared.finding(
                    "\(LogJudging.counted(entry.rows, "row")) of \(SeriesCount.text(judged)) \(entry.rows == 1 ? "names" : "name") \(name.map { "`\($0)`" } ?? "a model that nobody publishes"), which the manifest does not",
                    fix: name.map { "add `\($0)` to `claude.models`, or find out why it is called" }
                        ?? "correct what the service records as `model`: the response's own",
                    at: Annotation(entry.place, "the first such row"), subject: "models of log rows",
                    discriminator: name ?? "unpublished"))
        }
        if foreign.isEmpty {
            requests.prove(
                "\(LogJudging.counted(judged, "row")) of \(requests.words) name models of the manifest", &result)
        }
        return result
    }
}
