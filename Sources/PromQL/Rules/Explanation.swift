import SourceText
package import TimeSeries

/// Finds out why an expression yields nothing at a moment, by asking its parts.
package enum Explanation {
    /// Reasons in reading order; none if the expression yields something.
    ///
    /// - Complexity: evaluates each part at most once, and at most `visitLimit` parts.
    package static func reasons(
        for expression: Expression, atMilliseconds time: Int64, in store: SeriesStore, _ options: EvaluationOptions
    ) -> [EmptyReason] {
        var search = Search(expression, time, InstantQueries(store, options))
        return search.run()
    }

    /// Parts looked at before the search gives up.
    static let visitLimit = 500
}

extension RuleRun {
    /// Why a rule yielded nothing, or an alert did not fire, at the evaluation at or before a moment.
    ///
    /// Empty where a recording rule recorded something or an alert was firing.
    package func explain(_ rule: RuleID, atMilliseconds moment: Int64) -> [EmptyReason] {
        let expression = rules[rule].expression
        guard let time = times(of: rule).last(where: { $0 <= moment }) else {
            return [EmptyReason(node: expression.root, kind: .notEvaluated)]
        }
        if let failure = failures.first(where: { $0.rule == rule && $0.atMilliseconds == time }) {
            return [EmptyReason(node: expression.root, kind: .failed(failure.error))]
        }
        let group = rules.group(of: rule)
        if let alerting = rules[rule].alerting {
            let timelines = alerts[rule] ?? []
            if timelines.contains(where: { $0.state(atMilliseconds: time) == .firing }) { return [] }
            let oldest = timelines.compactMap { timeline in
                timeline.state(atMilliseconds: time) == .pending
                    ? timeline.episodes.last { $0.pendingFromMilliseconds <= time }?.pendingFromMilliseconds : nil
            }.min()
            if let since = oldest {
                let remaining = alerting.holdMilliseconds - (time - since)
                return [
                    EmptyReason(
                        node: expression.root,
                        kind: .pending(sinceMilliseconds: since, remainingMilliseconds: remaining))
                ]
            }
        }
        return Explanation.reasons(
            for: expression, atMilliseconds: time - group.queryOffsetMilliseconds,
            in: store(seenBy: rule, atMilliseconds: time), options)
    }
}

/// A worklist over nodes: those that yield nothing, and those whose elements are not numbers.
private struct Search {
    private let expression: Expression
    private let time: Int64
    private var queries: InstantQueries
    private var reasons: [EmptyReason] = []
    private var waiting: [(node: NodeID, question: Question)] = []
    private var visits = 0

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
        ask([expression.root], .whyEmpty)
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

    /// Puts nodes on the list so that they are taken in the order given.
    private mutating func ask(_ nodes: [NodeID], _ question: Question) {
        for node in nodes.reversed() { waiting.append((node, question)) }
    }

    private mutating func answer(_ node: NodeID, _ kind: EmptyReason.Kind) {
        reasons.append(EmptyReason(node: node, kind: kind))
    }

    // MARK: Values of parts

    private mutating func result(of node: NodeID) -> QueryResult? {
        try? queries.evaluate(expression.part(at: node), at: time)
    }

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

    private func named(_ labels: LabelSetID) -> NamedLabels { NamedLabels(labels, in: queries.store.labels) }

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
        if let closest { return answer(node, .comparison(closest)) }
        let isLeft = pairs.contains { $0.left.value.isNaN }
        ask([isLeft ? operation.left : operation.right], .whyNotANumber)
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

    // MARK: Why a selector selects nothing

    private mutating func explain(_ selector: VectorSelector, _ node: NodeID, window: Int64) {
        let matching = SelectorMatching(selector, expression.semantics)
        let ofMetric = queries.store.select(matching.conditionsOnName)
        if ofMetric.isEmpty {
            if let name = selector.metricName { return answer(node, .noSuchMetric(name)) }
            return answer(node, .labelsMatchNothing(metric: nil))
        }
        let selected = queries.store.select(matching.conditions)
        if !selected.isEmpty { return explainAbsence(of: selected, selector, node, window: window) }
        for (matcher, condition) in matching.conditionsOnLabels {
            if queries.store.select(matching.conditionsOnName + [condition]).isEmpty {
                return answer(
                    node,
                    .labelMatchesNothing(
                        label: matcher.name, condition: matcher, present: values(of: matcher.name, in: ofMetric)))
            }
        }
        answer(node, .labelsMatchNothing(metric: selector.metricName))
    }

