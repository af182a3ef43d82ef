/// A buffer of measurements in the process and the one worker that empties it: exact for every item.
///
/// The worker exports one batch at a time. It begins in a rhythm, or as soon as a batch is full, and goes on while full batches
/// wait or until what waited at the beat is gone. A batch leaves the buffer when its export begins, as in OpenTelemetry's batch
/// processors, and is lost if the export fails for good. Where worker and call meet in one millisecond, the worker is first.
package struct BufferedExporter: EventClient {
    private let settings: PipelineSettings.Buffer
    private let attempts: ExportAttempts
    private let flush: Int64
    private let batch: Int64
    private let capacity: Int64
    private var queue = ItemQueue()
    /// Calls that wait for a place, where a full buffer blocks.
    private var blocked = ItemQueue()
    private var flight: (batch: ItemBatch, count: Int64, outcome: ExportOutcome)?
    private var nextBeat: Int64
    /// What waited at the last beat and still does.
    private var due: Int64 = 0
    private var hasFailed = false
    var outbox = Outbox()

    /// The first beat comes at a moment that the caller chooses, the others follow in the rhythm.
    init(_ buffer: PipelineSettings.Buffer, _ attempts: ExportAttempts, firstBeat: Int64) {
        settings = buffer
        self.attempts = attempts
        // A worker that never rests is as good as one that rests 10 ms.
        flush = max(buffer.flushMilliseconds, 10)
        capacity = max(Int64(buffer.capacity), 1)
        batch = min(max(Int64(buffer.batch), 1), capacity)
        nextBeat = firstBeat
    }

    var heldCount: Int64 { queue.count + blocked.count + (flight?.count ?? 0) }

    mutating func take(_ run: ItemRun) {
        var rest = run
        while rest.count > 0 {
            let next = nextMoment
            if rest.firstTime >= next {
                act(at: next)
                continue
            }
            var end = min(rest.to, rest.made(by: next - 1))
            if flight == nil { end = min(end, rest.from + min(batch - queue.count, rest.count)) }
            let (part, after) = rest.split(at: end)
            enqueue(part)
            rest = after
            outbox.peak = max(outbox.peak, heldCount)
            if flight == nil, queue.count >= batch { begin(at: part.lastTime) }
        }
    }

    mutating func advance(to time: Int64) {
        while nextMoment <= time { act(at: nextMoment) }
    }

    mutating func die(_ cause: LossCause) {
        if let flight { outbox.lose(flight.batch.runs, cause) }
        flight = nil
        outbox.lose(queue.take(.max), cause)
        outbox.lose(blocked.take(.max), cause)
        // Until a process begins again, nothing is known to be complete.
        hasFailed = true
    }

    /// The worker goes on until the buffer is empty or the time is up.
    mutating func shutDown(at time: Int64, drainMilliseconds: Int64) {
        let deadline = time + max(drainMilliseconds, 0)
        var now = time
        while flight != nil || heldCount > 0 {
            if flight == nil { begin(at: now) }
            guard let end = flight?.outcome.end, end <= deadline else { break }
            now = end
            complete()
        }
        die(.notDrained)
    }

    mutating func restart(at time: Int64) {
        nextBeat = time + flush
        due = 0
        hasFailed = false
    }

    mutating func takeHeld() -> [ItemRun] {
        let held = (flight?.batch.runs ?? []) + queue.take(.max) + blocked.take(.max)
        flight = nil
        return held
    }

    private var nextMoment: Int64 { min(flight?.outcome.end ?? .max, nextBeat) }

    private mutating func act(at time: Int64) {
        if let end = flight?.outcome.end, end <= time {
            complete()
            if queue.count > 0, due > 0 || queue.count >= batch { begin(at: time) }
            return
        }
        nextBeat += flush
        due = queue.count
        if flight != nil { return }
        if due > 0 {
            begin(at: time)
        } else if !hasFailed {
            // Nothing was measured, and nothing is missing.
            outbox.hand(ItemBatch(newestMilliseconds: time), at: time)
        }
    }

    private mutating func begin(at time: Int64) {
        var taken = ItemBatch(newestMilliseconds: time)
        let size = min(batch, queue.count)
        for run in queue.take(size) { taken.append(run) }
        due = max(due - size, 0)
        admit(at: time)
        if queue.count + blocked.count > 0, let last = taken.runs.last { taken.newestMilliseconds = last.lastTime }
        flight = (taken, size, attempts.export(at: time))
    }

    private mutating func complete() {
        guard let (taken, _, outcome) = flight else { return }
        flight = nil
        hasFailed = outcome.cause != nil
        if let cause = outcome.cause {
            outbox.failedExports += 1
            outbox.lose(taken.runs, cause)
        } else {
            outbox.hand(taken, at: outcome.end)
        }
    }

    private mutating func enqueue(_ part: ItemRun) {
        let room = capacity - queue.count
        switch settings.onFull {
        case .dropNew:
            let (kept, dropped) = part.split(at: part.from + min(room, part.count))
            queue.append(kept)
            outbox.lose([dropped], .bufferFull)
        case .dropOld:
            queue.append(part)
            if part.count > room { outbox.lose(queue.take(part.count - room), .bufferFull) }
        case .block:
            let (kept, waits) = part.split(at: blocked.count > 0 ? part.from : part.from + min(room, part.count))
            queue.append(kept)
            blocked.append(waits)
        }
    }

    /// Calls that waited for a place have one.
    private mutating func admit(at time: Int64) {
        for run in blocked.take(capacity - queue.count) {
            for item in run.from..<run.to { outbox.addLatency(time - run.time(of: item)) }
            queue.append(run)
        }
    }
}
