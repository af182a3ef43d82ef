import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A restart of one process is a reset of its counter; in a sum it looks like a reset of all of them.
    static let rateOfSum = Check(
        kind: FindingKind(code: "PF115", name: "rate-of-sum"), scope: .rule, severity: .error,
        summary: "a rule takes the rate of a sum of counters, so each restart of a process reads as a spike",
        why:
            "`rate` mends resets of one counter; once several are added up, a restart takes its share away from the sum "
            + "and the whole sum is counted again as growth",
        remedy: "Turn it round: `sum(rate(name[5m]))`.",
        source:
            "failure catalogue G12; cloudflare/pint `promql/rate`; prometheus/prometheus `promql/functions.go` extrapolatedRate",
        examples: [
            AlertExamples.one("a subquery over a sum", .fails, "rate(⟦sum(claude_errors_count_total)⟧[5m:30s]) > 1"),
            AlertExamples.one(
                "a recorded sum", .fails, "rate(⟦claude:errors:sum⟧[5m]) > 1",
                more: "      - record: claude:errors:sum\n        expr: sum(claude_errors_count_total)\n"),
            AlertExamples.one("the sum of rates", .passes, "sum(rate(claude_errors_count_total[5m])) > 1"),
        ],
        judge: { context in RuleJudging.eachOwnRule(context, judgeRates) })

    private static func judgeRates(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        let expression = rule.expression
        for id in expression.ids {
            guard case .call(let call) = expression[id].kind, let argument = call.arguments.first else { continue }
            let name = String(decoding: expression.text[call.nameRange.range], as: UTF8.self)
            guard ["rate", "increase", "irate"].contains(where: { name.utf8.elementsEqual($0.utf8) }) else { continue }
            let place: ByteRange
            switch expression[argument].kind {
            case .subquery(let subquery):
                guard isSumOfCounters(subquery.expression, in: expression, context) else { continue }
                place = expression[subquery.expression].range
            case .matrixSelector(let matrix):
                guard let selector = SelectorFact(matrix.vector, in: expression), let recorded = selector.name?.value,
                    context.facts.recordings.rules(producing: recorded, for: selector).contains(where: {
                        isSumOfCounters($0.expression.root, in: $0.expression, context)
                    })
                else { continue }
                place = expression[matrix.vector].range
            default: continue
            }
            result.failures.append(
                rateOfSum.finding(
                    "\(rule.subjectInBackticks) takes the `\(name)` of a sum of counters, so each restart of a process reads as a spike",
                    fix: "turn it round: `sum(\(name)(...))`",
                    at: Annotation(rule.place(of: place), "already added up"),
                    subject: rule.subject, discriminator: name))
        }
    }

    /// `sum(counter)`, with nothing between that would make a rate of it.
    private static func isSumOfCounters(_ id: NodeID, in expression: Expression, _ context: CheckContext) -> Bool {
        var id = id
        while case .parentheses(let inner) = expression[id].kind { id = inner }
        guard case .aggregation(let aggregation) = expression[id].kind, aggregation.operator == .sum,
            let selector = SelectorFact(aggregation.expression, in: expression), let name = selector.name?.value,
            case .emitted(let family) = context.facts.emitted.emission(of: name)
        else { return false }
        return family.kind == .counter || family.kind == .histogram
    }
}
