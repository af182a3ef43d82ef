package import ClaudeBackend

/// What holds at a moment for one population: of users, of Claude and of what the service asks first.
package struct Conditions: Sendable, Equatable {
    package var backend = BackendConditions.normal
    /// Multiplies the rate at which users come.
    package var trafficFactor = 1.0
    /// Multiplies the calls of one request: an agent that does not find its way out.
    package var callsFactor = 1.0
    /// Multiplies the input that each further call of one request carries.
    package var inputFactor = 1.0
    /// In the order of the run's dependencies.
    package var dependencies: [DependencyConditions] = []

    package init(dependencyCount: Int = 0) {
        dependencies = Array(repeating: DependencyConditions(), count: dependencyCount)
    }
}

/// What is wrong with one dependency.
package struct DependencyConditions: Sendable, Equatable {
    package var latencyFactor = 1.0
    /// Added to its own share of failures.
    package var errorShare = 0.0

    package init() {}
}

/// What is wrong between the process and whoever keeps its metrics.
package struct PipelineConditions: Sendable, Equatable {
    /// Added to every request to the sink.
    package var sinkDelayMilliseconds: Int64 = 0
    /// What the sink answers instead of taking data: 429, 500, 503; zero takes it.
    package var sinkStatus = 0
    /// The sink takes connections and never answers.
    package var sinkIsBlackHole = false
    /// Share of the datagrams that are lost.
    package var datagramLoss = 0.0
    /// Share of the scrapes that fail.
    package var scrapeLoss = 0.0

    package init() {}
}

/// Something that happens to the process at one moment.
package enum ProcessEvent: Sendable, Equatable {
    /// A new version starts: counters begin at zero, and the version label changes. What was buffered is drained or not.
    case deploy(drains: Bool)
    /// The process dies and starts again within this time; whatever it had not handed over is lost.
    case crash(downMilliseconds: Int64)
    /// The collector between process and store starts again; what its queue held in memory is lost.
    case collectorRestart(downMilliseconds: Int64)
}
