import ClaudeBackend
import MessagesAPI
import Testing

@Suite struct `A server of golden streams` {
    @Test func `plays all of them in order, attempt by attempt, and begins anew`() throws {
        var service = try Served.service { $0.servesGoldenStreams = true }
        for _ in 0..<2 {
            for stream in GoldenStreams.all {
                for attempt in stream.attempts {
                    #expect(service.complete(Served.message()).steps == attempt.plan.steps, "\(stream.id)")
                }
            }
            for id in 16...20 {
                #expect(service.complete(Served.message("canary")).head?.status == (id == 17 ? 400 : 200), "G\(id)")
            }
        }
    }

    @Test func `plays one by its name, in the place that the SDK's count of retries says`() throws {
        var service = try Served.service()
        let stream = try #require(GoldenStreams.all.first { $0.id == "G6" })
        for (place, attempt) in stream.attempts.enumerated() {
            let headers = [HTTPHeader("x-preflight-golden", "G6"), HTTPHeader("x-stainless-retry-count", "\(place)")]
            #expect(service.complete(Served.message(headers: headers)).steps == attempt.plan.steps)
        }
        #expect(service.journal.entries.last?.fault == "G6", "the journal names the stream")
    }

    @Test func `repeats the prompt where that is the point`() throws {
        var service = try Served.service()
        for (id, status) in [("G16", 200), ("G17", 400)] {
            let plan = service.complete(
                Served.message("a canary sings", headers: [HTTPHeader("x-preflight-golden", id)]))
            #expect(
                plan.head?.status == status && String(decoding: plan.body, as: UTF8.self).contains("a canary sings"))
        }
    }

    @Test func `says which streams there are`() throws {
        var service = try Served.service()
        let plan = service.complete(Served.message(headers: [HTTPHeader("x-preflight-golden", "G99")]))
        #expect(try Served.error(plan).message.contains("G0, G1"))
    }
}
