import ClaudeBackend
import SourceText
import TimeSeries

/// Which golden stream comes next, for servers that play them one after the other.
struct GoldenProgress: Sendable {
    /// Place in `GoldenAnswers.ids`.
    var stream = 0
    /// Attempts of it that were answered.
    var attempt = 0
}

/// The golden streams as a server plays them: G0 to G15 byte for byte as they are recorded, G16 to G20 as far as they
/// are the server's part. The rest of those is up to whoever asks.
enum GoldenAnswers {
    /// What a server does in the streams that depend on the request.
    enum Echo: String, CaseIterable {
        /// The prompt holds personal data, and the answer repeats it: neither may turn up in metrics, logs or spans.
        case answer = "G16"
        /// 400 whose message repeats the prompt: it may not turn up in the error log.
        case refusal = "G17"
        /// Thousands of users: an ordinary answer each; the series must stay bounded.
        case manyUsers = "G18"
        /// The process is stopped right after this answer; its record must be there afterwards.
        case lastBeforeStop = "G19"
        /// The telemetry sink is gone meanwhile; the answer must be no slower for it.
        case whileSinkIsGone = "G20"
    }

    static let ids = GoldenStreams.all.map(\.id) + Echo.allCases.map(\.rawValue)

    static func attempts(_ id: String) -> [GoldenStream.Attempt]? {
        GoldenStreams.all.first { $0.id.utf8.elementsEqual(id.utf8) }?.attempts
    }
}

extension ClaudeService {
    /// The golden stream that a request names, or the next one, whatever is asked.
    ///
    /// A stream of several attempts answers as many requests; by name the place among them follows from the SDK's own
    /// count of retries.
    mutating func answerGolden(
        _ request: APIRequest, _ control: RequestControl, _ arrival: Arrival
    ) throws(ErrorResponse) -> ServedAnswer {
        let id = control.golden ?? GoldenAnswers.ids[golden.stream]
        guard GoldenAnswers.ids.contains(where: { $0.utf8.elementsEqual(id.utf8) }) else {
            throw .invalid(
                "x-preflight-golden: there is no stream `\(id)`; there are \(GoldenAnswers.ids.joined(separator: ", "))"
            )
        }
        let attempts = GoldenAnswers.attempts(id) ?? []
        var place = request["x-stainless-retry-count"].flatMap { Int($0) } ?? 0
        if control.golden == nil {
            place = golden.attempt
            golden.attempt += 1
            if golden.attempt >= max(1, attempts.count) {
                golden = GoldenProgress(stream: (golden.stream + 1) % GoldenAnswers.ids.count)
            }
        }
        let plan = attempts.isEmpty ? echo(id, request, arrival) : attempts[min(max(0, place), attempts.count - 1)].plan
        return perform(options.isInstant ? plan.atOnce : plan, arrival, fault: id)
    }

    private func echo(_ id: String, _ request: APIRequest, _ arrival: Arrival) -> ResponsePlan {
        let prompt = PromptText(request.body)
        var context = context(arrival, model: prompt.model ?? "claude-sonnet-4-6", isStreaming: prompt.isStreaming)
        if id == GoldenAnswers.Echo.refusal.rawValue {
            return ResponsePlan(.invalid("messages: could not be processed: \(prompt.text)"), context, after: 20)
        }
        let text = id == GoldenAnswers.Echo.answer.rawValue ? "You wrote: \(prompt.text)" : "It is on its way."
        context.content = [.text(text)]
        var decision = Decision(ending: .completed, stopReason: .endTurn)
        decision.firstTokenMilliseconds = 300
        decision.durationMilliseconds = 800
        decision.inputTokens = 812
        decision.outputTokens = 64
        return ResponsePlan(decision, context)
    }
}

/// What a body says last, without judging it.
private struct PromptText {
    var text = ""
    var model: String?
    var isStreaming = false

    /// No more of a prompt is repeated.
    private static let longest = 4_000

    init(_ body: [UInt8]) {
        guard let tree = try? JSONTree(body) else { return }
        model = tree.member(0, named: "model").flatMap { tree[$0].kind == .string ? tree.string($0) : nil }
        isStreaming = tree.member(0, named: "stream").map(tree.isTrue) ?? false
        guard let messages = tree.member(0, named: "messages") else { return }
        for message in tree.children(of: messages) {
            guard let content = tree.member(message, named: "content") else { continue }
            if tree[content].kind == .string {
                text = tree.string(content)
            } else {
                let blocks = tree.children(of: content).compactMap { tree.member($0, named: "text") }
                text = blocks.filter { tree[$0].kind == .string }.map(tree.string).joined(separator: " ")
            }
        }
        text = String(text.prefix(Self.longest))
    }
}

extension ResponsePlan {
    /// The same plan without any waiting.
    var atOnce: ResponsePlan {
        var plan = ResponsePlan()
        for step in steps { plan.add(step.action, after: 0) }
        return plan
    }
}
