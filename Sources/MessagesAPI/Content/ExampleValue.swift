import ClaudeBackend
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

    var bytes: [UInt8] { wire.bytes }

    /// As deep as the value, which is bounded where it is made.
    private var wire: WireJSON {
        switch self {
        case .null: .null
        case .bool(let value): .raw(Array((value ? "true" : "false").utf8))
        case .integer(let value): .integer(Int64(value))
        case .number(let value): .raw(Array((value.isFinite ? "\(value)" : "0").utf8))
        case .string(let text): .string(text)
        case .array(let elements): .array(elements.map(\.wire))
        case .object(let members): .object(members.map { ($0.key, $0.value.wire) })
        }
    }

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
