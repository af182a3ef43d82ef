import SourceText

/// A JSON value read back, by the reader of `SourceText`, from what the backend sends.
indirect enum ReadJSON: Equatable {
    case null
    case bool(Bool)
    case number(Int)
    case string(String)
    case array([ReadJSON])
    case object([Member])

    struct Member: Equatable {
        var key: String
        var value: ReadJSON
    }

    struct Unreadable: Error {
        var text: String
    }

    init(_ bytes: [UInt8]) throws {
        var events = JSONEvents(0..<bytes.count, depthLimit: 50)
        self = try Self.value(&events, events.next(in: bytes.span), bytes)
        guard events.next(in: bytes.span).kind == .end else {
            throw Unreadable(text: String(decoding: bytes, as: UTF8.self))
        }
    }

    private static func value(_ events: inout JSONEvents, _ event: JSONEvent, _ bytes: [UInt8]) throws -> ReadJSON {
        let text = bytes[event.start..<event.end]
        switch event.kind {
        case .null: return .null
        case .bool: return .bool(text.first == UInt8(ascii: "t"))
        case .number:
            guard case .value(let number) = NumberText.integer(text, .json) else { break }
            return .number(number)
        case .string: return .string(string(event, bytes))
        case .beginArray:
            var elements: [ReadJSON] = []
            while true {
                let next = events.next(in: bytes.span)
                if next.kind == .endArray { return .array(elements) }
                elements.append(try value(&events, next, bytes))
            }
        case .beginObject:
            var members: [Member] = []
            while true {
                let next = events.next(in: bytes.span)
                if next.kind == .endObject { return .object(members) }
                guard next.kind == .key else { throw Unreadable(text: String(decoding: bytes, as: UTF8.self)) }
                let key = string(next, bytes)
                members.append(Member(key: key, value: try value(&events, events.next(in: bytes.span), bytes)))
            }
        default: break
        }
        throw Unreadable(text: String(decoding: bytes, as: UTF8.self))
    }

    private static func string(_ event: JSONEvent, _ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        JSONString.forEachPiece(inside: event.start + 1..<event.end - 1, of: bytes.span) { piece in
            if let scalar = piece.escaped {
                result += Array(String(Character(scalar)).utf8)
            } else {
                result += bytes[piece.source]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The member of an object; nil for null as for what is absent.
    subscript(_ key: String) -> ReadJSON? {
        guard case .object(let members) = self, let found = members.first(where: { $0.key == key })?.value else {
            return nil
        }
        return found == .null ? nil : found
    }

    var number: Int? {
        if case .number(let number) = self { return number }
        return nil
    }

    var text: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    var elements: [ReadJSON] {
        if case .array(let elements) = self { return elements }
        return []
    }

    var keys: [String] {
        if case .object(let members) = self { return members.map(\.key) }
        return []
    }
}

/// The data of server-sent events in a text, each with its name. What no blank line ends is no event.
func readEvents(_ bytes: [UInt8]) throws -> [(name: String, data: ReadJSON)] {
    var events: [(name: String, data: ReadJSON)] = []
    var name = ""
    var data: [UInt8] = []
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
        if line.starts(with: "event: ".utf8) {
            name = String(decoding: line.dropFirst(7), as: UTF8.self)
        } else if line.starts(with: "data: ".utf8) {
            data += line.dropFirst(6)
        } else if line.isEmpty {
            events.append((name, try ReadJSON(data)))
            data = []
        }
    }
    return events
}
