import ClaudeBackend
import Foundation
import MessagesAPI
import Testing

@Suite struct AnswerContentTests {
    private static let weather =
        #"{"name":"weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}"#
    private static let refund =
        #"{"name":"refund","input_schema":{"type":"object","properties":{"order":{"type":"integer"}},"required":["order"]}}"#

    private static func request(_ changes: String = "", model: String = "claude-sonnet-5") throws -> MessagesRequest {
        try RequestText.read(RequestText.body(changes, model: model))
    }

    private static func decision(
        _ stop: Decision.StopReason, output: Int32, thinking: Int32 = 0
    ) -> Decision {
        var decision = Decision(ending: .completed, stopReason: stop)
        decision.outputTokens = output
        decision.thinkingTokens = thinking
        return decision
    }

    private static func text(_ block: ContentBlock?) -> String? {
        if case .text(let text) = block { return text }
        return nil
    }

    @Test func `a text has a word for each token`() throws {
        let blocks = AnswerContent.blocks(
            for: try Self.request(), decision: Self.decision(.endTurn, output: 60), seed: 3)
        #expect(Self.text(blocks.first)?.split(separator: " ").count == 60)
        #expect(blocks.count == 1)
        #expect(
            blocks
                == AnswerContent.blocks(
                    for: try Self.request(), decision: Self.decision(.endTurn, output: 60), seed: 3))
    }

    @Test func `thinking comes first, and is silent unless it is shown`() throws {
        let decision = Self.decision(.endTurn, output: 50, thinking: 20)
        let hidden = AnswerContent.blocks(for: try Self.request(), decision: decision, seed: 1)
        guard case .thinking("", let signature) = hidden.first else {
            Issue.record("no silent thinking but \(hidden)")
            return
        }
        #expect(signature.utf8.count == 70)
        let asked = try Self.request(#""thinking":{"type":"adaptive","display":"summarized"}"#)
        guard case .thinking(let thought, _) = AnswerContent.blocks(for: asked, decision: decision, seed: 1).first
        else {
            Issue.record("no thinking")
            return
        }
        #expect(thought.split(separator: " ").count == 20)
    }

    @Test func `an answer used up by thinking has no text`() throws {
        let blocks = AnswerContent.blocks(
            for: try Self.request(), decision: Self.decision(.maximumTokens, output: 20, thinking: 20), seed: 1)
        #expect(blocks.count == 1)
    }

    @Test func `thinking that comes back changed is refused, and unchanged or signed elsewhere it is not`() throws {
        let asked = try Self.request(#""thinking":{"type":"adaptive","display":"summarized"}"#)
        let blocks = AnswerContent.blocks(
            for: asked, decision: Self.decision(.endTurn, output: 50, thinking: 5), seed: 1)
        guard case .thinking(let thought, let signature) = blocks.first else {
            Issue.record("no thinking")
            return
        }
        func answer(_ thinking: String, _ signature: String) throws -> String? {
            let block = ["type": "thinking", "thinking": thinking, "signature": signature]
            let json = String(decoding: try JSONSerialization.data(withJSONObject: block), as: UTF8.self)
            return RequestText.refusal(
                RequestText.body(
                    messages: #"[{"role":"user","content":"x"},{"role":"assistant","content":[\#(json)]},"#
                        + #"{"role":"user","content":"y"}]"#))
        }
        #expect(try answer(thought, signature) == nil)
        #expect(try answer(thought, "EqQBCgIYAh") == nil)
        #expect(
            try answer(thought + "!", signature)
                == "messages.1.content.0: `thinking` or `redacted_thinking` blocks in the latest assistant message "
                + "cannot be modified. These blocks must remain as they were in the original response.")
    }

    @Test func `calls name the client's tools, with input that fits the schema`() throws {
        let request = try Self.request(#""tools":[\#(Self.weather),\#(Self.refund)]"#)
        var names: Set<String> = []
        var counts: Set<Int> = []
        for seed in UInt64(1)...60 {
            let blocks = AnswerContent.blocks(
                for: request, decision: Self.decision(.toolUse, output: 60), seed: seed)
            var calls = 0
            for case .tool(let id, let name, let input) in blocks {
                calls += 1
                names.insert(name)
                #expect(id.hasPrefix("toolu_"))
                let object = try #require(try JSONSerialization.jsonObject(with: Data(input)) as? [String: Any])
                #expect(name == "weather" ? object["city"] is String : object["order"] is Int)
            }
            counts.insert(calls)
            #expect(Self.text(blocks.first) != nil, "Claude says what it is about to do")
        }
        #expect(names == ["weather", "refund"])
        #expect(counts == [1, 2])
    }

    @Test func `the tool choice is obeyed`() throws {
        let tools = #""tools":[\#(Self.weather),\#(Self.refund)]"#
        let one = try Self.request(
            tools + #","tool_choice":{"type":"tool","name":"refund","disable_parallel_tool_use":true}"#)
        for seed in UInt64(1)...20 {
            let blocks = AnswerContent.blocks(for: one, decision: Self.decision(.toolUse, output: 60), seed: seed)
            #expect(blocks.count == 1)
            guard case .tool(_, "refund", _) = blocks.first else {
                Issue.record("\(blocks) is no call of refund")
                return
            }
        }
    }

    @Test func `a tool is called unless its results have just come, or none may be`() throws {
        let tools = #""tools":[\#(Self.weather)]"#
        #expect(!AnswerContent.shouldCallTool(try Self.request()))
        #expect(AnswerContent.shouldCallTool(try Self.request(tools)))
        #expect(!AnswerContent.shouldCallTool(try Self.request(tools + #","tool_choice":{"type":"none"}"#)))
        let results =
            #"[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"weather","input":{}}]},"#
            + #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"sunny"}]}]"#
        let answered = try RequestText.read(RequestText.body(tools, messages: results))
        #expect(answered.endsWithToolResults)
        #expect(!AnswerContent.shouldCallTool(answered))
        let forced = try RequestText.read(
            RequestText.body(tools + #","tool_choice":{"type":"any"}"#, messages: results))
        #expect(AnswerContent.shouldCallTool(forced))
        let search = #""tools":[\#(Self.weather),{"type":"web_search_20260318","name":"web_search"}]"#
        #expect(
            !AnswerContent.shouldCallTool(
                try Self.request(search + #","tool_choice":{"type":"tool","name":"web_search"}"#)))
    }

    @Test func `a structured answer is JSON of its schema, and has no end if the tokens run out`() throws {
        let request = try Self.request(
            #""output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}}}"#
        )
        func json(_ stop: Decision.StopReason) -> Any? {
            let blocks = AnswerContent.blocks(for: request, decision: Self.decision(stop, output: 30), seed: 2)
            return Self.text(blocks.first).flatMap {
                try? JSONSerialization.jsonObject(with: Data($0.utf8))
            }
        }
        #expect((json(.endTurn) as? [String: Int])?.keys.sorted() == ["a"])
        #expect(json(.maximumTokens) == nil)
    }

    @Test func `a refusal comes early`() throws {
        let request = try Self.request()
        let refused = AnswerContent.blocks(for: request, decision: Self.decision(.refusal, output: 300), seed: 1)
        #expect(Self.text(refused.first)?.split(separator: " ").count ?? 0 <= 8)
        #expect(AnswerContent.blocks(for: request, decision: Self.decision(.refusal, output: 0), seed: 1) == [])
    }

    @Test func `a turn pauses at a search of the server`() throws {
        let request = try Self.request(#""tools":[{"type":"web_search_20260318","name":"web_search"}]"#)
        #expect(request.tools == [] && request.serverTools == ["web_search_20260318"])
        let blocks = AnswerContent.blocks(for: request, decision: Self.decision(.pauseTurn, output: 30), seed: 1)
        guard case .serverTool(let id, "web_search", _) = blocks.last else {
            Issue.record("\(blocks)")
            return
        }
        #expect(id.hasPrefix("srvtoolu_"))
    }
}
