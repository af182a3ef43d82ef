import Facts
import PromQL
import SourceText

/// Finds aggregations that make one number of several quantiles: `avg(histogram_quantile(...))` over models.
///
/// Only what folds several into one is meant: quantiles that an inner grouping keeps apart, or those that a summary
/// exposes. `max` is left alone, which at least bounds the worst, and so is the mean of one.
struct QuantileFolding {
    let facts: FactBase

    /// True for a mean or a sum over quantiles that differ in a label which it does not keep.
    func folds(_ outer: Aggregation, in expression: Expression) -> Bool {
        guard outer.operator == .avg || outer.operator == .sum,
            let labels = quantiles(under: outer.expression, in: expression, depth: 0)
        else { return false }
        guard let labels = labels.known else { return true }
        if outer.isWithout { return outer.grouping.contains { labels.contains($0.name) } }
        let kept = outer.grouping.map(\.name)
        return !labels.allSatisfy(kept.contains)
    }

    /// The labels that tell quantiles apart; nil where nobody says.
    private struct Labels {
        var known: [ByteString]?
    }

    /// Recording rules may be nested so deep before nobody follows them.
    private static let depthLimit = 8

    /// Nil if there are no quantiles below; scaled or compared ones count, and recorded ones are looked up.
    private func quantiles(under id: NodeID, in expression: Expression, depth: Int) -> Labels? {
        guard depth < QuantileFolding.depthLimit else { return nil }
        var node = id
        while true {
            switch expression[node].kind {
            case .parentheses(let inner): node = inner
            case .binary(let operation):
                if expression[operation.right].type == .scalar {
                    node = operation.left
                } else if expression[operation.left].type == .scalar {
                    node = operation.right
                } else {
                    return nil
                }
            case .call(let call):
                guard expression.text[call.nameRange.range].elementsEqual("histogram_quantile".utf8),
                    let buckets = call.arguments.last
                else { return nil }
                return Labels(known: groups(of: buckets, in: expression))
            case .vectorSelector:
                guard let selector = SelectorFact(node, in: expression), let name = selector.name?.value else {
                    return nil
                }
                if selector.matchers.contains(where: { $0.label == "quantile" && $0.comparison == .equal }) {
                    return facts.emitted.family(ofSeries: name)?.kind == .summary ? Labels() : nil
                }
                let producers = facts.recordings.rules(producing: name, for: selector)
                guard let producer = producers.first, producers.count == 1 else { return nil }
                return quantiles(under: producer.expression.root, in: producer.expression, depth: depth + 1)
            default: return nil
            }
        }
    }

    /// Grouped by `le` alone there is one quantile, which no label tells apart.
    private func groups(of id: NodeID, in expression: Expression) -> [ByteString]? {
        var node = id
        while case .parentheses(let inner) = expression[node].kind { node = inner }
        guard case .aggregation(let inner) = expression[node].kind, !inner.isWithout else { return nil }
        return inner.grouping.map(\.name).filter { $0 != "le" }
    }
}
