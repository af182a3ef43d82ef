#if Live
import ClaudeBackend
import LiveServer
import MessagesAPI
import Testing
import TimeSeries

/// A connection on its own, in manual time.
struct ConnectionStateTests {
    private static let responder = ScriptedResponder(plans: [
        "/plain": ScriptedResponder.plain("hello"), "/late": ScriptedResponder.plain("late", after: 500),
        "/paced": ScriptedResponder.paced([0, 20, 40, 60]),
        "/closed": ScriptedResponder.paced([10], end: .close), "/reset": ScriptedResponder.paced([10], end: .reset),
        "/stalled": ScriptedResponder.paced([10], end: .stall),
    ])

    private static func wire(_ path: String) -> [UInt8] { ScriptedResponder.wire(responder.plans[path] ?? .init()) }

    // MARK: Answers

    @Test("plays a plan at its times, byte for byte, and stays open")
    func pacing() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/paced", body: "{}")
        #expect(connection.written == ScriptedResponder.wire(ScriptedResponder.paced([0, 20, 40, 60]), until: 0))
        connection.wait(39)
        #expect(connection.written == ScriptedResponder.wire(ScriptedResponder.paced([0, 20, 40, 60]), until: 39))
        connection.wait(21)
        #expect(connection.written == Self.wire("/paced"))
        #expect(connection.paced.map(\.due) == [20, 40, 60])
        #expect(connection.paced.map(\.at) == [20, 40, 60])
        #expect(connection.responder.ends == [.finished])
        #expect(connection.responder.exchanges[0].request.body == Array("{}".utf8))
        #expect(connection.partings.isEmpty)
        connection.request("/plain")
        #expect(connection.written == Self.wire("/paced") + Self.wire("/plain"))
    }

    @Test("steps of one moment are one write; what was slept through is caught up in one, and counted by its first")
    func coalescing() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/paced")
        connection.now = connection.now.advanced(byMilliseconds: 55)
        connection.act { state, now in state.timerFired(at: now) }
        #expect(connection.paced.map(\.due) == [20])
        #expect(connection.paced.map(\.at) == [55])
    }

    @Test("an end that breaks off closes the connection in its own way")
    func endings() {
        for (path, parting, end) in [
            ("/closed", ScriptedConnection.Parting.closedOutput, StreamPlayer.End.closed),
            ("/reset", .reset, .reset),
        ] {
            var connection = ScriptedConnection(Self.responder)
            connection.request(path)
            connection.request("/plain")
            connection.wait(10)
            #expect(connection.written == Self.wire(path))
            #expect(connection.partings == [parting])
            #expect(connection.responder.ends == [end], "the request behind is never answered")
        }
    }

    @Test("a stall holds the connection until the client leaves")
    func stallAndLeave() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/stalled")
        connection.wait(86_400_000)
        #expect(connection.partings.isEmpty)
        #expect(connection.responder.ends == [nil])
        connection.act { state, _ in state.clientLeft() }
        #expect(connection.responder.ends == [.cancelled])
    }

    @Test("a stall holds the connection until draining ends")
    func stallAndDrain() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/stalled")
        connection.wait(10)
        connection.act { state, _ in state.drainBegan() }
        #expect(connection.partings.isEmpty)
        connection.act { state, _ in state.drainEnded() }
        #expect(connection.partings == [.closed])
        #expect(connection.responder.ends == [.stalled])
    }

    @Test("an answer that is shorter than announced closes, or the next would be taken for its rest")
    func shortAnswer() {
        var plan = ResponsePlan()
        plan.add(.head(ResponseHead(status: 200, headers: [], framing: .length(10))), after: 0)
        plan.add(.body(Array("short".utf8)), after: 0)
        plan.add(.finish, after: 0)
        var connection = ScriptedConnection(ScriptedResponder(plans: ["/": plan]))
        connection.request("/")
        #expect(connection.partings == [.closedOutput])
        #expect(connection.responder.ends == [.finished])
    }

    @Test("a plan of nothing closes")
    func emptyPlan() {
        var connection = ScriptedConnection(ScriptedResponder(plans: ["/": ResponsePlan()]))
        connection.request("/")
        #expect(connection.partings == [.closedOutput])
        #expect(connection.responder.ends == [.closed])
    }

    @Test("HEAD gets the headers alone, and the connection goes on")
    func head() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/paced", method: "HEAD")
        connection.wait(60)
        #expect(connection.text == "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        connection.written = []
        connection.request("/plain", method: "HEAD")
        #expect(connection.text == "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n")
        #expect(connection.partings.isEmpty)
        #expect(connection.responder.ends == [.finished, .finished])
    }

    @Test("HTTP/1.0 gets no chunks, and the end of the connection for the end of the body")
    func oldVersion() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/paced", minorVersion: 0)
        connection.wait(60)
        #expect(
            connection.text == "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\npiece 0\npiece 20\npiece 40\npiece 60\n"
        )
        #expect(connection.partings == [.closedOutput])
        #expect(connection.responder.ends == [.finished])
    }

    // MARK: Requests

    @Test("requests that come together are answered in order, the next when the one before is complete")
    func pipelining() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/late")
        connection.request("/paced")
        connection.request("/plain")
        #expect(connection.responder.exchanges.count == 1)
        connection.wait(560)
        #expect(connection.written == Self.wire("/late") + Self.wire("/paced") + Self.wire("/plain"))
        #expect(
            connection.responder.exchanges.map { $0.start.milliseconds - ScriptedConnection.start.milliseconds }
                == [0, 500, 560])
        #expect(connection.state.heldBytes == 0)
    }

    @Test("reading pauses while enough requests wait")
    func fullQueue() {
        var limits = ServerLimits()
        limits.pipelinedRequests = 2
        var connection = ScriptedConnection(Self.responder, limits: limits)
        connection.request("/late")
        #expect(connection.isReading)
        connection.request("/plain")
        #expect(connection.isReading)
        connection.request("/late")
        #expect(!connection.isReading)
        connection.wait(500)
        #expect(connection.isReading)
    }

    @Test("the last request of a connection closes it, and nothing is read behind it")
    func lastRequest() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/late", headers: [HTTPHeader("connection", "close")])
        #expect(!connection.isReading)
        connection.request("/plain")
        connection.wait(500)
        #expect(connection.written == Self.wire("/late"))
        #expect(connection.partings == [.closedOutput])
        // Now the client may go on sending for a while, into the void.
        #expect(connection.isReading)
        #expect(connection.state.discardsInput)
        connection.wait(2_000)
        #expect(connection.partings == [.closedOutput, .closed])
    }

    @Test("who waits for leave to send a body gets it when it has its turn")
    func continuing() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/late")
        let headers = [
            HTTPHeader("host", "a"), HTTPHeader("content-length", "2"), HTTPHeader("expect", "100-continue"),
        ]
        connection.began(RequestHead(method: "POST", target: "/plain", headers: headers))
        #expect(connection.written.isEmpty)
        connection.wait(500)
        #expect(connection.written == Self.wire("/late") + Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        connection.written = []
        connection.body("{}")
        connection.ended()
        #expect(connection.written == Self.wire("/plain"))
    }

    @Test("who does not wait for leave gets none")
    func notContinuing() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/late")
        let headers = [
            HTTPHeader("host", "a"), HTTPHeader("content-length", "2"), HTTPHeader("expect", "100-continue"),
        ]
        connection.began(RequestHead(method: "POST", target: "/plain", headers: headers))
        connection.body("{}")
        connection.ended()
        connection.wait(500)
        #expect(connection.written == Self.wire("/late") + Self.wire("/plain"))
    }

    @Test("a body that says it is too long is not asked for; one that turns out to be is not read on")
    func bodyLimit() {
        for announces in [true, false] {
            var connection = ScriptedConnection(Self.responder)
            var headers = [HTTPHeader("host", "a"), HTTPHeader("expect", "100-continue")]
            if announces { headers.append(HTTPHeader("content-length", "1025")) }
            connection.began(RequestHead(method: "POST", target: "/plain", headers: headers))
            if !announces {
                #expect(connection.text == "HTTP/1.1 100 Continue\r\n\r\n")
                connection.written = []
                connection.body(String(repeating: "x", count: 1024))
                #expect(connection.written.isEmpty)
                connection.body("x")
            }
            #expect(connection.written == ScriptedResponder.wire(ScriptedResponder.tooLarge))
            #expect(connection.responder.exchanges.map(\.request.body) == [[]])
            #expect(connection.responder.ends == [.finished])
            #expect(connection.partings == [.closedOutput])
            #expect(connection.state.heldBytes == 0)
        }
    }

    @Test("what is thrown away has a limit too")
    func lingering() {
        var limits = ServerLimits()
        limits.lingerBytes = 1000
        var connection = ScriptedConnection(Self.responder, limits: limits)
        connection.request("/plain", headers: [HTTPHeader("connection", "close")])
        for _ in 0..<10 { connection.act { state, now in state.bytesArrived(100, at: now) } }
        #expect(connection.partings == [.closedOutput])
        connection.act { state, now in state.bytesArrived(1, at: now) }
        #expect(connection.partings == [.closedOutput, .closed])
    }

    @Test("what is no request gets a plain answer, after those before it", arguments: Refusal.allCases)
    func refusals(refusal: Refusal) {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/late")
        connection.act { state, _ in state.refuse(refusal) }
        connection.act { state, _ in state.refuse(.malformed) }
        #expect(connection.written.isEmpty)
        connection.wait(500)
        #expect(connection.written == Self.wire("/late") + refusal.wire)
        #expect(connection.partings == [.closedOutput])
    }

    @Test("HTTP/1.1 without a host is malformed")
    func hostless() {
        var connection = ScriptedConnection(Self.responder)
        connection.began(RequestHead(method: "GET", target: "/plain", headers: []))
        #expect(connection.written == Refusal.malformed.wire)
    }
}
#endif
