package import SourceText

/// What a label's value must be for a series to be selected.
package struct LabelCondition: Sendable {
    package enum Requirement: Sendable {
        case equal([UInt8])
        case notEqual([UInt8])
        /// Any other condition on the value; the empty text stands for a label that is absent.
        case satisfies(@Sendable ([UInt8]) -> Bool)
    }

    package let name: ByteString
    package let requirement: Requirement

    package init(_ name: ByteString, _ requirement: Requirement) {
        self.name = name
        self.requirement = requirement
    }

    func holds(for value: [UInt8]) -> Bool {
        switch requirement {
        case .equal(let text): value.elementsEqual(text)
        case .notEqual(let text): !value.elementsEqual(text)
        case .satisfies(let predicate): predicate(value)
        }
    }
}

/// Which series have which label, and which values a label has.
struct LabelIndex: Sendable {
    /// Ascending by series.
    private var series: [LabelPair: [SeriesID]] = [:]
    /// In order of first sight.
    private var values: [TextID: [TextID]] = [:]

    mutating func add(_ id: SeriesID, _ labels: ArraySlice<LabelPair>) {
        for label in labels {
            if series[label] == nil { values[label.name, default: []].append(label.value) }
            series[label, default: []].append(id)
        }
    }

    /// The series that meet all conditions, in the order in which they were added.
    func select(_ conditions: [LabelCondition], _ labels: LabelTable, seriesCount: Int) -> [SeriesID] {
        var candidates: [SeriesID]?
        for condition in conditions {
            guard let found = matching(condition, labels) else { continue }
            candidates = candidates.map { Self.common($0, found) } ?? found
            if candidates?.isEmpty == true { return [] }
        }
        var selected = candidates ?? (0..<seriesCount).map { SeriesID(index: Int32($0)) }
        for condition in conditions {
            let excluded = excluded(by: condition, labels)
            if !excluded.isEmpty { selected = Self.difference(selected, excluded) }
        }
        return selected
    }

    /// The series with a value that holds, or nil if the condition also holds for those without the label.
    private func matching(_ condition: LabelCondition, _ labels: LabelTable) -> [SeriesID]? {
        if condition.holds(for: []) { return nil }
        guard let name = labels.find(condition.name.bytes) else { return [] }
        if case .equal(let text) = condition.requirement {
            guard let value = labels.find(text) else { return [] }
            return series[LabelPair(name: name, value: value)] ?? []
        }
        return union(of: name) { condition.holds(for: Array(labels.bytes(of: $0))) }
    }

    /// The series with a value that does not hold, for a condition that holds for those without the label.
    private func excluded(by condition: LabelCondition, _ labels: LabelTable) -> [SeriesID] {
        guard condition.holds(for: []), let name = labels.find(condition.name.bytes) else { return [] }
        return union(of: name) { !condition.holds(for: Array(labels.bytes(of: $0))) }
    }

    private func union(of name: TextID, where isWanted: (TextID) -> Bool) -> [SeriesID] {
        var result: [SeriesID] = []
        var parts = 0
        for value in values[name] ?? [] where isWanted(value) {
            result += series[LabelPair(name: name, value: value)] ?? []
            parts += 1
        }
        // A series has one value of a label, so nothing stands twice.
        if parts > 1 { result.sort { $0.index < $1.index } }
        return result
    }

    private static func common(_ left: [SeriesID], _ right: [SeriesID]) -> [SeriesID] {
        var result: [SeriesID] = []
        var position = 0
        for id in left {
            while position < right.count, right[position].index < id.index { position += 1 }
            if position < right.count, right[position] == id { result.append(id) }
        }
        return result
    }

    private static func difference(_ left: [SeriesID], _ right: [SeriesID]) -> [SeriesID] {
        var result: [SeriesID] = []
        var position = 0
        for id in left {
            while position < right.count, right[position].index < id.index { position += 1 }
            if position == right.count || right[position] != id { result.append(id) }
        }
        return result
    }
}
