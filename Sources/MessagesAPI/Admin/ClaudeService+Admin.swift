import ClaudeAPI
package import ClaudeBackend
import SourceText
package import TimeSeries

extension ClaudeService {
    /// The answer of the simulator's own interface; nil if the request is for the API.
    ///
    /// `gauges` is what the server knows of itself: connections, lag.
    package mutating func answerAdmin(
        _ request: APIRequest, at now: VirtualTime, gauges: [ServerGauge]
    ) -> ResponsePlan? {
        guard let route = AdminRoute(request.path) else { return nil }
        // Whoever asks what was served means batches, too.
        endBatches(at: now)
        guard route.methods.contains(request.method) else {
            return plan(
                .object([("error", .string("\(request.path) takes \(route.methods.joined(separator: ", "))"))]),
                status: 405, now)
        }
        switch route {
        case .metrics:
            let text = MetricsText(self, gauges).text
            var context = ResponseContext(model: "", requestID: "req_preflight", messageID: "", isStreaming: false)
            context.arrival = now
            return ResponsePlan(
                body: Array(text.utf8), contentType: "text/plain; version=0.0.4; charset=utf-8", context)
        case .status: return plan(status(at: now, gauges), now)
        case .ledger: return plan(.raw(ledger.json), now)
        case .journal:
            return plan(
                .object([
                    ("forgotten", .integer(journal.forgotten)), ("entries", .array(journal.entries.map(\.json))),
                ]), now)
        case .reset:
            reset(at: now)
            return plan(.object([("reset", .bool(true))]), now)
        case .catalogue: return plan(.array(WireFault.catalogue.map(\.json)), now)
        case .faults where request.method == "POST": return addFault(request, at: now)
        case .faults where request.method == "DELETE":
            faults.removeAll()
            return plan(.array([]), now)
        case .faults: return plan(list(at: now), now)
        case .fault(let id):
            let isRemoved = faults.remove(id)
            return plan(list(at: now), status: isRemoved ? 200 : 404, now)
        }
    }

    /// The faults that were ordered and are not over.
    private func list(at now: VirtualTime) -> WireJSON {
        let time = sinceStart(now).milliseconds
        return .array(faults.faults.filter { !$0.isOver(at: time) }.map { $0.json(at: time) })
    }

    private func plan(_ body: WireJSON, status: Int = 200, _ now: VirtualTime) -> ResponsePlan {
        var context = ResponseContext(model: "", requestID: "req_preflight", messageID: "", isStreaming: false)
        context.arrival = now
        return ResponsePlan(body: body.bytes + [UInt8(ascii: "\n")], status: status, context)
    }

    private func status(at now: VirtualTime, _ gauges: [ServerGauge]) -> WireJSON {
        .object(
            [
                ("time", .string(WireTime.rfc3339(roundingUp: now))),
                ("upMilliseconds", .integer(sinceStart(now).milliseconds)),
                ("requests", .integer(Int64(clamping: requestCount))), ("running", .integer(Int64(running.count))),
                (
                    "activeFaults",
                    .integer(Int64(faults.faults.count { $0.isActive(at: sinceStart(now).milliseconds) }))
                ),
                ("models", .array(models.entries.map { .string($0.model.id) })),
            ] + gauges.map { ($0.name, .integer($0.value)) })
    }

    /// Forgets what was served and every fault; what is running is booked when it ends, limits and cache start anew.
    private mutating func reset(at now: VirtualTime) {
        let old = self
        self = ClaudeService(old.options)
        if !old.conditions.isEmpty { setConditions(old.conditions, at: now) }
        running = old.running
        requestCount = old.requestCount
    }

    // MARK: Faults

    /// Takes an order for a fault, and names it. One that could strike nobody is refused, not kept in silence.
    package mutating func schedule(_ ordered: ScheduledFault, at now: VirtualTime) throws(WireFaultProblem) -> Int64 {
        var fault = ordered
        if let name = fault.model {
            guard let place = models.index(of: name) else {
                let known = models.entries.map(\.model.id)
                let hint = NearMiss.closest(to: name, among: known).map { "; did you mean `\($0)`?" } ?? ""
                throw WireFaultProblem(message: "no model that is served is called `\(name)`\(hint)")
            }
            fault.model = models.entries[place].model.id
        }
        guard let id = faults.add(fault, at: sinceStart(now).milliseconds) else {
            throw WireFaultProblem(
                message: "there are \(FaultSchedule.capacity) faults already; take some away first")
        }
        return id
    }

    private mutating func addFault(_ request: APIRequest, at now: VirtualTime) -> ResponsePlan {
        do throws(WireFaultProblem) {
            let id = try schedule(FaultOrder.read(request.body, at: sinceStart(now).milliseconds), at: now)
            return plan(.object([("id", .integer(id))]), status: 201, now)
        } catch {
            return plan(.object([("error", .string(error.message))]), status: 400, now)
        }
    }
}

/// A number that the server knows of itself.
package struct ServerGauge: Sendable {
    /// As the status spells it: `openConnections`.
    package var name: String
    package var value: Int64
    package var help: String
    /// It only grows.
    package var isCounter: Bool

    package init(_ name: String, _ value: Int64, help: String, isCounter: Bool = false) {
        self.name = name
        self.value = value
        self.help = help
        self.isCounter = isCounter
    }
}

extension WireFault {
    var json: WireJSON {
        .object([
            ("fault", .string(name)), ("summary", .string(summary)),
            (
                "settings",
                .array(parameters.map { .object([("name", .string($0.name)), ("what", .string($0.what))]) })
            ),
        ])
    }
}

extension ScheduledFault {
    func json(at time: Int64) -> WireJSON {
        .object([
            ("id", .integer(id)), ("fault", .string(use.fault.name)), ("isActive", .bool(isActive(at: time))),
            ("startMilliseconds", .integer(startMilliseconds)),
            ("durationMilliseconds", durationMilliseconds.map { .integer($0) } ?? .null),
            ("share", .raw(Array(String(share).utf8))), ("remaining", remaining.map { .integer($0) } ?? .null),
            ("model", .optional(model)),
        ])
    }
}
