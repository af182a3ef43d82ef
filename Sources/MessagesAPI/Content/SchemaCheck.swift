/// Whether a value satisfies a schema, as far as examples need it: what cannot be met by construction, as `not` and the
/// exclusiveness of `oneOf`, is met by trying again. Formats are taken on trust.
struct SchemaCheck {
    private let schema: SchemaReader
    private let root: Int
    /// Steps that are left; a check that runs out of them says yes.
    private var steps = 20_000

    init(_ schema: SchemaReader, root: Int) {
        self.schema = schema
        self.root = root
    }

    mutating func accepts(_ value: ExampleValue, _ node: Int, depth: Int = 0) -> Bool {
        steps -= 1
        guard steps > 0, depth < 64 else { return true }
        let tree = schema.tree
        if tree[node].kind == .bool { return tree.isTrue(node) }
        guard tree[node].kind == .object else { return true }
        if schema.types(node).isDisjoint(with: SchemaTypes.of(value)) { return false }
        if let constant = schema.member(node, "const"), !ExampleValue(tree, constant).isSame(as: value) { return false }
        if let choices = schema.member(node, "enum"), tree[choices].kind == .array,
            !tree.children(of: choices).contains(where: { ExampleValue(tree, $0).isSame(as: value) })
        {
            return false
        }
        switch value {
        case .integer, .number: if !acceptsNumber(value.numericValue ?? 0, node) { return false }
        case .string(let text): if !acceptsString(text, node) { return false }
        case .array(let elements): if !acceptsArray(elements, node, depth) { return false }
        case .object(let members): if !acceptsObject(members, node, depth) { return false }
        case .null, .bool: break
        }
        return acceptsCombinations(value, node, depth)
    }

    private mutating func acceptsCombinations(_ value: ExampleValue, _ node: Int, _ depth: Int) -> Bool {
        if let reference = schema.string(node, "$ref"), let target = schema.target(ofReference: reference, root: root),
            !accepts(value, target, depth: depth + 1)
        {
            return false
        }
        for part in schema.list(node, "allOf") where !accepts(value, part, depth: depth + 1) { return false }
        if let anyOf = schema.member(node, "anyOf"), schema.tree[anyOf].kind == .array {
            var isMet = false
            for part in schema.tree.children(of: anyOf) where !isMet { isMet = accepts(value, part, depth: depth + 1) }
            if !isMet { return false }
        }
        if let oneOf = schema.member(node, "oneOf"), schema.tree[oneOf].kind == .array {
            var count = 0
            for part in schema.tree.children(of: oneOf) where accepts(value, part, depth: depth + 1) { count += 1 }
            if count != 1 { return false }
        }
        if let not = schema.member(node, "not"), accepts(value, not, depth: depth + 1) { return false }
        if let condition = schema.member(node, "if") {
            let isMet = accepts(value, condition, depth: depth + 1)
            if let branch = schema.member(node, isMet ? "then" : "else"), !accepts(value, branch, depth: depth + 1) {
                return false
            }
        }
        return true
    }

    private func acceptsNumber(_ value: Double, _ node: Int) -> Bool {
        if let bound = schema.number(node, "minimum"), value < bound { return false }
        if let bound = schema.number(node, "maximum"), value > bound { return false }
        if let bound = schema.number(node, "exclusiveMinimum"), value <= bound { return false }
        if let bound = schema.number(node, "exclusiveMaximum"), value >= bound { return false }
        guard let step = schema.number(node, "multipleOf"), step > 0 else { return true }
        let quotient = value / step
        return quotient == quotient.rounded()
    }

    private func acceptsString(_ text: String, _ node: Int) -> Bool {
        let length = text.unicodeScalars.count
        if let bound = schema.count(node, "minLength"), length < bound { return false }
        if let bound = schema.count(node, "maxLength"), length > bound { return false }
        if let pattern = schema.string(node, "pattern"), let known = TextPattern(pattern) {
            return known.isFound(in: text)
        }
        return true
    }

    private mutating func acceptsArray(_ elements: [ExampleValue], _ node: Int, _ depth: Int) -> Bool {
        if let bound = schema.count(node, "minItems"), elements.count < bound { return false }
        if let bound = schema.count(node, "maxItems"), elements.count > bound { return false }
        if let unique = schema.member(node, "uniqueItems"), schema.tree.isTrue(unique) {
            for (place, element) in elements.enumerated()
            where elements[..<place].contains(where: { $0.isSame(as: element) }) { return false }
        }
        let prefix = schema.prefixItems(node)
        let rest = schema.restOfItems(node)
        for (place, element) in elements.enumerated() {
            guard let part = place < prefix.count ? prefix[place] : rest else { continue }
            if !accepts(element, part, depth: depth + 1) { return false }
        }
        guard let contained = schema.member(node, "contains") else { return true }
        var count = 0
        for element in elements where accepts(element, contained, depth: depth + 1) { count += 1 }
        return count >= schema.count(node, "minContains") ?? 1 && count <= schema.count(node, "maxContains") ?? .max
    }

    private mutating func acceptsObject(_ members: [ExampleValue.Member], _ node: Int, _ depth: Int) -> Bool {
        if let bound = schema.count(node, "minProperties"), members.count < bound { return false }
        if let bound = schema.count(node, "maxProperties"), members.count > bound { return false }
        let names = Set(members.map { Array($0.key.utf8) })
        func has(_ name: String) -> Bool { names.contains(Array(name.utf8)) }
        for name in schema.list(node, "required") where schema.tree[name].kind == .string {
            if !names.contains(schema.tree.bytes(name)) { return false }
        }
        for dependency in schema.members(node, "dependentRequired") where has(schema.key(dependency)) {
            for name in schema.tree.children(of: dependency) where !has(schema.tree.string(name)) { return false }
        }
        for dependency in schema.members(node, "dependentSchemas") where has(schema.key(dependency)) {
            if !accepts(.object(members), dependency, depth: depth + 1) { return false }
        }
        let properties = schema.members(node, "properties").map { (key: schema.tree.key($0), schema: $0) }
        let patterns = schema.members(node, "patternProperties")
        let additional = schema.member(node, "additionalProperties")
        let nameSchema = schema.member(node, "propertyNames")
        for member in members {
            var isKnown = false
            let key = Array(member.key.utf8)
            steps -= properties.count / 16
            guard steps > 0 else { return true }
            for property in properties where property.key == key {
                isKnown = true
                if !accepts(member.value, property.schema, depth: depth + 1) { return false }
            }
            for pattern in patterns where TextPattern(schema.key(pattern))?.isFound(in: member.key) ?? false {
                isKnown = true
                if !accepts(member.value, pattern, depth: depth + 1) { return false }
            }
            if !isKnown, let additional, !accepts(member.value, additional, depth: depth + 1) { return false }
            if let nameSchema, !accepts(.string(member.key), nameSchema, depth: depth + 1) { return false }
        }
        return true
    }
}

extension SchemaReader {
    /// Schemas of the first elements.
    func prefixItems(_ node: Int) -> [Int] {
        let prefix = list(node, "prefixItems")
        return prefix.isEmpty ? list(node, "items") : prefix
    }

    /// The schema of the elements behind them.
    func restOfItems(_ node: Int) -> Int? {
        guard let items = member(node, "items") else { return nil }
        return tree[items].kind == .array ? member(node, "additionalItems") : items
    }
}
