import ClaudeBackend

/// What several schemas ask of one value together, with one branch of each alternative taken.
struct SchemaConstraints {
    var types = SchemaTypes.all
    /// `enum` and `const`; nil where any value will do.
    var choices: [ExampleValue]?
    var isImpossible = false

    var minimum = -Double.infinity
    var maximum = Double.infinity
    var isMinimumExclusive = false
    var isMaximumExclusive = false
    var steps: [Double] = []

    var minimumLength = 0
    var maximumLength = Int.max
    var patterns: [String] = []
    var format: String?

    /// Schemas of the elements at the beginning, by place, and of the rest.
    var prefix: [[Int]] = []
    var items: [Int] = []
    var contained: [Int] = []
    var minimumContained = 0
    var minimumItems = 0
    var maximumItems = Int.max
    var isUnique = false

    var properties: [(name: String, schemas: [Int])] = []
    var required: [String] = []
    var additional: [Int] = []
    var keyPatterns: [(pattern: String, schema: Int)] = []
    var keySchemas: [Int] = []
    var dependencies: [(name: String, needed: [String])] = []
    var minimumProperties = 0
    var maximumProperties = Int.max
    /// Words of one type where `type` itself is missing.
    var hinted = SchemaTypes()

    /// What goes beyond is left out: finding one of many names is quadratic.
    private static let mostNames = 300

    mutating func addProperty(_ name: String, _ schemas: [Int]) {
        guard properties.count < Self.mostNames else { return }
        if let place = properties.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
            properties[place].schemas += schemas
        } else {
            properties.append((name, schemas))
        }
    }

    mutating func require(_ name: String) {
        guard required.count < Self.mostNames else { return }
        if !required.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { required.append(name) }
    }
}

/// Adds up schemas.
struct SchemaCollector {
    let schema: SchemaReader
    let root: Int
    /// Whether constraints in descriptions count.
    let readsHints: Bool
    /// Schemas that may still be looked at: references may go in circles, and alternatives may hold alternatives.
    var steps = 20_000

    /// With `isShallow`, alternatives are chosen that end soonest.
    mutating func collect(
        _ nodes: [Int], isShallow: Bool, _ random: inout WireRandom
    ) -> SchemaConstraints {
        var constraints = SchemaConstraints()
        for node in nodes { add(node, to: &constraints, depth: 0, isShallow, &random) }
        return constraints
    }

    private mutating func add(
        _ node: Int, to constraints: inout SchemaConstraints, depth: Int, _ isShallow: Bool, _ random: inout WireRandom
    ) {
        steps -= 1
        guard steps > 0, depth < 64 else { return }
        let tree = schema.tree
        if tree[node].kind == .bool, !tree.isTrue(node) { constraints.isImpossible = true }
        guard tree[node].kind == .object else { return }
        addOwn(node, to: &constraints)
        if let reference = schema.string(node, "$ref"), let target = schema.target(ofReference: reference, root: root) {
            add(target, to: &constraints, depth: depth + 1, isShallow, &random)
        }
        for part in schema.list(node, "allOf") {
            add(part, to: &constraints, depth: depth + 1, isShallow, &random)
        }
        for branches in [schema.list(node, "anyOf"), schema.list(node, "oneOf")] where !branches.isEmpty {
            let branch = isShallow ? shallowest(branches) : branches[random.below(branches.count)]
            add(branch, to: &constraints, depth: depth + 1, isShallow, &random)
        }
        guard let condition = schema.member(node, "if") else { return }
        if random.below(2) == 0 {
            add(condition, to: &constraints, depth: depth + 1, isShallow, &random)
            if let branch = schema.member(node, "then") {
                add(branch, to: &constraints, depth: depth + 1, isShallow, &random)
            }
        } else if let branch = schema.member(node, "else") {
            add(branch, to: &constraints, depth: depth + 1, isShallow, &random)
        }
    }

    private func addOwn(_ node: Int, to constraints: inout SchemaConstraints) {
        let tree = schema.tree
        constraints.types.formIntersection(schema.types(node))
        var choices: [ExampleValue]?
        if let constant = schema.member(node, "const") { choices = [ExampleValue(tree, constant)] }
        if let list = schema.member(node, "enum"), tree[list].kind == .array, choices == nil {
            choices = tree.children(of: list).map { ExampleValue(tree, $0) }
        }
        if let choices {
            constraints.choices =
                constraints.choices.map { known in known.filter { one in choices.contains { $0.isSame(as: one) } } }
                ?? choices
        }
        if readsHints, let description = schema.string(node, "description"),
            let hints = SchemaHints(description: description)
        {
            constraints.apply(hints)
        }
        addNumber(node, to: &constraints)
        addString(node, to: &constraints)
        addArray(node, to: &constraints)
        addObject(node, to: &constraints)
    }

    private func addNumber(_ node: Int, to constraints: inout SchemaConstraints) {
        if let bound = schema.number(node, "minimum") { constraints.raise(minimum: bound, isExclusive: false) }
        if let bound = schema.number(node, "exclusiveMinimum") { constraints.raise(minimum: bound, isExclusive: true) }
        if let bound = schema.number(node, "maximum") { constraints.lower(maximum: bound, isExclusive: false) }
        if let bound = schema.number(node, "exclusiveMaximum") { constraints.lower(maximum: bound, isExclusive: true) }
        if let step = schema.number(node, "multipleOf"), step > 0 { constraints.steps.append(step) }
        if constraints.minimum.isFinite || constraints.maximum.isFinite || !constraints.steps.isEmpty {
            constraints.hinted.formUnion([.integer, .number])
        }
    }

