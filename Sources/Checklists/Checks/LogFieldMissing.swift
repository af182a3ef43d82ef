import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// What a log does not say of a request, nobody will know of it later.
    static let logFieldMissing = Check(
        kind: FindingKind(code: "PF175", name: "log-field-missing"), scope: .row, severity: .error,
        summary: "the log's requests lack a field that the item asks for",
        why: "after an incident there is no second chance to record it; metrics say how many, only the log says which",
        remedy: "Log the field with every request. Where it stands under another name, say so: "
            + "`logs: [{files: app.jsonl, rename: {tokens_in: input_tokens}}]`.",
        source: "the production guide's list of request metadata; failure catalogue J01, J02",
        parameters: [
            CheckParameter(
                "fields", .logFields, isRequired: true, example: "[request_id, model, status or error_type]",
                "Each must stand on 95 of 100 requests that it concerns; with `or`, one of several will do."),
            CheckParameter(
                "on", .word(["all", "errors"]), example: "errors", "Looks at failed requests only; at all unless said."),
        ],
        examples: [
            CheckExample(
                "a field nobody logs", .fails, requirement: "fields: [request_id, user_id]",
                log: "⟦\(CheckExample.logRow(1, without: "user_id"))⟧\n"
                    + CheckExample.log(2) { CheckExample.logRow($0 + 1, without: "user_id") }),
            CheckExample(
                "one request in three has it", .fails, requirement: "fields: model",
                log: CheckExample.logRow(1) + "\n⟦\(CheckExample.logRow(2, without: "model"))⟧\n"
                    + CheckExample.logRow(3, without: "model") + "\n"),
            CheckExample(
                "an empty value is none", .fails, requirement: "fields: feature",
                log: "⟦\(CheckExample.logRow(1, without: "feature", more: #""feature": """#))⟧\n"),
            CheckExample(
                "a name of the service's own", .fails, requirement: "fields: stop_reason",
                log: "⟦\(CheckExample.logRow(1, without: "stop_reason", more: #""llm_stop": "end_turn""#))⟧\n"),
            CheckExample(
                "failures without an id to ask about", .fails, requirement: "fields: request_id\non: errors",
                log: CheckExample.logRow(1) + "\n⟦\(CheckExample.failedRow(2, without: "request_id"))⟧\n"),
            CheckExample(
                "a tool was used and is not named", .fails, requirement: "fields: tool_names",
                log: CheckExample.logRow(1) + "\n⟦"
                    + CheckExample.logRow(2, without: "tool_names", "stop_reason", more: #""stop_reason": "tool_use""#)
                    + "⟧\n"),
            CheckExample(
                "everything the guide asks for", .passes,
                requirement: """
                    fields: [timestamp, request_id, user_id, conversation_id, model, feature, input_tokens,
                      output_tokens, cache_read_tokens, cache_creation_tokens, ttft_ms, latency_ms, cost_usd,
                      status or error_type, stop_reason, tool_names, thinking, prompt_hash]
                    """,
                log: CheckExample.log(3) { CheckExample.logRow($0) } + CheckExample.failedRow(4) + "\n"),
            CheckExample(
                "renamed in the manifest", .passes, requirement: "fields: stop_reason",
                log: CheckExample.logRow(1, without: "stop_reason", more: #""llm_stop": "end_turn""#) + "\n",
                manifest: CheckExample.logManifest.replacing(
                    "app.jsonl, ", with: "app.jsonl, rename: {llm_stop: stop_reason}, ")),
            CheckExample(
                "usage is not asked of failures, nor an id of a call that nobody answered", .passes,
                requirement: "fields: [input_tokens, cost_usd, request_id]",
                log: CheckExample.logRow(1) + "\n"
                    + CheckExample.failedRow(
                        2, without: "request_id", "error_type", more: #""error_type": "connection_timeout""#)
                    + "\n"),
            CheckExample(
                "the class alone, on every failure", .passes, requirement: "fields: status or error_type",
                log: CheckExample.logRow(1, without: "status") + "\n"
                    + CheckExample.failedRow(2, without: "status") + "\n"),
            CheckExample(
                "no failure to look at", .unprovable, requirement: "fields: request_id\non: errors",
                log: CheckExample.logRow(1) + "\n"),
            CheckExample(
                "neither a status nor a failure", .unprovable, requirement: "fields: status or error_type",
                log: CheckExample.logRow(1, without: "status") + "\n"),
            CheckExample(
                "nobody says whether it streams", .unprovable, requirement: "fields: ttft_ms",
                log: CheckExample.logRow(1, without: "ttft_ms") + "\n",
                manifest: CheckExample.logManifest.replacing("streaming: true, ", with: "")),
            CheckExample(
                "no request was selected", .unprovable, requirement: "fields: model",
                log: #"{"level": "info", "event": "started"}"# + "\n"),
            CheckExample("an empty file", .unprovable, requirement: "fields: model", log: ""),
            CheckExample("a file that is not there", .unprovable, requirement: "fields: model", log: nil),
            CheckExample(
                "no log", .unprovable, requirement: "fields: model", log: nil,
                manifest: "preflight: 1\nservice: example\n"),
            CheckExample(
                "caching is off", .notApplicable, requirement: "fields: [cache_read_tokens, cache_creation_tokens]",
                log: CheckExample.logRow(1, without: "cache_read_tokens", "cache_creation_tokens") + "\n",
                manifest: CheckExample.logManifest.replacing("prompt_caching: true", with: "prompt_caching: false")),
        ],
        judge: judgeLogFields)

    private static func judgeLogFields(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let asked = context.parameters.logFields("fields")
        let onErrors = context.parameters.text("on") == "errors"
        let reasons = asked.compactMap {
            $0.compactMap { LogFieldApplicability.reasonAgainst($0, context.manifest) }.first
        }
        let concerning = asked.map { $0.filter { LogFieldApplicability.reasonAgainst($0, context.manifest) == nil } }
            .filter { !$0.isEmpty }
        if concerning.isEmpty {
            result.notApplicable = reasons.first
            return result
        }
        let subject = onErrors ? "failed requests in the log" : "requests in the log"
        guard let requests = LogJudging.requests(context, subject, &result) else { return result }
        if onErrors {
            result.subjectCount = requests.errorCount
            if requests.errorCount == 0 {
                result.undecided.append(
                    CheckResult.Undecided(
                        .sampleAfterForcedErrors, subject: subject,
                        evidence: Evidence(
                            .sampled, at: requests.samples.first?.range, "none of \(requests.words) failed")))
                return result
            }
        }
        for fields in concerning { judge(fields, requests, onErrors, context, &result) }
        let looked = LogJudging.counted(concerning.count, "field")
        requests.prove(
            "\(looked) looked for on "
                + (onErrors ? "\(LogJudging.counted(requests.errorCount, "failed request")) among " : "")
                + requests.words, &result)
        return result
    }

    private static func judge(
        _ fields: [LogField], _ requests: LogRequests, _ onErrors: Bool, _ context: CheckContext,
        _ result: inout CheckResult
    ) {
        let coverages = fields.map { LogFieldCoverage($0, requests, onErrors: onErrors) }
        if coverages.contains(where: \.isSufficient) { return }
        if fields == [.toolNames], judgeTools(coverages, requests, &result) { return }
        // What stands on most rows is what the service meant to log.
        guard let best = coverages.max(by: { $0.filled * max(1, $1.wanted) < $1.filled * max(1, $0.wanted) }) else {
            return
        }
        let subject = "`\(best.field.rawValue)`"
        if coverages.contains(where: { $0.wanted == 0 }), best.filled == 0 {
            let needsFailure = onErrors || fields.contains(.errorType) || fields.contains(.errorMessage)
            result.undecided.append(
                CheckResult.Undecided(
                    needsFailure
                        ? .sampleAfterForcedErrors
                        : .noArtefact(kind: "log sample with a request that has \(subject) to tell"),
                    subject: subject))
            return
        }
        if let key = LogFieldApplicability.undeclaredKey(best.field, context.manifest) {
            result.undecided.append(CheckResult.Undecided(.notDeclared(key: key), subject: subject))
            return
        }
        result.failures.append(finding(best, fields, requests, onErrors, context))
    }

    /// Rows without tools have no names to tell. True if nothing more is to be said.
    private static func judgeTools(
        _ coverages: [LogFieldCoverage], _ requests: LogRequests, _ result: inout CheckResult
    ) -> Bool {
        // One row with names, or the empty list that others have, shows that the service logs them.
        if requests.paths.contains(where: { $0.field == .toolNames }) { return true }
        if coverages.contains(where: { $0.wanted > 0 }) { return false }
        let stopReasons = LogFieldCoverage(.stopReason, requests, onErrors: false)
        if stopReasons.isSufficient {
            requests.prove(
                "none of \(requests.words) stopped to use a tool, so `tool_names` has nothing to tell", &result)
        } else {
            result.undecided.append(
                CheckResult.Undecided(
                    .noArtefact(kind: "log sample with a request that used a tool"), subject: "`tool_names`"))
        }
        return true
    }

    private static func finding(
        _ coverage: LogFieldCoverage, _ fields: [LogField], _ requests: LogRequests, _ onErrors: Bool,
        _ context: CheckContext
    ) -> Finding {
        let field = coverage.field
        let asked = fields.map { "`\($0.rawValue)`" }.joined(separator: " or ")
        let kind = onErrors ? "failed request" : "request"
        let consequence = LogFieldWords.consequence(field)
        let wanted = SeriesCount.text(coverage.wanted)
        let message =
            coverage.filled == 0
            ? "none of \(wanted) \(kind)s in the log has \(asked), so \(consequence)"
            : "`\(field.rawValue)` stands on \(SeriesCount.text(coverage.filled)) of \(wanted) \(kind)s in the log, so for the rest \(consequence)"
        let other = coverage.filled == 0 ? LogFieldSuggestion.path(for: field, in: requests) : nil
        let fix =
            other.map {
                "if \(requests.shown($0)) is it, say so: `rename: {\($0.name.string): \(field.rawValue)}` beside the log's `files`; otherwise log `\(field.rawValue)`: \(LogFieldWords.origin(field))"
            } ?? "log `\(field.rawValue)`: \(LogFieldWords.origin(field))"
        return logFieldMissing.finding(
            message, fix: fix, at: coverage.firstWithout.map { Annotation($0, "has no `\(field.rawValue)`") },
            related: other.map { [Annotation($0.first, "\(requests.shown($0)) stands here")] } ?? [],
            subject: "log field \(fields.map(\.rawValue).joined(separator: " or "))",
            discriminator: onErrors ? "errors" : "all")
    }
}
