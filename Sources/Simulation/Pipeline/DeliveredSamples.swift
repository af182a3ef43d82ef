/// What the store of metrics came to hold: a clock, and at each tick the totals of every channel as the store sees them.
package struct DeliveredSamples: Sendable {
    package let layout: ChannelLayout
    /// Moments of samples, ascending: scrapes, or arrivals of exports.
    package var milliseconds: [Int64]
    /// Totals since the process began, `layout.count` for each tick.
    package var totals: [Int64]
    /// Ticks without samples: the scrape failed. `up` is zero there.
    package var isMissed: [Bool]
    /// The process that each tick shows: one more after every restart, when totals begin again.
    package var incarnation: [Int32]
    package var report: PipelineReport

    package init(layout: ChannelLayout) {
        self.layout = layout
        milliseconds = []
        totals = []
        isMissed = []
        incarnation = []
        report = PipelineReport()
    }

    package subscript(tick: Int, channel: Int) -> Int64 { totals[tick * layout.count + channel] }
}

/// What the way to the store cost.
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
    package var peakBufferItems: Int64 = 0
    package var peakBufferBytes: Int64 = 0
    /// Greatest age of the newest measurement in the store, over the run.
    package var stalestMilliseconds: Int64 = 0
    /// From the end of the last fault to an empty buffer; nil if it was never emptied.
    package var drainMilliseconds: Int64?

    package init() {}
}

/// Why a measurement never arrived.
package enum LossCause: String, Sendable, CaseIterable {
    case bufferFull = "buffer-full"
    case retriesExhausted = "retries-exhausted"
    case refused = "refused"
    case exportTimeout = "export-timeout"
    case datagramLost = "datagram-lost"
    case crash = "crash"
    case notDrained = "not-drained"
    case collectorRestart = "collector-restart"
    case collectorQueueFull = "collector-queue-full"
    /// Between the last scrape and the end of the process.
    case neverScraped = "never-scraped"
}
