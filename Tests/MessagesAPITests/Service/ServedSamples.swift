import ClaudeBackend
import Foundation
import MessagesAPI
import SourceText
import Testing
import TimeSeries

/// A served Claude for tests, and what its answers say.
enum Served {
    static let start = VirtualTime(milliseconds: 1_795_428_000_000)

    static func service(tier: UsageTier? = nil, _ change: (inout ServiceOptions) -> Void = { _ in }) throws
        -> ClaudeService
    {
        let day = try #require(CivilDate(year: 2026, month: 11, day: 23))
        var options = ServiceOptions(day: day, tier: tier, seed: 7, epoch: start)
        change(&options)
        return ClaudeService(options)
    }

    static func message(
        _ text: String = "Where is my order?", model: String = "claude-haiku-4-5", maximum: Int = 4096,
        stream: Bool = false, headers: [HTTPHeader] = []
    ) -> APIRequest {
        let body = """
            {"model":"\(model)","max_tokens":\(maximum),"stream":\(stream),\
            "messages":[{"role":"user","content":"\(text)"}]}
            """
        return post("/v1/messages", body, headers)
    }

    static func post(_ path: String, _ body: String, _ headers: [HTTPHeader] = []) -> APIRequest {
        APIRequest(method: "POST", path: path, headers: credentials + headers, body: Array(body.utf8))
    }

    static func get(_ path: String, query: String = "") -> APIRequest {
        APIRequest(method: "GET", path: path, query: query, headers: credentials)
    }

    static let credentials = [HTTPHeader("x-api-key", "sk-invented"), HTTPHeader("anthropic-version", "2023-06-01")]

    static func json(_ plan: ResponsePlan) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(plan.body)) as? [String: Any])
    }

    /// The error's type and message.
    static func error(_ plan: ResponsePlan) throws -> (type: String, message: String) {
        let error = try #require(try json(plan)["error"] as? [String: Any])
        return (try #require(error["type"] as? String), try #require(error["message"] as? String))
    }

    /// Events of a stream by name.
    static func events(_ plan: ResponsePlan) throws -> [(name: String, data: [String: Any])] {
        try String(decoding: plan.body, as: UTF8.self).components(separatedBy: "\n\n").compactMap { block in
            let lines = block.split(separator: "\n")
            guard lines.count == 2, lines[1].hasPrefix("data: ") else { return nil }
            let data = try JSONSerialization.jsonObject(with: Data(lines[1].dropFirst(6).utf8))
            return (String(lines[0].dropFirst(7)), try #require(data as? [String: Any]))
        }
    }
}

extension ClaudeService {
    /// Answers, and the client reads to the end.
    mutating func complete(_ request: APIRequest, at time: VirtualTime = Served.start) -> ResponsePlan {
        let answer = answer(request, at: time)
        let last = answer.plan.steps.last?.afterMilliseconds ?? 0
        ended(answer.id, .finished, at: time.advanced(byMilliseconds: Int64(last)))
        return answer.plan
    }
}
