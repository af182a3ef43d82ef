import Facts
import PromQL
package import SourceText

/// How far back the rules of a rehearsal look, metric by metric: windows, offsets, subqueries, lookback and `for`,
/// through recording rules.
package struct HistoryDemand: Sendable {
    private var byMetric: [ByteString: Int64] = [:]
    /// Of selectors that name no metric.
    private var ofAnyMetric: Int64 = 0
    /// How long before a run the rules have to be evaluated, so that what is read of recorded series exists.
    package private(set) var recordedMilliseconds: Int64 = 0
    package private(set) var assumptions: [Assumption] = []

    /// Longer windows are read over this much: a month of history would outweigh an incident of an hour a thousandfold.
    package static let limitMilliseconds: Int64 = 172_800_000
    /// How many recording rules may stand behind one another.
    private static let followLimit = 16

    package init(_ rules: RehearsedRules) {
        var producers: [ByteString: [RuleID]] = [:]
        for id in rules.set.ids where rules.set[id].alerting == nil {
            producers[rules.set[id].name, default: []].append(id)
        }
        for id in rules.alerts {
            let hold = rules.set[id].alerting?.holdMilliseconds ?? 0
            read(rules.set[id].expression, behind: hold, rules, producers, depth: 0)
        }
        let longest = max(byMetric.values.max() ?? 0, ofAnyMetric)
        if longest > Self.limitMilliseconds {
            assumptions.append(Assumption("a history of 2 days, which longer windows read as all there is"))
        }
        recordedMilliseconds = min(recordedMilliseconds, Self.limitMilliseconds)
    }

    /// What a quiet stretch before a run must cover.
    package var milliseconds: Int64 { min(max(byMetric.values.max() ?? 0, ofAnyMetric), Self.limitMilliseconds) }

    /// How far back a series of this name is read.
    package func milliseconds(of name: ByteString) -> Int64 { max(byMetric[name] ?? 0, ofAnyMetric) }

    private mutating func read(
        _ expression: Expression, behind: Int64, _ rules: RehearsedRules, _ producers: [ByteString: [RuleID]],
        depth: Int
    ) {
        guard depth <= Self.followLimit else { return }
        for (selector, reach) in expression.reaches(lookback: rules.options.lookbackMilliseconds) {
            let total = behind.addingReportingOverflow(reach)
            let sum = total.overflow ? Int64.max : total.partialValue
            guard let name = selector.metricName else {
                ofAnyMetric = max(ofAnyMetric, sum)
                continue
            }
            if let writers = producers[name] {
                recordedMilliseconds = max(recordedMilliseconds, sum)
                for writer in writers {
                    read(rules.set[writer].expression, behind: sum, rules, producers, depth: depth + 1)
                }
            } else {
                byMetric[name] = max(byMetric[name] ?? 0, sum)
            }
        }
    }
}

extension Expression {
    /// Every selector with how far before the evaluation its oldest sample may lie, in milliseconds.
    func reaches(lookback: Int64) -> [(selector: VectorSelector, milliseconds: Int64)] {
        var behind = [Int64](repeating: 0, count: nodes.count)
        var isRange = [Bool](repeating: false, count: nodes.count)
        var result: [(VectorSelector, Int64)] = []
        // Parents stand behind their children.
        for index in nodes.indices.reversed() {
            var own = behind[index]
            switch nodes[index].kind {
            case .vectorSelector(let selector):
                own = own.addingClamped(Self.milliseconds(selector.modifiers.offset))
                result.append((selector, own.addingClamped(isRange[index] ? 0 : lookback)))
            case .matrixSelector(let matrix):
                own = own.addingClamped(Self.milliseconds(matrix.range))
                isRange[Int(matrix.vector.index)] = true
            case .subquery(let subquery):
                own = own.addingClamped(Self.milliseconds(subquery.range))
                    .addingClamped(Self.milliseconds(subquery.modifiers.offset))
            default: break
            }
            for child in children(of: NodeID(index: Int32(index))) { behind[Int(child.index)] = own }
        }
        return result.reversed()
    }

    /// Zero for an offset into the future.
    private static func milliseconds(_ duration: DurationValue) -> Int64 {
        max(0, (try? duration.milliseconds()) ?? 0)
    }
}