    private func values(of label: ByteString, in series: [SeriesID]) -> [ByteString] {
        guard let name = queries.store.labels.find(label.bytes) else { return [""] }
        let values = Set(series.map { queries.store.labels.value(of: name, in: queries.store[$0].labels) })
        return Array(values.map { ByteString(queries.store.labels.bytes(of: $0)) }.sorted().prefix(5))
    }

    private mutating func explainAbsence(
        of series: [SeriesID], _ selector: VectorSelector, _ node: NodeID, window: Int64
    ) {
        let end = selector.modifiers.moment(asked: time)
        var newest: (time: Int64, isMarker: Bool)?
        for id in series {
            guard let entry = queries.store.newestEntry(of: id, atOrBefore: end) else { continue }
            if newest.map({ entry.time > $0.time || (entry.time == $0.time && !entry.isMarker) }) ?? true {
                newest = entry
            }
        }
        if let newest, newest.isMarker { return answer(node, .ended(atMilliseconds: newest.time)) }
        answer(node, .noSampleInWindow(newestMilliseconds: newest?.time, windowMilliseconds: window))
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
        case .call(let call): askNotANumber(among: call.arguments, else: node)
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

/// The conditions of a selector in the form the store asks for.
struct SelectorMatching {
    let conditionsOnName: [LabelCondition]
    let conditionsOnLabels: [(matcher: LabelMatcher, condition: LabelCondition)]

    var conditions: [LabelCondition] { conditionsOnName + conditionsOnLabels.map(\.condition) }

    init(_ selector: VectorSelector, _ semantics: Semantics) {
        var onName: [LabelCondition] = []
        var onLabels: [(LabelMatcher, LabelCondition)] = []
        if let name = selector.name { onName.append(LabelCondition("__name__", .equal(name.bytes))) }
        for matcher in selector.matchers {
            let condition = LabelCondition(matcher.name, Self.requirement(matcher, semantics))
            if matcher.isOnMetricName { onName.append(condition) } else { onLabels.append((matcher, condition)) }
        }
        conditionsOnName = onName
        conditionsOnLabels = onLabels
    }

    private static func requirement(_ matcher: LabelMatcher, _ semantics: Semantics) -> LabelCondition.Requirement {
        switch matcher.operator {
        case .equal: return .equal(matcher.value.bytes)
        case .notEqual: return .notEqual(matcher.value.bytes)
        case .matches, .matchesNot:
            let isWanted = matcher.operator == .matches
            guard let regex = try? Regex(matcher.value.bytes, as: .matcher, semantics.goDialect) else {
                return .satisfies { _ in true }
            }
            return .satisfies { regex.matchesWhole($0) == isWanted }
        }
    }
}

extension TimeModifiers {
    /// The moment a selector looks back from when it is asked at `time`.
    fileprivate func moment(asked time: Int64) -> Int64 {
        var moment = time
        if case .timestamp(let milliseconds) = at { moment = milliseconds }
        let (result, overflowed) = moment.subtractingReportingOverflow((try? offset.milliseconds()) ?? 0)
        return overflowed ? moment : result
    }
}

extension SeriesStore {
    /// The newest sample or marker of a series up to a moment.
    fileprivate func newestEntry(of id: SeriesID, atOrBefore time: Int64) -> (time: Int64, isMarker: Bool)? {
        let ticks = ticks(of: self[id].clock)
        let end = ticks.firstIndex { $0 > time } ?? ticks.count
        let sample = self[id].presence.lastSet(before: end)
        let marker = self[id].stale.lastSet(before: end)
        guard let newest = [sample, marker].compactMap({ $0 }).max() else { return nil }
        return (ticks[newest], newest == marker)
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
