#if Live
import ClaudeBackend
import LiveServer
import TestKit
import Testing
import TimeSeries

/// Clients that do what no client should.
struct HostileClientTests {
    private static let plans = [
        "/plain": ScriptedResponder.plain("hello"), "/paced": ScriptedResponder.paced([0, 20, 40, 60]),
    ]

    private func wire(_ path: String) -> [UInt8] { ScriptedResponder.wire(Self.plans[path] ?? .init()) }

    static let malformed: [(name: String, bytes: [UInt8])] =
        [
            ("words", "HELO example.com\r\n\r\n"), ("no version", "GET /plain\r\n\r\n"),
            ("no host", "GET /plain HTTP/1.1\r\n\r\n"),
            ("two hosts", "GET /plain HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
            ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), ("version 2", "GET /plain HTTP/2.0\r\nHost: a\r\n\r\n"),
            ("version 9", "GET /plain HTTP/9.9\r\nHost: a\r\n\r\n"), ("unknown protocol", "GET /plain ICE/1.0\r\n\r\n"),
            ("space before colon", "GET /plain HTTP/1.1\r\nHost : a\r\n\r\n"),
            ("no colon", "GET /plain HTTP/1.1\r\nHost\r\n\r\n"),
            ("empty name", "GET /plain HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"),
            ("length in words", "POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: ten\r\n\r\n"),
            ("negative length", "POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"),
            ("endless length", "POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n"),
            ("two lengths", "POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            (
                "length and chunks",
                "POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            ),
            ("chunk of words", "POST /plain HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nten\r\n"),
            (
                "endless chunk",
                "POST /plain HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffffff\r\n"
            ),
            ("NUL in a value", "GET /plain HTTP/1.1\r\nHost: a\u{0}b\r\n\r\n"),
            ("NULs", "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}"),
            ("line break in the target", "GET /pla\nin HTTP/1.1\r\nHost: a\r\n\r\n"),
        ].map { ($0.0, Array($0.1.utf8)) } + [
            // The beginning of a handshake: somebody takes the server for one with TLS.
            ("TLS", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03])
        ]

    @Test("what is no request gets 400 and the end, and never reaches the responder")
    func malformed() async throws {
        try await TestServer.run(Self.plans) { server in
            for (name, bytes) in Self.malformed {
                let client = try server.connect()
                await client.send(bytes)
                let (answer, ending) = await client.readToEnd()
                #expect(answer == Refusal.malformed.wire && ending == .closed, "\(name)")
                // Behind a good one it does no harm to that.
                let second = try server.connect()
                await second.send(Array(TestServer.get("/plain").utf8) + bytes)
                #expect(await second.readToEnd() == (wire("/plain") + Refusal.malformed.wire, .closed), "\(name)")
            }
            let requests = try await server.server.report().counters.requests
            #expect(requests == Int64(Self.malformed.count))
        }
    }

    @Test("headers have a limit: all together, one alone, their number, and the target")
    func largeHeaders() async throws {
        let many = (0..<201).map { "A\($0): b\r\n" }.joined()
        let long = String(repeating: "x", count: 70_000)
        let requests = [
            TestServer.get("/plain", "A: \(long)\r\n"), TestServer.get("/plain", "\(long): a\r\n"),
            TestServer.get("/plain?" + long), TestServer.get("/plain", many),
            TestServer.get("/plain", (0..<100).map { "A\($0): \(long.prefix(700))\r\n" }.joined()),
        ]
        try await TestServer.run(Self.plans) { server in
            for (number, request) in requests.enumerated() {
                let client = try server.connect()
                await client.send(request)
                #expect(await client.readToEnd() == (Refusal.headersTooLarge.wire, .closed), "request \(number)")
            }
        }
    }

    @Test("a body over the limit is refused at once, and gigabytes of it are never sent")
    func largeBody() async throws {
        try await TestServer.run(Self.plans) { server in
            for head in ["Content-Length: 5000000000\r\n", "Transfer-Encoding: chunked\r\n"] {
                let client = try server.connect()
                await client.send("POST /plain HTTP/1.1\r\nHost: a\r\n\(head)\r\n")
                if head.hasPrefix("T") { await client.send("fffffff\r\n") }
                let piece = [UInt8](repeating: 0x78, count: 1 << 20)
                let expected = ScriptedResponder.wire(ScriptedResponder.tooLarge)
                await client.send(piece)
                #expect(await client.read(expected.count) == expected)
                // It goes on sending; the server stops reading before long.
                var sent = 0
                while sent < 1024, await client.send(piece) { sent += 1 }
                #expect(sent < 200)
            }
            try await server.until { _, counters in counters.open == 0 }
        }
    }

