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
        /// An incident that the service's own alerts must catch, and how soon.
        case incident(String, detectedWithinMilliseconds: Int64?)
        /// A healthy situation that may page at most so often.
        case control(String, pagesAtMost: Int64)
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
