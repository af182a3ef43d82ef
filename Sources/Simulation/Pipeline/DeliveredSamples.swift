/// What the store of metrics came to hold: a clock, and at each tick the totals of every channel as the store sees them.
package struct DeliveredSamples: Sendable {
    package let layout: ChannelLayout
    /// Moments of samples, ascending: scrapes, or arrivals of exports. Negative in the history before the run.
    package var milliseconds: [Int64]
    /// Totals since the process began, `layout.count` for each tick; a missed tick repeats what came last.
    package var totals: [Int64]
    /// Ticks without samples. `up` is what `isUp` says.
    package var isMissed: [Bool]
    /// Whether whoever is scraped answered. It is true at a missed tick only where the series themselves were not there:
    /// a collector that has heard nothing yet, or nothing for so long that it forgot them.
    package var isUp: [Bool]
    /// The process that each tick shows: one more after every restart, when totals begin again.
    package var incarnation: [Int32]
    /// Up to when the totals of a tick count what was measured; not after the tick.
    package var newestMilliseconds: [Int64]
    /// Measurements that never arrived, by the row of the run in which they were made.
    package var lostByRow: [Int64]
    package var report: PipelineReport

    package init(layout: ChannelLayout) {
        self.layout = layout
        milliseconds = []
        totals = []
        isMissed = []
        isUp = []
        incarnation = []
        newestMilliseconds = []
        lostByRow = []
        report = PipelineReport()
    }

    package var tickCount: Int { milliseconds.count }

    package subscript(tick: Int, channel: Int) -> Int64 { totals[tick * layout.count + channel] }

    /// How old the newest measurement is that a tick counts.
    package func age(atTick tick: Int) -> Int64 { milliseconds[tick] - newestMilliseconds[tick] }

    mutating func reserveTicks(_ count: Int) {
        milliseconds.reserveCapacity(count)
        totals.reserveCapacity(count * layout.count)
        isMissed.reserveCapacity(count)
        isUp.reserveCapacity(count)
        incarnation.reserveCapacity(count)
        newestMilliseconds.reserveCapacity(count)
    }

    /// One more tick that shows these totals.
    mutating func append(
        at time: Int64, totals shown: [Int64], incarnation: Int32, newest: Int64, isMissed: Bool = false,
        isUp: Bool = true
    ) {
        milliseconds.append(time)
        totals.append(contentsOf: shown)
        self.isMissed.append(isMissed)
        self.isUp.append(isUp)
        self.incarnation.append(incarnation)
        newestMilliseconds.append(newest)
    }

    mutating func removeLastTick() {
        milliseconds.removeLast()
        totals.removeLast(layout.count)
        isMissed.removeLast()
        isUp.removeLast()
        incarnation.removeLast()
        newestMilliseconds.removeLast()
    }
}

/// What the way to the store cost.
///
/// A measurement is what one call of Claude or of a dependency left behind, whatever many series it moves.
package struct PipelineReport: Sendable, Equatable {
    /// Measurements that calls made, and that the store counts.
    package var made: Int64 = 0
    package var arrived: Int64 = 0
    /// Every loss is booked to one cause; made = arrived + lost + still under way.
    package var lost: [LossCause: Int64] = [:]
    package var underWay: Int64 = 0
    /// What the pipeline added to calls, in milliseconds.
    package var addedMeanMilliseconds = 0.0
    package var addedMaximumMilliseconds: Int64 = 0
    /// In the process: waiting, and in the export that is under way. Totals that are kept in place are no buffer.
    package var peakBufferItems: Int64 = 0
    package var peakBufferBytes: Int64 = 0
    /// Greatest age of the newest measurement in the store, over the run.
    package var stalestMilliseconds: Int64 = 0
    /// From the end of the last fault until the store had caught up with it; nil if it never did, or if there was no fault.
    package var drainMilliseconds: Int64?
    /// Exports that failed for good. They cost measurements only where each carries increments.
    package var failedExports: Int64 = 0
    /// Whether calls wait for the sink by design.
    package var isSynchronous = false
    /// The rhythm in which the process sends by itself; nil where it is scraped, or where calls send.
    package var flushMilliseconds: Int64?

    package init() {}

    package var lostTotal: Int64 { lost.values.reduce(0, +) }
}

/// Why a measurement never arrived.
package enum LossCause: String, Sendable, CaseIterable {
    case bufferFull = "buffer-full"
    case retriesExhausted = "retries-exhausted"
    case refused = "refused"
    case exportTimeout = "export-timeout"
    case datagramLost = "datagram-lost"
    /// The process died with it, or was down when it should have been taken.
    case crash = "crash"
    case notDrained = "not-drained"
    case collectorRestart = "collector-restart"
    case collectorQueueFull = "collector-queue-full"
    /// Between the last scrape and the end of the process.
    case neverScraped = "never-scraped"
}
