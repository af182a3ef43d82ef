#if Live
import ClaudeBackend
import LiveServer
import MessagesAPI
import TimeSeries

/// Answers each path with a plan that was given for it, and keeps account of everything.
struct ScriptedResponder: Responder {
    struct Exchange: Sendable {
        var request: APIRequest
        var start: VirtualTime
        var plan: ResponsePlan
        var ends: [StreamPlayer.End] = []
    }

    var plans: [String: ResponsePlan] = [:]
    var limit = 1024
    var exchanges: [Exchange] = []

    static let tooLarge = plain("too large", status: 413)

    func bodyLimit(method: String, path: String) -> Int { limit }

    mutating func respond(to request: APIRequest, at now: VirtualTime) -> Performance {
        perform(plans[request.path] ?? Self.plain("no plan for \(request.path)", status: 404), request, now)
    }

    mutating func refuseBody(of request: APIRequest, at now: VirtualTime) -> Performance {
        perform(Self.tooLarge, request, now)
    }

    mutating func ended(_ id: PerformanceID, _ end: StreamPlayer.End, at now: VirtualTime) {
        exchanges[Int(id.value)].ends.append(end)
    }

    private mutating func perform(_ plan: ResponsePlan, _ request: APIRequest, _ now: VirtualTime) -> Performance {
        exchanges.append(Exchange(request: request, start: now, plan: plan))
        return Performance(id: PerformanceID(UInt64(exchanges.count - 1)), plan: plan)
    }

    /// Ends in order of performances; nil stands for one that goes on. Two ends of one are an error of the server.
    var ends: [StreamPlayer.End?] { exchanges.map { $0.ends.count > 1 ? nil : $0.ends.first } }

    var isEachEndedOnce: Bool { exchanges.allSatisfy { $0.ends.count == 1 } }

    // MARK: Plans

    static func plain(_ text: String, status: Int = 200, after milliseconds: Int32 = 0) -> ResponsePlan {
        var plan = ResponsePlan()
        let body = Array(text.utf8)
        plan.add(
            .head(ResponseHead(status: status, headers: [], framing: .length(body.count))), after: milliseconds)
        plan.add(.body(body), after: milliseconds)
        plan.add(.finish, after: milliseconds)
        return plan
    }

    /// One piece at each time.
    static func paced(
        _ times: [Int32], piece: String = "piece", end: ResponsePlan.Action = .finish
    ) -> ResponsePlan {
        var plan = ResponsePlan()
        plan.add(.head(ResponseHead(status: 200, headers: [], framing: .chunked)), after: times.first ?? 0)
        for time in times { plan.add(.body(Array("\(piece) \(time)\n".utf8)), after: time) }
        plan.add(end, after: times.last ?? 0)
        return plan
    }

    /// All bytes of a plan, as a client gets them.
    static func wire(_ plan: ResponsePlan, until: Int32 = .max) -> [UInt8] {
        var player = StreamPlayer(plan, startingAt: .zero)
        return player.play().filter { $0.time.milliseconds <= Int64(until) }.flatMap(\.wire)
    }
}
#endif
