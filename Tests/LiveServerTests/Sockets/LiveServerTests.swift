#if Live
import ClaudeBackend
import LiveServer
import MessagesAPI
import TestKit
import Testing
import TimeSeries

/// The server with real sockets, in manual time where time matters.
struct LiveServerTests {
    private static let plans = [
        "/plain": ScriptedResponder.plain("hello"), "/late": ScriptedResponder.plain("late", after: 500),
        "/paced": ScriptedResponder.paced([0, 20, 40, 60]), "/stalled": ScriptedResponder.paced([0], end: .stall),
        "/large": ScriptedResponder.plain(String(repeating: "0123456789abcdef", count: 1 << 18)),
    ]

    private func wire(_ path: String) -> [UInt8] { ScriptedResponder.wire(Self.plans[path] ?? .init()) }

    @Test("requests that come in one piece are answered in order")
    func pipelining() async throws {
        try await TestServer.run(Self.plans) { server in
            let client = try server.connect()
            await client.send(TestServer.get("/late") + TestServer.get("/plain") + TestServer.post("/paced", "{}"))
            try await server.until { responder, _ in responder.exchanges.count == 1 }
            try await server.wait(500)
            try await server.wait(60)
            let expected = wire("/late") + wire("/plain") + wire("/paced")
            #expect(await client.read(expected.count) == expected)
        }
    }

    @Test("thousands of requests in one go are answered in order, and wait in the kernel")
    func floodOfRequests() async throws {
        var limits = ServerLimits()
        limits.pipelinedRequests = 4
        try await TestServer.run(Self.plans, limits: limits) { server in
            let client = try server.connect()
            async let sent = client.send(String(repeating: TestServer.get("/plain"), count: 5_000))
            let expected = [[UInt8]](repeating: wire("/plain"), count: 5_000).flatMap { $0 }
            let received = await client.read(expected.count)
            #expect(received.count == expected.count)
            let isSame = received == expected
            #expect(isSame)
            #expect(await sent)
        }
    }

