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
        var order: Int
        var outcome: ExportOutcome
    }

    private let settings: PipelineSettings.Collector
    private let attempts: ExportAttempts
    /// How long a request waits for others to share its way.
    private let batchMilliseconds: Int64
    /// By the moment at which each is done; those before `taken` are.
    private var held: [Held] = []
    private var taken = 0
    private var order = 0
    /// When a consumer takes each request, in the order of requests, which is the order of these moments too; those before
    /// `begunCount` have been taken.
    private var beginnings: [Int64] = []
    private var begunCount = 0
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
        while begunCount < beginnings.count, beginnings[begunCount] <= ready { begunCount += 1 }
        if beginnings.count - begunCount >= max(settings.queueCapacity, 0) { return false }
        Self.compact(&beginnings, &begunCount)
        enqueue(payload, ready: ready)
        return true
    }

    private mutating func enqueue(_ payload: Payload, ready: Int64) {
        var consumer = 0
        for index in consumers.indices where consumers[index] < consumers[consumer] { consumer = index }
        let begun = max(ready, consumers[consumer])
        let outcome = attempts.export(at: begun)
        consumers[consumer] = outcome.end
        beginnings.append(begun)
        var place = held.count
        while place > taken, held[place - 1].outcome.end > outcome.end { place -= 1 }
        held.insert(Held(payload: payload, order: order, outcome: outcome), at: place)
        order += 1
    }

    /// Requests that were answered or given up by now, in the order in which that happened.
    mutating func takeDone(by time: Int64) -> [Done] {
        var done: [Done] = []
        while taken < held.count, held[taken].outcome.end <= time {
            let one = held[taken]
            done.append(Done(payload: one.payload, milliseconds: one.outcome.end, cause: one.outcome.cause))
            taken += 1
        }
        Self.compact(&held, &taken)
        return done
    }

    /// It starts again: what memory held is gone, what storage held is sent afterwards. Everything done before has been taken.
    mutating func restart(at time: Int64, downMilliseconds: Int64) -> [Payload] {
        let payloads = payloads
        held = []
        taken = 0
        beginnings = []
        begunCount = 0
        for index in consumers.indices { consumers[index] = .min }
        if !settings.queueIsPersistent { return payloads }
        for payload in payloads { enqueue(payload, ready: time + max(downMilliseconds, 0)) }
        return []
    }

    /// What it still holds, in the order in which it came.
    var payloads: [Payload] { held[taken...].sorted { $0.order < $1.order }.map(\.payload) }

    /// Forgets what lies before a place, once that is most of the list.
    private static func compact<Element>(_ list: inout [Element], _ head: inout Int) {
        guard head > 64, head * 2 > list.count else { return }
        list.removeFirst(head)
        head = 0
    }
}
