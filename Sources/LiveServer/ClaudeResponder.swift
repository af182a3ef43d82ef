#if Live
package import ClaudeBackend
package import MessagesAPI
package import TimeSeries

/// Claude behind the sockets: the API, and the simulator's own interface beside it.
package struct ClaudeResponder: Responder {
    package private(set) var service: ClaudeService
    private var conditions: ScenarioConditions?
    /// What the server knew of itself when it was last asked for it.
    private var gauges: [ServerGauge] = []
    /// Answers of the admin interface, which nobody books.
    private var adminCount: UInt64 = 0

    package init(_ service: ClaudeService, conditions: ScenarioConditions? = nil) {
        self.service = service
        self.conditions = conditions
    }

    /// Source: platform.claude.com, "Claude API errors": 32 MB for messages, 256 MB for batches.
    package func bodyLimit(method: String, path: String) -> Int {
        if method != "POST" { return 65_536 }
        if path.hasPrefix("/v1/messages/batches") { return 268_435_456 }
        return path.hasPrefix("/v1/") ? 33_554_432 : 1_048_576
    }

    package func tellsOfServer(path: String) -> Bool { path == "/metrics" || path == "/preflight/status" }

    package mutating func observe(_ report: ServerReport) {
        let (counters, pacing) = (report.counters, report.pacing)
        gauges = [
            ServerGauge("openConnections", Int64(counters.open), help: "Connections that are open."),
            ServerGauge(
                "acceptedConnections", counters.accepted, help: "Connections accepted since the start.", isCounter: true
            ),
            ServerGauge(
                "refusedConnections", counters.refused, help: "Connections refused for want of room.", isCounter: true),
            ServerGauge("heldBytes", Int64(report.heldBytes), help: "Bytes of requests that wait for their answer."),
            ServerGauge("pacedWrites", pacing.count, help: "Writes that had a moment to leave at.", isCounter: true),
            ServerGauge(
                "pacingLagP99Microseconds", pacing.p99Microseconds, help: "How late paced writes left, 99th percentile."
            ),
            ServerGauge(
                "pacingLagMaximumMicroseconds", pacing.maximumMicroseconds, help: "How late paced writes left, at most."
            ),
        ]
    }

    package mutating func respond(to request: APIRequest, at now: VirtualTime) -> Performance {
        advance(to: now)
        if let plan = service.answerAdmin(request, at: now, gauges: gauges + scenarioGauges(at: now)) {
            adminCount += 1
            return Performance(id: PerformanceID(Self.admin | adminCount), plan: plan)
        }
        return performance(service.answer(request, at: now))
    }

    package mutating func refuseBody(of request: APIRequest, at now: VirtualTime) -> Performance {
        performance(service.refuseBody(of: request, at: now))
    }

    package mutating func ended(_ id: PerformanceID, _ end: StreamPlayer.End, at now: VirtualTime) {
        if id.value & Self.admin == 0 { service.ended(id.value, end, at: now) }
    }

    /// Everything served until now, as JSON.
    package mutating func ledger(at now: VirtualTime) -> [UInt8] {
        service.endBatches(at: now)
        return service.ledger.json
    }

    private static let admin: UInt64 = 1 << 63

    private func performance(_ answer: ServedAnswer) -> Performance {
        Performance(id: PerformanceID(answer.id), plan: answer.plan)
    }

    private func elapsed(at now: VirtualTime) -> Int64 { max(0, now.milliseconds - service.options.epoch.milliseconds) }

    private func scenarioGauges(at now: VirtualTime) -> [ServerGauge] {
        guard let conditions else { return [] }
        return [
            ServerGauge(
                "scenarioFaults", Int64(conditions.activeFaults(at: elapsed(at: now))),
                help: "Faults of the scenario that are at work, those that always are among them.")
        ]
    }

    private mutating func advance(to now: VirtualTime) {
        let elapsed = elapsed(at: now)
        if let changed = conditions?.change(at: elapsed) { service.setConditions(changed, at: now) }
    }
}
#endif
