import ClaudeBackend
import Foundation
import MessagesAPI
import Testing
import TimeSeries

@Suite struct `The admin interface` {
    private func ask(
        _ service: inout ClaudeService, _ method: String, _ path: String, _ body: String = "",
        at time: VirtualTime = Served.start
    ) throws -> (status: Int, body: String) {
        let request = APIRequest(method: method, path: path, headers: [], body: Array(body.utf8))
        let gauges = [ServerGauge("openConnections", 3, help: "Open.")]
        let answer = service.answerAdmin(request, at: time, gauges: gauges)
        let plan = try #require(answer)
        return (plan.head?.status ?? 0, String(decoding: plan.body, as: UTF8.self))
    }

    @Test func `leaves the API's paths alone`() throws {
        var service = try Served.service()
        for path in ["/v1/messages", "/", "/preflight", "/preflight/faults/x", "/metrics/"] {
            let request = APIRequest(method: "GET", path: path, headers: [])
            #expect(service.answerAdmin(request, at: Served.start, gauges: []) == nil, "\(path)")
        }
    }

    @Test func `adds, lists and removes faults`() throws {
        var service = try Served.service()
        let added = try ask(&service, "POST", "/preflight/faults", #"{"fault": "overloaded", "for": 30}"#)
        #expect(added.status == 201 && added.body == "{\"id\":1}\n")
        #expect(service.complete(Served.message()).head?.status == 529)
        #expect(try ask(&service, "GET", "/preflight/faults").body.contains("\"durationMilliseconds\":30000"))
        // It lasts for half a minute of the server's time.
        #expect(
            service.complete(Served.message(), at: Served.start.advanced(byMilliseconds: 30_000)).head?.status == 200)
        #expect(
            service.complete(Served.message(), at: Served.start.advanced(byMilliseconds: 29_999)).head?.status == 529)
        #expect(try ask(&service, "DELETE", "/preflight/faults/1").status == 200)
        #expect(try ask(&service, "DELETE", "/preflight/faults/1").status == 404)
        #expect(service.complete(Served.message()).head?.status == 200)
    }

    @Test func `takes no order that it would only half understand`() throws {
        var service = try Served.service()
        for order in [
            #"{"fault": "overloaded", "model": ["claude-opus-5"]}"#, #"{"fault": "overloaded", "model": null}"#,
            #"{"fault": "overloaded", "requests": 1.5}"#, #"{"fault": "overloaded", "share": "0.5"}"#,
        ] {
            let answer = try ask(&service, "POST", "/preflight/faults", order)
            #expect(answer.status == 400, "\(order) was taken: \(answer.body)")
        }
        #expect(service.complete(Served.message()).head?.status == 200)
    }

    @Test func `lists what is not over, and says what strikes now`() throws {
        var service = try Served.service()
        _ = try ask(&service, "POST", "/preflight/faults", #"{"fault": "overloaded", "requests": 1}"#)
        _ = try ask(&service, "POST", "/preflight/faults", #"{"fault": "server-error", "in": 60}"#)
        #expect(try ask(&service, "GET", "/preflight/status").body.contains("\"activeFaults\":1"))
        #expect(service.complete(Served.message()).head?.status == 529)
        let left = try ask(&service, "GET", "/preflight/faults").body
        #expect(!left.contains("overloaded") && left.contains("\"isActive\":false"))
        #expect(try ask(&service, "GET", "/preflight/status").body.contains("\"activeFaults\":0"))
        let later = Served.start.advanced(byMilliseconds: 60_000)
        #expect(try ask(&service, "GET", "/preflight/faults", at: later).body.contains("\"isActive\":true"))
    }

    @Test func `names in the journal the fault and the model of what it refused`() throws {
        var service = try Served.service()
        _ = service.complete(Served.message(headers: [HTTPHeader("x-preflight-fault", "overloaded")]))
        let entry = try #require(service.journal.entries.last)
        #expect(entry.status == 529 && entry.fault == "overloaded" && entry.model == "claude-haiku-4-5")
    }

    @Test func `strikes as many, as often and whom it is told`() throws {
        var service = try Served.service()
        _ = try ask(
            &service, "POST", "/preflight/faults",
            #"{"fault": "overloaded", "requests": 2, "model": "claude-haiku-4-5"}"#)
        #expect(service.complete(Served.message(model: "claude-sonnet-4-6")).head?.status == 200)
        let statuses = [0, 1, 2].map { _ in service.complete(Served.message()).head?.status }
        #expect(statuses == [529, 529, 200])
        _ = try ask(&service, "POST", "/preflight/faults", #"{"fault": "server-error", "share": 0.25}"#)
        let struck = (0..<4_000).count { _ in service.complete(Served.message()).head?.status == 500 }
        // Four standard deviations of a binomial.
        #expect((890...1_110).contains(struck), "\(struck) of 4000")
    }

    @Test(arguments: [
        ("", "not valid JSON"), ("{}", "name the fault"), (#"{"fault": "overlaoded"}"#, "did you mean `overloaded`?"),
        (#"{"fault": "overloaded", "share": 2}"#, "`share` is a number from 0 to 1"),
        (#"{"fault": "overloaded", "fro": 2}"#, "has no setting `fro`"),
        (#"{"fault": "overloaded", "model": "claude-haiku-4-6"}"#, "did you mean `claude-haiku-4-5`?"),
    ])
    func `says what is wrong with an order`(body: String, words: String) throws {
        var service = try Served.service()
        let answer = try ask(&service, "POST", "/preflight/faults", body)
        #expect(answer.status == 400 && answer.body.contains(words), "\(answer.body)")
    }

    @Test func `bounds how many faults there are`() throws {
        var service = try Served.service()
        for _ in 0..<FaultSchedule.capacity {
            _ = try ask(&service, "POST", "/preflight/faults", #"{"fault": "overloaded"}"#)
        }
        #expect(try ask(&service, "POST", "/preflight/faults", #"{"fault": "overloaded"}"#).status == 400)
    }

    @Test func `forgets everything on a reset but what is running`() throws {
        var service = try Served.service()
        _ = service.complete(Served.message())
        _ = try ask(&service, "POST", "/preflight/faults", #"{"fault": "overloaded"}"#)
        let running = service.answer(Served.message(model: "claude-sonnet-4-6"), at: Served.start)
        #expect(try ask(&service, "POST", "/preflight/reset").status == 200)
        #expect(service.ledger.total.requests == 0 && service.faults.faults.isEmpty && service.runningCount == 1)
        service.ended(running.id, .finished, at: Served.start)
        #expect(service.runningCount == 0)
    }

    @Test func `does not end a scenario's fault by a reset`() throws {
        let client = ServedClient(
            name: "all", model: "claude-haiku-4-5", isStreaming: false, share: 1, lengths: .usual)
        var service = try Served.service { $0.clients = [client] }
        var overloaded = BackendConditions.normal
        overloaded.overloaded = 1
        service.setConditions([overloaded], at: Served.start)
        #expect(service.complete(Served.message()).head?.status == 529)
        #expect(try ask(&service, "POST", "/preflight/reset").status == 200)
        #expect(service.complete(Served.message()).head?.status == 529)
    }

    @Test func `strikes a model by any of its names`() throws {
        var service = try Served.service()
        let order = #"{"fault": "overloaded", "model": "claude-haiku-4-5-20251001"}"#
        #expect(try ask(&service, "POST", "/preflight/faults", order).status == 201)
        #expect(service.complete(Served.message()).head?.status == 529)
    }

    @Test func `remembers the last ten thousand answers, from the oldest to the newest`() throws {
        var service = try Served.service { $0.isInstant = true }
        for number in 0..<10_050 {
            _ = service.complete(Served.message(maximum: 1, headers: [HTTPHeader("x-preflight-tag", "\(number)")]))
        }
        #expect(service.journal.entries.count == Journal.capacity && service.journal.forgotten == 50)
        #expect(service.journal.entries.first?.tag == "50" && service.journal.entries.last?.tag == "10049")
    }

    @Test func `has metrics whose labels no request can make up`() throws {
        var service = try Served.service()
        _ = service.complete(Served.message())
        _ = service.complete(Served.message(model: "claude-made-up"))
        let text = try ask(&service, "GET", "/metrics").body
        #expect(text.contains("preflight_serve_messages_total{model=\"claude-haiku-4-5\",ending=\"completed\"} 1\n"))
        #expect(text.contains("preflight_serve_refusals_total{status=\"404\"} 1\n"))
        #expect(text.contains("preflight_serve_open_connections 3\n") && !text.contains("made-up"))
    }

    @Test func `takes no other methods`() throws {
        var service = try Served.service()
        #expect(try ask(&service, "GET", "/preflight/reset").status == 405)
        #expect(try ask(&service, "POST", "/metrics").status == 405)
    }
}
