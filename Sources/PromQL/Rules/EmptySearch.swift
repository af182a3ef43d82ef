import SourceText
import TimeSeries

/// A worklist over nodes: those that yield nothing, and those whose elements are not numbers.
struct EmptySearch {
    let expression: Expression
    let time: Int64
    var queries: InstantQueries
    private(set) var reasons: [EmptyReason] = []
    private var waiting: [(node: NodeID, question: Question)] = []
    private var known: [NodeID: Result<QueryResult, EvaluationError>] = [:]

    private enum Question {
        case whyEmpty
        case whyNotANumber
    }

    init(_ expression: Expression, _ time: Int64, _ queries: InstantQueries) {
        self.expression = expression
        self.time = time
        self.queries = queries
    }

    mutating func run() -> [EmptyReason] {
        if let failure = failure(of: expression.root) { return [failure] }
        ask([expression.root], .whyEmpty)
        var visits = 0
        while let (node, question) = waiting.popLast(), visits < Explanation.visitLimit {
            visits += 1
            switch question {
            case .whyEmpty:
                if isEmpty(node) { explainEmpty(node) }
            case .whyNotANumber: explainNotANumber(node)
            }
        }
        return reasons
    }

    /// The innermost part that fails when evaluated by itself.
    private mutating func failure(of root: NodeID) -> EmptyReason? {
        var failing: EmptyReason?
        var candidates = [root]
        while let node = candidates.popLast() {
            guard case .failure(let error) = evaluated(node) else { continue }
            failing = EmptyReason(node: node, kind: .failed(.evaluation(error)))
            candidates = expression.children(of: node)
        }
        return failing
    }

    /// Puts nodes on the list so that they are taken in the order given.
    private mutating func ask(_ nodes: [NodeID], _ question: Question) {
        for node in nodes.reversed() { waiting.append((node, question)) }
    }

    mutating func answer(_ node: NodeID, _ kind: EmptyReason.Kind) {
        reasons.append(EmptyReason(node: node, kind: kind))
    }

    // MARK: Values of parts

    private mutating func evaluated(_ node: NodeID) -> Result<QueryResult, EvaluationError> {
        if let result = known[node] { return result }
        let result: Result<QueryResult, EvaluationError>
        do throws(EvaluationError) {
            result = .success(try queries.evaluate(expression.part(at: node), at: time))
        } catch {
            result = .failure(error)
        }
        known[node] = result
        return result
    }

    private mutating func result(of node: NodeID) -> QueryResult? { try? evaluated(node).get() }

    private mutating func isEmpty(_ node: NodeID) -> Bool {
        switch result(of: node) {
        case .vector(let elements): elements.isEmpty
        case .matrix(let series): series.isEmpty
        case .scalar, .string: false
        case nil: false
        }
    }

    /// The elements of a vector; a scalar is one without labels.
    private mutating func elements(of node: NodeID) -> [VectorElement] {
        switch result(of: node) {
        case .vector(let elements): elements
        case .scalar(let value): [VectorElement(labels: .empty, value: value)]
        case .matrix, .string, nil: []
        }
    }

    func named(_ labels: LabelSetID) -> NamedLabels { NamedLabels(labels, in: queries.store.labels) }

    // MARK: Why a part yields nothing

    private mutating func explainEmpty(_ node: NodeID) {
        switch expression[node].kind {
        case .vectorSelector(let selector): explain(selector, node, window: queries.options.lookbackMilliseconds)
        case .matrixSelector(let matrix):
            guard case .vectorSelector(let selector) = expression[matrix.vector].kind else { return }
            explain(selector, node, window: (try? matrix.range.milliseconds()) ?? 0)
        case .subquery(let subquery): ask([subquery.expression], .whyEmpty)
        case .parentheses(let inner), .sign(_, let inner): ask([inner], .whyEmpty)
        case .aggregation(let aggregation):
            if isEmpty(aggregation.expression) {
                ask([aggregation.expression], .whyEmpty)
            } else if let parameter = aggregation.parameter, case .scalar(let count) = result(of: parameter) {
                answer(node, .keepsNone(parameter: count))
            } else {
                answer(node, .yieldsNothing)
            }
        case .call(let call): explain(call, node)
        case .binary(let operation): explain(operation, node)
        case .number, .string: break
        }
    }

    private mutating func explain(_ call: Call, _ node: NodeID) {
        let name = call.function.name
        if name == "absent" || name == "absent_over_time", let argument = call.arguments.first {
            switch result(of: argument) {
            case .vector(let elements): answer(node, .present(count: elements.count))
            case .matrix(let series): answer(node, .present(count: series.count))
            default: answer(node, .yieldsNothing)
            }
            return
        }
        let empty = call.arguments.filter { expression[$0].type != .string && isEmpty($0) }
        if !empty.isEmpty { return ask(empty, .whyEmpty) }
        for argument in call.arguments {
            guard case .matrix(let series) = result(of: argument) else { continue }
            let most = series.map(\.values.count).max() ?? 0
            if most < 2 {
                return answer(
                    node, .tooFewSamples(most: most, needed: 2, windowMilliseconds: window(of: argument)))
            }
        }
        answer(node, name == "histogram_quantile" ? .noBuckets : .yieldsNothing)
    }

    private func window(of node: NodeID) -> Int64 {
        switch expression[node].kind {
        case .matrixSelector(let matrix): (try? matrix.range.milliseconds()) ?? 0
        case .subquery(let subquery): (try? subquery.range.milliseconds()) ?? 0
        case .parentheses(let inner): window(of: inner)
        default: 0
        }
    }

