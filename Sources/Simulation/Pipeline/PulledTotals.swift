/// Prometheus scrapes counters that live in the process: a missed scrape costs nothing later, the end of a process costs
/// what was counted since the last one.
struct PulledTotals {
    private let stream: RowStream
    private let timeline: PipelineTimeline
    private let settings: PipelineSettings
    private let chance: PipelineChance
    private let outages: [Range<Int64>]
    private var books: PipelineBooks
    private var samples: DeliveredSamples
    /// As the last good scrape read them.
    private var totals: [Int64]
    /// Rows that were counted when the last scrape came.
    private var scraped = 0
    private var newest: Int64
    private var incarnation: Int32 = 0

    init(_ stream: RowStream, _ timeline: PipelineTimeline, _ settings: PipelineSettings, _ chance: PipelineChance) {
        self.stream = stream
        self.timeline = timeline
        self.settings = settings
        self.chance = chance
        outages = settings.collector == nil ? [] : timeline.collectorOutages
        books = PipelineBooks(stream)
        samples = DeliveredSamples(layout: stream.rows.layout)
        totals = [Int64](repeating: 0, count: stream.width)
        newest = stream.startMilliseconds
    }

    mutating func deliver(_ clock: ScrapeClock) -> DeliveredSamples {
        var lives = timeline.lives(from: stream.startMilliseconds)[...]
        samples.reserveTicks(clock.count)
        var shown = incarnation
        for tick in 0..<clock.count {
            let time = clock[tick]
            while let life = lives.first, life.end <= time { end(life, &lives) }
            let isDown = (lives.first?.start ?? 0) > time
            if isDown || isLost(tick, time) {
                samples.append(
                    at: time, totals: totals, incarnation: shown, newest: newest, isMissed: true, isUp: false)
                continue
            }
            if incarnation != shown {
                for channel in totals.indices { totals[channel] = 0 }
                shown = incarnation
            }
            let ended = stream.endedRows(by: time)
            stream.add(scraped..<ended, to: &totals)
            books.arrive(rows: scraped..<ended)
            scraped = ended
            newest = stream.endMilliseconds(ofRows: ended)
            samples.append(at: time, totals: totals, incarnation: incarnation, newest: newest)
        }
        while let life = lives.first, life.end <= stream.endMilliseconds { end(life, &lives) }
        books.leaveUnderWay(rows: scraped..<max(scraped, stream.rowCount))
        books.close(into: &samples, stream, lastFaultEnd: timeline.lastFaultEnd)
        return samples
    }

    /// The process is gone with what it had counted since the last scrape, and its successor begins at zero.
    private mutating func end(_ life: ProcessLife, _ lives: inout ArraySlice<ProcessLife>) {
        lives.removeFirst()
        let last = stream.endedRows(by: life.end)
        let next = stream.endedRows(by: lives.first?.start ?? life.end)
        books.lose(rows: scraped..<max(scraped, last), .neverScraped)
        books.lose(rows: max(scraped, last)..<max(scraped, next), .crash)
        scraped = max(scraped, next)
        incarnation += 1
    }

    /// A scrape fails by chance, or because whoever scrapes is itself unreachable, or reads too slowly.
    private func isLost(_ tick: Int, _ time: Int64) -> Bool {
        if outages.contains(where: { $0.contains(time) }) { return true }
        if timeline.isQuiet(from: time, through: time) { return false }
        let conditions = timeline.conditions(at: time)
        return conditions.sinkIsBlackHole || conditions.sinkStatus != 0
            || conditions.sinkDelayMilliseconds >= settings.scrape.timeoutMilliseconds
            || chance.strikes(conditions.scrapeLoss, .scrape, Int64(tick))
    }
}

/// Moments of scrapes: every interval, at a phase, from the beginning of the history to the end of the run.
struct ScrapeClock {
    private let first: Int64
    private let interval: Int64
    let count: Int

    init(_ stream: RowStream, intervalMilliseconds: Int64, phaseMilliseconds: Int64) {
        interval = max(intervalMilliseconds, 1)
        let start = stream.startMilliseconds
        var phase = (phaseMilliseconds - start) % interval
        if phase < 0 { phase += interval }
        first = start + phase
        let span = stream.endMilliseconds - first
        count = span < 0 ? 0 : Int(span / interval) + 1
    }

    subscript(tick: Int) -> Int64 { first + Int64(tick) * interval }
}
