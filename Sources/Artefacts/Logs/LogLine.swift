import SourceText

/// One member of a row: which path, what kind of value, and where its text stands.
struct LogMember {
    enum Kind: UInt8 {
        case text
        case number
        case yes
        case no
    }

    var path: Int32
    var kind: Kind
    /// True if the value stands in the unwrapped text of an envelope rather than in the line.
    var isInner: Bool
    var hasEscapes: Bool
    /// Offsets of the value, quotes excluded.
    var start: Int
    var end: Int
}

/// The members of one line of a log, nulls and empty containers left out. Memory is kept from line to line.
struct LogLine {
    private(set) var members: [LogMember] = []
    /// What an envelope's text holds, its escapes undone.
    private(set) var inner: [UInt8] = []
    private var parents: [Int32] = []

    /// Names under which collectors put the line that the process wrote: Docker's `log`, CloudWatch's `message`, Google's
    /// `textPayload`, journald's `MESSAGE`, Filebeat's `event.original`, OpenTelemetry's `body`.
    private static let envelopes: [StaticString] = [
        "log", "message", "msg", "@message", "body", "Body", "textPayload", "MESSAGE", "original", "raw", "_raw",
        "line",
    ]

    private static let depthLimit = 200

    /// Reads the line at `range` of the file; false if no JSON object stands in it, alone or behind what a collector
    /// writes in front (`2026-11-20T10:00:00Z stdout F {...}`, `app-1  | {...}`).
    mutating func read(_ range: Range<Int>, of text: Span<UInt8>, _ paths: inout LogPathTable) -> Bool {
        members.removeAll(keepingCapacity: true)
        paths.beginRow()
        guard let start = Self.start(of: range, text) else { return false }
        guard collect(start..<range.upperBound, of: text, isInner: false, parent: LogPathTable.root, &paths) else {
            return false
        }
        unwrap(&paths, text)
        return true
    }

    /// Where the object begins: the first brace, as long as nothing but a short prefix stands before it.
    private static func start(of range: Range<Int>, _ text: Span<UInt8>) -> Int? {
        let limit = min(range.upperBound, range.lowerBound + 256)
        for index in range.lowerBound..<max(limit, range.lowerBound) where text[index] == UInt8(ascii: "{") {
            return index
        }
        return nil
    }

    private mutating func collect(
        _ range: Range<Int>, of text: Span<UInt8>, isInner: Bool, parent: Int32, _ paths: inout LogPathTable
    ) -> Bool {
        var events = JSONEvents(range, depthLimit: Self.depthLimit)
        parents.removeAll(keepingCapacity: true)
        var current: Int32? = parent
        let before = members.count
        while true {
            let event = events.next(in: text)
            switch event.kind {
            case .beginObject, .beginArray:
                // The first value decides whether this is a row at all.
                if parents.isEmpty, event.kind == .beginArray { return false }
                parents.append(current ?? Self.unknown)
            case .endObject, .endArray:
                current = parents.popLast()
            case .key:
                let holder = parents.last ?? parent
                current = holder == Self.unknown ? nil : path(event, holder, text, &paths)
            case .string:
                add(.text, event, current, isInner, quotes: 1)
            case .number: add(.number, event, current, isInner, quotes: 0)
            case .bool:
                add(event.end - event.start == 4 ? .yes : .no, event, current, isInner, quotes: 0)
            case .null: break
            case .end: return true
            case .problem:
                members.removeSubrange(before...)
                return false
            }
        }
    }

    /// Stands for a path that the table has no room for.
    private static let unknown = Int32.min

    private func path(_ event: JSONEvent, _ holder: Int32, _ text: Span<UInt8>, _ paths: inout LogPathTable) -> Int32? {
        if event.hasEscapes {
            var key: [UInt8] = []
            Self.decode(event.start + 1..<event.end - 1, of: text, into: &key)
            return key.withUnsafeBufferPointer { paths.path(holder, $0) }
        }
        return text.extracting(event.start + 1..<event.end - 1).withUnsafeBufferPointer { paths.path(holder, $0) }
    }

    private mutating func add(_ kind: LogMember.Kind, _ event: JSONEvent, _ path: Int32?, _ isInner: Bool, quotes: Int)
    {
        guard let path, path >= 0, event.end - event.start > 2 * quotes else { return }
        members.append(
            LogMember(
                path: path, kind: kind, isInner: isInner, hasEscapes: event.hasEscapes, start: event.start + quotes,
                end: event.end - quotes))
    }

    /// Replaces a text that is itself an object, under a collector's name, by the members of that object.
    private mutating func unwrap(_ paths: inout LogPathTable, _ text: Span<UInt8>) {
        guard
            let index = members.firstIndex(where: { member in
                member.kind == .text && text[member.start] == UInt8(ascii: "{")
                    && Self.isEnvelope(paths.paths[Int(member.path)].key)
            })
        else { return }
        let envelope = members[index]
        inner.removeAll(keepingCapacity: true)
        Self.decode(envelope.start..<envelope.end, of: text, into: &inner)
        // The members take the place of their envelope, so that what they say comes before what the collector adds.
        let outer = members
        members.removeAll(keepingCapacity: true)
        let unwrapped = inner
        let isRow = collect(0..<unwrapped.count, of: unwrapped.span, isInner: true, parent: LogPathTable.root, &paths)
        if !isRow { members.removeAll(keepingCapacity: true) }
        for (position, member) in outer.enumerated() where !isRow || position != index { members.append(member) }
    }

    private static func isEnvelope(_ key: [UInt8]) -> Bool {
        envelopes.contains { name in name.withUTF8Buffer { key.elementsEqual($0) } }
    }

    /// Appends what a JSON string stands for.
    static func decode(_ inside: Range<Int>, of text: Span<UInt8>, into result: inout [UInt8]) {
        var decoded: [UInt8] = []
        JSONString.forEachPiece(inside: inside, of: text) { piece in
            if let scalar = piece.escaped {
                decoded += Array(String(Character(scalar)).utf8)
            } else {
                for index in piece.source { decoded.append(text[index]) }
            }
        }
        result += decoded
    }
}
