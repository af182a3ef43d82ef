package import SourceText

/// A label name or value in a `LabelTable`; equal texts have equal ids, and the order of ids means nothing.
package struct TextID: Hashable, Sendable {
    package let index: Int32

    package init(index: Int32) { self.index = index }

    /// The empty text, which is what an absent label is.
    package static let empty = TextID(index: 0)
    /// `__name__`.
    package static let metricName = TextID(index: 1)
}

/// A label: a name and its value.
package struct LabelPair: Hashable, Sendable {
    package var name: TextID
    package var value: TextID

    package init(name: TextID, value: TextID) {
        self.name = name
        self.value = value
    }
}

/// A set of labels in a `LabelTable`; equal sets have equal ids, and the order of ids means nothing.
package struct LabelSetID: Hashable, Sendable {
    package let index: Int32

    package init(index: Int32) { self.index = index }

    /// No labels at all.
    package static let empty = LabelSetID(index: 0)
}

/// Every label text and every set of labels once, so that comparing, grouping and matching work on numbers.
///
/// Texts are bytes and compared as bytes. A set holds each name once, never an empty value, and is sorted by name. The
/// metric name is the label `__name__`.
package struct LabelTable: Sendable {
    private var texts = ByteInterner()
    private var sets = PairInterner()
    /// For each set, the same without its metric name; -1 where not yet asked for.
    private var nameless: [Int32] = []

    package init() {
        intern([])
        intern(Array("__name__".utf8))
        internSorted([])
    }

    // MARK: Texts

    @discardableResult
    package mutating func intern(_ text: [UInt8]) -> TextID {
        TextID(index: Int32(texts.intern(text, 0..<text.count)))
    }

    package mutating func intern(_ text: ByteString) -> TextID { intern(text.bytes) }

    package mutating func intern(_ text: String) -> TextID { intern(Array(text.utf8)) }

    /// The id of a text that the table already holds.
    package func find(_ text: [UInt8]) -> TextID? {
        texts.find(text, 0..<text.count).map { TextID(index: Int32($0)) }
    }

    package func bytes(of id: TextID) -> ArraySlice<UInt8> { texts.bytes(of: Int(id.index)) }

    /// How many texts the table holds; ids are below it.
    package var textCount: Int { texts.count }

    /// Ascending by unsigned byte, a prefix before its extensions.
    package func precedes(_ left: TextID, _ right: TextID) -> Bool {
        left != right && texts.precedes(Int(left.index), Int(right.index))
    }

    // MARK: Sets

    /// The set of these labels in any order; empty values are left out, and of two labels of one name the later counts.
    package mutating func set(_ labels: [LabelPair]) -> LabelSetID {
        var pairs: [LabelPair] = []
        pairs.reserveCapacity(labels.count)
        for label in labels {
            if let index = pairs.firstIndex(where: { $0.name == label.name }) {
                pairs[index].value = label.value
            } else {
                pairs.append(label)
            }
        }
        pairs.removeAll { $0.value == .empty }
        pairs.sort { precedes($0.name, $1.name) }
        return internSorted(pairs[...])
    }

    /// The set of these labels in any order.
    package mutating func set(_ labels: [(name: ByteString, value: ByteString)]) -> LabelSetID {
        set(labels.map { LabelPair(name: intern($0.name), value: intern($0.value)) })
    }

    /// The labels of a set, ascending by the bytes of their names.
    package func labels(of id: LabelSetID) -> ArraySlice<LabelPair> { sets.pairs(of: Int(id.index)) }

    /// How many sets the table holds; ids are below it.
    package var setCount: Int { sets.count }

    /// The value of a label, or the empty text.
    package func value(of name: TextID, in id: LabelSetID) -> TextID {
        for label in labels(of: id) where label.name == name { return label.value }
        return .empty
    }

    /// The set with one label changed, added, or, for an empty value, removed.
    package mutating func setting(_ name: TextID, to value: TextID, in id: LabelSetID) -> LabelSetID {
        var pairs = Array(labels(of: id))
        if let index = pairs.firstIndex(where: { $0.name == name }) {
            if value == .empty { pairs.remove(at: index) } else { pairs[index].value = value }
        } else if value != .empty {
            let index = pairs.firstIndex { precedes(name, $0.name) } ?? pairs.count
            pairs.insert(LabelPair(name: name, value: value), at: index)
        }
        return internSorted(pairs[...])
    }

    /// The set with only the labels named.
    package mutating func keeping(_ names: [TextID], in id: LabelSetID) -> LabelSetID {
        let all = labels(of: id)
        let kept = all.filter { names.contains($0.name) }
        return kept.count == all.count ? id : internSorted(kept[...])
    }

    /// The set without the labels named.
    package mutating func dropping(_ names: [TextID], in id: LabelSetID) -> LabelSetID {
        let all = labels(of: id)
        let kept = all.filter { !names.contains($0.name) }
        return kept.count == all.count ? id : internSorted(kept[...])
    }

    /// The set without the metric name.
    package mutating func droppingMetricName(in id: LabelSetID) -> LabelSetID {
        let known = nameless[Int(id.index)]
        if known >= 0 { return LabelSetID(index: known) }
        let result = dropping([.metricName], in: id)
        nameless[Int(id.index)] = result.index
        return result
    }

    /// The order in which Prometheus sorts series: label by label, names before values, bytewise.
    package func precedes(_ left: LabelSetID, _ right: LabelSetID) -> Bool {
        if left == right { return false }
        let leftLabels = labels(of: left)
        let rightLabels = labels(of: right)
        for (leftLabel, rightLabel) in zip(leftLabels, rightLabels) where leftLabel != rightLabel {
            if leftLabel.name != rightLabel.name { return precedes(leftLabel.name, rightLabel.name) }
            return precedes(leftLabel.value, rightLabel.value)
        }
        return leftLabels.count < rightLabels.count
    }

    @discardableResult
    private mutating func internSorted(_ pairs: ArraySlice<LabelPair>) -> LabelSetID {
        let id = sets.intern(pairs)
        if id == nameless.count { nameless.append(-1) }
        return LabelSetID(index: Int32(id))
    }
}
