import ClaudeBackend
import SourceText

/// Which members an object may have, in the order in which their faults are told.
struct ObjectShape: Sendable {
    struct Field: Sendable {
        var word: JSONWord
        var kind: Kind
        var isRequired = false
    }

    enum Kind: Sendable {
        case string
        case bool
        case number(ClosedRange<Double>?)
        /// A whole number, not below the bound.
        case integer(atLeast: Int)
        /// An object whose members are the client's own.
        case dictionary
        /// An object whose members are looked at later.
        case object
        case list
        case stringOrList
        case strings
        case oneOf([JSONWord])
        case cacheControl
        case anything
    }

    let fields: [Field]
    private let known: JSONWordSet

    init(_ fields: [Field]) {
        self.fields = fields
        known = JSONWordSet(fields.map(\.word))
    }

    func knows(_ word: JSONWord) -> Bool { word != .other && known.contains(word) }
}

extension ObjectShape.Field {
    static func required(_ word: JSONWord, _ kind: ObjectShape.Kind) -> Self {
        Self(word: word, kind: kind, isRequired: true)
    }

    static func optional(_ word: JSONWord, _ kind: ObjectShape.Kind) -> Self { Self(word: word, kind: kind) }
}

/// Checks of the kind that pydantic does before the API looks at what a request means, in pydantic's words: clients parse
/// them. Source: docs.pydantic.dev, "Validation errors"; the paths, with the tag of a union in them, as issues quote
/// them: `messages.13.content.0.thinking.cache_control`, `tools.0.custom.name`.
struct ShapeCheck {
    let tree: JSONTree

    /// Checks an object's members. `path` leads to it and is only made for a fault.
    func check(
        _ node: Int, _ shape: ObjectShape, _ path: @autoclosure () -> String, allowing extra: JSONWordSet? = nil
    ) throws(ErrorResponse) {
        guard tree[node].kind == .object else { throw Self.fault(path(), Self.noObject) }
        for field in shape.fields {
            guard let member = tree.member(node, field.word) else {
                if field.isRequired { throw Self.fault(path(), field.word, "Field required") }
                continue
            }
            if tree[member].kind == .null, !field.isRequired { continue }
            try check(member, field.kind, Self.join(path(), field.word.string))
        }
        for child in tree.children(of: node) where !shape.knows(tree[child].key) {
            if let extra, tree[child].key != .other, extra.contains(tree[child].key) { continue }
            let key = String(decoding: tree.key(child), as: UTF8.self)
            throw Self.fault(Self.join(path(), key), "Extra inputs are not permitted")
        }
    }

    func check(
        _ node: Int, _ kind: ObjectShape.Kind, _ path: @autoclosure () -> String
    ) throws(ErrorResponse) {
        let found = tree[node].kind
        switch kind {
        case .string:
            if found != .string { throw Self.fault(path(), Self.noString) }
        case .bool:
            if found != .bool { throw Self.fault(path(), "Input should be a valid boolean") }
        case .number(let range):
            guard let value = tree.number(node) else { throw Self.fault(path(), "Input should be a valid number") }
            guard let range else { return }
            if value < range.lowerBound {
                throw Self.fault(path(), "Input should be greater than or equal to \(Self.plain(range.lowerBound))")
            }
            if value > range.upperBound {
                throw Self.fault(path(), "Input should be less than or equal to \(Self.plain(range.upperBound))")
            }
        case .integer(let bound): try checkInteger(node, atLeast: bound, path())
        case .dictionary:
            if found != .object { throw Self.fault(path(), "Input should be a valid dictionary") }
        case .object:
            if found != .object { throw Self.fault(path(), Self.noObject) }
        case .list:
            if found != .array { throw Self.fault(path(), Self.noList) }
        case .stringOrList:
            if found != .array && found != .string { throw Self.fault(path(), Self.noList) }
        case .strings:
            if found != .array { throw Self.fault(path(), Self.noList) }
            for (position, child) in tree.children(of: node).enumerated() where tree[child].kind != .string {
                throw Self.fault("\(path()).\(position)", Self.noString)
            }
        case .oneOf(let words):
            if found != .string || !words.contains(where: { $0.rawValue == tree[node].word.rawValue }) {
                throw Self.fault(path(), "Input should be \(Self.alternatives(words))")
            }
        case .cacheControl: try checkCacheControl(node, path())
        case .anything: break
        }
    }

    private func checkInteger(
        _ node: Int, atLeast bound: Int, _ path: @autoclosure () -> String
    ) throws(ErrorResponse) {
        switch tree.integer(node) {
        case .value(let value):
            if value < bound { throw Self.fault(path(), "Input should be greater than or equal to \(bound)") }
        case .outOfRange: throw Self.fault(path(), "Input should be a valid integer")
        case .notANumber:
            let hasFraction = tree[node].kind == .number
            throw Self.fault(
                path(), "Input should be a valid integer" + (hasFraction ? ", got a number with a fractional part" : "")
            )
        }
    }

    private static let cacheControl = ObjectShape([
        .required(.type, .string), .optional(.ttl, .oneOf([.fiveMinutes, .hour])),
    ])

    private func checkCacheControl(_ node: Int, _ path: @autoclosure () -> String) throws(ErrorResponse) {
        _ = try tag(of: node, among: [.ephemeral], path())
        try check(node, Self.cacheControl, path() + ".ephemeral")
    }

    /// The type of a union's member, by which the rest of it is read.
    func tag(
        of node: Int, among tags: [JSONWord], _ path: @autoclosure () -> String
    ) throws(ErrorResponse) -> JSONWord {
        guard tree[node].kind == .object else { throw Self.fault(path(), Self.noObject) }
        guard let type = tree.member(node, .type) else { throw Self.fault(path(), .type, "Field required") }
        guard tree[type].kind == .string else { throw Self.fault(path(), .type, Self.noString) }
        let word = tree[type].word
        if tags.contains(where: { $0.rawValue == word.rawValue }) { return word }
        throw Self.fault(
            path(),
            "Input tag '\(tree.string(type))' found using 'type' does not match any of the expected tags: "
                + tags.map { "'\($0.string)'" }.joined(separator: ", "))
    }

    // MARK: Words

    static let noString = "Input should be a valid string"
    static let noList = "Input should be a valid list"
    static let noObject = "Input should be a valid dictionary or object to extract fields from"

    static func fault(_ path: String, _ text: String) -> ErrorResponse {
        .invalid(path.isEmpty ? text : "\(path): \(text)")
    }

    static func fault(_ path: String, _ member: JSONWord, _ text: String) -> ErrorResponse {
        fault(join(path, member.string), text)
    }

    static func join(_ path: String, _ member: String) -> String { path.isEmpty ? member : "\(path).\(member)" }

    private static func alternatives(_ words: [JSONWord]) -> String {
        let quoted = words.map { "'\($0.string)'" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }

    /// `1` and not `1.0`.
    private static func plain(_ bound: Double) -> String {
        bound == bound.rounded() && abs(bound) < 1e9 ? String(Int(bound)) : "\(bound)"
    }
}
