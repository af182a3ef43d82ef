import ClaudeBackend
import MessagesAPI
import Testing
import TimeSeries

@Suite struct `A fault of one request` {
    private func plan(_ fault: String, stream: Bool) throws -> (plan: ResponsePlan, service: ClaudeService) {
        var service = try Served.service()
        let headers = [HTTPHeader("x-preflight-fault", fault), HTTPHeader("x-preflight-output-tokens", "60")]
        let answer = service.answer(Served.message(stream: stream, headers: headers), at: Served.start)
        let last = try #require(answer.plan.steps.last)
        let end: StreamPlayer.End =
            switch last.action {
            case .finish: .finished
            case .close: .closed
            case .reset: .reset
            default: .cancelled
            }
        service.ended(answer.id, end, at: Served.start.advanced(byMilliseconds: Int64(last.afterMilliseconds)))
        return (answer.plan, service)
    }

    @Test(arguments: WireFault.catalogue.map(\.name), [false, true])
    func `ends, is booked once, and touches no other request`(fault: String, stream: Bool) throws {
        var (plan, service) = try plan(fault, stream: stream)
        let last = try #require(plan.steps.last)
        #expect(last.action.isEnd && plan.steps.dropLast().allSatisfy { !$0.action.isEnd })
        #expect(service.ledger.total.requests + service.ledger.refusals.values.reduce(0, +) == 1)
        #expect(service.runningCount == 0)
        let next = service.complete(Served.message())
        #expect(next.head?.status == 200)
        #expect(try Served.json(next)["stop_reason"] as? String == "end_turn")
    }

    @Test(arguments: [
        ("bad-request", 400, "invalid_request_error"), ("authentication", 401, "authentication_error"),
        ("billing", 402, "billing_error"), ("permission", 403, "permission_error"),
        ("not-found", 404, "not_found_error"),
        ("request-timeout", 408, "timeout_error"), ("conflict", 409, "conflict_error"),
        ("precondition", 412, "invalid_request_error"), ("too-large", 413, "request_too_large"),
        ("unprocessable", 422, "invalid_request_error"), ("rate-limit", 429, "rate_limit_error"),
        ("spend-cap", 429, "rate_limit_error"), ("acceleration", 429, "rate_limit_error"),
        ("server-error", 500, "api_error"), ("not-implemented", 501, "api_error"), ("unavailable", 503, "api_error"),
        ("gateway-timeout", 504, "timeout_error"), ("overloaded", 529, "overloaded_error"),
    ])
    func `is the error of its name, plain and streamed`(fault: String, status: Int, type: String) throws {
        for stream in [false, true] {
            let (plan, service) = try plan(fault, stream: stream)
            #expect(plan.head?.status == status)
            #expect(try Served.error(plan).type == type)
            #expect(service.ledger.refusals == [status: 1])
        }
    }

    @Test func `pings nobody without a stream, and never sends a whole answer`() throws {
        let (plan, _) = try plan("pings-only", stream: false)
        guard case .length(let length)? = plan.head?.framing, case .stall? = plan.steps.last?.action else {
            Issue.record("\(plan)")
            return
        }
        #expect(plan.body.count == length / 2, "a client that has its whole answer uses the connection again")
    }

    @Test func `tells the client to wait only if it says so`() throws {
        #expect(try plan("rate-limit; retry-after=7", stream: false).plan.head?["retry-after"] == "7")
        #expect(try plan("rate-limit; retry-after=0", stream: false).plan.head?["retry-after"] == nil)
        #expect(try plan("spend-cap", stream: false).plan.head?["retry-after"] == nil)
    }

    @Test func `breaks the stream where it says`() throws {
        let whole = try Served.events(try plan("unknown-event", stream: true).plan)
        #expect(whole.last?.name == "message_stop" && whole.contains { $0.name == "content_block_hint" })
        for share in [0.0, 0.25, 0.75] {
            let (plan, service) = try plan("cut-stream; at=\(share)", stream: true)
            let events = try Served.events(plan)
            #expect(!events.contains { $0.name == "message_delta" || $0.name == "message_stop" })
            let words = Streamed(events).words
            let booked = service.ledger.tally(model: "claude-haiku-4-5", ending: .truncated).outputTokens
            #expect(
                words == booked && abs(Double(booked) - 60 * share) <= 1, "\(words) words at \(share), booked \(booked)"
            )
        }
    }

    @Test func `is an error inside an answer that began well`() throws {
        let (plan, service) = try plan("overloaded-midstream", stream: true)
        let last = try #require(try Served.events(plan).last)
        #expect(plan.head?.status == 200 && last.name == "error")
        #expect((last.data["error"] as? [String: Any])?["type"] as? String == "overloaded_error")
        #expect(service.ledger.tally(model: "claude-haiku-4-5", ending: .overloadedMidstream).requests == 1)
    }

    @Test(arguments: [10, 1, -5])
    func `announces a length that is not the body's`(by: Int) throws {
        let (plan, _) = try plan("wrong-content-length; by=\(by)", stream: false)
        guard case .length(let length)? = plan.head?.framing else {
            Issue.record("a plain answer says how long it is")
            return
        }
        #expect(by > 0 ? length == plan.body.count + by : length == plan.body.count)
        #expect(plan.steps.last?.action == .close)
    }

    @Test func `drips`() throws {
        let (plan, _) = try plan("slow-drip; bytes=10; every=5", stream: false)
        let bodies = plan.steps.compactMap { step -> (Int, Int32)? in
            if case .body(let bytes) = step.action { (bytes.count, step.afterMilliseconds) } else { nil }
        }
        #expect(bodies.dropLast().allSatisfy { $0.0 == 10 })
        #expect(zip(bodies, bodies.dropFirst()).allSatisfy { $1.1 - $0.1 == 5 })
    }

    @Test func `pings and says no more`() throws {
        let (plan, _) = try plan("pings-only; every=1000", stream: true)
        let events = try Served.events(plan)
        #expect(events.suffix(3_000).allSatisfy { $0.name == "ping" })
        #expect(plan.steps.last?.action == .stall)
    }

    @Test func `is no header that nobody knows`() throws {
        for header in [
            HTTPHeader("x-preflight-client", "chat"), HTTPHeader("x-preflight-fault", "overlaoded"),
            HTTPHeader("x-preflight-fualt", "overloaded"),
        ] {
            var service = try Served.service()
            let plan = service.complete(Served.message(headers: [header]))
            #expect(plan.head?.status == 400, "\(header)")
        }
    }
}

/// What a stream says, counted by words: served text has one for each token.
struct Streamed {
    private(set) var words: Int64 = 0

    init(_ events: [(name: String, data: [String: Any])]) {
        var text = ""
        for event in events {
            if let delta = event.data["delta"] as? [String: Any], let piece = delta["text"] as? String { text += piece }
        }
        words = Int64(text.split(separator: " ").count)
    }
}
