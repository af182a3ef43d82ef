import ClaudeBackend

/// Values that satisfy a JSON Schema: what a structured answer holds, and what a tool is called with.
package enum SchemaExample {
    /// A JSON value for a schema, the same from the same seed. Bounded in size, depth and time; what cannot be satisfied,
    /// or not found in a dozen attempts, gets a value that comes near.
    package static func value(for schema: [UInt8], seed: UInt64) -> [UInt8] {
        guard let tree = try? JSONTree(schema, nodeLimit: 100_000) else { return Array("null".utf8) }
        let reader = SchemaReader(tree: tree)
        var best: ExampleValue?
        for attempt in 0..<attempts {
            var maker = ExampleMaker(
                reader, seed: seed &+ UInt64(attempt), isSparse: attempt % 3 == 1, isWild: attempt % 3 == 2,
                readsHints: attempt % 4 != 3)
            let value = maker.value(satisfying: [0], depth: 0)
            var check = SchemaCheck(reader, root: 0)
            if check.accepts(value, 0) { return value.bytes }
            if best == nil { best = value }
        }
        return best?.bytes ?? Array("null".utf8)
    }

    private static let attempts = 24
}

/// Makes one value, without going back.
struct ExampleMaker {
    private let schema: SchemaReader
    private var collector: SchemaCollector
    private var random: WireRandom
    /// Leaves out what is not demanded.
    private let isSparse: Bool
    /// Takes any type where the schema names none.
    private let isWild: Bool
    /// Values that may still be made; below it only what is demanded.
    private var budget = 400

    private static let fullDepth = 5
    private static let depthLimit = 40
    private static let mostItems = 200
    private static let mostTries = 40
    private static let longestText = 4_096

    init(_ schema: SchemaReader, seed: UInt64, isSparse: Bool, isWild: Bool, readsHints: Bool) {
        self.schema = schema
        self.isSparse = isSparse
        self.isWild = isWild
        random = WireRandom(seed: seed)
        collector = SchemaCollector(schema: schema, root: 0, readsHints: readsHints)
    }

    private func isEnding(_ depth: Int) -> Bool { isSparse || depth >= Self.fullDepth || budget <= 0 }

    mutating func value(satisfying nodes: [Int], depth: Int) -> ExampleValue {
        budget -= 1
        guard depth < Self.depthLimit, budget > -2_000 else { return .null }
        let isShallow = depth >= Self.fullDepth || budget <= 0
        let constraints = collector.collect(nodes, isShallow: isShallow, &random)
        if let choices = constraints.choices { return choice(choices, nodes, constraints) }
        switch type(of: constraints, isShallow) {
        case .null: return .null
        case .bool: return .bool(random.below(2) == 1)
        case .integer: return number(constraints, isWhole: true)
        case .number: return number(constraints, isWhole: false)
        case .array: return array(constraints, depth)
        case .object: return object(constraints, depth)
        default: return .string(text(constraints))
        }
    }

    /// One of the listed values that all the schemas take, or else any of them.
    private mutating func choice(
        _ choices: [ExampleValue], _ nodes: [Int], _ constraints: SchemaConstraints
    ) -> ExampleValue {
        let typed = choices.filter { !constraints.types.isDisjoint(with: SchemaTypes.of($0)) }
        let candidates = typed.isEmpty ? choices : typed
        guard !candidates.isEmpty else { return .null }
        let start = random.below(candidates.count)
        var check = SchemaCheck(schema, root: 0)
        for offset in 0..<min(candidates.count, Self.mostTries) {
            let value = candidates[(start + offset) % candidates.count]
            if nodes.allSatisfy({ check.accepts(value, $0) }) { return value }
        }
        return candidates[start]
    }

    /// Null only where nothing else is allowed: it says least.
    private mutating func type(of constraints: SchemaConstraints, _ isShallow: Bool) -> SchemaTypes {
        var types = constraints.types
        if types == .all, !isWild { types = constraints.hinted.isEmpty ? .string : constraints.hinted }
        let order: [SchemaTypes] = [.object, .array, .string, .integer, .number, .bool]
        var allowed = order.filter { types.contains($0) }
        // A number that may be whole is drawn as one kind.
        if types.contains(.number) { allowed.removeAll { $0 == .integer } }
        if isShallow {
            let scalars = allowed.filter { $0 != .object && $0 != .array }
            if !scalars.isEmpty { allowed = scalars } else if types.contains(.null) { return .null }
        }
        return allowed.isEmpty ? .null : allowed[random.below(allowed.count)]
    }

    // MARK: Numbers

