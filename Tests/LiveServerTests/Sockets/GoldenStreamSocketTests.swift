#if Live
import ClaudeBackend
import LiveServer
import Testing
import TimeSeries

/// The golden streams over a socket: what a client reads at each moment is what the player says, byte for byte.
struct GoldenStreamSocketTests {
    struct Attempt: CustomStringConvertible {
        var description: String
        var plan: ResponsePlan
    }

    static let attempts = GoldenStreams.all.flatMap { stream in
        stream.attempts.enumerated().map { Attempt(description: "\(stream.id) attempt \($0 + 1)", plan: $1.plan) }
    }

    @Test("arrive as they are played", arguments: attempts)
    func bytes(attempt: Attempt) async throws {
        try await TestServer.run(["/": attempt.plan, "/again": ScriptedResponder.plain("again")]) { server in
            let client = try server.connect()
            await client.send(TestServer.post("/", #"{"stream": true}"#))
            try await server.until { responder, _ in responder.exchanges.count == 1 }
            var player = StreamPlayer(attempt.plan, startingAt: server.clock.now)
            var last: ResponsePlan.Action?
            while let due = player.due {
                let pause = due.milliseconds - server.clock.now.milliseconds
                if pause > 0 {
                    try await server.wait(pause - 1)
                    #expect(!client.hasInput, "nothing comes before its time")
                    try await server.wait(1)
                }
                var expected: [UInt8] = []
                while player.due == due, let delivery = player.next() {
                    expected += delivery.wire
                    last = delivery.action
                }
                #expect(await client.read(expected.count) == expected)
            }
            try await ending(last, client, server)
        }
    }

    private func ending(_ last: ResponsePlan.Action?, _ client: RawClient, _ server: TestServer) async throws {
        let end: StreamPlayer.End
        switch last {
        case .close:
            #expect(await client.readToEnd() == ([], .closed))
            end = .closed
        case .reset:
            #expect(await client.readToEnd() == ([], .reset))
            end = .reset
        case .stall:
            try await server.wait(3_600_000)
            #expect(!client.hasInput)
            client.close()
            end = .cancelled
        case .finish:
            await client.send(TestServer.get("/again"))
            let again = ScriptedResponder.wire(ScriptedResponder.plain("again"))
            #expect(await client.read(again.count) == again)
            end = .finished
        case .head, .body, .partialChunk, nil:
            Issue.record("no end")
            return
        }
        try await server.until { responder, _ in responder.ends.first == end }
    }
}
#endif