    private func addString(_ node: Int, to constraints: inout SchemaConstraints) {
        if let bound = schema.count(node, "minLength") {
            constraints.minimumLength = max(constraints.minimumLength, bound)
            constraints.hinted.formUnion(.string)
        }
        if let bound = schema.count(node, "maxLength") {
            constraints.maximumLength = min(constraints.maximumLength, bound)
            constraints.hinted.formUnion(.string)
        }
        if let pattern = schema.string(node, "pattern") {
            constraints.patterns.append(pattern)
            constraints.hinted.formUnion(.string)
        }
        if let format = schema.string(node, "format") {
            constraints.format = format
            constraints.hinted.formUnion(.string)
        }
    }

    private func addArray(_ node: Int, to constraints: inout SchemaConstraints) {
        for (place, part) in schema.prefixItems(node).enumerated() {
            while constraints.prefix.count <= place { constraints.prefix.append([]) }
            constraints.prefix[place].append(part)
        }
        if let rest = schema.restOfItems(node) { constraints.items.append(rest) }
        if let contained = schema.member(node, "contains") {
            constraints.contained.append(contained)
            constraints.minimumContained = max(
                constraints.minimumContained, schema.count(node, "minContains") ?? 1)
        }
        constraints.minimumItems = max(constraints.minimumItems, schema.count(node, "minItems") ?? 0)
        constraints.maximumItems = min(constraints.maximumItems, schema.count(node, "maxItems") ?? .max)
        if let unique = schema.member(node, "uniqueItems"), schema.tree.isTrue(unique) { constraints.isUnique = true }
        if schema.member(node, "items") != nil || schema.member(node, "prefixItems") != nil
            || schema.member(node, "contains") != nil
        {
            constraints.hinted.formUnion(.array)
        }
    }

    private func addObject(_ node: Int, to constraints: inout SchemaConstraints) {
        for property in schema.members(node, "properties") {
            constraints.addProperty(schema.key(property), [property])
            constraints.hinted.formUnion(.object)
        }
        for name in schema.list(node, "required") where schema.tree[name].kind == .string {
            constraints.require(schema.tree.string(name))
            constraints.hinted.formUnion(.object)
        }
        if let additional = schema.member(node, "additionalProperties") { constraints.additional.append(additional) }
        for pattern in schema.members(node, "patternProperties") {
            constraints.keyPatterns.append((schema.key(pattern), pattern))
            constraints.hinted.formUnion(.object)
        }
        if let names = schema.member(node, "propertyNames") { constraints.keySchemas.append(names) }
        for dependency in schema.members(node, "dependentRequired") where schema.tree[dependency].kind == .array {
            guard constraints.dependencies.count < 50 else { break }
            let needed = schema.tree.children(of: dependency).prefix(50).filter { schema.tree[$0].kind == .string }
            constraints.dependencies.append((schema.key(dependency), needed.map(schema.tree.string)))
        }
        constraints.minimumProperties = max(constraints.minimumProperties, schema.count(node, "minProperties") ?? 0)
        constraints.maximumProperties = min(constraints.maximumProperties, schema.count(node, "maxProperties") ?? .max)
        if constraints.minimumProperties > 0 { constraints.hinted.formUnion(.object) }
    }

    // MARK: Ending

    /// The branch whose smallest value nests least, so that recursive schemas come to an end.
    private mutating func shallowest(_ branches: [Int]) -> Int {
        var best = branches[0]
        var least = Int.max
        for branch in branches {
            let height = height(branch, fuel: 6)
            if height < least {
                least = height
                best = branch
            }
        }
        return best
    }

    /// How deep the smallest value of a schema nests, up to a bound.
    private mutating func height(_ node: Int, fuel: Int) -> Int {
        steps -= 1
        guard fuel > 0, steps > 0 else { return 100 }
        guard schema.tree[node].kind == .object else { return 0 }
        var height = 0
        if let reference = schema.string(node, "$ref"), let target = schema.target(ofReference: reference, root: root) {
            height = self.height(target, fuel: fuel - 1)
        }
        for part in schema.list(node, "allOf") { height = max(height, self.height(part, fuel: fuel - 1)) }
        for branches in [schema.list(node, "anyOf"), schema.list(node, "oneOf")] where !branches.isEmpty {
            height = max(height, branches.map { self.height($0, fuel: fuel - 1) }.min() ?? 0)
        }
        let required = Set(
            schema.list(node, "required").filter { schema.tree[$0].kind == .string }.map(schema.tree.bytes))
        for property in schema.members(node, "properties") where required.contains(schema.tree.key(property)) {
            height = max(height, 1 + self.height(property, fuel: fuel - 1))
        }
        if schema.count(node, "minItems") ?? 0 > 0, let items = schema.restOfItems(node) {
            height = max(height, 1 + self.height(items, fuel: fuel - 1))
        }
        return height
    }
}
