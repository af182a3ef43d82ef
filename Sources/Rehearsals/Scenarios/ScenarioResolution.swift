package import ClaudeBackend
package import Facts
package import Findings
package import Manifests
package import Simulation
package import SourceText

/// What a scenario is resolved against: the service, and how models and pipelines are made.
package struct ScenarioSurroundings: Sendable {
    package var manifest: Manifest
    package var facts: FactBase
    /// A model as a tier serves it, by its canonical id; nil for one that nothing is known of.
    package var model: @Sendable (_ id: String, _ tier: UsageTier) -> BackendModel?
    /// How a mode behaves before anybody turned a knob.
    package var pipeline:
        @Sendable (_ kind: PipelineSettings.Kind, _ scrapeIntervalMilliseconds: Int64) -> PipelineSettings
    /// A recorded day by its path as the scenario writes it; nil if it cannot be read.
    package var trace: @Sendable (_ path: ByteString) -> SourceFile?

    package init(
        manifest: Manifest, facts: FactBase,
        model: @escaping @Sendable (_ id: String, _ tier: UsageTier) -> BackendModel?,
        pipeline:
            @escaping @Sendable (_ kind: PipelineSettings.Kind, _ scrapeIntervalMilliseconds: Int64) ->
            PipelineSettings,
        trace: @escaping @Sendable (_ path: ByteString) -> SourceFile? = { _ in nil }
    ) {
        self.manifest = manifest
        self.facts = facts
        self.model = model
        self.pipeline = pipeline
        self.trace = trace
    }
}

/// A scenario with nothing left open.
package struct ResolvedScenario: Sendable {
    package var scenario: Scenario
    /// The incident's faults come first, in the scenario's order; the background follows.
    package var input: SimulationInput
    package var pipeline: PipelineSettings
    /// What was taken for granted because neither manifest nor scenario says it.
    package var assumptions: [Assumption]
    /// Canonical names of the signals that the incident disturbs, `*` replaced by the service's dependencies.
    package var signals: [Signal]

    /// How many of the input's faults are the incident's.
    package var incidentFaultCount: Int { scenario.faults.count }
}

/// What came of joining a scenario with a service.
package enum ScenarioResolution: Sendable {
    case ready(ResolvedScenario)
    /// It cannot happen to this service, and why: "the service does not stream (`claude.streaming: false`)".
    case notApplicable(String)
    /// Nothing can be said of it, and why.
    case unprovable(String)
    /// The scenario names what the service does not have.
    case invalid([Finding])
}

extension Scenario {
    /// Joins the scenario with a service. What neither says is a documented default, listed among the assumptions; the
    /// manifest's thresholds (`sla`, `budget`) and alerts are never read.
    package func resolve(in surroundings: ScenarioSurroundings, seed: UInt64) -> ScenarioResolution {
        var resolver = ScenarioResolver(self, surroundings)
        return resolver.resolve(seed: seed)
    }
}
