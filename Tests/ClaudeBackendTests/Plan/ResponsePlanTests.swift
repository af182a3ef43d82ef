import ClaudeBackend
import TestKit
import Testing
import TimeSeries

struct ResponsePlanTests {
    /// Many plans of all kinds, always the same.
    private static func forEachPlan(
        _ endings: [Decision.Ending] = Decision.Ending.allCases,
        _ body: (Decision, ResponseContext, ResponsePlan) throws -> Void
    ) rethrows {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<25 {
            for ending in endings {
                let decision = PlanSamples.decision(&random, ending)
                let context = PlanSamples.context(for: decision, &random)
                try body(decision, context, ResponsePlan(decision, context))
            }
        }
    }

    @Test func `a plan ends once, at last, in order of time, and within the decision's time`() {
        Self.forEachPlan { decision, _, plan in
            #expect(plan.steps.filter(\.action.isEnd).count == 1)
            #expect(plan.steps.last?.action.isEnd == true)
            let times = plan.steps.map(\.afterMilliseconds)
            #expect(times == times.sorted())
            #expect(times.allSatisfy { $0 <= decision.durationMilliseconds })
        }
    }

    @Test func `status, ids and headers`() throws {
        try Self.forEachPlan { decision, context, plan in
            guard decision.ending != .connectionReset else {
                #expect(plan.head == nil)
                return
            }
            let head = try #require(plan.head)
            let isPlain = decision.ending == .overloadedMidstream && !context.isStreaming
            #expect(head.status == (isPlain ? 529 : decision.ending.status))
            #expect(head["request-id"] == context.requestID)
            #expect(head["retry-after"] == (head.status == 429 ? "\(decision.retryAfterSeconds)" : nil))
            #expect((head["anthropic-ratelimit-requests-limit"] != nil) == (context.rateLimits != nil))
            if head.status != 200 {
                let body = try ReadJSON(plan.body)
                #expect(body["type"]?.text == "error")
                #expect(body["request_id"]?.text == context.requestID)
                #expect(body["error"]?["message"]?.text?.isEmpty == false)
            }
            if case .length(let count) = head.framing, plan.steps.last?.action == .finish {
                #expect(count == plan.body.count)
            }
        }
    }

    @Test func `the usage of a whole message is the decision's, and adds up`() throws {
        try Self.forEachPlan([.completed]) { decision, context, plan in
            guard !context.isStreaming else { return }
            let message = try ReadJSON(plan.body)
            let usage = try #require(message["usage"])
            try Self.expect(usage, isOf: decision)
            #expect(message["stop_reason"]?.text == decision.stopReason.word)
            #expect(message["content"]?.elements.count == context.content.count)
        }
    }

    @Test func `the usage of a stream, merged, is the decision's, and adds up`() throws {
        try Self.forEachPlan([.completed]) { decision, context, plan in
            guard context.isStreaming else { return }
            let events = try readEvents(plan.body)
            let start = try #require(events.first?.data["message"]?["usage"])
            let delta = try #require(events.first { $0.name == "message_delta" }?.data)
            let placeholder = try #require(start["output_tokens"]?.number)
            #expect(placeholder <= min(8, Int(decision.outputTokens)))
            #expect(delta["delta"]?["stop_reason"]?.text == decision.stopReason.word)
            let usage = try #require(delta["usage"])
            #expect(usage["output_tokens"]?.number == Int(decision.outputTokens))
            #expect((usage["input_tokens"] != nil) == (context.usage.inDelta == .cumulative))
            var merged: [ReadJSON.Member] = []
            for key in Set(start.keys + usage.keys).sorted() {
                if let value = usage[key] ?? start[key] { merged.append(.init(key: key, value: value)) }
            }
            try Self.expect(.object(merged), isOf: decision)
        }
    }

