import SourceText

/// One node of a document as plain data. The nodes of a document lie in one array in the order in which they are
/// written, a container before its children, so that the children need no list of their own.
struct NodeRecord: Sendable {
    enum Kind: UInt8, Sendable {
        case scalar, mapping, sequence, alias
    }

    /// What an explicit YAML tag says about the value; `none` leaves it to the text.
    enum Tag: UInt8, Sendable {
        case none, string, integer, number, bool, null, other
    }

    var kind: Kind
    var style: ScalarStyle
    var tag: Tag
    /// True if the decoded value stands in the text byte for byte; then `valueStart` counts in the text, else in
    /// `NodeStorage.values`.
    var isVerbatim: Bool
    /// Offsets in the text, without anchor and tag.
    var start: UInt32
    var end: UInt32
    /// A scalar's decoded bytes.
    var valueStart: UInt32
    var valueLength: UInt32
    /// The record after the last one of this subtree.
    var next: Int32
    /// Where an alias leads; its own index otherwise.
    var target: Int32

    init(_ kind: Kind, start: Int, end: Int, index: Int) {
        self.kind = kind
        style = .plain
        tag = .none
        isVerbatim = true
        self.start = UInt32(clamping: start)
        self.end = UInt32(clamping: end)
        valueStart = self.start
        valueLength = 0
        next = Int32(clamping: index + 1)
        target = Int32(clamping: index)
    }
}

/// How a scalar is written.
package enum ScalarStyle: UInt8, Sendable {
    case plain
    case singleQuoted
    case doubleQuoted
    /// A block scalar after `|`.
    case literal
    /// A block scalar after `>`.
    case folded
}

/// All nodes of one document; immutable, shared by its handles.
final class NodeStorage: Sendable {
    enum Syntax: Sendable {
        case yaml, json
    }

    let text: ReadableText
    let syntax: Syntax
    let records: [NodeRecord]
    /// Decoded bytes of the scalars that do not stand in the text as they are.
    let values: [UInt8]

    init(text: ReadableText, syntax: Syntax, records: [NodeRecord], values: [UInt8]) {
        precondition(!records.isEmpty, "a document has a root")
        self.text = text
        self.syntax = syntax
        self.records = records
        self.values = values
    }

    func value(of record: NodeRecord) -> ArraySlice<UInt8> { Self.value(of: record, text: text, values: values) }

    /// The decoded value of a record while its document is still being built.
    static func value(of record: NodeRecord, text: ReadableText, values: [UInt8]) -> ArraySlice<UInt8> {
        let range = Int(record.valueStart)..<Int(record.valueStart) + Int(record.valueLength)
        return record.isVerbatim ? text.bytes[range] : values[range]
    }

    func range(of record: NodeRecord) -> SourceRange { text.fileRange(of: Int(record.start)..<Int(record.end)) }
}
