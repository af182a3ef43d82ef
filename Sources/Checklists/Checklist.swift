package import Findings
package import SourceText

/// A list of items that a service must satisfy, read from YAML.
package struct Checklist: Sendable {
    package var id: String
    package var version: Int64
    package var items: [ChecklistItem]

    package init(id: String, version: Int64, items: [ChecklistItem]) {
        self.id = id
        self.version = version
        self.items = items
    }
}

/// One promise of the checklist, with what each proof level demands of it.
package struct ChecklistItem: Sendable {
    package var id: String
    package var title: String
    package var layer: Layer
    package var why: String
    /// In the order of the file.
    package var requirements: [Requirement]

    /// The guide's four layers.
    package enum Layer: String, CaseIterable, Sendable {
        case api
        case tokens
        case quality
        case dependencies
    }

    package init(id: String, title: String, layer: Layer, why: String, requirements: [Requirement]) {
        self.id = id
        self.title = title
        self.layer = layer
        self.why = why
        self.requirements = requirements
    }
}

/// One demand at a level.
package struct Requirement: Sendable {
    /// Unique within its item and stable across versions of the checklist: overrides and waivers name it.
    package var id: String
    package var level: ProofLevel
    package var demand: Demand
    package var range: SourceRange

    package enum Demand: Sendable {
        /// A check over the artefacts.
        case check(Check, CheckParameters)
        /// An incident that the service's own alerts must catch, and that telemetry must survive.
        case incident(IncidentDemand)
        /// A healthy situation that may page at most so often.
        case control(ControlDemand)
        /// A quantity in which telemetry and ground truth must agree, to within a share.
        case reconcile(String, tolerance: Double)
    }

    /// True if artefacts decide it.
    package var isCheck: Bool {
        if case .check = demand { true } else { false }
    }

    package init(id: String, level: ProofLevel, demand: Demand, range: SourceRange) {
        self.id = id
        self.level = level
        self.demand = demand
        self.range = range
    }
}

/// What an item asks of a scenario with faults. Without any limit, somebody must notice before it is over.
package struct IncidentDemand: Sendable, Hashable {
    /// The scenario.
    package var scenario: String
    /// The longest time from the onset to the alert, in the slowest run; nil for the end of the incident.
    package var detectedWithinMilliseconds: Int64?
    package var by: Detector
    /// The greatest share of measurements that may be lost.
    package var lossAtMost: Double?
    /// The longest time that telemetry may add to a call.
    package var addedLatencyAtMostMilliseconds: Int64?
    /// The longest time that a measurement may wait in the process while nothing is wrong.
    package var flushedWithinMilliseconds: Int64?
    /// It is told and decides nothing.
    package var isAdvisory: Bool

    /// Who must notice.
    package enum Detector: String, CaseIterable, Sendable {
        /// Any alert, a ticket too.
        case any
        /// Somebody must be woken.
        case page
    }

    package init(
        scenario: String, detectedWithinMilliseconds: Int64? = nil, by: Detector = .any, lossAtMost: Double? = nil,
        addedLatencyAtMostMilliseconds: Int64? = nil, flushedWithinMilliseconds: Int64? = nil, isAdvisory: Bool = false
    ) {
        self.scenario = scenario
        self.detectedWithinMilliseconds = detectedWithinMilliseconds
        self.by = by
        self.lossAtMost = lossAtMost
        self.addedLatencyAtMostMilliseconds = addedLatencyAtMostMilliseconds
        self.flushedWithinMilliseconds = flushedWithinMilliseconds
        self.isAdvisory = isAdvisory
    }

    /// False where only telemetry is asked about: an outage of the sink alone need wake nobody.
    package var asksForDetection: Bool {
        detectedWithinMilliseconds != nil || by == .page
            || (lossAtMost == nil && addedLatencyAtMostMilliseconds == nil && flushedWithinMilliseconds == nil)
    }
}

/// What an item asks of a scenario in which nothing is wrong.
package struct ControlDemand: Sendable, Hashable {
    /// The scenario.
    package var scenario: String
    /// In any one run; tickets do not count.
    package var pagesAtMost: Int64
    /// It is told and decides nothing.
    package var isAdvisory: Bool

    package init(scenario: String, pagesAtMost: Int64, isAdvisory: Bool = false) {
        self.scenario = scenario
        self.pagesAtMost = pagesAtMost
        self.isAdvisory = isAdvisory
    }
}

extension Requirement.Demand {
    /// The scenario that decides it; nil if none does.
    package var scenario: String? {
        switch self {
        case .check, .reconcile: nil
        case .incident(let demand): demand.scenario
        case .control(let demand): demand.scenario
        }
    }

    /// It is told and decides nothing.
    package var isAdvisory: Bool {
        switch self {
        case .check, .reconcile: false
        case .incident(let demand): demand.isAdvisory
        case .control(let demand): demand.isAdvisory
        }
    }
}