    private mutating func explain(_ operation: BinaryOperation, _ node: NodeID) {
        let sides = [operation.left, operation.right]
        let empty = sides.filter { expression[$0].type != .scalar && isEmpty($0) }
        switch operation.operator {
        case .or: return ask(sides, .whyEmpty)
        case .unless:
            if empty.contains(operation.left) { return ask([operation.left], .whyEmpty) }
            return answer(node, .excluded(count: elements(of: operation.left).count))
        default: break
        }
        if !empty.isEmpty { return ask(empty, .whyEmpty) }
        let pairs = pairs(of: operation)
        guard !pairs.isEmpty else {
            guard let left = elements(of: operation.left).first, let right = elements(of: operation.right).first
            else { return answer(node, .yieldsNothing) }
            return answer(node, .sidesDoNotMatch(left: named(left.labels), right: named(right.labels)))
        }
        if operation.operator.isComparison {
            explainComparison(operation, pairs, node)
        } else {
            answer(node, .yieldsNothing)
        }
    }

    private mutating func explainComparison(
        _ operation: BinaryOperation, _ pairs: [(left: VectorElement, right: VectorElement)], _ node: NodeID
    ) {
        var closest: EmptyReason.Comparison?
        let flips = expression[operation.left].type == .scalar
        for (left, right) in pairs where !left.value.isNaN && !right.value.isNaN {
            let (value, threshold) = flips ? (right, left) : (left, right)
            let op = flips ? operation.operator.mirrored : operation.operator
            let gap = op.gap(from: value.value, to: threshold.value)
            if closest.map({ gap < $0.gap }) ?? true {
                closest = EmptyReason.Comparison(
                    value: value.value, operator: op, threshold: threshold.value, gap: gap,
                    element: named(value.labels), count: pairs.count)
            }
        }
        if let closest {
            // A comparison with `bool` says 0; how far it was from 1 is for its own sides to say.
            let inner = comparisonWithBool(flips ? operation.right : operation.left)
            if let inner, closest.value == 0, case .binary(let comparison) = expression[inner].kind {
                let pairs = self.pairs(of: comparison)
                if !pairs.isEmpty { return explainComparison(comparison, pairs, inner) }
            }
            return answer(node, .comparison(closest))
        }
        let isLeft = pairs.contains { $0.left.value.isNaN }
        ask([isLeft ? operation.left : operation.right], .whyNotANumber)
    }

    /// The node itself without its parentheses, if it is a comparison that yields 0 or 1.
    private func comparisonWithBool(_ node: NodeID) -> NodeID? {
        var node = node
        while case .parentheses(let inner) = expression[node].kind { node = inner }
        guard case .binary(let operation) = expression[node].kind, operation.operator.isComparison,
            operation.returnsBool
        else { return nil }
        return node
    }

    /// Elements of both sides that belong together.
    private mutating func pairs(
        of operation: BinaryOperation
    ) -> [(left: VectorElement, right: VectorElement)] {
        let left = elements(of: operation.left)
        let right = elements(of: operation.right)
        guard let matching = operation.matching else {
            return left.flatMap { one in right.map { (one, $0) } }
        }
        let names = matching.labels.map { queries.store.labels.intern($0.name) }
        var partners: [LabelSetID: [VectorElement]] = [:]
        for element in right { partners[signature(element, matching, names), default: []].append(element) }
        return left.flatMap { one in
            (partners[signature(one, matching, names)] ?? []).map { (one, $0) }
        }
    }

    private mutating func signature(
        _ element: VectorElement, _ matching: VectorMatching, _ names: [TextID]
    ) -> LabelSetID {
        matching.isOn
            ? queries.store.labels.keeping(names, in: element.labels)
            : queries.store.labels.dropping(names + [.metricName], in: element.labels)
    }

    // MARK: Why a part is not a number

    private mutating func explainNotANumber(_ node: NodeID) {
        switch expression[node].kind {
        case .parentheses(let inner), .sign(_, let inner): ask([inner], .whyNotANumber)
        case .vectorSelector, .matrixSelector, .subquery: answer(node, .sampleIsNotANumber)
        case .binary(let operation):
            if operation.operator == .divide,
                pairs(of: operation).contains(where: { $0.left.value == 0 && $0.right.value == 0 })
            {
                return answer(node, .zeroByZero)
            }
            askNotANumber(among: [operation.left, operation.right], else: node)
        case .aggregation(let aggregation): askNotANumber(among: [aggregation.expression], else: node)
        case .call(let call):
            if call.function.name == "scalar", let argument = call.arguments.first {
                let count = elements(of: argument).count
                if count == 0 { return ask([argument], .whyEmpty) }
                if count > 1 { return answer(node, .notOneElement(count: count)) }
            }
            askNotANumber(among: call.arguments, else: node)
        case .number, .string: answer(node, .becomesNotANumber)
        }
    }

    private mutating func askNotANumber(among nodes: [NodeID], else node: NodeID) {
        for candidate in nodes {
            let holdsOne: Bool
            switch result(of: candidate) {
            case .vector(let elements): holdsOne = elements.contains { $0.value.isNaN }
            case .matrix(let series): holdsOne = series.contains { $0.values.contains { $0.isNaN } }
            case .scalar(let value): holdsOne = value.isNaN
            case .string, nil: holdsOne = false
            }
            if holdsOne { return ask([candidate], .whyNotANumber) }
        }
        answer(node, .becomesNotANumber)
    }
}

extension BinaryOperator {
    /// The operator that says the same with its sides exchanged.
    fileprivate var mirrored: BinaryOperator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }

    /// How far a value is from meeting a threshold.
    fileprivate func gap(from value: Double, to threshold: Double) -> Double {
        switch self {
        case .greater, .greaterOrEqual: max(0, threshold - value)
        case .less, .lessOrEqual: max(0, value - threshold)
        case .equal: (value - threshold).magnitude
        default: 0
        }
    }
}
