/// OpenTelemetry's periodic reader: totals since the process began, exported in a rhythm, one export at a time.
///
/// An export that fails costs nothing once a later one arrives; the end of the process costs what no export carried. A beat that
/// comes while an export still runs is left out. With a collector its Prometheus exporter is scraped: it shows the newest totals
/// that came through until it forgets them. Without one a sample stands where an export arrived.
struct CumulativeExports {
    /// The totals of one process after so many rows of the stream.
    private struct Snapshot {
        var life: Int
        var rows: Int
        /// It is all that the process will ever have counted.
        var isLast = false
    }

    private struct Arrival {
        var snapshot: Snapshot
        var milliseconds: Int64
    }

    private let stream: RowStream
    private let timeline: PipelineTimeline
    private let settings: PipelineSettings
    private let chance: PipelineChance
    private let attempts: ExportAttempts
    private let lives: [ProcessLife]
    /// Why the end of a life is missing, if it is.
    private var causes: [LossCause]
    /// Rows of each life that are on their way, whether they arrive in time or not.
    private var sentRows: [Int]
    private var failedExports: Int64 = 0

    init(
        _ stream: RowStream, _ timeline: PipelineTimeline, _ settings: PipelineSettings, _ chance: PipelineChance,
        _ attempts: ExportAttempts
    ) {
        self.stream = stream
        self.timeline = timeline
        self.settings = settings
        self.chance = chance
        self.attempts = attempts
        lives = timeline.lives(from: stream.startMilliseconds)
        causes = lives.map { life in
            if case .crash = life.ending { .crash } else { .notDrained }
        }
        sentRows = lives.map { stream.endedRows(by: $0.start) }
    }

    mutating func deliver(_ clock: ScrapeClock) -> DeliveredSamples {
        var arrivals: [Arrival] = []
        for life in lives.indices { exports(of: life, into: &arrivals) }
        arrivals.sort {
            ($0.milliseconds, $0.snapshot.life, $0.snapshot.rows) < (
                $1.milliseconds, $1.snapshot.life, $1.snapshot.rows
            )
        }
        if let collector = settings.collector { arrivals = throughCollector(collector, arrivals) }
        for arrival in arrivals {
            sentRows[arrival.snapshot.life] = max(sentRows[arrival.snapshot.life], arrival.snapshot.rows)
        }
        arrivals = newestFirstSeen(arrivals)
        var samples =
            settings.collector.map { scraped(arrivals, clock, $0) } ?? sampled(arrivals)
        var books = PipelineBooks(stream)
        book(arrivals, &books)
        samples.report.failedExports = failedExports
        books.close(into: &samples, stream, lastFaultEnd: timeline.lastFaultEnd)
        return samples
    }

    /// Exports of one process, until it ends or the run does.
    private mutating func exports(of index: Int, into arrivals: inout [Arrival]) {
        let life = lives[index]
        let flush = max(settings.buffer.flushMilliseconds, 10)
        let end = min(life.end, stream.endMilliseconds)
        var beat =
            index == 0
            ? chance.firstBeat(after: life.start, everyMilliseconds: flush, 0)
            : life.start + flush
        var drains = false
        if case .deploy(drains: true) = life.ending { drains = true }
        let deadline = drains ? life.end + max(settings.drainMilliseconds, 0) : life.end
        var free = life.start
        while beat < end || (beat == end && life.ending == nil) {
            let outcome = attempts.export(at: beat)
            free = outcome.end
            let snapshot = Snapshot(life: index, rows: stream.endedRows(by: beat))
            if outcome.cause != nil { failedExports += 1 }
            if outcome.cause == nil, life.ending == nil || outcome.end <= deadline {
                arrivals.append(Arrival(snapshot: snapshot, milliseconds: outcome.end))
            }
            if outcome.end == .max { break }
            beat += max((outcome.end - beat + flush - 1) / flush, 1) * flush
        }
        if drains, free <= deadline { exportLast(index, at: max(free, life.end), deadline, into: &arrivals) }
    }

    /// What a process hands over that was told to end.
    private mutating func exportLast(
        _ index: Int, at time: Int64, _ deadline: Int64, into arrivals: inout [Arrival]
    ) {
        let outcome = attempts.export(at: time)
        guard outcome.end <= deadline else { return }
        if let cause = outcome.cause {
            failedExports += 1
            causes[index] = cause
        } else {
            let snapshot = Snapshot(life: index, rows: stream.endedRows(by: lives[index].end), isLast: true)
            arrivals.append(Arrival(snapshot: snapshot, milliseconds: outcome.end))
        }
    }

