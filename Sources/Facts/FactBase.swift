package import PromQL
package import SourceText

/// Everything known about one service, joined: what the checks look at, and all they look at.
package struct FactBase: Sendable {
    package var service: ServiceFacts
    package var emitted: EmittedMetrics
    package var signals: SignalMap
    package var artefacts: [ArtefactStatus]
    /// Every rule of every file, in reading order.
    package let rules: [RuleFact]
    package let recordings: RecordingIndex
    /// The rules that read a signal of this service: the subjects of the rule checks.
    package let ownRules: [RuleFact]
    /// The alerts among them, each with what it demands.
    package let ownAlerts: [(rule: RuleFact, recognition: Recognition)]
    /// For each signal the first of them, by index, that reads it and whose meaning was not recognised.
    package let unrecognisedReaders: [Signal: Int]
    package let dashboards: [DashboardFact]
    /// The panels that read a signal of this service: the subjects of the panel checks.
    package let ownPanels: [OwnPanel]
    /// What computes numbers of this service, in rules and in shown queries.
    package let formulas: [Formula]
    package let routings: [RoutingFact]
    package let logs: [LogSampleFact]
    package let prices: [PriceTableFact]

    /// Joins what the manifest declares with what the adapters read.
    package init(service: ServiceFacts, gathered: GatheredFacts, artefacts: [ArtefactStatus], workers: Workers = .one) {
        self.service = service
        self.artefacts = artefacts
        rules = gathered.rules
        dashboards = gathered.dashboards
        routings = gathered.routings
        logs = gathered.logs
        prices = gathered.prices
        let signals = SignalMap(conventions: service.conventions, declared: service.declaredSpellings)
        let recordings = RecordingIndex(rules)
        var emitted = EmittedMetrics(
            external: service.external, targetLabels: service.targetLabels, recorded: recordings.names)
        emitted.isComplete = service.isSampleComplete
        for family in gathered.families { emitted.add(family) }
        emitted.claimPrefixes(of: signals)
        let panelSelectors = gathered.dashboards.lazy.flatMap(\.panels).flatMap(\.queries).flatMap(\.selectors)
        emitted.remember(
            Set(rules.lazy.flatMap(\.selectors).compactMap { $0.name?.value })
                .union(panelSelectors.compactMap { $0.name?.value }))
        self.signals = signals
        self.recordings = recordings
        self.emitted = emitted
        let scoping = RuleScoping(emitted: emitted, signals: signals, recordings: recordings)
        ownRules = rules.filter { scoping.scope(of: $0) == .own }
        let reader = ConditionReader(signals: signals, recordings: recordings, emitted: emitted)
        let alerts = ownRules.filter { $0.kind == .alert }
        let recognitions = workers.map(alerts.count, chunk: 64) { reader.conditions(of: alerts[$0]) }
        ownAlerts = Array(zip(alerts, recognitions))
        unrecognisedReaders = reader.unrecognisedReaders(ownAlerts)
        ownPanels = scoping.ownPanels(of: dashboards, reader, workers)
        formulas = Formula.all(rules: ownRules, panels: ownPanels, reader: reader)
    }

    /// Rules of other services in the same files: counted, never judged.
    package var foreignRuleCount: Int { rules.count - ownRules.count }

    /// Panels of other services on the same dashboards, and panels that say nothing: counted, never judged.
    package var foreignPanelCount: Int { dashboards.reduce(0) { $0 + $1.panels.count } - ownPanels.count }

    /// Reads expressions for their meaning, with the names and rules of this service.
    package var reader: ConditionReader {
        ConditionReader(signals: signals, recordings: recordings, emitted: emitted)
    }

    package func artefact(_ kind: ArtefactKind) -> ArtefactStatus? { artefacts.first { $0.kind == kind } }

    /// True if the manifest names files of this kind and an adapter read them.
    package func isRead(_ kind: ArtefactKind) -> Bool { artefact(kind)?.state == .read }
}

/// What the manifest says about the service as a whole, for the checks to join with.
package struct ServiceFacts: Sendable {
    package var name: String
    package var conventions: [Convention] = []
    /// What the manifest calls signals where no convention says so; these win over conventions.
    package var declaredSpellings: [Signal: MetricSpelling] = [:]
    package var scrapeIntervalMilliseconds: Located<Int64>?
    package var evaluationIntervalMilliseconds: Located<Int64>?
    package var targetLabels: [ByteString: ByteString] = [:]
    package var external: [Wildcard] = []
    /// True if every sample is declared complete.
    package var isSampleComplete = false
    package var semantics: Semantics = .prometheus3

    package init(name: String) { self.name = name }
}