    private mutating func number(_ constraints: SchemaConstraints, isWhole: Bool) -> ExampleValue {
        let (low, high) = bounds(constraints)
        if let whole = wholeNumber(constraints, low, high) { return .integer(whole) }
        if let step = constraints.steps.max() {
            for factor in multiples(of: step, low, high) {
                let value = factor * step
                let isMultiple = constraints.steps.allSatisfy { (value / $0) == (value / $0).rounded() }
                if isMultiple, isInside(value, constraints) { return exact(value) }
            }
        }
        let middle = low / 2 + high / 2
        return isWhole ? exact(middle.rounded()) : .number(middle)
    }

    /// From a small range where the schema says nothing.
    private func bounds(_ constraints: SchemaConstraints) -> (low: Double, high: Double) {
        let span = 100 * max(1, constraints.steps.max() ?? 1)
        switch (constraints.minimum.isFinite, constraints.maximum.isFinite) {
        case (true, true): return (constraints.minimum, constraints.maximum)
        case (true, false): return (constraints.minimum, constraints.minimum + span)
        case (false, true): return (constraints.maximum - span, constraints.maximum)
        case (false, false): return (1, span)
        }
    }

    private func isInside(_ value: Double, _ constraints: SchemaConstraints) -> Bool {
        (constraints.isMinimumExclusive ? value > constraints.minimum : value >= constraints.minimum)
            && (constraints.isMaximumExclusive ? value < constraints.maximum : value <= constraints.maximum)
    }

    private func exact(_ value: Double) -> ExampleValue {
        value == value.rounded() && abs(value) < 9e15 ? .integer(Int(value)) : .number(value)
    }

    private mutating func wholeNumber(_ constraints: SchemaConstraints, _ low: Double, _ high: Double) -> Int? {
        guard abs(low) < 9e15, abs(high) < 9e15, low <= high else { return nil }
        let step = constraints.steps.filter { $0 == $0.rounded() && $0 < 9e15 }.max() ?? 1
        let first = (low / step).rounded(.up)
        let last = (high / step).rounded(.down)
        guard first <= last else { return nil }
        let count = Int(min(last - first, 1_000)) + 1
        let start = random.below(count)
        for offset in 0..<min(count, 200) {
            let value = (first + Double((start + offset) % count)) * step
            let isMultiple = constraints.steps.allSatisfy { (value / $0) == (value / $0).rounded() }
            if isMultiple, isInside(value, constraints) { return Int(value) }
        }
        return nil
    }

    private mutating func multiples(of step: Double, _ low: Double, _ high: Double) -> [Double] {
        let first = (low / step).rounded(.up)
        let last = (high / step).rounded(.down)
        guard first <= last, abs(first) < 9e15 else { return [] }
        let count = Int(min(last - first, 1_000)) + 1
        let start = random.below(count)
        return (0..<min(count, 300)).map { first + Double((start + $0) % count) }
    }

    // MARK: Texts

    private mutating func text(_ constraints: SchemaConstraints) -> String {
        let most = min(constraints.maximumLength, Self.longestText)
        let least = min(constraints.minimumLength, most)
        if let pattern = constraints.patterns.lazy.compactMap({ TextPattern($0) }).first {
            return patterned(pattern, least, most)
        }
        if let format = constraints.format, let text = TextFormats.example(format, &random) { return text }
        if most == 0 { return "" }
        var text = String(ContentBlock.words(Int32(1 + random.below(3)), &random))
        while text.unicodeScalars.count < least { text += " " + ContentBlock.words(4, &random) }
        return text.unicodeScalars.count > most ? String(text.unicodeScalars.prefix(most)) : text
    }

    /// Repetition varies from draw to draw; a pattern without an end takes letters behind it.
    private mutating func patterned(_ pattern: TextPattern, _ least: Int, _ most: Int) -> String {
        var text = ""
        for attempt in 0..<40 {
            text = pattern.example(&random)
            let length = text.unicodeScalars.count
            if length >= least, length <= most { return text }
            if length < least, attempt < 2 {
                let longer = text + String(repeating: "a", count: least - length)
                if pattern.isFound(in: longer) { return longer }
            }
        }
        return text
    }

    // MARK: Arrays

    private mutating func array(_ constraints: SchemaConstraints, _ depth: Int) -> ExampleValue {
        let most = min(constraints.maximumItems, Self.mostItems)
        let isOpen = !constraints.items.contains { schema.isFalse($0) }
        var count = max(constraints.minimumItems, constraints.minimumContained)
        if !isEnding(depth) {
            count = max(count, constraints.prefix.count)
            if isOpen, count == 0 || !constraints.items.isEmpty { count = max(count, 1 + random.below(2)) }
        }
        count = min(count, isOpen ? most : min(most, max(constraints.prefix.count, constraints.minimumItems)))
        var elements: [ExampleValue] = []
        for place in 0..<count {
            var schemas = place < constraints.prefix.count ? constraints.prefix[place] : constraints.items
            // What must be contained comes last, where the beginning is spoken for.
            if place >= count - constraints.minimumContained { schemas += constraints.contained }
            var element = value(satisfying: schemas, depth: depth + 1)
            var attempts = 0
            while constraints.isUnique, attempts < 20, elements.contains(where: { $0.isSame(as: element) }) {
                element = value(satisfying: schemas, depth: depth + 1)
                attempts += 1
            }
            elements.append(element)
        }
        return .array(elements)
    }