    @Test("bodies of all connections together have a limit")
    func memory() async throws {
        var limits = ServerLimits()
        limits.bufferedBytes = 4_000
        try await TestServer.run(Self.plans, limits: limits) { server in
            let clients = try (0..<10).map { _ in try server.connect() }
            let half =
                "POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + String(repeating: "x", count: 900)
            var refused = 0
            for (number, client) in clients.enumerated() {
                await client.send(half)
                try await server.until { _, counters in counters.accepted > number }
            }
            for client in clients {
                await client.send(String(repeating: "x", count: 100))
                let start = await client.read(12)
                if start == Array("HTTP/1.1 503".utf8) {
                    refused += 1
                } else {
                    #expect(start == Array("HTTP/1.1 200".utf8))
                }
            }
            #expect(refused >= 5 && refused <= 8)
        }
    }

    @Test("who drips headers or a body is cut off, however many do")
    func slowloris() async throws {
        try await TestServer.run(Self.plans) { server in
            let headers = try (0..<50).map { _ in try server.connect() }
            let bodies = try (0..<50).map { _ in try server.connect() }
            for client in headers { await client.send("GET /plain HTTP/1.1\r\nHos") }
            for client in bodies { await client.send("POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1") }
            try await server.until { _, counters in counters.open == 100 }
            // What has arrived has been read, when an answer to something later is there.
            let client = try server.connect()
            await client.send(TestServer.get("/plain"))
            #expect(await client.read(wire("/plain").count) == wire("/plain"))
            try await server.wait(10_000)
            for client in headers { #expect(await client.readToEnd() == (Refusal.tooSlow.wire, .closed)) }
            try await server.wait(50_000)
            for client in bodies { #expect(await client.readToEnd() == (Refusal.tooSlow.wire, .closed)) }
        }
    }

    @Test("leaving after any byte of a request disturbs nobody")
    func leavingInRequest() async throws {
        try await TestServer.run(Self.plans) { server in
            let request = Array(TestServer.post("/paced", "{}").utf8)
            for count in 0..<request.count {
                let client = try server.connect()
                await client.send(request[..<count])
                if count % 2 == 0 { client.close() } else { client.reset() }
            }
            try await server.until { _, counters in counters.open == 0 }
            #expect(try await server.server.report().counters.requests == 0)
        }
    }

    @Test("leaving after any byte of an answer ends it once")
    func leavingInAnswer() async throws {
        try await TestServer.run(Self.plans) { server in
            for count in 0..<wire("/paced").count {
                let client = try server.connect()
                await client.send(TestServer.post("/paced", "{}"))
                try await server.until { responder, _ in responder.exchanges.count == count + 1 }
                let times = Int64(count % 4) * 20
                try await server.wait(times)
                let sent = ScriptedResponder.wire(ScriptedResponder.paced([0, 20, 40, 60]), until: Int32(times))
                _ = await client.read(min(count, sent.count))
                if count % 3 == 0 { client.reset() } else { client.close() }
                let end: StreamPlayer.End = times == 60 ? .finished : .cancelled
                try await server.until { responder, counters in
                    counters.open == 0 && responder.exchanges[count].ends == [end]
                }
            }
        }
    }

    @Test("random bytes out of good requests never stop the server", arguments: 1...60 as ClosedRange<UInt64>)
    func fuzz(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let seeds =
            Self.malformed.map(\.bytes)
            + [
                TestServer.get("/plain"), TestServer.get("/paced", "Expect: 100-continue\r\n"),
                TestServer.post("/plain", "{}"), TestServer.get("/plain", "Connection: close\r\n"),
                "POST /paced HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "HEAD /paced HTTP/1.0\r\n\r\n",
            ].map { Array($0.utf8) }
        try await TestServer.run(Self.plans) { server in
            for _ in 0..<10 {
                var bytes = (0..<random.below(4) + 1).flatMap { _ in random.pick(seeds) }
                for _ in 0..<random.below(4) {
                    let place = random.below(bytes.count)
                    switch random.below(4) {
                    case 0: bytes[place] = UInt8(random.below(256))
                    case 1: bytes.insert(UInt8(random.below(256)), at: place)
                    case 2 where bytes.count > 1: bytes.remove(at: place)
                    default: bytes[place...].removeLast(random.below(bytes.count - place))
                    }
                    if bytes.isEmpty { break }
                }
                let client = try server.connect()
                var rest = bytes[...]
                while !rest.isEmpty {
                    let piece = rest.prefix(random.below(rest.count) + 1)
                    await client.send(piece)
                    rest = rest.dropFirst(piece.count)
                    if random.chance(1, in: 4) { try await server.wait(Int64(random.below(30))) }
                }
                if random.chance(1, in: 2) { client.reset() } else { client.close() }
            }
            try await server.until { _, counters in counters.open == 0 }
            let client = try server.connect()
            await client.send(TestServer.get("/plain"))
            #expect(await client.read(wire("/plain").count) == wire("/plain"), "seed \(seed)")
        }
    }
}
#endif
