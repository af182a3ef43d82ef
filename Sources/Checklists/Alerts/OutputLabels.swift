import Facts
import PromQL
import SourceText

/// Which labels the elements of an expression can carry: what an alert's labels and templates may stand on.
///
/// Source: prometheus/prometheus `promql/engine.go`, `resultMetric` for binary operators, `aggregation` for groupings.
enum OutputLabels: Hashable {
    /// Any but these.
    case allExcept(Set<ByteString>)
    /// None but these.
    case only(Set<ByteString>)

    func mayHave(_ label: ByteString) -> Bool {
        switch self {
        case .allExcept(let gone): !gone.contains(label)
        case .only(let kept): kept.contains(label)
        }
    }

    func keeping(_ labels: Set<ByteString>) -> OutputLabels { .only(labels.filter(mayHave)) }

    func without(_ labels: Set<ByteString>) -> OutputLabels {
        switch self {
        case .allExcept(let gone): .allExcept(gone.union(labels))
        case .only(let kept): .only(kept.subtracting(labels))
        }
    }

    func adding(_ labels: Set<ByteString>) -> OutputLabels {
        switch self {
        case .allExcept(let gone): .allExcept(gone.subtracting(labels))
        case .only(let kept): .only(kept.union(labels))
        }
    }

    func union(_ other: OutputLabels) -> OutputLabels {
        switch (self, other) {
        case (.only(let one), .only(let two)): .only(one.union(two))
        case (.allExcept(let one), .allExcept(let two)): .allExcept(one.intersection(two))
        case (.allExcept(let gone), .only(let kept)), (.only(let kept), .allExcept(let gone)):
            .allExcept(gone.subtracting(kept))
        }
    }

    /// The labels of a rule's result, recording rules followed, before its own labels are put on.
    static func of(_ rule: RuleFact, in facts: FactBase) -> OutputLabels {
        var known: [ObjectIdentifier: OutputLabels] = [:]
        return of(rule, in: facts, &known, depth: 0)
    }

    /// The labels of each node of a rule's expression, by its place in the arena.
    static func ofEachNode(_ rule: RuleFact, in facts: FactBase) -> [OutputLabels] {
        var known: [ObjectIdentifier: OutputLabels] = [ObjectIdentifier(rule): .allExcept([])]
        return ofEachNode(rule.expression, in: facts, &known, depth: 0)
    }

    /// Deeper chains than this may have any label; no hand writes them.
    private static let followLimit = 16

    /// Each rule is opened once, which also ends cycles.
    private static func of(
        _ rule: RuleFact, in facts: FactBase, _ known: inout [ObjectIdentifier: OutputLabels], depth: Int
    ) -> OutputLabels {
        if let labels = known[ObjectIdentifier(rule)] { return labels }
        known[ObjectIdentifier(rule)] = .allExcept([])
        let results = ofEachNode(rule.expression, in: facts, &known, depth: depth)
        let labels = results[Int(rule.expression.root.index)]
        known[ObjectIdentifier(rule)] = labels
        return labels
    }

    private static func ofEachNode(
        _ expression: Expression, in facts: FactBase, _ known: inout [ObjectIdentifier: OutputLabels], depth: Int
    ) -> [OutputLabels] {
        // Children stand before parents, so one pass without recursion sees every operand first.
        var results: [OutputLabels] = []
        results.reserveCapacity(expression.nodes.count)
        for id in expression.ids {
            if case .vectorSelector = expression[id].kind {
                results.append(selected(id, in: expression, facts, &known, depth: depth))
            } else {
                results.append(combined(id, in: expression) { results[Int($0.index)] })
            }
        }
        return results
    }

    private static func combined(
        _ id: NodeID, in expression: Expression, _ result: (NodeID) -> OutputLabels
    ) -> OutputLabels {
        switch expression[id].kind {
        case .number, .string: .only([])
        case .vectorSelector: .allExcept([])
        case .matrixSelector(let matrix): result(matrix.vector)
        case .subquery(let subquery): result(subquery.expression)
        case .parentheses(let inner), .sign(_, operand: let inner): result(inner)
        case .aggregation(let aggregation): aggregated(aggregation, result(aggregation.expression))
        case .call(let call): called(call, in: expression, result)
        case .binary(let operation): combined(operation, in: expression, result)
        }
    }

    private static func selected(
        _ id: NodeID, in expression: Expression, _ facts: FactBase, _ known: inout [ObjectIdentifier: OutputLabels],
        depth: Int
    ) -> OutputLabels {
        guard let selector = SelectorFact(id, in: expression), let name = selector.name?.value, depth < followLimit
        else {
            return .allExcept([])
        }
        var labels: OutputLabels?
        for producer in facts.recordings.rules(producing: name, for: selector) {
            let own = of(producer, in: facts, &known, depth: depth + 1).adding(Set(producer.labels.map(\.name.value)))
            labels = labels?.union(own) ?? own
        }
        return labels ?? .allExcept([])
    }

    private static func aggregated(_ aggregation: Aggregation, _ inner: OutputLabels) -> OutputLabels {
        let labels = Set(aggregation.grouping.map(\.name))
        switch aggregation.operator {
        case .topk, .bottomk, .limitk, .limitRatio: return inner
        // The label that counts values is named by an argument.
        case .countValues: return .allExcept([])
        default: return aggregation.isWithout ? inner.without(labels) : inner.keeping(labels)
        }
    }

    private static func called(
        _ call: Call, in expression: Expression, _ result: (NodeID) -> OutputLabels
    ) -> OutputLabels {
        let name = String(decoding: expression.text[call.nameRange.range], as: UTF8.self)
        func text(_ position: Int) -> Set<ByteString> {
            guard call.arguments.indices.contains(position),
                case .string(let bytes) = expression[call.arguments[position]].kind
            else { return [] }
            return [ByteString(bytes)]
        }
        switch name {
        case "absent", "absent_over_time", "vector", "scalar", "time":
            // `absent` gives the labels of the equality matchers of a selector.
            guard let argument = call.arguments.first, name.hasPrefix("absent") else { return .only([]) }
            let matchers = SelectorFact.all(in: expression).filter {
                expression[argument].range.start <= $0.range.start && $0.range.end <= expression[argument].range.end
            }.flatMap(\.matchers)
            return .only(Set(matchers.filter { $0.comparison == .equal }.map(\.label)))
        case "histogram_quantile":
            return call.arguments.last.map(result)?.without(["le"]) ?? .allExcept([])
        case "label_replace", "label_join":
            return call.arguments.first.map(result)?.adding(text(1)) ?? .allExcept([])
        default:
            let vectors = call.arguments.filter {
                expression[$0].type != .scalar && expression[$0].type != .string
            }
            return vectors.first.map(result) ?? .only([])
        }
    }

    private static func combined(
        _ operation: BinaryOperation, in expression: Expression, _ result: (NodeID) -> OutputLabels
    ) -> OutputLabels {
        let left = result(operation.left)
        let right = result(operation.right)
        guard let matching = operation.matching else {
            return expression[operation.left].type == .scalar ? right : left
        }
        switch operation.operator {
        case .and, .unless: return left
        case .or: return left.union(right)
        default: break
        }
        let labels = Set(matching.labels.map(\.name))
        let include = Set(matching.include.map(\.name))
        switch matching.cardinality {
        case .manyToOne: return left.adding(include)
        case .oneToMany: return right.adding(include)
        case .oneToOne, .manyToMany: return matching.isOn ? left.keeping(labels) : left.without(labels)
        }
    }
}
