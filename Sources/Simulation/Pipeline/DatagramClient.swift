/// A DogStatsD client and the agent on its host: increments in datagrams, added up by the agent until it flushes.
///
/// Sending a datagram waits for nobody and is answered by nobody: what is lost on the way is lost for good.
/// Datadog's DogStatsD pages and datadogpy: datagrams go when they are full or every 0.3 s, the agent flushes every 10 s.
struct DatagramClient: EventClient {
    static let usualAgentFlush: Int64 = 10_000

    private let timeline: PipelineTimeline
    private let outages: [Range<Int64>]
    private let chance: PipelineChance
    private let flush: Int64
    private let batch: Int64
    private let agentFlush: Int64
    private var pending = ItemQueue()
    private var nextBeat: Int64
    private var nextAgentBeat: Int64
    private var agent: ItemBatch
    private var datagrams: Int64 = 0
    private var isGone = false
    var outbox = Outbox()

    init(
        _ settings: PipelineSettings, _ timeline: PipelineTimeline, _ chance: PipelineChance, firstBeat: Int64,
        firstAgentBeat: Int64
    ) {
        self.timeline = timeline
        self.chance = chance
        outages = timeline.collectorOutages
        flush = max(settings.buffer.flushMilliseconds, 10)
        batch = max(Int64(settings.buffer.batch), 1)
        agentFlush = max(settings.collector?.batchMilliseconds ?? Self.usualAgentFlush, 10)
        nextBeat = firstBeat
        nextAgentBeat = firstAgentBeat
        agent = ItemBatch(newestMilliseconds: firstBeat)
    }

    mutating func take(_ run: ItemRun) {
        var rest = run
        while rest.count > 0 {
            let next = min(nextBeat, nextAgentBeat)
            if rest.firstTime >= next {
                act(at: next)
                continue
            }
            if isCalm(from: rest.firstTime, through: rest.lastTime) {
                let (part, after) = rest.split(at: rest.made(by: nextAgentBeat - 1))
                rest = after
                passBeats(of: part)
            } else {
                let (part, after) = rest.split(at: rest.made(by: next - 1))
                rest = after
                pack(part)
            }
            outbox.peak = max(outbox.peak, pending.count)
        }
    }

    /// Where no datagram can be lost, only the last beat matters: all that was made before it has been sent.
    private mutating func passBeats(of part: ItemRun) {
        var rest = part
        if nextBeat <= part.lastTime {
            let beat = nextBeat + (part.lastTime - nextBeat) / flush * flush
            let (sent, after) = part.split(at: part.made(by: beat - 1))
            rest = after
            send(pending.take(.max) + [sent], at: beat)
            nextBeat = beat + flush
        }
        if rest.count > 0 { pack(rest) }
    }

    mutating func advance(to time: Int64) {
        while min(nextBeat, nextAgentBeat) <= time { act(at: min(nextBeat, nextAgentBeat)) }
    }

    mutating func die(_ cause: LossCause) {
        outbox.lose(pending.take(.max), cause)
        isGone = true
    }

    /// The last datagram goes at once; there is nothing to wait for.
    mutating func shutDown(at time: Int64, drainMilliseconds: Int64) {
        if drainMilliseconds > 0 { send(pending.take(.max), at: time) }
        die(.notDrained)
    }

    mutating func restart(at time: Int64) {
        nextBeat = time + flush
        isGone = false
    }

    /// What it had added up is gone.
    mutating func restartAgent() {
        outbox.lose(agent.runs, .collectorRestart)
        agent.runs = []
    }

    mutating func takeHeld() -> [ItemRun] {
        let held = agent.runs + pending.take(.max)
        agent.runs = []
        return held
    }

    private mutating func act(at time: Int64) {
        if nextBeat <= time {
            send(pending.take(.max), at: time)
            nextBeat += flush
        } else {
            nextAgentBeat += agentFlush
            if outages.contains(where: { $0.contains(time) }) { return }
            agent.newestMilliseconds = pending.first.map { $0.firstTime - 1 } ?? time
            // An agent that hears of nobody knows no more than it was told last.
            if isGone { agent.newestMilliseconds = agent.runs.last?.lastTime ?? .min }
            outbox.hand(agent, at: time)
            agent.runs = []
        }
    }

    /// Full datagrams go at once.
    private mutating func pack(_ part: ItemRun) {
        let isCalm = isCalm(from: part.firstTime, through: part.lastTime)
        var rest = part
        while pending.count + rest.count >= batch {
            let fill = isCalm ? (pending.count + rest.count) / batch * batch : batch
            let (sent, after) = rest.split(at: rest.from + fill - pending.count)
            rest = after
            send(pending.take(.max) + [sent], at: sent.lastTime)
        }
        pending.append(rest)
    }

    private func isCalm(from begin: Int64, through end: Int64) -> Bool {
        timeline.isQuiet(from: begin, through: end)
            && !outages.contains { $0.lowerBound <= end && begin < $0.upperBound }
    }

    private mutating func send(_ runs: [ItemRun], at time: Int64) {
        if runs.isEmpty { return }
        datagrams += 1
        let isLost =
            !isCalm(from: time, through: time)
            && (outages.contains { $0.contains(time) }
                || chance.strikes(timeline.conditions(at: time).datagramLoss, .datagram, datagrams))
        if isLost {
            outbox.lose(runs, .datagramLost)
        } else {
            for run in runs { agent.append(run) }
        }
    }
}
