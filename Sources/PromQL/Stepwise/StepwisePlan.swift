import SourceText
import TimeSeries

/// What can be prepared once for all moments: which nodes belong together, durations, patterns, label names.
struct StepwisePlan: Sendable {
    /// The nodes that are evaluated at one moment together: the whole expression, or that of a subquery, less the
    /// subqueries within.
    struct Scope: Sendable {
        /// Children before parents.
        var nodes: [NodeID] = []
        var root: NodeID
    }

    /// `offset` and `@` in milliseconds.
    struct Modifiers: Sendable {
        var offsetMilliseconds: Int64
        var at: AtModifier?
        /// See `Expression.selectorWithoutOffset(under:)`.
        var alsoLooksWithoutOffset = false
    }

    struct Subquery: Sendable {
        var scope: Scope
        var rangeMilliseconds: Int64
        var stepMilliseconds: Int64
        var modifiers: Modifiers
    }

    struct Grouping: Sendable {
        var labels: [TextID]
        /// The label of `count_values`.
        var valueLabel: TextID?
    }

    /// What a node needs besides its place in the tree.
    enum Note: Sendable {
        case selector([LabelCondition], Modifiers)
        case range(milliseconds: Int64)
        case subquery(Subquery)
        case matching(LabelMatching)
        case grouping(Grouping)
        case rewrite(LabelRewrite)
    }

    let rootScope: Scope
    let nameRemoval: NameRemoval
    let bucketLabel: TextID
    private var notes: [Note?]

    init(_ expression: Expression, _ options: EvaluationOptions, in table: inout LabelTable) throws(EvaluationError) {
        nameRemoval = NameRemoval(expression.semantics, in: &table)
        bucketLabel = table.intern("le")
        var scopes = Self.scopes(of: expression)
        rootScope = scopes.removeValue(forKey: expression.root) ?? Scope(root: expression.root)
        var notes = [Note?](repeating: nil, count: expression.nodes.count)
        for id in expression.ids {
            var preparation = NotePreparation(expression: expression, options: options)
            notes[Int(id.index)] = try preparation.note(for: id, scopes: scopes, in: &table)
            if let selector = expression.selectorWithoutOffset(under: id),
                case .selector(let conditions, var modifiers) = notes[Int(selector.index)]
            {
                modifiers.alsoLooksWithoutOffset = true
                notes[Int(selector.index)] = .selector(conditions, modifiers)
            }
        }
        self.notes = notes
    }

    subscript(id: NodeID) -> Note? { notes[Int(id.index)] }

    /// By root, all scopes. Nodes that no scope reaches, such as the selector within a range selector, stand in none.
    private static func scopes(of expression: Expression) -> [NodeID: Scope] {
        // Parents stand after their children, so a walk from the end knows each node's scope before its children's.
        var owner = [NodeID?](repeating: nil, count: expression.nodes.count)
        owner[Int(expression.root.index)] = expression.root
        var scopes: [NodeID: Scope] = [expression.root: Scope(root: expression.root)]
        for id in expression.ids.reversed() {
            guard let scope = owner[Int(id.index)] else { continue }
            scopes[scope]?.nodes.append(id)
            switch expression[id].kind {
            case .matrixSelector: break
            case .subquery(let subquery):
                scopes[subquery.expression] = Scope(root: subquery.expression)
                owner[Int(subquery.expression.index)] = subquery.expression
            default:
                for child in expression.children(of: id) { owner[Int(child.index)] = scope }
            }
        }
        for root in scopes.keys { scopes[root]?.nodes.reverse() }
        return scopes
    }
}

/// Prepares nodes one by one, and refuses what is not modelled.
private struct NotePreparation {
    let expression: Expression
    let options: EvaluationOptions

    mutating func note(
        for id: NodeID, scopes: [NodeID: StepwisePlan.Scope], in table: inout LabelTable
    ) throws(EvaluationError) -> StepwisePlan.Note? {
        switch expression[id].kind {
        case .number, .string, .sign, .parentheses: return nil
        case .vectorSelector(let selector):
            return .selector(try conditions(of: selector), try modifiers(selector.modifiers))
        case .matrixSelector(let selector):
            return .range(milliseconds: try milliseconds(selector.range, allowsNegative: false))
        case .subquery(let subquery): return .subquery(try prepared(subquery, scopes))
        case .call(let call): return try rewrite(of: call)
        case .aggregation(let aggregation): return .grouping(try grouping(of: aggregation, in: &table))
        case .binary(let operation):
            switch operation.operator {
            case .trimUpper, .trimLower: throw .unsupported(.nativeHistogramOperator(operation.operator))
            default: break
            }
            return operation.matching.map {
                .matching(LabelMatching($0, operation, expression.semantics, in: &table))
            }
        }
    }

