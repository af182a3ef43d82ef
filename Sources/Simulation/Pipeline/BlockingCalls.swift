/// Every call sends its own measurement and waits until the sink has answered, through all attempts.
struct BlockingCalls: EventClient {
    private let attempts: ExportAttempts
    /// Calls that wait, each group for the same time.
    private var waiting: [(run: ItemRun, milliseconds: Int64)] = []
    private var hasFailed = false
    var outbox = Outbox()

    init(_ attempts: ExportAttempts) { self.attempts = attempts }

    mutating func take(_ run: ItemRun) {
        if run.count == 0 { return }
        if attempts.isHealthy(from: run.firstTime, through: run.lastTime) {
            wait(run, attempts.requestMilliseconds)
            hasFailed = false
            return
        }
        var rest = run
        while rest.count > 0 {
            let time = rest.firstTime
            let (group, after) = rest.split(at: rest.made(by: time))
            rest = after
            let outcome = attempts.export(at: time)
            if outcome.cause == nil {
                wait(group, outcome.end == .max ? .max : outcome.end - time)
            } else {
                outbox.failedExports += group.count
                outbox.addLatency(outcome.end - time, calls: group.count)
                outbox.lose([group], outcome.cause ?? .refused)
            }
            hasFailed = outcome.cause != nil
        }
    }

    private mutating func wait(_ run: ItemRun, _ milliseconds: Int64) {
        waiting.append((run, milliseconds))
        // Whoever waits beyond the end of the run waits at least until then.
        let least = milliseconds == .max ? attempts.horizonMilliseconds - run.firstTime : milliseconds
        outbox.addLatency(least, calls: run.count)
    }

    /// Hands over what was answered by a moment.
    mutating func advance(to time: Int64) {
        var arrived = ItemBatch(newestMilliseconds: .min)
        waiting = waiting.compactMap { group in
            guard group.milliseconds != .max else { return group }
            let (done, rest) = group.run.split(at: group.run.made(by: time - group.milliseconds))
            if done.count > 0 {
                arrived.append(done)
                arrived.newestMilliseconds = max(arrived.newestMilliseconds, done.lastTime)
            }
            return rest.count == 0 ? nil : (rest, group.milliseconds)
        }
        if waiting.isEmpty, !hasFailed { arrived.newestMilliseconds = time }
        if arrived.newestMilliseconds != .min { outbox.hand(arrived, at: time) }
        outbox.peak = max(outbox.peak, waiting.reduce(0) { $0 + $1.run.count })
    }

    mutating func die(_ cause: LossCause) {
        outbox.lose(takeHeld(), cause)
        hasFailed = true
    }

    /// Calls that are under way are answered first; that is what draining means to a server.
    mutating func shutDown(at time: Int64, drainMilliseconds: Int64) {}

    mutating func restart(at time: Int64) { hasFailed = false }

    mutating func takeHeld() -> [ItemRun] {
        let held = waiting.map(\.run)
        waiting = []
        return held
    }
}
