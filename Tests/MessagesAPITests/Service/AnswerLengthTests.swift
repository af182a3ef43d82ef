import ClaudeBackend
import Foundation
import MessagesAPI
import Testing
import TimeSeries

/// Answers are as long as what they say, and are billed for that.
@Suite struct `The length of an answer` {
    private func answer(_ service: inout ClaudeService, _ members: String, maximum: Int) throws -> [String: Any] {
        let body = """
            {"model":"claude-haiku-4-5","max_tokens":\(maximum),\(members),\
            "messages":[{"role":"user","content":"Where is my order?"}]}
            """
        return try Served.json(service.complete(Served.post("/v1/messages", body)))
    }

    private func blocks(_ message: [String: Any]) -> [[String: Any]] { message["content"] as? [[String: Any]] ?? [] }

    private func output(_ message: [String: Any]) -> Int {
        (message["usage"] as? [String: Any])?["output_tokens"] as? Int ?? -1
    }

    @Test func `ends before the first of its stop sequences, which it names`() throws {
        var service = try Served.service()
        var stopped = 0
        for _ in 0..<40 {
            let message = try answer(&service, #""stop_sequences":["refund","of"]"#, maximum: 400)
            let text = blocks(message).compactMap { $0["text"] as? String }.joined()
            #expect(!text.contains("refund") && !text.contains("of"), "a stop sequence was sent: \(text)")
            #expect(output(message) == text.split(separator: " ").count, "what is not sent is not billed")
            guard message["stop_reason"] as? String == "stop_sequence" else { continue }
            stopped += 1
            #expect(["refund", "of"].contains(message["stop_sequence"] as? String ?? ""))
        }
        // In a hundred words one of three words in fifty is hardly ever missing.
        #expect(stopped > 30, "\(stopped) of 40 answers were stopped")
        #expect(service.ledger.total.outputTokens > 0)
    }

    @Test func `is that of its JSON where a schema asks for some`() throws {
        var service = try Served.service()
        let schema =
            #"{"type":"object","properties":{"label":{"type":"string","enum":["spam","ham","other"]}},"required":["label"],"additionalProperties":false}"#
        for _ in 0..<40 {
            let message = try answer(
                &service, #""output_config":{"format":{"type":"json_schema","schema":\#(schema)}}"#, maximum: 64)
            let text = try #require(blocks(message).first?["text"] as? String)
            let value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String]
            #expect(["spam", "ham", "other"].contains(value?["label"] ?? ""), "\(text) does not fit its schema")
            #expect(message["stop_reason"] as? String == "end_turn" && output(message) < 10)
        }
    }

    @Test(arguments: [8, 32, 256]) func `is a call where a tool is forced, however few tokens there are`(
        maximum: Int
    ) throws {
        var service = try Served.service()
        let tool =
            #"{"name":"classify","input_schema":{"type":"object","properties":{"label":{"type":"string","enum":["spam","ham"]}},"required":["label"]}}"#
        for _ in 0..<20 {
            let message = try answer(
                &service, #""tools":[\#(tool)],"tool_choice":{"type":"tool","name":"classify"}"#, maximum: maximum)
            #expect(!blocks(message).isEmpty && blocks(message).allSatisfy { $0["type"] as? String == "tool_use" })
            let fits = maximum > 8
            #expect(message["stop_reason"] as? String == (fits ? "tool_use" : "max_tokens"))
            for block in blocks(message) where fits {
                #expect((block["input"] as? [String: String])?["label"] != nil)
            }
        }
    }

    @Test func `is a few words before a refusal`() throws {
        var service = try Served.service()
        let request = Served.message(headers: [HTTPHeader("x-preflight-fault", "refusal")])
        for _ in 0..<20 {
            let message = try Served.json(service.complete(request))
            #expect(message["stop_reason"] as? String == "refusal" && output(message) <= 8)
        }
    }
}
