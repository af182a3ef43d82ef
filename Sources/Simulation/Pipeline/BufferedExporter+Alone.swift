/// The buffer without a run around it: some measurements, a sink, and the end of the process.
extension BufferedExporter {
    /// Its worker's first beat comes at a moment, and the sink suffers from faults; time begins at zero.
    package init(_ settings: PipelineSettings, faults: [Fault] = [], firstBeatMilliseconds: Int64) {
        let horizon: Int64 = 86_400_000
        let timeline = PipelineTimeline(faults, endMilliseconds: horizon)
        self.init(
            settings.buffer, ExportAttempts(settings, timeline, horizonMilliseconds: horizon),
            firstBeat: firstBeatMilliseconds)
    }

    /// Calls leave so many measurements, evenly from after one moment through another; moments never go back.
    package mutating func make(_ count: Int64, after start: Int64, through end: Int64) {
        take(
            ItemRun(
                row: 0, startMilliseconds: start, lengthMilliseconds: max(end - start, 0), rowCount: count, from: 0,
                to: count))
    }

    /// Time passes.
    package mutating func wait(until time: Int64) { advance(to: time) }

    /// The process dies without a word.
    package mutating func kill(at time: Int64) {
        advance(to: time)
        die(.crash)
    }

    /// The process ends and hands over what it can within a time.
    package mutating func stop(at time: Int64, drainMilliseconds: Int64) {
        advance(to: time)
        shutDown(at: time, drainMilliseconds: drainMilliseconds)
    }

    /// Where everything is by now.
    package var tally: Tally {
        var tally = Tally(underWay: heldCount)
        for handed in outbox.handed {
            tally.arrived += handed.batch.runs.reduce(0) { $0 + $1.count }
            if !handed.batch.runs.isEmpty { tally.lastArrivalMilliseconds = handed.milliseconds }
        }
        for lost in outbox.lost { tally.lost[lost.cause, default: 0] += lost.run.count }
        tally.peak = outbox.peak
        tally.addedMaximumMilliseconds = outbox.addedMaximum
        tally.failedExports = outbox.failedExports
        return tally
    }

    /// Measurements by what became of them.
    package struct Tally: Sendable, Equatable {
        package var arrived: Int64 = 0
        package var lost: [LossCause: Int64] = [:]
        package var underWay: Int64
        package var peak: Int64 = 0
        package var failedExports: Int64 = 0
        package var addedMaximumMilliseconds: Int64 = 0
        package var lastArrivalMilliseconds: Int64?
    }
}
