#if Live
import ClaudeBackend
import LiveServer
import Testing
import TimeSeries

/// What a connection does about clients that take their time.
struct ConnectionDeadlineTests {
    private static let responder = ScriptedResponder(plans: [
        "/plain": ScriptedResponder.plain("hello"), "/late": ScriptedResponder.plain("late", after: 500_000),
        "/long": ScriptedResponder.paced((0..<100).map { $0 * 10 }),
        "/large": ScriptedResponder.paced(
            [Int32](repeating: 5, count: 100), piece: String(repeating: "x", count: 10_000)),
    ])

    private func wire(_ path: String) -> [UInt8] { ScriptedResponder.wire(Self.responder.plans[path] ?? .init()) }

    @Test("headers that drip in are cut off, however they drip")
    func slowHeaders() {
        var connection = ScriptedConnection(Self.responder)
        for _ in 0..<9 {
            connection.act { state, now in state.bytesArrived(1, at: now) }
            connection.wait(1_000)
            #expect(connection.partings.isEmpty)
        }
        connection.act { state, now in state.bytesArrived(1, at: now) }
        connection.wait(1_000)
        #expect(connection.written == Refusal.tooSlow.wire)
        #expect(connection.partings == [.closedOutput])
        #expect(connection.responder.exchanges.isEmpty)
    }

    @Test("a body that drips in is cut off")
    func slowBody() {
        var connection = ScriptedConnection(Self.responder)
        let headers = [HTTPHeader("host", "a"), HTTPHeader("content-length", "1000")]
        connection.began(RequestHead(method: "POST", target: "/plain", headers: headers))
        for _ in 0..<60 {
            #expect(connection.written.isEmpty)
            connection.body("x")
            connection.wait(1_000)
        }
        #expect(connection.written == Refusal.tooSlow.wire)
        #expect(connection.state.heldBytes == 0)
    }

    @Test("an idle connection is closed without a word, a busy one is not")
    func idle() {
        var connection = ScriptedConnection(Self.responder)
        connection.wait(119_999)
        #expect(connection.partings.isEmpty)
        connection.request("/plain")
        connection.wait(119_999)
        #expect(connection.partings.isEmpty)
        connection.request("/late")
        connection.wait(500_000)
        #expect(connection.responder.ends == [.finished, .finished])
        connection.wait(119_999)
        #expect(connection.partings.isEmpty)
        connection.wait(1)
        #expect(connection.partings == [.closed])
        #expect(connection.written == wire("/plain") + wire("/late"))
    }

    @Test("who waits to be told to continue is not late")
    func waitsForLeave() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/late")
        let headers = [
            HTTPHeader("host", "a"), HTTPHeader("content-length", "2"), HTTPHeader("expect", "100-continue"),
        ]
        connection.began(RequestHead(method: "POST", target: "/plain", headers: headers))
        connection.wait(500_000)
        connection.wait(59_999)
        connection.body("{}")
        connection.ended()
        #expect(connection.responder.ends == [.finished, .finished])
    }

    @Test("an answer waits for a client that does not read, and then goes on; its delay is not ours")
    func backPressure() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/long")
        connection.wait(100)
        let sent = connection.written.count
        connection.act { state, now in state.writabilityChanged(false, at: now) }
        connection.wait(500)
        #expect(connection.written.count == sent)
        connection.act { state, now in state.writabilityChanged(true, at: now) }
        connection.wait(400)
        #expect(connection.written == wire("/long"))
        #expect(
            connection.paced.allSatisfy { $0.due == $0.at }, "what waited for the client is not counted as late")
        #expect(connection.responder.ends == [.finished])
    }

    @Test("an answer is produced no further than the client takes it")
    func boundedOutput() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/large")
        connection.act { state, now in state.writabilityChanged(false, at: now) }
        connection.wait(5)
        #expect(connection.written.isEmpty)
        // A channel that is full after every write.
        var writes = 0
        while connection.responder.ends == [nil] {
            writes += 1
            let before = connection.written.count
            connection.state.writabilityChanged(true, at: connection.now)
            if case .write(let bytes, _) = connection.state.nextAction(at: connection.now) {
                connection.written += bytes
                connection.state.writabilityChanged(false, at: connection.now)
            }
            #expect(connection.written.count - before < 80_000)
            connection.settle()
        }
        #expect(writes > 10)
        #expect(connection.written == wire("/large"))
    }

    @Test("a client that never reads is reset")
    func neverReads() {
        var connection = ScriptedConnection(Self.responder)
        connection.request("/long")
        connection.wait(100)
        connection.act { state, now in state.writabilityChanged(false, at: now) }
        connection.wait(59_999)
        #expect(connection.partings.isEmpty)
        connection.wait(1)
        #expect(connection.partings == [.aborted])
        #expect(connection.responder.ends == [.cancelled])
    }

    @Test("no deadline runs while the connection is not read")
    func pausedReading() {
        var limits = ServerLimits()
        limits.pipelinedRequests = 1
        var connection = ScriptedConnection(Self.responder, limits: limits)
        connection.request("/late")
        connection.request("/plain")
        connection.act { state, now in state.bytesArrived(5, at: now) }
        #expect(!connection.isReading)
        connection.wait(500_000)
        #expect(connection.responder.ends == [.finished, .finished])
        #expect(connection.isReading)
        connection.wait(9_999)
        #expect(connection.partings.isEmpty)
        connection.wait(1)
        #expect(connection.partings == [.closedOutput])
        #expect(connection.written == wire("/late") + wire("/plain") + Refusal.tooSlow.wire)
    }

    @Test("draining closes at once who has no answer, and others after theirs")
    func drain() {
        var idle = ScriptedConnection(Self.responder)
        idle.act { state, _ in state.drainBegan() }
        #expect(idle.partings == [.closed])

        var busy = ScriptedConnection(Self.responder)
        busy.request("/long")
        busy.request("/plain")
        busy.act { state, _ in state.drainBegan() }
        busy.wait(990)
        #expect(busy.written == wire("/long"))
        #expect(busy.responder.ends == [.finished])
        #expect(busy.partings == [.closedOutput, .closed])
        #expect(busy.state.heldBytes == 0)

        var cut = ScriptedConnection(Self.responder)
        cut.request("/long")
        cut.wait(500)
        cut.act { state, _ in state.drainBegan() }
        cut.act { state, _ in state.drainEnded() }
        #expect(cut.partings == [.closed])
        #expect(cut.responder.ends == [.closed])
    }
}
#endif
