package import SourceText

/// A node of a document: a scalar, a mapping or a sequence, with the bytes that spell it.
///
/// A handle of 16 bytes into the document's storage; cheap to copy and to pass. A YAML alias behaves like the node
/// that its anchor names, except that `range` is the place of the alias.
package struct Node: Sendable {
    package enum Kind: Sendable {
        case scalar
        case mapping
        case sequence
    }

    let storage: NodeStorage
    /// The record that holds the value.
    let index: Int32
    /// The record that stands in this place: the alias, if there is one.
    let place: Int32

    init(storage: NodeStorage, index: Int32, place: Int32) {
        self.storage = storage
        self.index = index
        self.place = place
    }

    /// The node at a record, with an alias followed to its anchor (which is never an alias itself).
    init(storage: NodeStorage, at place: Int32) {
        self.init(storage: storage, index: storage.records[Int(place)].target, place: place)
    }

    var record: NodeRecord { storage.records[Int(index)] }

    package var kind: Kind {
        switch record.kind {
        case .mapping: .mapping
        case .sequence: .sequence
        case .scalar, .alias: .scalar
        }
    }

    /// What spells the node in the file: quotes and brackets included, anchors and tags not. For a block scalar from
    /// its `|` to the end of its last line; for an empty value a place between two bytes; for an alias the alias.
    package var range: SourceRange { storage.range(of: storage.records[Int(place)]) }

    /// Where the value is written: the same as `range`, unless the node is reached through an alias.
    package var definitionRange: SourceRange { storage.range(of: record) }

    package var isAlias: Bool { place != index }

    // MARK: Scalars

    package var isScalar: Bool { kind == .scalar }

    package var scalarStyle: ScalarStyle { record.style }

    /// The decoded value of a scalar, as UTF-8; empty for a mapping or a sequence.
    package var bytes: ArraySlice<UInt8> { isScalar ? storage.value(of: record) : [] }

    /// The decoded value of a scalar; empty for a mapping or a sequence. Compare `bytes`, not strings: `==` of
    /// strings takes different bytes for equal.
    package func string() -> String { String(decoding: bytes, as: UTF8.self) }

    /// The decoded value of a scalar with a map from its bytes to those of the file; built on demand.
    package var text: EmbeddedText {
        isScalar ? ScalarText.map(of: record, in: storage) : EmbeddedText(file: range.file, outer: range)
    }

    /// True for a scalar of exactly these bytes.
    package func equals(_ word: StaticString) -> Bool {
        isScalar && word.withUTF8Buffer { bytes.elementsEqual($0) }
    }

    // MARK: Children

    /// Entries of a mapping, elements of a sequence, zero for a scalar. Linear in the result.
    package var count: Int {
        switch kind {
        case .scalar: 0
        case .mapping: entries.reduce(into: 0) { count, _ in count += 1 }
        case .sequence: elements.reduce(into: 0) { count, _ in count += 1 }
        }
    }

    /// The entries of a mapping as they are written, duplicates and merge keys (`<<`) included; none otherwise.
    package var entries: NodeEntries { NodeEntries(self) }

    /// The elements of a sequence; none otherwise.
    package var elements: NodeElements { NodeElements(self) }

    /// The value of a key, merge keys (`<<`) followed as every YAML reader does; nil if the node is no mapping or
    /// lacks the key. Of duplicate keys the last one counts, as it does to readers that accept them.
    package subscript(key: StaticString) -> Node? { entry(key)?.value }

    /// The value of the key of exactly these bytes; see `subscript(_:)`.
    package subscript(bytes key: some Sequence<UInt8>) -> Node? { entry(bytes: key)?.value }

    /// The entry of a key, when a message should point at the key itself.
    package func entry(_ key: StaticString) -> NodeEntry? {
        key.withUTF8Buffer { entry(bytes: $0) }
    }

    package func entry(bytes key: some Sequence<UInt8>) -> NodeEntry? {
        var found: NodeEntry?
        var hasMergeKey = false
        for entry in entries {
            if entry.key.isScalar, entry.key.bytes.elementsEqual(key) { found = entry }
            hasMergeKey = hasMergeKey || entry.isMerge
        }
        if found != nil || !hasMergeKey { return found }
        return mergedEntries().last { $0.key.isScalar && $0.key.bytes.elementsEqual(key) }
    }
}

/// A key of a mapping and its value.
package struct NodeEntry: Sendable {
    package let key: Node
    package let value: Node

    /// True for YAML's merge key: a plain `<<`. In quotes it is an ordinary key.
    package var isMerge: Bool { key.scalarStyle == .plain && key.equals("<<") }
}
