/// A collector between process and sink: requests wait in a queue, ten at a time are sent and tried again.
///
/// opentelemetry-collector, `exporterhelper`: 10 consumers, a queue that refuses what does not fit, and in memory unless it
/// has storage. The time after which a request is given up begins when a consumer takes it. An answer is good once a
/// request is queued, so that whoever sent it believes it safe.
struct CollectorQueue<Payload> {
    struct Done {
        var payload: Payload
        var milliseconds: Int64
        /// Nil if it arrived.
        var cause: LossCause?
    }

    private struct Held {
        var payload: Payload
        var begun: Int64
        var outcome: ExportOutcome
    }

    private let settings: PipelineSettings.Collector
    private let attempts: ExportAttempts
    /// How long a request waits for others to share its way.
    private let batchMilliseconds: Int64
    private var held: [Held] = []
    /// When each consumer is free.
    private var consumers = [Int64](repeating: .min, count: 10)

    init(_ settings: PipelineSettings.Collector, _ attempts: ExportAttempts, batchMilliseconds: Int64) {
        self.settings = settings
        self.attempts = attempts
        self.batchMilliseconds = max(batchMilliseconds, 0)
    }

    /// False if the queue had no place; the moment is not before those of earlier requests.
    mutating func accept(_ payload: Payload, at time: Int64) -> Bool {
        let ready = time + batchMilliseconds
        if held.count(where: { $0.begun > ready }) >= max(settings.queueCapacity, 0) { return false }
        enqueue(payload, ready: ready)
        return true
    }

    private mutating func enqueue(_ payload: Payload, ready: Int64) {
        var consumer = 0
        for index in consumers.indices where consumers[index] < consumers[consumer] { consumer = index }
        let begun = max(ready, consumers[consumer])
        let outcome = attempts.export(at: begun)
        consumers[consumer] = outcome.end
        held.append(Held(payload: payload, begun: begun, outcome: outcome))
    }

    /// Requests that were answered or given up by now, in the order in which that happened.
    mutating func takeDone(by time: Int64) -> [Done] {
        if held.isEmpty { return [] }
        let done = held.enumerated().filter { $0.element.outcome.end <= time }.sorted {
            ($0.element.outcome.end, $0.offset) < ($1.element.outcome.end, $1.offset)
        }
        if done.isEmpty { return [] }
        held.removeAll { $0.outcome.end <= time }
        return done.map {
            Done(
                payload: $0.element.payload, milliseconds: $0.element.outcome.end, cause: $0.element.outcome.cause)
        }
    }

    /// It starts again: what memory held is gone, what storage held is sent afterwards. Everything done before has been taken.
    mutating func restart(at time: Int64, downMilliseconds: Int64) -> [Payload] {
        let payloads = held.map(\.payload)
        held = []
        for index in consumers.indices { consumers[index] = .min }
        if !settings.queueIsPersistent { return payloads }
        for payload in payloads { enqueue(payload, ready: time + max(downMilliseconds, 0)) }
        return []
    }

    var payloads: [Payload] { held.map(\.payload) }
}
