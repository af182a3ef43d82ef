#if Live
package import ClaudeBackend
package import Simulation
import TimeSeries

/// The faults of a scenario over the server's time: when they change, and to what.
package struct ScenarioConditions: Sendable {
    private let timeline: FaultTimeline
    private let faults: [Fault]
    private let clientCount: Int
    /// Milliseconds after the start; nil if nothing changes any more.
    private var nextChange: Int64? = 0

    /// `populations` stand in the order of the served clients.
    package init(faults: [Fault], populations: [ClientPopulation]) {
        timeline = FaultTimeline(faults: faults, populations: populations, dependencies: [])
        self.faults = faults
        clientCount = populations.count
    }

    /// How streams break over so much time.
    package func schedules(until end: Int64) -> [MidstreamSchedule] {
        guard let schedules = timeline.midstreamSchedules(until: end) else { return [] }
        // Requests of no client are spared.
        return schedules + [MidstreamSchedule(points: [])]
    }

    /// How many of the faults are at work so many milliseconds after the start, those that always are among them.
    package func activeFaults(at elapsed: Int64) -> Int {
        faults.count { $0.strength(atMilliseconds: elapsed) > 0 }
    }

    /// What holds from now on, if it is not what held before; `elapsed` are milliseconds after the start.
    package mutating func change(at elapsed: Int64) -> [BackendConditions]? {
        guard let due = nextChange, due <= elapsed else { return nil }
        nextChange = timeline.nextChange(after: elapsed)
        return timeline.conditions(at: elapsed).prefix(clientCount).map(\.backend)
    }
}
#endif
