import SourceText

/// A JSON Schema as a tree whose parts are found by keyword. Source: json-schema.org, draft 2020-12, "Core" and
/// "Validation"; of older drafts `definitions` and `items` as a list.
struct SchemaReader {
    let tree: JSONTree

    func member(_ schema: Int, _ keyword: StaticString) -> Int? {
        guard tree[schema].kind == .object else { return nil }
        var found: Int?
        for child in tree.children(of: schema) where isKey(child, keyword) { found = child }
        return found
    }

    private func isKey(_ child: Int, _ keyword: StaticString) -> Bool {
        let node = tree[child]
        if node.keyHasEscapes { return tree.key(child).elementsEqual(Array(keyword.description.utf8)) }
        return keyword.withUTF8Buffer { tree.text[Int(node.keyStart) + 1..<Int(node.keyEnd) - 1].elementsEqual($0) }
    }

    func key(_ child: Int) -> String { String(decoding: tree.key(child), as: UTF8.self) }

    func list(_ schema: Int, _ keyword: StaticString) -> [Int] {
        guard let node = member(schema, keyword), tree[node].kind == .array else { return [] }
        return Array(tree.children(of: node))
    }

    func members(_ schema: Int, _ keyword: StaticString) -> [Int] {
        guard let node = member(schema, keyword), tree[node].kind == .object else { return [] }
        return Array(tree.children(of: node))
    }

    func number(_ schema: Int, _ keyword: StaticString) -> Double? {
        member(schema, keyword).flatMap { tree.number($0) }
    }

    /// A length or count; hostile ones end at a million.
    func count(_ schema: Int, _ keyword: StaticString) -> Int? {
        number(schema, keyword).map { $0 >= 1_000_000 ? 1_000_000 : $0 > 0 ? Int($0) : 0 }
    }

    func string(_ schema: Int, _ keyword: StaticString) -> String? {
        guard let node = member(schema, keyword), tree[node].kind == .string else { return nil }
        return tree.string(node)
    }

    /// What `$ref` points to inside the schema; nil for other documents and for nothing.
    func target(ofReference reference: String, root: Int) -> Int? {
        guard reference.hasPrefix("#") else { return nil }
        var node = root
        for step in reference.dropFirst().split(separator: "/") {
            let name = Self.unescaped(step)
            switch tree[node].kind {
            case .object:
                guard let child = tree.children(of: node).filter({ tree.key($0) == name }).last else { return nil }
                node = child
            case .array:
                guard let place = Int(String(decoding: name, as: UTF8.self)) else { return nil }
                let children = Array(tree.children(of: node))
                guard children.indices.contains(place) else { return nil }
                node = children[place]
            default: return nil
            }
        }
        return node
    }

    /// RFC 6901, section 3.
    private static func unescaped(_ step: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var isEscape = false
        for byte in step.utf8 {
            if isEscape {
                bytes.append(byte == UInt8(ascii: "1") ? UInt8(ascii: "/") : UInt8(ascii: "~"))
                isEscape = false
            } else if byte == UInt8(ascii: "~") {
                isEscape = true
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}

/// The types of JSON Schema as bits.
struct SchemaTypes: OptionSet {
    let rawValue: UInt8

    static let null = SchemaTypes(rawValue: 1)
    static let bool = SchemaTypes(rawValue: 2)
    static let integer = SchemaTypes(rawValue: 4)
    static let number = SchemaTypes(rawValue: 8)
    static let string = SchemaTypes(rawValue: 16)
    static let array = SchemaTypes(rawValue: 32)
    static let object = SchemaTypes(rawValue: 64)
    static let all = SchemaTypes(rawValue: 127)

    static func named(_ name: String) -> SchemaTypes {
        switch name {
        case "null": .null
        case "boolean": .bool
        case "integer": .integer
        case "number": [.number, .integer]
        case "string": .string
        case "array": .array
        case "object": .object
        default: []
        }
    }

    static func of(_ value: ExampleValue) -> SchemaTypes {
        switch value {
        case .null: .null
        case .bool: .bool
        case .integer: [.integer, .number]
        case .number(let number): number == number.rounded() ? [.integer, .number] : .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }
}

extension SchemaReader {
    /// What `type` allows; everything without it.
    func types(_ schema: Int) -> SchemaTypes {
        guard let node = member(schema, "type") else { return .all }
        switch tree[node].kind {
        case .string: return .named(tree.string(node))
        case .array:
            return tree.children(of: node).reduce(into: []) { types, child in
                if tree[child].kind == .string { types.formUnion(.named(tree.string(child))) }
            }
        default: return .all
        }
    }
}