    // MARK: Objects

    private mutating func object(_ constraints: SchemaConstraints, _ depth: Int) -> ExampleValue {
        var names = constraints.required
        func has(_ name: String) -> Bool { names.contains { $0.utf8.elementsEqual(name.utf8) } }
        for (name, schemas) in constraints.properties where !has(name) && !isEnding(depth) {
            if names.count < constraints.maximumProperties, !schemas.contains(where: { schema.isFalse($0) }) {
                names.append(name)
            }
        }
        for (name, needed) in constraints.dependencies + constraints.dependencies where has(name) {
            for one in needed where !has(one) { names.append(one) }
        }
        for (name, _) in constraints.properties where names.count < constraints.minimumProperties && !has(name) {
            names.append(name)
        }
        var extra = 0
        while names.count < min(constraints.minimumProperties, Self.mostItems), extra < Self.mostItems {
            extra += 1
            let name = freeName(constraints, extra)
            if !has(name) { names.append(name) }
        }
        // The order of the schema is the order that a reader expects.
        let known = constraints.properties.map(\.name).filter(has)
        names = known + names.filter { name in !known.contains { $0.utf8.elementsEqual(name.utf8) } }
        return .object(
            names.map { name in
                ExampleValue.Member(
                    key: name, value: value(satisfying: schemas(of: name, constraints), depth: depth + 1))
            })
    }

    private func schemas(of name: String, _ constraints: SchemaConstraints) -> [Int] {
        var schemas = constraints.properties.first { $0.name.utf8.elementsEqual(name.utf8) }?.schemas ?? []
        schemas += constraints.keyPatterns.filter { TextPattern($0.pattern)?.isFound(in: name) ?? false }.map(\.schema)
        return schemas.isEmpty ? constraints.additional : schemas
    }

    /// A key that no property has.
    private mutating func freeName(_ constraints: SchemaConstraints, _ number: Int) -> String {
        let isOpen = !constraints.additional.contains { schema.isFalse($0) }
        if !constraints.keySchemas.isEmpty,
            case .string(let name) = value(satisfying: constraints.keySchemas, depth: Self.fullDepth)
        {
            return name
        }
        if !isOpen, let pattern = constraints.keyPatterns.lazy.compactMap({ TextPattern($0.pattern) }).first {
            return pattern.example(&random)
        }
        return "key\(number)"
    }
}

extension SchemaReader {
    /// The schema that nothing satisfies.
    func isFalse(_ node: Int) -> Bool { tree[node].kind == .bool && !tree.isTrue(node) }
}

/// Texts of the formats that schemas name; addresses and names belong to nobody. Source: json-schema.org, "Validation",
/// section 7.3; RFC 2606 for `example.com`, RFC 5737 and 3849 for addresses.
enum TextFormats {
    static func example(_ format: String, _ random: inout WireRandom) -> String? {
        switch format {
        case "date": return date(&random)
        case "date-time": return "\(date(&random))T\(time(&random))Z"
        case "time": return "\(time(&random))Z"
        case "duration": return "PT\(1 + random.below(59))M"
        case "email", "idn-email": return "reader\(random.below(1_000))@example.com"
        case "hostname", "idn-hostname": return "host\(random.below(1_000)).example.com"
        case "uri", "iri", "url": return "https://example.com/items/\(random.below(10_000))"
        case "uri-reference", "iri-reference": return "/items/\(random.below(10_000))"
        case "uuid": return uuid(&random)
        case "ipv4": return "192.0.2.\(1 + random.below(254))"
        case "ipv6": return "2001:db8::\(1 + random.below(9))"
        case "json-pointer": return "/items/\(random.below(100))"
        case "regex": return "^[a-z]+$"
        default: return nil
        }
    }

    private static func date(_ random: inout WireRandom) -> String {
        "2026-\(padded(1 + random.below(12)))-\(padded(1 + random.below(28)))"
    }

    private static func time(_ random: inout WireRandom) -> String {
        "\(padded(random.below(24))):\(padded(random.below(60))):\(padded(random.below(60)))"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    /// Version 4, RFC 9562.
    private static func uuid(_ random: inout WireRandom) -> String {
        let digits = Array("0123456789abcdef")
        var text = ""
        for place in 0..<32 {
            if place == 8 || place == 12 || place == 16 || place == 20 { text.append("-") }
            text.append(place == 12 ? "4" : place == 16 ? digits[8 + random.below(4)] : digits[random.below(16)])
        }
        return text
    }
}
