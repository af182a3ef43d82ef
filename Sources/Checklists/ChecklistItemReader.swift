import Documents
import Findings
import SourceText

/// One entry of `items`; in a file that extends another, whatever it leaves out is taken from the item of the same id.
enum ChecklistItemReader {
    static func read(_ keys: inout MappingReader, base: Checklist?, isExtension: Bool) -> PlacedItem? {
        let id = keys.required("id", example: "alerts") { $0.string() }
        let inherited = base?.items.first { item in id.map { item.id.utf8.elementsEqual($0.value.utf8) } ?? false }
        // Without its base an extension cannot be told from a fragment, so nothing is demanded of it.
        let mayLeaveOut = inherited != nil || (isExtension && base == nil)
        let title = text("title", example: "Alerts that can fire", mayLeaveOut, &keys)
        let layer =
            mayLeaveOut
            ? keys.optional("layer") { $0.oneOf(ChecklistItem.Layer.self) }
            : keys.required("layer", example: "api") { $0.oneOf(ChecklistItem.Layer.self) }
        let why = text("why", example: "what it costs not to have it", mayLeaveOut, &keys)
        let dropped = keys.optional("without") { $0.oneOrMore { $0.string() } } ?? []
        var requirements = inherited?.requirements ?? []
        drop(dropped, from: &requirements, &keys)
        for level in ProofLevel.allCases where level != .declared {
            let own = keys.optional(level.word) { value in
                value.list { $0.mapping { DemandReader.read(&$0, level: level, inherited: requirements) } ?? nil }
            }
            for requirement in own ?? [] { add(requirement, to: &requirements, &keys, inherited) }
        }
        guard let id else { return nil }
        guard let title = title ?? inherited?.title, let layer = layer?.value ?? inherited?.layer,
            let why = why ?? inherited?.why
        else { return nil }
        return PlacedItem(
            item: ChecklistItem(id: id.value, title: title, layer: layer, why: why, requirements: requirements), id: id)
    }

    private static func text(
        _ key: String, example: String, _ mayLeaveOut: Bool, _ keys: inout MappingReader
    ) -> String? {
        mayLeaveOut
            ? keys.optional(key) { $0.string() }?.value : keys.required(key, example: example) { $0.string() }?.value
    }

    private static func drop(
        _ ids: [Located<String>], from requirements: inout [Requirement], _ keys: inout MappingReader
    ) {
        for id in ids {
            guard let index = requirements.firstIndex(where: { $0.id.utf8.elementsEqual(id.value.utf8) }) else {
                keys.report(ChecklistFindings.nothingToDrop(id, known: requirements.map(\.id)))
                continue
            }
            requirements.remove(at: index)
        }
    }

    /// An inherited requirement of the same id is replaced where it stands; a second own one is a mistake.
    private static func add(
        _ requirement: Requirement, to requirements: inout [Requirement], _ keys: inout MappingReader,
        _ inherited: ChecklistItem?
    ) {
        guard let index = requirements.firstIndex(where: { $0.id.utf8.elementsEqual(requirement.id.utf8) }) else {
            requirements.append(requirement)
            return
        }
        let isOwn = requirements[index].range.file == requirement.range.file
        if isOwn {
            keys.report(
                ChecklistFindings.repeated(
                    "requirement", Located(requirement.id, at: requirement.range),
                    first: Located(requirement.id, at: requirements[index].range)))
        } else {
            requirements[index] = requirement
        }
    }
}

/// One entry of a level's list: what is demanded.
enum DemandReader {
    static func read(_ keys: inout MappingReader, level: ProofLevel, inherited: [Requirement]) -> Requirement? {
        let id = keys.optional("id") { $0.string() }
        switch level {
        case .declared, .evidenced: return check(&keys, id, inherited)
        case .rehearsed: return rehearsed(&keys, id)
        case .drilled: return drilled(&keys, id)
        }
    }

    private static func check(_ keys: inout MappingReader, _ id: Located<String>?, _ inherited: [Requirement])
        -> Requirement?
    {
        let name = keys.required("check", example: "reads-metric-nothing-emits") { $0.string() }
        guard let name else { return nil }
        guard let check = CheckCatalogue.check(named: name.value) else {
            keys.report(ChecklistFindings.unknownCheck(name))
            return nil
        }
        let wanted = id?.value ?? check.kind.name
        var base: CheckParameters?
        for requirement in inherited where requirement.id.utf8.elementsEqual(wanted.utf8) {
            if case .check(let other, let parameters) = requirement.demand, other.kind == check.kind {
                base = parameters
            }
        }
        let own = CheckParametersReader.read(check, &keys, isOverride: base != nil)
        return Requirement(
            id: wanted, level: .evidenced, demand: .check(check, base?.replacing(own) ?? own),
            range: id?.range ?? name.range)
    }

    private static func rehearsed(_ keys: inout MappingReader, _ id: Located<String>?) -> Requirement? {
        let isAdvisory = keys.optional("advisory") { $0.bool() }?.value ?? false
        if keys.contains("control") {
            let control = keys.required("control", example: "healthy-day") { $0.string() }
            let pages = keys.required("pages_at_most", example: "0") { $0.integer(in: 0...1_000_000) }
            guard let control, let pages else { return nil }
            let demand = ControlDemand(
                scenario: control.value, pagesAtMost: Int64(pages.value), isAdvisory: isAdvisory)
            return Requirement(
                id: id?.value ?? control.value, level: .rehearsed, demand: .control(demand), range: control.range)
        }
        let incident = keys.required("incident", example: "overloaded-529") { $0.string() }
        let within = keys.optional("detected_within") { $0.duration(in: 1 ... .max) }
        let by = keys.optional("by") { $0.oneOf(IncidentDemand.Detector.self) }
        let loss = keys.optional("loss_at_most") { $0.ratio() }
        let added = keys.optional("added_latency_at_most") { $0.duration() }
        let flushed = keys.optional("flushed_within") { $0.duration(in: 1 ... .max) }
        guard let incident else { return nil }
        let demand = IncidentDemand(
            scenario: incident.value, detectedWithinMilliseconds: within?.value, by: by?.value ?? .any,
            lossAtMost: loss?.value, addedLatencyAtMostMilliseconds: added?.value,
            flushedWithinMilliseconds: flushed?.value, isAdvisory: isAdvisory)
        return Requirement(
            id: id?.value ?? incident.value, level: .rehearsed, demand: .incident(demand), range: incident.range)
    }

    private static func drilled(_ keys: inout MappingReader, _ id: Located<String>?) -> Requirement? {
        let subject = keys.required("reconcile", example: "errors") { $0.string() }
        let tolerance = keys.required("tolerance", example: "0") { $0.ratio() }
        guard let subject, let tolerance else { return nil }
        return Requirement(
            id: id?.value ?? "reconcile \(subject.value)", level: .drilled,
            demand: .reconcile(subject.value, tolerance: tolerance.value), range: subject.range)
    }
}
