import ClaudeBackend
import MessagesAPI
import Testing
import TimeSeries

@Suite struct `A served Claude` {
    @Test func `answers a message with an id that header and error share`() throws {
        var service = try Served.service()
        let plan = service.complete(Served.message())
        #expect(plan.head?.status == 200 && plan.head?["request-id"]?.hasPrefix("req_") == true)
        let message = try Served.json(plan)
        #expect(message["type"] as? String == "message" && message["stop_reason"] as? String == "end_turn")
        let refused = service.complete(Served.message(model: "claude-none"))
        let id = try Served.json(refused)["request_id"] as? String
        #expect(refused.head?.status == 404 && refused.head?["request-id"] == id)
    }

    @Test(arguments: [
        ([], 401, "x-api-key header is required"),
        ([HTTPHeader("anthropic-version", "2023-06-01")], 401, "x-api-key header is required"),
        ([HTTPHeader("x-api-key", ""), HTTPHeader("anthropic-version", "2023-06-01")], 401, "invalid x-api-key"),
        (
            [HTTPHeader("authorization", "Basic abc"), HTTPHeader("anthropic-version", "2023-06-01")], 401,
            "invalid x-api-key"
        ),
        ([HTTPHeader("x-api-key", "sk-invented")], 400, "anthropic-version: header is required"),
        (
            [HTTPHeader("x-api-key", "sk-invented"), HTTPHeader("anthropic-version", "1")], 400,
            "anthropic-version: \"1\" is not a valid version"
        ),
    ])
    func `wants to know who asks and in which version`(headers: [HTTPHeader], status: Int, words: String) throws {
        var service = try Served.service()
        var request = Served.message()
        request.headers = headers
        let plan = service.complete(request)
        #expect(plan.head?.status == status)
        #expect(try Served.error(plan).message == words)
    }

    @Test(arguments: [
        ("POST", "/v1/complete", 404), ("GET", "/v1/messages", 405), ("POST", "/v1/models", 405), ("GET", "/", 404),
        ("GET", "/v1/messages/batches/x/y", 404), ("GET", "/v1/models/", 404),
    ])
    func `knows its paths and methods`(method: String, path: String, status: Int) throws {
        var service = try Served.service()
        let plan = service.complete(APIRequest(method: method, path: path, headers: Served.credentials))
        #expect(plan.head?.status == status)
    }

    @Test func `counts tokens as usage does`() throws {
        var service = try Served.service()
        let body =
            #"{"model":"claude-sonnet-4-6","system":"Be kind.","messages":[{"role":"user","content":"How are you?"}]}"#
        let counted = try Served.json(service.complete(Served.post("/v1/messages/count_tokens", body)))
        let message = body.dropLast() + #","max_tokens":10}"#
        let usage = try #require(
            try Served.json(service.complete(Served.post("/v1/messages", String(message))))["usage"] as? [String: Any])
        #expect(
            counted["input_tokens"] as? Int == usage["input_tokens"] as? Int && counted["input_tokens"] as? Int != nil)
    }

    @Test func `draws the same answers from the same seed`() throws {
        var (one, other) = (try Served.service(), try Served.service())
        for _ in 0..<20 {
            let (left, right) = (
                one.answer(Served.message(stream: true), at: Served.start),
                other.answer(Served.message(stream: true), at: Served.start)
            )
            #expect(left.plan == right.plan)
        }
    }

    @Test func `refuses what the limits do not hold, and says how long to wait`() throws {
        var service = try Served.service(tier: .start)
        // Start has a thousand requests a minute, of which a bucket holds all.
        for _ in 0..<1_000 { #expect(service.complete(Served.message()).head?.status == 200) }
        let refused = service.complete(Served.message())
        #expect(refused.head?.status == 429 && refused.head?["retry-after"] == "1")
        #expect(try Served.error(refused).type == "rate_limit_error")
        #expect(refused.head?["anthropic-ratelimit-requests-remaining"] == "0")
        let later = service.complete(Served.message(), at: Served.start.advanced(byMilliseconds: 60))
        #expect(later.head?.status == 200)
    }

    @Test func `answers at once when it is told to`() throws {
        var service = try Served.service { $0.isInstant = true }
        let plan = service.complete(Served.message(stream: true))
        #expect(plan.steps.allSatisfy { $0.afterMilliseconds == 0 })
        #expect(service.ledger.total.outputTokens > 0)
    }

    // MARK: What is booked

    @Test func `books what was produced until the client left`() throws {
        var service = try Served.service()
        let answer = service.answer(
            Served.message(stream: true, headers: [HTTPHeader("x-preflight-output-tokens", "1000")]), at: Served.start)
        let (first, last) = (
            try #require(answer.plan.steps.first { $0.afterMilliseconds > 0 }).afterMilliseconds,
            try #require(answer.plan.steps.last).afterMilliseconds
        )
        service.ended(
            answer.id, .cancelled, at: Served.start.advanced(byMilliseconds: Int64(first + (last - first) / 2)))
        let tally = service.ledger.tally(model: "claude-haiku-4-5", ending: .completed)
        #expect(tally.cancelled == 1 && tally.inputTokens > 0)
        #expect((490...510).contains(tally.outputTokens), "half of a thousand, not \(tally.outputTokens)")
    }

    @Test func `books an answer once, whatever is said of its end`() throws {
        var service = try Served.service()
        let answer = service.answer(Served.message(), at: Served.start)
        for end in [StreamPlayer.End.finished, .cancelled, .reset] { service.ended(answer.id, end, at: Served.start) }
        #expect(service.ledger.total.requests == 1 && service.runningCount == 0)
    }

    @Test func `books refusals apart, by status`() throws {
        var service = try Served.service()
        _ = service.complete(Served.message(model: "claude-none"))
        _ = service.complete(Served.message(headers: [HTTPHeader("x-preflight-fault", "overloaded")]))
        #expect(service.ledger.refusals == [404: 1, 529: 1] && service.ledger.total.requests == 0)
    }

    @Test func `remembers nothing of keys and prompts`() throws {
        var service = try Served.service()
        var request = Served.message("the canary sings at dawn", headers: [HTTPHeader("x-preflight-tag", "first")])
        request.headers[0].value = "sk-canary-key"
        _ = service.complete(request)
        for path in ["/preflight/journal", "/preflight/ledger", "/preflight/status", "/metrics"] {
            let answer = service.answerAdmin(Served.get(path), at: Served.start, gauges: [])
            let plan = try #require(answer)
            let text = String(decoding: plan.body, as: UTF8.self)
            #expect(!text.contains("canary"), "\(path)")
            #expect(path != "/preflight/journal" || text.contains("first"))
        }
    }
}
