/// Measurements that travel as increments, so that what is lost on the way is missing for ever: events in a buffer, delta
/// exports, datagrams, calls that wait. Whoever adds them up outlives the process and is read by the scrape clock.
struct EventDelivery<Client: EventClient> {
    private let stream: RowStream
    private let timeline: PipelineTimeline
    private let settings: PipelineSettings
    private let chance: PipelineChance
    private var client: Client
    private var collector: CollectorQueue<ItemBatch>?
    private var books: PipelineBooks
    private var samples: DeliveredSamples
    private var totals: [Int64]
    private var newest: Int64
    /// Under way to the collector, and to the store; by the moment of arrival.
    private var toCollector: [Outbox.Handed] = []
    private var toStore: [Outbox.Handed] = []
    private var isDown = false

    init(
        _ client: Client, _ stream: RowStream, _ timeline: PipelineTimeline, _ settings: PipelineSettings,
        _ chance: PipelineChance
    ) {
        self.client = client
        self.stream = stream
        self.timeline = timeline
        self.settings = settings
        self.chance = chance
        collector =
            settings.kind == .sync
            ? nil
            : settings.collector.map { collector in
                CollectorQueue(
                    collector,
                    ExportAttempts(
                        ofCollector: collector, settings, timeline, horizonMilliseconds: stream.endMilliseconds),
                    // An agent has added up for its time already.
                    batchMilliseconds: settings.kind == .dogstatsd ? 0 : collector.batchMilliseconds)
            }
        books = PipelineBooks(stream)
        samples = DeliveredSamples(layout: stream.rows.layout)
        totals = [Int64](repeating: 0, count: stream.width)
        newest = stream.startMilliseconds
    }

    mutating func deliver(_ clock: ScrapeClock) -> DeliveredSamples {
        samples.reserveTicks(clock.count)
        var tick = 0
        var marks = timeline.marks(from: stream.startMilliseconds)[...]
        while tick < clock.count, clock[tick] <= stream.startMilliseconds {
            scrape(tick, clock[tick])
            tick += 1
        }
        for row in 0..<stream.rowCount {
            var rest = stream.run(ofRow: row)
            let end = stream.startMilliseconds(ofRow: row + 1)
            var now = Int64.min
            while now < end {
                let nextTick = tick < clock.count ? clock[tick] : .max
                now = min(end, nextTick, marks.first?.milliseconds ?? .max)
                let (part, after) = rest.split(at: rest.count == 0 ? 0 : rest.made(by: now))
                rest = after
                advance(part, to: now)
                while let mark = marks.first, mark.milliseconds <= now {
                    happen(mark)
                    marks.removeFirst()
                }
                if nextTick <= now {
                    scrape(tick, now)
                    tick += 1
                }
            }
        }
        close()
        return samples
    }

    /// Calls measure, and whatever is under way goes on, up to a moment.
    private mutating func advance(_ part: ItemRun, to time: Int64) {
        if isDown {
            books.lose(part.count, ofRow: part.row, .crash)
        } else {
            client.take(part)
        }
        client.advance(to: time)
        move(to: time)
    }

    private mutating func happen(_ mark: PipelineTimeline.Mark) {
        switch mark.what {
        case .begins:
            isDown = false
            client.restart(at: mark.milliseconds)
        case .ends(.deploy(drains: true)):
            client.shutDown(at: mark.milliseconds, drainMilliseconds: settings.drainMilliseconds)
            isDown = true
        case .ends(.deploy(drains: false)):
            client.die(.notDrained)
            isDown = true
        case .ends(.crash), .ends(.collectorRestart):
            client.die(.crash)
            isDown = true
        case .collectorRestarts(let down):
            client.restartAgent()
            for batch in collector?.restart(at: mark.milliseconds, downMilliseconds: down) ?? [] {
                lose(batch.runs, .collectorRestart)
            }
        }
        move(to: mark.milliseconds)
    }

