package import PromQL
package import SourceText

/// What number a query computes: a quotient of sums of measured quantities.
///
/// The same reading as that of alert conditions, without the comparison.
package struct QueryMeaning: Sendable {
    package var numerator: [Measurement]
    /// Empty unless measured quantities are divided by measured quantities.
    package var denominator: [Measurement]
    /// What is added above the line, as in `1 - x`.
    package var offset: Double
    package var groupedBy: [ByteString]

    package struct Measurement: Hashable, Sendable {
        package var selection: SignalSelection
        package var statistic: AlertCondition.Statistic
        package var windowMilliseconds: Int64?
        /// What it is multiplied by.
        package var coefficient: Double
    }

    init(_ value: Quotient) {
        let divisor = value.denominator.isConstant ? value.denominator.constant : 1
        numerator = QueryMeaning.measurements(value.numerator.scaled(by: 1 / divisor))
        denominator = value.denominator.isConstant ? [] : QueryMeaning.measurements(value.denominator)
        offset = value.numerator.constant / divisor
        groupedBy = value.groupedBy
    }

    private static func measurements(_ sum: LinearCombination) -> [Measurement] {
        sum.terms.map {
            Measurement(
                selection: $0.term.selection, statistic: $0.term.statistic,
                windowMilliseconds: $0.term.windowMilliseconds, coefficient: $0.coefficient)
        }
    }
}

extension ConditionReader {
    /// The number that an expression computes, or nil if it has no form that is followed.
    package func meaning(of expression: Expression) -> QueryMeaning? {
        var walk = ConditionWalk(reader: self, normalisation: ConditionNormalisation(holdMilliseconds: 0))
        guard let value = (try? walk.read(expression.root, in: expression))?.value else { return nil }
        return QueryMeaning(value)
    }
}

/// One quantity that an expression reads, on its own or through recording rules.
package struct QueryReading: Sendable {
    package var selection: SignalSelection
    /// The quantile it is read as: 0.95 under `histogram_quantile(0.95, ...)`.
    package var quantile: Double?
    /// True if it only divides something else.
    package var isDivisor: Bool
    /// The selector in the query itself, or the recorded name that leads there.
    package var range: ByteRange
}

extension ConditionReader {
    /// Everything an expression puts on the screen: what only filters (`and`, `unless`) is left out.
    ///
    /// Unlike `meaning(of:)` it refuses nothing: functions that are not followed still show what they are given.
    package func readings(of expression: Expression) -> [QueryReading] {
        var result: [QueryReading] = []
        var opened: Set<ByteString> = []
        var pending = [ReadingStep(node: expression.root, expression: expression)]
        while let step = pending.popLast() {
            let node = step.expression[step.node]
            switch node.kind {
            case .binary(let operation):
                var right = step.at(operation.right)
                right.isDivisor = right.isDivisor || operation.operator == .divide
                // What stands on the right of these only decides which elements stay.
                if operation.operator != .and, operation.operator != .unless { pending.append(right) }
                pending.append(step.at(operation.left))
            case .call(let call):
                var inner = step
                if String(decoding: step.expression.text[call.nameRange.range], as: UTF8.self) == "histogram_quantile",
                    let share = call.arguments.first
                {
                    if case .number(let number) = step.expression[share].kind { inner.quantile = number.value }
                }
                pending += call.arguments.reversed().map(inner.at)
            case .vectorSelector:
                guard let selector = SelectorFact(step.node, in: step.expression) else { continue }
                let rules = selector.name.map { recordings.rules(producing: $0.value, for: selector) } ?? []
                if let name = selector.name?.value, !rules.isEmpty {
                    // Each name is opened once, which also ends cycles.
                    guard opened.insert(name).inserted else { continue }
                    pending += rules.reversed().map { rule in
                        var inner = step
                        inner.expression = rule.expression
                        inner.node = rule.expression.root
                        inner.origin = step.origin ?? selector.range
                        return inner
                    }
                    continue
                }
                result.append(
                    QueryReading(
                        selection: selection(of: selector), quantile: step.quantile ?? selector.summaryQuantile,
                        isDivisor: step.isDivisor, range: step.origin ?? selector.range))
            default: pending += step.expression.children(of: step.node).reversed().map(step.at)
            }
        }
        return result
    }

    /// A node that is still to be looked at, and what stands around it.
    private struct ReadingStep {
        var node: NodeID
        var expression: Expression
        var quantile: Double?
        var isDivisor = false
        /// The recorded name in the query that led here.
        var origin: ByteRange?

        func at(_ node: NodeID) -> ReadingStep {
            var step = self
            step.node = node
            return step
        }
    }
}

extension SelectorFact {
    /// The quantile of a summary that the selector asks for: `{quantile="0.95"}`.
    var summaryQuantile: Double? {
        matchers.first { $0.label == "quantile" && $0.comparison == .equal }.flatMap { Double($0.value.string) }
    }
}
