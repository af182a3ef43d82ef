#if Live
import ClaudeBackend
import LiveServer
import Testing
import TimeSeries

/// A server on a free port of loopback in manual time.
struct TestServer {
    let clock = ManualClock(startingAt: VirtualTime(milliseconds: 1_795_428_000_000))
    let server: LiveServer<ScriptedResponder>

    var port: Int { server.port }

    /// Runs a test against a server, and looks whether it left everything in order.
    static func run(
        _ plans: [String: ResponsePlan], limits: ServerLimits = ServerLimits(),
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let server = try await TestServer(plans, limits: limits)
        do {
            try await body(server)
        } catch {
            await server.server.shutDown()
            throw error
        }
        await server.server.drain(withinMilliseconds: 0)
        let responder = try await server.server.withResponder { responder, _ in responder }
        #expect(responder.isEachEndedOnce)
        let report = try await server.server.report()
        #expect(report.counters.open == 0)
        #expect(report.heldBytes == 0)
        #expect(report.counters.ended == report.counters.requests)
        await server.server.shutDown()
    }

    private init(_ plans: [String: ResponsePlan], limits: ServerLimits) async throws {
        server = try await LiveServer.start(
            port: 0, limits: limits, clock: clock, responder: ScriptedResponder(plans: plans))
    }

    func connect() throws -> RawClient { try RawClient(port: port) }

    func wait(_ milliseconds: Int64) async throws {
        clock.advance(byMilliseconds: milliseconds)
        try await server.performDue()
    }

    /// Waits until what a client did has come to the server, and the server has done what it does about it.
    func until(_ isSo: @escaping @Sendable (ScriptedResponder, ServerReport.Counters) -> Bool) async throws {
        // The kernel decides when.
        for tries in 0..<30_000 {
            let counters = try await server.report().counters
            if try await server.withResponder({ responder, _ in isSo(responder, counters) }) { return }
            if tries < 10 { await Task.yield() } else { try await Task.sleep(for: .milliseconds(1)) }
        }
        Issue.record("what was waited for did not come")
    }

    static func get(_ path: String, _ more: String = "") -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\(more)\r\n" }

    static func post(_ path: String, _ body: String) -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}
#endif