    /// Empties the client's outbox, and moves on what has come to the collector and from there to the store.
    private mutating func move(to time: Int64) {
        for lost in client.outbox.lost { books.lose(lost.run.count, ofRow: lost.run.row, lost.cause) }
        client.outbox.lost.removeAll(keepingCapacity: true)
        for handed in client.outbox.handed {
            if collector == nil { Self.insert(handed, into: &toStore) } else { Self.insert(handed, into: &toCollector) }
        }
        client.outbox.handed.removeAll(keepingCapacity: true)
        if collector == nil { return }
        var accepted = 0
        while accepted < toCollector.count, toCollector[accepted].milliseconds <= time {
            let handed = toCollector[accepted]
            accepted += 1
            takeDone(by: handed.milliseconds)
            if collector?.accept(handed.batch, at: handed.milliseconds) == false {
                lose(handed.batch.runs, .collectorQueueFull)
            }
        }
        if accepted > 0 { toCollector.removeFirst(accepted) }
        takeDone(by: time)
    }

    private mutating func takeDone(by time: Int64) {
        for done in collector?.takeDone(by: time) ?? [] {
            if let cause = done.cause {
                client.outbox.failedExports += 1
                lose(done.payload.runs, cause)
            } else {
                Self.insert(
                    Outbox.Handed(batch: done.payload, milliseconds: done.milliseconds), into: &toStore)
            }
        }
    }

    private mutating func lose(_ runs: [ItemRun], _ cause: LossCause) {
        for run in runs { books.lose(run.count, ofRow: run.row, cause) }
    }

    private static func insert(_ handed: Outbox.Handed, into list: inout [Outbox.Handed]) {
        var place = list.count
        while place > 0, list[place - 1].milliseconds > handed.milliseconds { place -= 1 }
        list.insert(handed, at: place)
    }

    private mutating func store(through time: Int64) {
        // Batches cut rows into pieces; put together again, most rows are whole and need no division.
        var arrived = ItemBatch(newestMilliseconds: newest)
        var count = 0
        while count < toStore.count, toStore[count].milliseconds <= time {
            for run in toStore[count].batch.runs { arrived.append(run) }
            newest = max(newest, toStore[count].batch.newestMilliseconds)
            count += 1
        }
        if count == 0 { return }
        toStore.removeFirst(count)
        for run in arrived.runs {
            stream.add(run, to: &totals)
            books.arrive(run.count, ofRow: run.row)
        }
    }

    private mutating func scrape(_ tick: Int, _ time: Int64) {
        let isLost =
            !timeline.isQuiet(from: time, through: time)
            && chance.strikes(timeline.conditions(at: time).scrapeLoss, .scrape, Int64(tick))
        if !isLost { store(through: time) }
        // What a lost scrape would have read stays in the store for the next one.
        samples.append(
            at: time, totals: totals, incarnation: 0, newest: newest, isMissed: isLost, isUp: !isLost)
    }

    private mutating func close() {
        store(through: stream.endMilliseconds)
        let rest =
            client.takeHeld() + (toCollector + toStore).flatMap(\.batch.runs)
            + (collector?.payloads ?? []).flatMap(\.runs)
        for run in rest where run.row >= stream.historyCount { books.underWay += run.count }
        let outbox = client.outbox
        samples.report.failedExports = outbox.failedExports
        samples.report.addedMaximumMilliseconds = outbox.addedMaximum
        let calls = stream.items.reduce(0, +)
        samples.report.addedMeanMilliseconds = calls == 0 ? 0 : Double(outbox.addedSum) / Double(calls)
        if settings.kind != .otelSDK {
            samples.report.peakBufferItems = outbox.peak
            samples.report.peakBufferBytes = outbox.peak * PipelineReport.bytesPerItem
        }
        books.close(into: &samples, stream, lastFaultEnd: timeline.lastFaultEnd)
    }
}