    // MARK: Time

    private func milliseconds(_ duration: DurationValue, allowsNegative: Bool) throws(EvaluationError) -> Int64 {
        let range = options.queryRange
        do throws(DurationExpressionError) {
            return try duration.milliseconds(
                stepSeconds: (range?.stepMilliseconds ?? 0).seconds,
                rangeSeconds: (range.map { $0.endMilliseconds - $0.startMilliseconds } ?? 0).seconds,
                allowsNegative: allowsNegative)
        } catch {
            throw .duration(error)
        }
    }

    private func modifiers(_ modifiers: TimeModifiers) throws(EvaluationError) -> StepwisePlan.Modifiers {
        StepwisePlan.Modifiers(
            offsetMilliseconds: try milliseconds(modifiers.offset, allowsNegative: true), at: modifiers.at)
    }

    private func prepared(
        _ subquery: Subquery, _ scopes: [NodeID: StepwisePlan.Scope]
    ) throws(EvaluationError) -> StepwisePlan.Subquery {
        guard let scope = scopes[subquery.expression] else { preconditionFailure("every subquery has a scope") }
        var step = options.defaultSubqueryStepMilliseconds
        if let written = subquery.step {
            // A step finer than a millisecond is none, as in Prometheus.
            let milliseconds = try milliseconds(written, allowsNegative: false)
            if milliseconds > 0 { step = milliseconds }
        }
        return StepwisePlan.Subquery(
            scope: scope, rangeMilliseconds: try milliseconds(subquery.range, allowsNegative: false),
            stepMilliseconds: max(step, 1), modifiers: try modifiers(subquery.modifiers))
    }

    // MARK: Labels

    private func conditions(of selector: VectorSelector) throws(EvaluationError) -> [LabelCondition] {
        var conditions: [LabelCondition] = []
        if let name = selector.name { conditions.append(LabelCondition("__name__", .equal(name.bytes))) }
        for matcher in selector.matchers { conditions.append(try condition(matcher)) }
        return conditions
    }

    private func condition(_ matcher: LabelMatcher) throws(EvaluationError) -> LabelCondition {
        switch matcher.operator {
        case .equal: return LabelCondition(matcher.name, .equal(matcher.value.bytes))
        case .notEqual: return LabelCondition(matcher.name, .notEqual(matcher.value.bytes))
        case .matches, .matchesNot:
            let regex: Regex
            do throws(RegexError) {
                regex = try Regex(matcher.value.bytes, as: .matcher, expression.semantics.goDialect)
            } catch {
                throw .unsupported(.regex(error))
            }
            let isWanted = matcher.operator == .matches
            return LabelCondition(matcher.name, .satisfies { regex.matchesWhole($0) == isWanted })
        }
    }

    private func grouping(
        of aggregation: Aggregation, in table: inout LabelTable
    ) throws(EvaluationError) -> StepwisePlan.Grouping {
        if aggregation.operator.isExperimental { throw .unsupported(.experimentalAggregation(aggregation.operator)) }
        var grouping = StepwisePlan.Grouping(labels: aggregation.grouping.map { table.intern($0.name) })
        if aggregation.operator == .countValues, let parameter = aggregation.parameter {
            let name = expression.string(parameter)
            if !LabelNameRule.isValid(name, expression.semantics) { throw .invalidLabelName(name) }
            grouping.valueLabel = table.intern(name)
        }
        return grouping
    }

    private func rewrite(of call: Call) throws(EvaluationError) -> StepwisePlan.Note? {
        let function = call.function.function
        switch function.implementation {
        case .refused:
            throw .unsupported(
                function.standing == .nativeHistograms
                    ? .nativeHistogramFunction(function.name) : .experimentalFunction(function.name))
        case .relabelling(let prepare):
            let texts = call.arguments.dropFirst().map(expression.string)
            return .rewrite(try prepare(texts, expression.semantics))
        default:
            return nil
        }
    }
}

extension Expression {
    /// The text of a string argument.
    func string(_ id: NodeID) -> [UInt8] {
        guard case .string(let text) = self[strippingParentheses(id)].kind else {
            preconditionFailure("the type check lets only string literals here")
        }
        return text
    }
}
