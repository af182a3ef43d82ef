import ClaudeBackend
import Foundation
import MessagesAPI
import Testing
import TimeSeries

@Suite struct `A batch` {
    private let params = #"{"model":"claude-haiku-4-5","max_tokens":50,"messages":[{"role":"user","content":"Hi"}]}"#

    private func created(_ service: inout ClaudeService, _ entries: [String]) throws -> [String: Any] {
        try Served.json(
            service.complete(Served.post("/v1/messages/batches", "{\"requests\":[\(entries.joined(separator: ","))]}")))
    }

    @Test func `counts nothing until its end, then everything, at half the price`() throws {
        var service = try Served.service()
        let batch = try created(
            &service,
            [#"{"custom_id":"a","params":\#(params)}"#, #"{"custom_id":"b","params":{"model":"claude-haiku-4-5"}}"#])
        let id = try #require(batch["id"] as? String)
        #expect(batch["processing_status"] as? String == "in_progress" && batch["results_url"] is NSNull)
        #expect(
            batch["request_counts"] as? [String: Int] == [
                "processing": 2, "succeeded": 0, "errored": 0, "canceled": 0, "expired": 0,
            ])
        #expect(service.complete(Served.get("/v1/messages/batches/\(id)/results")).head?.status == 404)
        let later = Served.start.advanced(byMilliseconds: 3_000)
        let ended = try Served.json(service.complete(Served.get("/v1/messages/batches/\(id)"), at: later))
        #expect(
            ended["request_counts"] as? [String: Int] == [
                "processing": 0, "succeeded": 1, "errored": 1, "canceled": 0, "expired": 0,
            ])
        let plan = service.complete(Served.get("/v1/messages/batches/\(id)/results"), at: later)
        let lines = String(decoding: plan.body, as: UTF8.self).split(separator: "\n")
        #expect(
            lines.count == 2 && lines[0].contains("\"service_tier\":\"batch\"")
                && lines[1].contains("max_tokens: Field required"))
        let tally = service.ledger.tally(model: "claude-haiku-4-5", ending: .completed)
        #expect(
            tally.requests == 1 && tally.costNanoDollars == (tally.inputTokens * 1_000 + tally.outputTokens * 5_000) / 2
        )
    }

    @Test func `is in the ledger at its end, also if nobody asks for it`() throws {
        var service = try Served.service()
        _ = try created(&service, [#"{"custom_id":"a","params":\#(params)}"#])
        service.endBatches(at: Served.start.advanced(byMilliseconds: 2_019))
        #expect(service.ledger.tally(model: "claude-haiku-4-5", ending: .completed).requests == 0)
        let request = APIRequest(method: "GET", path: "/preflight/ledger", headers: [])
        _ = service.answerAdmin(request, at: Served.start.advanced(byMilliseconds: 2_020), gauges: [])
        #expect(service.ledger.tally(model: "claude-haiku-4-5", ending: .completed).requests == 1)
    }

    @Test func `can be canceled, and then costs nothing`() throws {
        var service = try Served.service()
        let id = try #require(try created(&service, [#"{"custom_id":"a","params":\#(params)}"#])["id"] as? String)
        let canceling = try Served.json(service.complete(Served.post("/v1/messages/batches/\(id)/cancel", "")))
        #expect(canceling["processing_status"] as? String == "canceling" && canceling["cancel_initiated_at"] is String)
        let later = Served.start.advanced(byMilliseconds: 1_000)
        let ended = try Served.json(service.complete(Served.get("/v1/messages/batches/\(id)"), at: later))
        #expect((ended["request_counts"] as? [String: Int])?["canceled"] == 1 && service.ledger.total.requests == 0)
    }

    @Test(arguments: [
        ("{}", "requests: Field required"), (#"{"requests":{}}"#, "requests: Input should be a valid array"),
        (#"{"requests":[]}"#, "requests: List should have at least 1 item"),
        (#"{"requests":[1]}"#, "requests.0: Input should be a valid object"),
        (#"{"requests":[{"params":{}}]}"#, "requests.0.custom_id: Field required"),
        (#"{"requests":[{"custom_id":"a b","params":{}}]}"#, "requests.0.custom_id: String should match pattern"),
        (#"{"requests":[{"custom_id":"a"}]}"#, "requests.0.params: Field required"),
        (
            #"{"requests":[{"custom_id":"a","params":{}},{"custom_id":"a","params":{}}]}"#,
            "requests.1.custom_id: `a` is not unique"
        ),
        ("[", "not valid JSON"),
    ])
    func `is refused if it is none`(body: String, words: String) throws {
        var service = try Served.service()
        let plan = service.complete(Served.post("/v1/messages/batches", body))
        #expect(plan.head?.status == 400)
        let message = try Served.error(plan).message
        #expect(message.contains(words), "\(message)")
    }

    @Test func `is deleted only when it has ended`() throws {
        var service = try Served.service()
        let id = try #require(try created(&service, [#"{"custom_id":"a","params":\#(params)}"#])["id"] as? String)
        let delete = APIRequest(method: "DELETE", path: "/v1/messages/batches/\(id)", headers: Served.credentials)
        #expect(service.complete(delete).head?.status == 400)
        #expect(service.complete(delete, at: Served.start.advanced(byMilliseconds: 5_000)).head?.status == 200)
        #expect(service.complete(delete, at: Served.start.advanced(byMilliseconds: 5_000)).head?.status == 404)
    }
}
