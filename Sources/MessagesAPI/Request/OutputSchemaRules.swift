import ClaudeBackend

/// What the API demands of a schema that answers are to fit, beyond its being one: no bounds, no objects open to more, no
/// recursion. Who tries a schema out against a server that takes all of it learns of the refusal in production.
///
/// Sources: platform.claude.com, "Structured outputs", limits of schemas; anthropic-sdk-python 2.14.0,
/// `lib/_parse/_transform.py`, which rewrites schemas to what is taken. Texts: agentjido/req_llm issue 302 for one
/// property, sherifkozman/the-llm-council pull request 55 for several, veryfront/veryfront-code issue 3918 for objects;
/// those about types and references are quoted nowhere.
struct OutputSchemaRules {
    private static let path = "output_config.format.schema"

    private let schema: SchemaReader
    private let root: Int

    private enum State {
        /// What lies inside it is being looked at.
        case entered
        case left
    }

    init(_ tree: JSONTree, root: Int) {
        schema = SchemaReader(tree: tree)
        self.root = root
    }

    /// Goes through the schema and whatever it refers to, each part once, with a stack of its own: a hostile schema may be
    /// a chain of thousands of references.
    func check() throws(ErrorResponse) {
        var states: [Int: State] = [:]
        var stack = [root]
        while let node = stack.last {
            switch states[node] {
            case .left: stack.removeLast()
            case .entered:
                states[node] = .left
                stack.removeLast()
            case nil:
                states[node] = .entered
                try checkAlone(node)
                for part in try parts(of: node).reversed() {
                    if states[part] == .entered {
                        throw fault("Recursive schemas are not supported")
                    }
                    stack.append(part)
                }
            }
        }
    }

    private func fault(_ text: String) -> ErrorResponse { .invalid("\(Self.path): \(text)") }

    // MARK: One schema

    private func checkAlone(_ node: Int) throws(ErrorResponse) {
        guard let type = schema.member(node, "type") else { return }
        let tree = schema.tree
        let names = tree[type].kind == .array ? Array(tree.children(of: type)) : [type]
        for name in names {
            guard tree[name].kind == .string, !SchemaTypes.named(tree.string(name)).isEmpty else {
                throw fault("\(String(decoding: tree.source(name), as: UTF8.self)) is not a valid type")
            }
            try check(node, as: tree.string(name))
        }
    }

    private func check(_ node: Int, as type: String) throws(ErrorResponse) {
        let unsupported = Self.unsupported(of: type).filter { schema.member(node, $0) != nil }.map(\.description)
        if let only = unsupported.first {
            let properties =
                unsupported.count == 1
                ? "property '\(only)' is" : "properties \(unsupported.joined(separator: ", ")) are"
            throw fault("For '\(type)' type, \(properties) not supported")
        }
        if type == "array", let least = schema.number(node, "minItems"), least > 1 {
            throw fault("For 'array' type, 'minItems' values other than 0 or 1 are not supported")
        }
        guard type == "object" else { return }
        let open = schema.member(node, "additionalProperties")
        guard let open, schema.tree[open].kind == .bool, !schema.tree.isTrue(open) else {
            throw fault("For 'object' type, 'additionalProperties' must be explicitly set to false")
        }
    }

    /// In the order of the alphabet, as the API lists them.
    private static func unsupported(of type: String) -> [StaticString] {
        switch type {
        case "integer", "number": ["exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"]
        case "string": ["maxLength", "minLength"]
        case "array": ["maxItems"]
        default: []
        }
    }

    // MARK: What lies in it

    private func parts(of node: Int) throws(ErrorResponse) -> [Int] {
        var parts: [Int] = []
        if let reference = schema.string(node, "$ref") {
            guard let target = schema.target(ofReference: reference, root: root) else {
                throw fault("'\(reference)' refers to nothing in this schema")
            }
            parts.append(target)
        }
        for keyword in ["properties", "$defs", "definitions"] as [StaticString] {
            parts += schema.members(node, keyword)
        }
        if let items = schema.member(node, "items"), schema.tree[items].kind == .object { parts.append(items) }
        for keyword in ["prefixItems", "anyOf", "oneOf", "allOf"] as [StaticString] {
            parts += schema.list(node, keyword)
        }
        return parts
    }
}
