/// A fault on the timeline of a run.
package struct Fault: Sendable {
    /// Names it in messages and reports; unique within its scenario.
    package var id: String
    package var kind: FaultKind
    package var startMilliseconds: Int64
    /// Zero for what happens at one moment.
    package var durationMilliseconds: Int64
    /// Its strength grows and falls in straight lines; both lie within the duration.
    package var rampInMilliseconds: Int64
    package var rampOutMilliseconds: Int64
    /// It comes again in this rhythm until the run ends; nil for once.
    package var everyMilliseconds: Int64?
    package var match: PopulationMatch
    /// Which dependency it strikes, if its kind strikes dependencies; nil for all of them.
    package var dependency: String?
    /// In the order of the kind's parameters.
    package var values: [Double]

    package init(
        id: String, kind: FaultKind, startMilliseconds: Int64, durationMilliseconds: Int64,
        rampInMilliseconds: Int64 = 0, rampOutMilliseconds: Int64 = 0, everyMilliseconds: Int64? = nil,
        match: PopulationMatch = PopulationMatch(), dependency: String? = nil, values: [Double]
    ) {
        self.id = id
        self.kind = kind
        self.startMilliseconds = startMilliseconds
        self.durationMilliseconds = durationMilliseconds
        self.rampInMilliseconds = rampInMilliseconds
        self.rampOutMilliseconds = rampOutMilliseconds
        self.everyMilliseconds = everyMilliseconds
        self.match = match
        self.dependency = dependency
        self.values = values
    }

    /// Whether it strikes the dependency of this name, were its kind one that does.
    package func strikes(dependency name: String) -> Bool {
        dependency.map { $0.utf8.elementsEqual(name.utf8) } ?? true
    }

    /// Its strength at a moment, 0...1.
    package func strength(atMilliseconds time: Int64) -> Double {
        var elapsed = time - startMilliseconds
        guard elapsed >= 0 else { return 0 }
        if let every = everyMilliseconds { elapsed %= every }
        guard elapsed < durationMilliseconds else { return 0 }
        if elapsed < rampInMilliseconds { return Double(elapsed) / Double(rampInMilliseconds) }
        let left = durationMilliseconds - elapsed
        if left < rampOutMilliseconds { return Double(left) / Double(rampOutMilliseconds) }
        return 1
    }
}

/// Whom a fault strikes: all populations that have every property that is asked for.
package struct PopulationMatch: Sendable, Equatable {
    package var populations: [String] = []
    package var models: [String] = []
    package var features: [String] = []
    package var tenants: [String] = []
    package var streaming: Bool?

    package init() {}

    package func matches(_ population: ClientPopulation) -> Bool {
        func admits(_ names: [String], _ name: String?) -> Bool {
            names.isEmpty || names.contains { one in name.map { one.utf8.elementsEqual($0.utf8) } ?? false }
        }
        return admits(populations, population.id) && admits(models, population.model)
            && admits(features, population.feature) && admits(tenants, population.tenant)
            && (streaming ?? population.streaming) == population.streaming
    }
}

/// One way in which things go wrong, declared as one value in one file and registered in `FaultKind.catalogue`.
package struct FaultKind: Sendable {
    /// As scenario files spell it: `overloaded-midstream`.
    package var name: String
    /// What happens, in one line.
    package var summary: String
    package var parameters: [Parameter]
    package var effect: Effect
    /// How calls fail that it strikes; empty for a fault that fails none.
    package var failures: Set<CallOutcome>

    package struct Parameter: Sendable {
        package var name: String
        package var what: String
        package var kind: Kind
        /// Taken where a scenario does not say; nil if it must.
        package var usual: Double?

        package enum Kind: Sendable, Equatable {
            /// 0...1, or a percentage.
            case share
            /// Not negative.
            case factor
            /// Written as a duration; milliseconds.
            case duration
            /// A whole number within a range.
            case integer(ClosedRange<Int64>)
            /// `true` or `false`; one or zero.
            case flag
        }

        package init(_ name: String, _ what: String, _ kind: Kind, usual: Double? = nil) {
            self.name = name
            self.what = what
            self.kind = kind
            self.usual = usual
        }
    }

    /// What a fault changes, given its strength in 0...1 and its values.
    package enum Effect: Sendable {
        case conditions(@Sendable (inout Conditions, _ strength: Double, _ values: [Double]) -> Void)
        /// Of one dependency, by its place.
        case dependency(@Sendable (inout DependencyConditions, _ strength: Double, _ values: [Double]) -> Void)
        case pipeline(@Sendable (inout PipelineConditions, _ strength: Double, _ values: [Double]) -> Void)
        /// Happens at the fault's start.
        case event(@Sendable (_ values: [Double]) -> ProcessEvent)
    }

    package init(
        name: String, summary: String, parameters: [Parameter], failures: Set<CallOutcome> = [], effect: Effect
    ) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
        self.failures = failures
        self.effect = effect
    }
}
