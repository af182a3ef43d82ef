import ClaudeAPI
package import ClaudeBackend
import SourceText
package import TimeSeries

/// The Claude API as a value: requests go in with their times, plans of answers come out. Nothing in it knows sockets,
/// clocks or files.
///
/// Times are the server's, after the Unix epoch, and never run backwards.
package struct ClaudeService: Sendable {
    package let options: ServiceOptions
    package let models: ServedModels
    var backend: SimulatedBackend
    /// Batches have limits of their own, which are not those of messages.
    var batchBackend: SimulatedBackend
    var cache = PromptCache()
    package internal(set) var faults = FaultSchedule()
    /// What the scenario came to last: a reset must not end a fault that goes on.
    private(set) var conditions: [BackendConditions] = []
    package internal(set) var ledger = ServedLedger()
    package internal(set) var journal = Journal()
    var batches = BatchStore()
    var golden = GoldenProgress()
    /// Answers that are being performed.
    var running: [UInt64: RunningAnswer] = [:]
    /// How many requests have come, of any kind.
    package internal(set) var requestCount: UInt64 = 0
    let selection: ClientSelection

    package init(_ options: ServiceOptions) {
        self.options = options
        models = ServedModels(on: options.day, tier: options.tier, changed: options.models)
        selection = ClientSelection(options.clients)
        let served = models.entries.map(\.backend)
        backend = SimulatedBackend(
            models: served, conditions: Array(repeating: .normal, count: selection.conditionCount),
            schedules: options.schedules)
        batchBackend = SimulatedBackend(
            models: served.map { model in
                var unlimited = model
                unlimited.limits = .unlimited
                return unlimited
            })
    }

    /// What a scenario's faults come to from now on, for each client.
    package mutating func setConditions(_ conditions: [BackendConditions], at now: VirtualTime) {
        self.conditions = conditions
        let places = options.clients.map { client in models.index(of: client.model) ?? 0 }
        // The last stands for requests of no client; no fault strikes them.
        backend.setConditions(
            conditions + [.normal], ofModels: places + [places.first ?? 0],
            at: sinceStart(now))
    }

    func sinceStart(_ now: VirtualTime) -> VirtualTime {
        VirtualTime(milliseconds: max(0, now.milliseconds - options.epoch.milliseconds))
    }

    package var runningCount: Int { running.count }

    // MARK: Answering

    /// The answer to a request.
    package mutating func answer(_ request: APIRequest, at now: VirtualTime) -> ServedAnswer {
        let arrival = begin(request, at: now)
        do throws(ErrorResponse) {
            return try route(request, arrival)
        } catch {
            return refuse(error, arrival)
        }
    }

    /// The answer to a request whose body is longer than its limit.
    package mutating func refuseBody(of request: APIRequest, at now: VirtualTime) -> ServedAnswer {
        refuse(.tooLarge, begin(request, at: now))
    }

    private mutating func begin(_ request: APIRequest, at now: VirtualTime) -> Arrival {
        let ordinal = requestCount
        requestCount += 1
        var identifiers = WireIdentifiers(seed: options.seed, ordinal: ordinal)
        return Arrival(
            id: ordinal, key: ((options.seed ^ 0x7365_7276_6500_0000).mixed &+ ordinal &* .requestStep).mixed,
            time: now,
            requestID: identifiers.request(), messageID: identifiers.message(), path: request.path,
            tag: request["x-preflight-tag"].map { String($0.prefix(100)) })
    }

    private mutating func route(_ request: APIRequest, _ arrival: Arrival) throws(ErrorResponse) -> ServedAnswer {
        let route = try APIRoute(request)
        try Credentials.check(request)
        switch route {
        case .messages: return try answerMessage(request, arrival)
        case .countTokens: return try countTokens(request, arrival)
        case .models: return try listModels(request, arrival)
        case .model(let name): return try showModel(name, arrival)
        case .batches, .batch, .batchCancel, .batchResults: return try answerBatch(request, route, arrival)
        }
    }

    /// Registers an answer, so that it can be booked when it ends.
    mutating func perform(
        _ plan: ResponsePlan, _ arrival: Arrival, isRefusal: Bool = false, fault: String? = nil, model: String? = nil,
        message: RunningAnswer.Message? = nil
    ) -> ServedAnswer {
        running[arrival.id] = RunningAnswer(
            arrival: arrival, status: plan.head?.status ?? 0, isRefusal: isRefusal, fault: fault, model: model,
            message: message)
        return ServedAnswer(id: arrival.id, plan: plan)
    }

    /// An answer that is an error.
    mutating func refuse(
        _ error: ErrorResponse, _ arrival: Arrival, after milliseconds: Int32 = 0, fault: String? = nil,
        model: String? = nil
    ) -> ServedAnswer {
        let plan = ResponsePlan(error, context(arrival), after: milliseconds)
        return perform(plan, arrival, isRefusal: true, fault: fault, model: model)
    }

    /// An answer that is JSON and no message.
    mutating func reply(_ body: WireJSON, _ arrival: Arrival) -> ServedAnswer {
        perform(ResponsePlan(body: body.bytes, context(arrival)), arrival)
    }

    /// What every answer says of itself.
    func context(_ arrival: Arrival, model: String = "", isStreaming: Bool = false) -> ResponseContext {
        var context = ResponseContext(
            model: model, requestID: arrival.requestID, messageID: arrival.messageID, isStreaming: isStreaming)
        context.arrival = arrival.time
        context.workspaceID = "wrkspc_01Preflight"
        return context
    }

    // MARK: Booking

    /// An answer has ended: it is booked as what the client got of it.
    package mutating func ended(_ id: UInt64, _ end: StreamPlayer.End, at now: VirtualTime) {
        guard let answer = running.removeValue(forKey: id) else { return }
        let message = answer.message.map { booked($0, answer, end, at: now) }
        if answer.isRefusal { ledger.bookRefusal(status: answer.status) }
        journal.add(JournalEntry(answer, end, message, now: now))
    }

    private mutating func booked(
        _ message: RunningAnswer.Message, _ answer: RunningAnswer, _ end: StreamPlayer.End, at now: VirtualTime
    ) -> RunningAnswer.Message {
        var left = message
        if !options.isInstant {
            let elapsed = Int32(clamping: now.milliseconds - answer.arrival.time.milliseconds)
            left.decision = shortened(message.decision, end, elapsed: elapsed, model: message.modelIndex)
        }
        let model = models.entries[message.modelIndex].model.id
        ledger.book(left.decision, model: model, isCancelled: end == .cancelled)
        return left
    }

    /// What was produced until the answer ended before its time.
    private func shortened(_ decision: Decision, _ end: StreamPlayer.End, elapsed: Int32, model: Int) -> Decision {
        if end == .finished || elapsed >= decision.durationMilliseconds { return decision }
        var left = backend.cut(decision, atMilliseconds: elapsed, model: model)
        if decision.ending == .completed, end != .cancelled { left.ending = .truncated }
        return left
    }
}

/// An answer on its way to the client.
package struct ServedAnswer: Sendable {
    /// Names it when it ends.
    package var id: UInt64
    package var plan: ResponsePlan
}

/// One request as it came.
struct Arrival: Sendable {
    /// How many came before it.
    var id: UInt64
    /// What its draws follow from.
    var key: UInt64
    var time: VirtualTime
    var requestID: String
    var messageID: String
    var path: String
    /// What the client calls it in the journal.
    var tag: String?
}

/// An answer that is being performed, with what has to be booked when it ends.
struct RunningAnswer: Sendable {
    /// What Claude was asked for and decided.
    struct Message: Sendable {
        var decision: Decision
        var modelIndex: Int
    }

    var arrival: Arrival
    /// Zero if no headers are sent.
    var status: Int
    /// Refused before anything was decided.
    var isRefusal = false
    /// The wire fault that struck it, or the golden stream that it is.
    var fault: String?
    /// Canonical id, if it is known.
    var model: String?
    var message: Message?
}
