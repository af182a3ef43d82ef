package import ClaudeBackend

/// All that a run depends on, resolved: nothing in it is optional because a file left it out.
package struct SimulationInput: Sendable {
    package var seed: UInt64
    package var durationMilliseconds: Int64
    package var traffic: Traffic
    /// At least one; `model` of each is the id of one of `models`.
    package var populations: [ClientPopulation]
    package var policy: ClientPolicy
    package var models: [BackendModel]
    package var dependencies: [DependencyModel]
    package var faults: [Fault]
    /// What the run records; rows of one length.
    package var layout: ChannelLayout
    /// How much time one row covers; divides the duration.
    package var rowMilliseconds: Int64
    /// Tables of the distributions above, where they were compiled before: they cost as much as half an hour of a small
    /// service (a gamma's quantiles take 20 ms), and the runs of one scenario have them in common.
    package var compiled: CompiledDistributions?

    package init(
        seed: UInt64, durationMilliseconds: Int64, traffic: Traffic, populations: [ClientPopulation],
        policy: ClientPolicy, models: [BackendModel], dependencies: [DependencyModel] = [], faults: [Fault] = [],
        layout: ChannelLayout, rowMilliseconds: Int64 = 1_000
    ) {
        self.seed = seed
        self.durationMilliseconds = durationMilliseconds
        self.traffic = traffic
        self.populations = populations
        self.policy = policy
        self.models = models
        self.dependencies = dependencies
        self.faults = faults
        self.layout = layout
        self.rowMilliseconds = rowMilliseconds
    }
}
