import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// What people ask Claude is the most private thing a service sees.
    static let logHoldsPromptText = Check(
        kind: FindingKind(code: "PF176", name: "log-holds-prompt-text"), scope: .row, severity: .error,
        summary: "the log keeps what people wrote or what Claude answered, and no agreement allows it",
        why:
            "logs are read by everybody on call, copied to vendors and kept for months; nobody can ask for one sentence "
            + "to be taken out of them",
        remedy: "Log sizes, names and a keyed digest of the prompt. Where text has to be kept, name the agreement, its "
            + "owner and its end under `content_logging`.",
        source: "failure catalogue I01 to I03: instrumentations and proxies that record text unless told not to",
        examples: [
            CheckExample(
                "a prompt", .fails,
                log: "⟦\(CheckExample.logRow(1, more: text("prompt")))⟧\n" + CheckExample.logRow(2) + "\n"),
            CheckExample(
                "messages of a request body", .fails,
                log: CheckExample.logRow(1) + "\n⟦"
                    + CheckExample.logRow(
                        2,
                        more: #""request": {"messages": [{"role": "user", "content": "\#(CheckExample.sentence)"}]}"#)
                    + "⟧\n"),
            CheckExample(
                "sentences under a name of the service's own", .fails,
                log: "⟦\(CheckExample.logRow(1, more: text("ask")))⟧\n"),
            CheckExample(
                "what a tool was given", .fails,
                log: "⟦"
                    + CheckExample.logRow(1, more: #""tool_input": {"query": "\#(CheckExample.sentence)"}"#) + "⟧\n"),
            CheckExample(
                "an agreement that has ended", .fails,
                log: "⟦\(CheckExample.logRow(1, more: text("prompt")))⟧\n",
                manifest: CheckExample.logManifest
                    + "content_logging: {agreement: DPA-7, owner: privacy, expires: 2026-01-31}\n"),
            CheckExample("metadata only", .passes, log: CheckExample.log(3) { CheckExample.logRow($0) }),
            CheckExample(
                "a log line's own words", .passes,
                log: CheckExample.logRow(1, more: #""message": "the call to the model has come to its end""#) + "\n"),
            CheckExample(
                "the prompt's name and its size", .passes,
                log: CheckExample.logRow(1, more: #""prompt": "support-v3", "input": 812, "prompt_chars": 9120"#) + "\n"
            ),
            CheckExample(
                "kept under an agreement", .passes, log: CheckExample.logRow(1, more: text("prompt")) + "\n",
                manifest: CheckExample.logManifest
                    + "content_logging: {agreement: DPA-7, owner: privacy, expires: 2027-01-31}\n"),
            CheckExample(
                "no request was selected", .unprovable,
                log: #"{"event": "started", "prompt": "\#(CheckExample.sentence)"}"# + "\n"),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgePromptText)

    private static func text(_ name: String) -> String { #""\#(name)": "\#(CheckExample.sentence)""# }

    /// Last members of paths that hold what was asked or answered.
    private static let contentNames: Set<String> = [
        "prompt", "prompts", "messages", "content", "contents", "input", "inputs", "output", "outputs", "completion",
        "completions", "response", "text", "body", "request_body", "response_body", "system_prompt", "system",
        "system_instructions", "tool_input", "tool_result", "tool_output", "tool_arguments", "arguments", "thinking",
        "thinking_text", "reasoning", "query", "question", "answer", "reply", "user_message", "user_input",
        "user_prompt", "assistant_message", "model_output", "transcript", "raw_request", "raw_response", "request",
        "payload", "last_message", "prompt_text", "completion_text", "response_text", "prompt_preview",
        "response_preview", "input_preview", "output_preview",
    ]

    /// Members under which everything is content, however it is called.
    private static let contentFolders: Set<String> = [
        "prompt", "prompts", "messages", "content", "completion", "completions", "request_body", "response_body",
        "system_prompt", "tool_input", "tool_result", "tool_output", "tool_arguments", "arguments",
    ]

    /// What programs write in sentences of their own. Errors that carry a request's text have a check of their own.
    private static let technicalNames: Set<String> = [
        "message", "msg", "event", "log", "error", "err", "error_message", "exception", "exc_info", "stack",
        "stack_trace", "stacktrace", "traceback", "stack_info", "reason", "status", "status_message", "user_agent",
        "description", "hint", "logger", "caller", "title", "note", "warning", "cause", "detail", "details",
    ]

    private static func holdsContent(_ path: LogPathFact, _ requests: LogRequests) -> Bool {
        guard path.proseCount > 0 else { return false }
        switch path.field {
        case .errorMessage, .errorType, .event, .level, .timestamp: return false
        default: break
        }
        let members = LogFieldNames.members(path.name).map { ByteString($0).snakeCased.string }
        guard let last = members.last else { return false }
        if contentNames.contains(last) || members.contains(where: contentFolders.contains) { return true }
        return !technicalNames.contains(last) && path.proseCount * 2 > requests.rowCount
    }

    private static func judgePromptText(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let requests = LogJudging.requests(context, "what the log keeps", &result) else { return result }
        let holders = requests.paths.filter { holdsContent($0, requests) }
        let content = context.manifest.contentLogging
        let hasEnded = content.expires.map { context.asOf.days(since: $0.value) > 0 } ?? false
        if holders.isEmpty {
            requests.prove("no field holds sentences of a prompt or an answer, over \(requests.words)", &result)
        } else if let agreement = content.agreement, !hasEnded {
            result.prove(
                Evidence(
                    .declared, at: content.range ?? agreement.range,
                    "text in \(LogJudging.counted(holders.count, "field")) is kept under `\(agreement.value)`"))
            requests.prove("looked at \(requests.words)", &result)
        } else {
            let excuse =
                content.agreement == nil
                ? "`content_logging` names no agreement to keep it"
                : "the agreement under `content_logging` has ended"
            result.failures = holders.map { finding($0, requests, excuse) }
        }
        return result
    }

    private static func finding(_ path: LogPathFact, _ requests: LogRequests, _ excuse: String) -> Finding {
        let name = requests.shown(path)
        let isPrintable = LogFieldNames.isPrintable(path.name)
        let last = LogFieldNames.members(path.name).last.map { ByteString($0).snakeCased.string } ?? ""
        return logHoldsPromptText.finding(
            "\(name) holds sentences on \(SeriesCount.text(path.proseCount)) of \(LogJudging.counted(requests.rowCount, "request")), and \(excuse), so everybody who reads the log reads them",
            fix: "take \(name) out of the log and keep a keyed digest as `prompt_hash`; or name what allows it: "
                + "`content_logging: {agreement: DPA-2026-014, owner: privacy@example.net, expires: 2027-01-31}`",
            at: Annotation(path.firstProse ?? path.first, "\(name) reads like sentences"),
            subject: "log field \(isPrintable ? path.name.string : name)",
            confidence: contentNames.contains(last) ? .high : .medium)
    }
}
