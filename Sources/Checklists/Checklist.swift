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

/// One demand: a check at a level.
package struct Requirement: Sendable {
    package var id: String
    package var level: ProofLevel
    package var check: Check
    package var range: SourceRange

    package init(id: String, level: ProofLevel, check: Check, range: SourceRange) {
        self.id = id
        self.level = level
        self.check = check
        self.range = range
    }
}
