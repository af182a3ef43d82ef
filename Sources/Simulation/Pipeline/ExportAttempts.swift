/// What came of one export after all its attempts.
struct ExportOutcome {
    /// When the answer came, or when it was given up; `.max` if that lies beyond the run.
    var end: Int64
    /// Nil if it arrived.
    var cause: LossCause?
}

/// Exports to one receiver: attempts, timeouts, and waits between them.
struct ExportAttempts {
    /// What is wrong with the receiver is read here; nil where only `outages` are.
    var timeline: PipelineTimeline?
    /// When nothing listens: connections are refused at once, which every exporter tries again.
    var outages: [Range<Int64>]
    var timeoutMilliseconds: Int64
    var requestMilliseconds: Int64
    var retryLimit: Int
    var waitMilliseconds: Int64
    var longestWaitMilliseconds: Int64
    /// The next wait is this many halves of the one before.
    var growthInHalves: Int64
    var elapsedMilliseconds: Int64?
    var retriedStatuses: [Int]
    /// Nobody asks what comes after it.
    var horizonMilliseconds: Int64

    /// From the process to its sink, or to the collector that stands between.
    init(_ settings: PipelineSettings, _ timeline: PipelineTimeline, horizonMilliseconds: Int64) {
        let exporter = settings.exporter
        let hasCollector = settings.collector != nil && settings.kind != .sync
        self.timeline = hasCollector ? nil : timeline
        outages = hasCollector ? timeline.collectorOutages : []
        timeoutMilliseconds = max(exporter.timeoutMilliseconds, 1)
        requestMilliseconds = max(exporter.requestMilliseconds, 0)
        retryLimit = exporter.retryLimit
        // Nobody asks more than ten times a second; a wait of nothing would have no end.
        waitMilliseconds = max(exporter.retryBaseMilliseconds, 100)
        longestWaitMilliseconds = max(exporter.retryCapMilliseconds, 100)
        growthInHalves = 4
        elapsedMilliseconds = exporter.retryElapsedMilliseconds
        retriedStatuses = exporter.retriedStatuses
        self.horizonMilliseconds = horizonMilliseconds
    }

    /// From the collector to the sink, by the defaults of its `exporterhelper`: 5 s for a request, first wait 5 s, half as much
    /// again each time up to 30 s, given up after the elapsed time only.
    init(
        ofCollector collector: PipelineSettings.Collector, _ settings: PipelineSettings, _ timeline: PipelineTimeline,
        horizonMilliseconds: Int64
    ) {
        self.init(settings, timeline, horizonMilliseconds: horizonMilliseconds)
        self.timeline = timeline
        outages = []
        timeoutMilliseconds = 5_000
        retryLimit = .max
        waitMilliseconds = 5_000
        longestWaitMilliseconds = 30_000
        growthInHalves = 3
        elapsedMilliseconds = collector.retryElapsedMilliseconds
        retriedStatuses = [429, 502, 503, 504]
    }

    /// An export that begins now.
    ///
    /// A wait that would end after the elapsed time is not begun, as in opentelemetry-python.
    func export(at start: Int64) -> ExportOutcome {
        // A consumer that is busy beyond the end of the run is free at the end of time.
        if start > horizonMilliseconds { return ExportOutcome(end: .max, cause: nil) }
        let limit = elapsedMilliseconds.map { start + $0 } ?? .max
        var time = start
        var wait = min(waitMilliseconds, longestWaitMilliseconds)
        var retries = 0
        while time <= horizonMilliseconds {
            let attempt = answer(at: time)
            guard let cause = attempt.cause else { return ExportOutcome(end: attempt.end, cause: nil) }
            let isRetried = attempt.isRetried && retries < retryLimit
            if !isRetried || attempt.end + wait > limit {
                let isExhausted = attempt.isRetried && retryLimit > 0 && cause != .exportTimeout
                return ExportOutcome(end: attempt.end, cause: isExhausted ? .retriesExhausted : cause)
            }
            time = attempt.end + wait
            wait = min(wait / 2 * growthInHalves, longestWaitMilliseconds)
            retries += 1
        }
        return ExportOutcome(end: .max, cause: nil)
    }

    /// What one request that begins now comes to.
    private func answer(at time: Int64) -> Attempt {
        if outages.contains(where: { $0.contains(time) }) {
            return Attempt(end: time, cause: .refused, isRetried: true)
        }
        guard let timeline, !timeline.isQuiet(from: time, through: time) else {
            return requestMilliseconds > timeoutMilliseconds
                ? Attempt(end: time + timeoutMilliseconds, cause: .exportTimeout, isRetried: true)
                : Attempt(end: time + requestMilliseconds, cause: nil, isRetried: false)
        }
        let conditions = timeline.conditions(at: time)
        let delay = max(conditions.sinkDelayMilliseconds, 0)
        if conditions.sinkIsBlackHole || delay > timeoutMilliseconds - requestMilliseconds {
            return Attempt(end: time + timeoutMilliseconds, cause: .exportTimeout, isRetried: true)
        }
        let end = time + requestMilliseconds + delay
        if conditions.sinkStatus == 0 { return Attempt(end: end, cause: nil, isRetried: false) }
        return Attempt(end: end, cause: .refused, isRetried: retriedStatuses.contains(conditions.sinkStatus))
    }

    private struct Attempt {
        var end: Int64
        var cause: LossCause?
        var isRetried: Bool
    }
}

extension ExportAttempts {
    /// Whether every export that begins in a stretch of time is answered well after the same time.
    func isHealthy(from begin: Int64, through end: Int64) -> Bool {
        requestMilliseconds <= timeoutMilliseconds && outages.isEmpty
            && (timeline?.isQuiet(from: begin, through: end) ?? true)
    }
}
