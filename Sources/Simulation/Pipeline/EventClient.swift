/// The end of the pipeline that lies in the process, for measurements that travel as increments.
///
/// Moments never go back: measurements are taken, and time is let pass, in the order of time.
protocol EventClient {
    var outbox: Outbox { get set }
    /// Calls leave their measurements.
    mutating func take(_ run: ItemRun)
    /// Lets happen what happens by itself up to a moment.
    mutating func advance(to time: Int64)
    /// The process is gone, and everything with it that had not been handed over.
    mutating func die(_ cause: LossCause)
    /// The process is told to end and has a time for handing over.
    mutating func shutDown(at time: Int64, drainMilliseconds: Int64)
    /// A new process begins with nothing.
    mutating func restart(at time: Int64)
    /// An agent on the host starts again.
    mutating func restartAgent()
    /// What neither arrived nor was lost.
    mutating func takeHeld() -> [ItemRun]
}

extension EventClient {
    mutating func restartAgent() {}
}

/// What left the process, one way or the other, since the caller last looked; and what that cost.
struct Outbox {
    struct Handed {
        var batch: ItemBatch
        var milliseconds: Int64
    }

    var handed: [Handed] = []
    var lost: [(run: ItemRun, cause: LossCause)] = []
    var failedExports: Int64 = 0
    var peak: Int64 = 0
    private(set) var addedSum: Int64 = 0
    private(set) var addedMaximum: Int64 = 0

    mutating func hand(_ batch: ItemBatch, at time: Int64) {
        handed.append(Handed(batch: batch, milliseconds: time))
    }

    mutating func lose(_ runs: [ItemRun], _ cause: LossCause) {
        for run in runs where run.count > 0 { lost.append((run, cause)) }
    }

    /// So many calls were held up for so long.
    mutating func addLatency(_ milliseconds: Int64, calls: Int64 = 1) {
        addedSum &+= milliseconds &* calls
        addedMaximum = max(addedMaximum, milliseconds)
    }
}
