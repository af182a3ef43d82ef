import SourceText

/// A JSON value that is being made up.
enum ExampleValue: Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([ExampleValue])
    case object([Member])

    struct Member: Equatable {
        var key: String
        var value: ExampleValue
    }

    /// Of a part of a schema: what `const` and `enum` hold. As deep as the tree, which is bounded.
    init(_ tree: JSONTree, _ node: Int) {
        switch tree[node].kind {
        case .null: self = .null
        case .bool: self = .bool(tree.isTrue(node))
        case .number:
            if let value = tree.integer(node).value {
                self = .integer(value)
            } else {
                self = .number(tree.number(node) ?? 0)
            }
        case .string: self = .string(tree.string(node))
        case .array: self = .array(tree.children(of: node).map { ExampleValue(tree, $0) })
        case .object:
            self = .object(
                tree.children(of: node).map { child in
                    Member(key: String(decoding: tree.key(child), as: UTF8.self), value: ExampleValue(tree, child))
                })
        }
    }

    var bytes: [UInt8] {
        var output: [UInt8] = []
        append(to: &output)
        return output
    }

    private func append(to output: inout [UInt8]) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .integer(let value): output += String(value).utf8
        case .number(let value): output += (value.isFinite ? "\(value)" : "0").utf8
        case .string(let text): Self.append(text, to: &output)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (position, element) in elements.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                element.append(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (position, member) in members.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                Self.append(member.key, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.append(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    /// Escapes what RFC 8259, section 7 demands.
    private static func append(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output += "\\\"".utf8
            case UInt8(ascii: "\\"): output += "\\\\".utf8
            case 0..<0x20:
                output += "\\u00".utf8
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static let digits = Array("0123456789abcdef".utf8)

    /// As a number, whole or not.
    var numericValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// JSON Schema's equality: numbers by value, objects without order.
    func isSame(as other: ExampleValue) -> Bool {
        switch (self, other) {
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.object(let left), .object(let right)):
            return left.count == right.count
                && left.allSatisfy { member in
                    right.contains { $0.key.utf8.elementsEqual(member.key.utf8) && $0.value.isSame(as: member.value) }
                }
        case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
        default:
            if let left = numericValue, let right = other.numericValue { return left == right }
            return self == other
        }
    }
}