    /// Each number, and the identities between them.
    private static func expect(_ usage: ReadJSON, isOf decision: Decision) throws {
        let input = try #require(usage["input_tokens"]?.number)
        let read = try #require(usage["cache_read_input_tokens"]?.number)
        let written = try #require(usage["cache_creation_input_tokens"]?.number)
        let fiveMinutes = try #require(usage["cache_creation"]?["ephemeral_5m_input_tokens"]?.number)
        let hour = try #require(usage["cache_creation"]?["ephemeral_1h_input_tokens"]?.number)
        #expect(written == fiveMinutes + hour)
        #expect(input == Int(decision.inputTokens))
        #expect(read == Int(decision.cacheReadTokens))
        #expect(fiveMinutes == Int(decision.cacheWrite5mTokens))
        #expect(hour == Int(decision.cacheWrite1hTokens))
        #expect(usage["output_tokens"]?.number == Int(decision.outputTokens))
        if let thinking = usage["output_tokens_details"]?["thinking_tokens"]?.number {
            #expect(thinking == Int(decision.thinkingTokens))
        }
    }

    @Test func `events come in order, blocks one after the other, and carry the content`() throws {
        try Self.forEachPlan([.completed, .overloadedMidstream, .truncated, .stalled]) { decision, context, plan in
            guard context.isStreaming, plan.head != nil else { return }
            let events = try readEvents(plan.body)
            let names = events.map(\.name).filter { $0 != "ping" }
            #expect(names.first == "message_start")
            #expect(names.contains("message_stop") == (decision.ending == .completed))
            #expect(names.contains("error") == (decision.ending == .overloadedMidstream))
            for event in events { #expect(event.data["type"]?.text == event.name) }
            var open: Int?
            var next = 0
            var texts: [String] = []
            for (name, data) in events {
                switch name {
                case "content_block_start":
                    #expect(open == nil && data["index"]?.number == next)
                    open = next
                    next += 1
                    texts.append("")
                case "content_block_delta":
                    #expect(open != nil && data["index"]?.number == open)
                    let delta = try #require(data["delta"])
                    let piece = ["text", "thinking", "partial_json"].compactMap { delta[$0]?.text }.first ?? ""
                    texts[texts.count - 1] += piece
                case "content_block_stop":
                    #expect(data["index"]?.number == open)
                    open = nil
                default: #expect(open == nil || decision.ending != .completed || name == "ping")
                }
            }
            #expect(texts == context.content.map(Self.text), "pieces of a block add up to it")
            let breaksOff = decision.ending != .completed && !context.content.isEmpty
            #expect((open != nil) == breaksOff, "what breaks off does so inside its last block")
        }
    }

    private static func text(_ block: ContentBlock) -> String {
        switch block {
        case .text(let text), .thinking(let text, _): text
        case .tool(_, _, let input), .serverTool(_, _, let input): String(decoding: input, as: UTF8.self)
        case .whole: ""
        }
    }

    @Test func `the first token comes when the decision says, and text after thinking by its tokens`() throws {
        var decision = Decision(ending: .completed, stopReason: .endTurn)
        decision.firstTokenMilliseconds = 1000
        decision.durationMilliseconds = 5000
        decision.outputTokens = 400
        decision.thinkingTokens = 300
        let hidden = ContentBlock.generated(for: decision, seed: 1, showsThinking: false)
        var context = ResponseContext(
            model: "claude-opus-5-5", requestID: "req_1", messageID: "msg_1", content: hidden)
        context.headLeadMilliseconds = 400
        let times = Self.firstTimes(ResponsePlan(decision, context))
        #expect(times["message_start"] == 600)
        #expect(times["signature_delta"] == 4000, "thinking that is not shown is silence, then a signature")
        #expect(times["text_delta"] == 4000)
        #expect(times["message_stop"] == 5000)
        context.content = ContentBlock.generated(for: decision, seed: 1)
        #expect(Self.firstTimes(ResponsePlan(decision, context))["thinking_delta"] == 1000)
    }

    /// When each event, and each kind of delta, comes first.
    private static func firstTimes(_ plan: ResponsePlan) -> [String: Int32] {
        var times: [String: Int32] = [:]
        for step in plan.steps {
            guard case .body(let bytes) = step.action, let event = try? readEvents(bytes).first else { continue }
            for name in [event.name, event.data["delta"]?["type"]?.text].compactMap({ $0 }) where times[name] == nil {
                times[name] = step.afterMilliseconds
            }
        }
        return times
    }

    @Test func `rate limit headers round tokens and tell when a bucket is full`() throws {
        let limits = RateLimitHeaders(
            requests: .init(limit: 1000, remaining: 997, fullAt: VirtualTime(milliseconds: 180)),
            inputTokens: .init(limit: 30_000, remaining: 1_500, fullAt: VirtualTime(milliseconds: 57_000)),
            outputTokens: .init(limit: 8_000, remaining: -3_000, fullAt: VirtualTime(milliseconds: 82_500)))
        var context = ResponseContext(model: "claude-sonnet-4-6", requestID: "req_1", messageID: "msg_1")
        context.rateLimits = limits
        var decision = Decision(ending: .inputTokensLimited)
        decision.retryAfterSeconds = 7
        let plan = ResponsePlan(decision, context)
        let head = try #require(plan.head)
        #expect(head["anthropic-ratelimit-requests-remaining"] == "997")
        #expect(head["anthropic-ratelimit-input-tokens-remaining"] == "2000")
        #expect(head["anthropic-ratelimit-output-tokens-remaining"] == "0")
        #expect(head["anthropic-ratelimit-tokens-limit"] == "38000")
        #expect(head["anthropic-ratelimit-tokens-remaining"] == "2000")
        #expect(head["anthropic-ratelimit-tokens-reset"] == "1970-01-01T00:01:23Z")
        #expect(head["retry-after"] == "7")
        let message = try #require(try ReadJSON(plan.body)["error"]?["message"]?.text)
        #expect(message.contains("rate limit of 30,000 input tokens per minute (org: "))
        #expect(message.contains("model: claude-sonnet-4-6)"))
    }

    @Test func `the same seed writes the same content, of the length that was decided`() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let decision = PlanSamples.decision(&random, .completed)
            let blocks = ContentBlock.generated(for: decision, seed: 5)
            #expect(blocks == ContentBlock.generated(for: decision, seed: 5))
            for case .text(let text) in blocks {
                let words = text.split(separator: " ").count
                #expect(words == Int(decision.outputTokens - decision.thinkingTokens))
            }
            let callsTool = blocks.contains { if case .tool = $0 { true } else { false } }
            #expect(callsTool == (decision.stopReason == .toolUse))
        }
    }

    @Test func `errors that no decision makes`() throws {
        let context = ResponseContext(model: "claude-none-1", requestID: "req_1", messageID: "msg_1")
        let spent = ResponsePlan(.spendCap(regainedOn: "2026-12-01"), context, after: 5)
        #expect(spent.head?.status == 429)
        #expect(spent.head?["retry-after"] == nil, "no wait of this month's would help")
        #expect(try ReadJSON(spent.body)["error"]?["details"]?["error_code"]?.text == "enforced_spend_limit_reached")
        let unknown = ResponsePlan(.unknownModel("claude-none-1"), context, after: 5)
        #expect(unknown.head?.status == 404)
        #expect(try ReadJSON(unknown.body)["error"]?["message"]?.text == "model: claude-none-1")
        let unversioned = ResponsePlan(.versionMissing, context, after: 0)
        #expect(unversioned.head?.status == 400)
        let long = ResponsePlan(.promptTooLong(tokens: 213_462, maximum: 200_000), context, after: 5)
        #expect(
            try ReadJSON(long.body)["error"]?["message"]?.text
                == "prompt is too long: 213462 tokens > 200000 maximum")
    }
}