    @Test("a request may come byte by byte")
    func slowRequest() async throws {
        try await TestServer.run(Self.plans) { server in
            let client = try server.connect()
            for byte in TestServer.post("/plain", #"{"a": 1}"#).utf8 { await client.send([byte]) }
            #expect(await client.read(wire("/plain").count) == wire("/plain"))
        }
    }

    @Test("chunks of a body come together")
    func chunkedRequest() async throws {
        try await TestServer.run(Self.plans) { server in
            let client = try server.connect()
            let head = "POST /plain?x=1 HTTP/1.1\r\nHOST: a\r\nX-Api-Key: k\r\nTransfer-Encoding: chunked\r\n\r\n"
            await client.send(
                head + "2\r\n{\"\r\n3;x=y\r\na\":\r\n2\r\n1}\r\n0\r\nTrailer: 1\r\n\r\n" + TestServer.get("/plain"))
            #expect(await client.read(2 * wire("/plain").count) == wire("/plain") + wire("/plain"))
            let request = try await server.server.withResponder { responder, _ in responder.exchanges[0].request }
            #expect(String(decoding: request.body, as: UTF8.self) == #"{"a":1}"#)
            #expect(request.headers.map(\.name) == ["host", "x-api-key", "transfer-encoding"])
            #expect(request.query == "x=1")
        }
    }

    @Test(
        "requests of any kind, cut anywhere, get their plans' bytes in order", arguments: 1...25 as ClosedRange<UInt64>)
    func cuts(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let chunked = "POST /plain HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{ }\r\n0\r\n\r\n"
        let other = "/other?\(String(repeating: "x", count: random.below(500)))"
        var plans = Self.plans
        plans["/other"] = ScriptedResponder.paced([0, 0], piece: "other")
        let kinds = [
            (TestServer.get("/plain"), wire("/plain")), (TestServer.post("/plain", "{}"), wire("/plain")),
            (chunked, wire("/plain")), (TestServer.get(other), ScriptedResponder.wire(plans["/other"] ?? .init())),
        ]
        try await TestServer.run(plans) { server in
            let client = try server.connect()
            let chosen = (0..<random.below(12) + 1).map { _ in random.pick(kinds) }
            var rest = Array(chosen.map(\.0).joined().utf8)[...]
            while !rest.isEmpty {
                let piece = rest.prefix(random.below(min(rest.count, 200)) + 1)
                await client.send(piece)
                rest = rest.dropFirst(piece.count)
            }
            let expected = chosen.flatMap(\.1)
            let received = await client.read(expected.count)
            #expect(received.elementsEqual(expected), "seed \(seed)")
        }
    }

    @Test("an answer of megabytes comes whole, to a client that reads late")
    func largeAnswer() async throws {
        try await TestServer.run(Self.plans) { server in
            let client = try RawClient(port: server.port, receiveBufferBytes: 4096)
            await client.send(TestServer.get("/large") + TestServer.get("/plain"))
            try await server.until { responder, _ in responder.exchanges.count == 1 }
            let expected = wire("/large") + wire("/plain")
            let isSame = await client.read(expected.count) == expected
            #expect(isSame)
        }
    }

    @Test("a client that reads nothing is cut off in the end")
    func neverReads() async throws {
        try await TestServer.run(Self.plans) { server in
            let client = try RawClient(port: server.port, receiveBufferBytes: 4096)
            await client.send([String](repeating: TestServer.get("/large"), count: 3).joined())
            try await server.until { responder, _ in responder.exchanges.count == 1 }
            // The kernel takes some megabytes; the client has a minute for what it does not take.
            while try await server.server.report().counters.open > 0 { try await server.wait(60_000) }
            try await server.until { responder, _ in responder.ends.allSatisfy { $0 != nil } }
            #expect(await client.readToEnd().ending == .reset)
        }
    }

    @Test("HTTP/1.0 and `connection: close` close in good order", arguments: ["1.0", "1.1"])
    func closing(version: String) async throws {
        try await TestServer.run(Self.plans) { server in
            let client = try server.connect()
            await client.send("GET /plain HTTP/\(version)\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(await client.readToEnd() == (wire("/plain"), .closed))
        }
    }

    @Test("a client's half-closed connection counts as left, after what is answered at once")
    func halfClosed() async throws {
        try await TestServer.run(Self.plans) { server in
            let client = try server.connect()
            await client.send(TestServer.get("/plain"))
            client.closeSending()
            #expect(await client.readToEnd() == (wire("/plain"), .closed))
        }
    }

    @Test("leaving ends a performance once, whether orderly or not", arguments: [true, false], ["/late", "/stalled"])
    func leaving(isOrderly: Bool, path: String) async throws {
        try await TestServer.run(Self.plans) { server in
            let client = try server.connect()
            await client.send(TestServer.get(path) + TestServer.get("/plain"))
            try await server.until { responder, _ in responder.exchanges.count == 1 }
            if isOrderly { client.close() } else { client.reset() }
            try await server.until { responder, counters in counters.open == 0 && responder.ends == [.cancelled] }
        }
    }

    @Test("an upgrade is declined by answering, and then closing")
    func upgrade() async throws {
        try await TestServer.run(Self.plans) { server in
            let client = try server.connect()
            await client.send(
                TestServer.get(
                    "/plain", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"))
            #expect(await client.readToEnd() == (wire("/plain"), .closed))
        }
    }

    // MARK: Many

    @Test("hundreds of idle connections hurt nobody; all are closed when they have idled too long")
    func manyIdle() async throws {
        try await TestServer.run(Self.plans) { server in
            let idle = try (0..<300).map { _ in try server.connect() }
            try await server.until { _, counters in counters.open == 300 }
            let client = try server.connect()
            await client.send(TestServer.get("/plain"))
            #expect(await client.read(wire("/plain").count) == wire("/plain"))
            try await server.wait(120_000)
            for connection in idle { #expect(await connection.readToEnd() == ([], .closed)) }
            #expect(await client.readToEnd() == ([], .closed))
        }
    }

    @Test("one connection too many is told so, and the others do not notice")
    func tooMany() async throws {
        var limits = ServerLimits()
        limits.connections = 2
        try await TestServer.run(Self.plans, limits: limits) { server in
            let clients = try (0..<2).map { _ in try server.connect() }
            try await server.until { _, counters in counters.open == 2 }
            let late = try server.connect()
            #expect(await late.readToEnd() == (Refusal.tooManyConnections.wire, .closed))
            for client in clients {
                await client.send(TestServer.get("/plain"))
                #expect(await client.read(wire("/plain").count) == wire("/plain"))
            }
            clients[0].close()
            late.close()
            try await server.until { _, counters in counters.open == 1 }
            let next = try server.connect()
            for client in [next, clients[1]] {
                await client.send(TestServer.get("/plain"))
                #expect(await client.read(wire("/plain").count) == wire("/plain"))
            }
        }
    }

    @Test("a stream of a minute takes a second where time goes sixty times as fast")
    func timeScale() async throws {
        let plan = ScriptedResponder.paced((0..<60).map { $0 * 1000 })
        let server = try await LiveServer.start(
            port: 0, clock: WallClock(timeScale: 60), responder: ScriptedResponder(plans: ["/": plan]))
        let client = try RawClient(port: server.port)
        await client.send(TestServer.get("/"))
        let expected = ScriptedResponder.wire(plan)
        #expect(await client.read(expected.count) == expected)
        let report = try await server.report()
        // Fewer if the machine was busy: what is late goes out together.
        #expect((1...59).contains(report.pacing.count))
        await server.shutDown()
        await #expect(throws: LiveServerError.stopped) { try await server.report() }
    }

    // MARK: Drain

    @Test("draining lets answers finish, closes who has none, and cuts off the rest")
    func drain() async throws {
        try await TestServer.run(Self.plans) { server in
            let idle = try server.connect()
            let busy = try server.connect()
            let stalled = try server.connect()
            await busy.send(TestServer.get("/late"))
            await stalled.send(TestServer.get("/stalled"))
            try await server.until { responder, counters in responder.exchanges.count == 2 && counters.open == 3 }
            let live = server.server
            let draining = Task { await live.drain(withinMilliseconds: 3_600_000) }
            #expect(await idle.readToEnd() == ([], .closed))
            #expect(throws: RawClient.Failure.self) { try server.connect() }
            try await server.wait(500)
            #expect(await busy.readToEnd() == (wire("/late"), .closed))
            try await server.until { _, counters in counters.open == 1 }
            // A second deadline comes before the first.
            await live.drain(withinMilliseconds: 0)
            await draining.value
            #expect(await stalled.readToEnd().ending == .closed)
            let ends = try await live.withResponder { responder, _ in Set(responder.ends) }
            #expect(ends == [.finished, .stalled])
        }
    }

    // MARK: Start

    @Test("says why it does not listen")
    func bindErrors() async throws {
        func start(_ host: String, _ port: Int) async throws(LiveServerError) {
            let server = try await LiveServer.start(
                host: host, port: port, clock: WallClock(), responder: ScriptedResponder())
            await server.shutDown()
        }
        let first = try await LiveServer.start(port: 0, clock: WallClock(), responder: ScriptedResponder())
        let taken = first.port
        await #expect(throws: LiveServerError.portTaken(host: "127.0.0.1", port: taken)) {
            try await start("127.0.0.1", taken)
        }
        await first.shutDown()
        await #expect(throws: LiveServerError.portOutOfRange(65_536)) { try await start("127.0.0.1", 65_536) }
        await #expect(throws: LiveServerError.portOutOfRange(-1)) { try await start("127.0.0.1", -1) }
        // Of the range for documentation (RFC 5737).
        await #expect(throws: LiveServerError.addressElsewhere(host: "192.0.2.1")) { try await start("192.0.2.1", 0) }
        await #expect(throws: LiveServerError.unknownHost("no host")) { try await start("no host", 0) }
        let message = LiveServerError.portTaken(host: "127.0.0.1", port: 8080).description
        #expect(message.contains("127.0.0.1:8080") && message.contains("another process"))
    }
}
#endif