    private mutating func throughCollector(
        _ collector: PipelineSettings.Collector, _ arrivals: [Arrival]
    ) -> [Arrival] {
        var queue = CollectorQueue<Snapshot>(
            collector,
            ExportAttempts(
                ofCollector: collector, settings, timeline, horizonMilliseconds: stream.endMilliseconds),
            batchMilliseconds: collector.batchMilliseconds)
        var restarts = timeline.collectorOutages[...]
        var through: [Arrival] = []
        func note(_ snapshot: Snapshot, lost cause: LossCause) {
            if snapshot.isLast { causes[snapshot.life] = cause }
        }
        func take(by time: Int64) {
            for done in queue.takeDone(by: time) {
                if let cause = done.cause {
                    failedExports += 1
                    note(done.payload, lost: cause)
                } else {
                    through.append(Arrival(snapshot: done.payload, milliseconds: done.milliseconds))
                }
            }
        }
        func restart(before time: Int64) {
            while let outage = restarts.first, outage.lowerBound <= time {
                restarts.removeFirst()
                take(by: outage.lowerBound)
                let down = outage.upperBound - outage.lowerBound
                for snapshot in queue.restart(at: outage.lowerBound, downMilliseconds: down) {
                    note(snapshot, lost: .collectorRestart)
                }
            }
        }
        for arrival in arrivals where arrival.milliseconds != .max {
            restart(before: arrival.milliseconds)
            take(by: arrival.milliseconds)
            if !queue.accept(arrival.snapshot, at: arrival.milliseconds) {
                note(arrival.snapshot, lost: .collectorQueueFull)
            }
        }
        restart(before: stream.endMilliseconds)
        take(by: stream.endMilliseconds)
        for snapshot in queue.payloads { through.append(Arrival(snapshot: snapshot, milliseconds: .max)) }
        return through
    }

    /// Leaves out what arrived within the run but after something newer, and what did not arrive within it.
    private func newestFirstSeen(_ arrivals: [Arrival]) -> [Arrival] {
        var newest = (life: 0, rows: -1)
        return arrivals.filter { arrival in
            let this = (life: arrival.snapshot.life, rows: arrival.snapshot.rows)
            guard arrival.milliseconds <= stream.endMilliseconds, this > newest else { return false }
            newest = this
            return true
        }
    }

    private func sampled(_ arrivals: [Arrival]) -> DeliveredSamples {
        var samples = DeliveredSamples(layout: stream.rows.layout)
        samples.reserveTicks(arrivals.count)
        var shown = ShownTotals(stream, lives)
        for arrival in arrivals {
            shown.show(arrival.snapshot.life, arrival.snapshot.rows)
            // Two exports that arrive together are one sample, the newer one.
            if samples.milliseconds.last == arrival.milliseconds { samples.removeLastTick() }
            samples.append(
                at: arrival.milliseconds, totals: shown.totals, incarnation: Int32(clamping: shown.life),
                newest: shown.newest)
        }
        return samples
    }

    private func scraped(
        _ arrivals: [Arrival], _ clock: ScrapeClock, _ collector: PipelineSettings.Collector
    ) -> DeliveredSamples {
        var samples = DeliveredSamples(layout: stream.rows.layout)
        samples.reserveTicks(clock.count)
        let outages = timeline.collectorOutages
        var shown = ShownTotals(stream, lives)
        var next = 0
        for tick in 0..<clock.count {
            let time = clock[tick]
            let isLost =
                outages.contains { $0.contains(time) }
                || !timeline.isQuiet(from: time, through: time)
                    && chance.strikes(timeline.conditions(at: time).scrapeLoss, .scrape, Int64(tick))
            var heard = next > 0 ? arrivals[next - 1].milliseconds : Int64.min
            var latest = next
            while latest < arrivals.count, arrivals[latest].milliseconds <= time { latest += 1 }
            if latest > 0 { heard = arrivals[latest - 1].milliseconds }
            let isForgotten =
                latest == 0 || time - heard > collector.expirationMilliseconds
                || outages.contains { $0.lowerBound > heard && $0.lowerBound <= time }
            let isMissed = isLost || isForgotten
            if !isMissed, latest > next {
                shown.show(arrivals[latest - 1].snapshot.life, arrivals[latest - 1].snapshot.rows)
                next = latest
            }
            samples.append(
                at: time, totals: shown.totals, incarnation: Int32(clamping: shown.life), newest: shown.newest,
                isMissed: isMissed, isUp: !isLost)
        }
        return samples
    }

    /// Every row belongs to the life that counted it; what lies between two lives was counted by nobody.
    private func book(_ arrivals: [Arrival], _ books: inout PipelineBooks) {
        var arrivedRows = lives.map { stream.endedRows(by: $0.start) }
        for arrival in arrivals {
            arrivedRows[arrival.snapshot.life] = max(arrivedRows[arrival.snapshot.life], arrival.snapshot.rows)
        }
        for (index, life) in lives.enumerated() {
            let first = stream.endedRows(by: life.start)
            let last = stream.endedRows(by: life.end)
            let arrived = arrivedRows[index]
            books.arrive(rows: first..<arrived)
            let underWay = life.ending == nil ? last : max(sentRows[index], arrived)
            books.leaveUnderWay(rows: arrived..<underWay)
            books.lose(rows: underWay..<max(underWay, last), causes[index])
            if index + 1 < lives.count {
                books.lose(rows: last..<stream.endedRows(by: lives[index + 1].start), .crash)
            }
        }
    }
}

/// The totals of one process after so many rows, brought forward from one showing to the next.
private struct ShownTotals {
    private let stream: RowStream
    private let lives: [ProcessLife]
    private(set) var totals: [Int64]
    private(set) var life = 0
    private var rows = 0

    init(_ stream: RowStream, _ lives: [ProcessLife]) {
        self.stream = stream
        self.lives = lives
        totals = [Int64](repeating: 0, count: stream.width)
    }

    var newest: Int64 { stream.endMilliseconds(ofRows: rows) }

    mutating func show(_ life: Int, _ rows: Int) {
        if life != self.life {
            self.life = life
            self.rows = stream.endedRows(by: lives[life].start)
            for channel in totals.indices { totals[channel] = 0 }
        }
        stream.add(self.rows..<rows, to: &totals)
        self.rows = rows
    }
}
