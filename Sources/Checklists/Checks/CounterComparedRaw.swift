import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A counter only grows, and starts again at zero when the process does.
    static let counterComparedRaw = Check(
        kind: FindingKind(code: "PF105", name: "counter-compared-raw"), scope: .alert, severity: .error,
        summary: "an alert compares a counter as it stands, so it fires for ever once and clears with a deploy",
        why: "a counter only grows until its process restarts: what it has reached says how long ago the deploy was",
        remedy: "Compare growth over a window: `increase(name[1h]) > n` or `rate(name[5m]) > n`.",
        source:
            "failure catalogue G11; cloudflare/pint `promql/counter`; the sample's `# TYPE ... counter` is the other witness",
        examples: [
            CheckExample(
                "a total against a number", .fails,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Errors
                            expr: sum(⟦claude_errors_count_total⟧) > 10

                    """, exposition: errorSample),
            CheckExample(
                "growth against a number", .passes,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Errors
                            expr: sum(increase(claude_errors_count_total[1h])) > 10

                    """, exposition: errorSample),
            CheckExample(
                "growth written out by hand", .passes,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Errors
                            expr: claude_errors_count_total - claude_errors_count_total offset 1h > 10

                    """, exposition: errorSample),
        ],
        judge: { context in RuleJudging.eachOwnAlert(context, judgeCounters) })

    private static let errorSample = """
        # TYPE claude_errors_count_total counter
        claude_errors_count_total{error_type="timeout"} 1

        """

    private static func judgeCounters(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        for path in RawReading.all(in: rule.expression) {
            guard let selector = SelectorFact(path.selector, in: rule.expression), let name = selector.name?.value
            else { continue }
            guard case .emitted(let family) = context.facts.emitted.emission(of: name),
                family.provenance >= .sampled, isCounter(name, family)
            else { continue }
            let fix =
                "compare growth: `increase(\(name.string)[1h])` for a count, `rate(\(name.string)[5m])` for a speed"
            result.failures.append(
                counterComparedRaw.finding(
                    "\(rule.subjectInBackticks) compares the counter `\(name.string)` as it stands, so once over the threshold it fires until the next restart",
                    fix: fix,
                    at: Annotation(rule.place(of: selector.range), "a counter, read without `rate` or `increase`"),
                    related: [Annotation(family.range, "declared a \(family.kind?.rawValue ?? "counter") here")],
                    subject: rule.subject, discriminator: name.string))
        }
    }

    /// The parts of a histogram and of a summary's totals are counters too.
    private static func isCounter(_ name: ByteString, _ family: EmittedFamily) -> Bool {
        switch family.kind {
        case .counter: true
        case .histogram: true
        case .summary: name != family.name
        case .gauge, nil: false
        }
    }
}

/// Selectors whose value reaches a comparison as it stands.
private struct RawReading {
    var selector: NodeID

    static func all(in expression: Expression) -> [RawReading] {
        var raw: [NodeID: [NodeID]] = [:]
        var result: Set<NodeID> = []
        // Children stand before parents: each node hands the raw selectors below it upwards.
        for id in expression.ids {
            switch expression[id].kind {
            case .number, .string, .matrixSelector, .subquery: break
            case .vectorSelector(let selector):
                // `x offset 1h` is compared with x, or should be; its own history is no threshold.
                raw[id] = selector.modifiers.offset.isZero && selector.modifiers.at == nil ? [id] : []
            case .parentheses(let inner), .sign(_, operand: let inner): raw[id] = raw[inner]
            case .aggregation(let aggregation):
                switch aggregation.operator {
                case .count, .group, .countValues, .stddev, .stdvar: break
                default: raw[id] = raw[aggregation.expression]
                }
            case .call(let call): raw[id] = passing(call, raw, in: expression)
            case .binary(let operation):
                let left = raw[operation.left] ?? []
                let right = raw[operation.right] ?? []
                if operation.operator.isComparison {
                    // Only a comparison with a number asks what the counter has reached.
                    if isNumber(operation.right, expression) { result.formUnion(left) }
                    if isNumber(operation.left, expression) { result.formUnion(right) }
                } else if operation.operator == .multiply || operation.operator == .divide || operation.operator == .add
                {
                    let isScaling = isNumber(operation.left, expression) || isNumber(operation.right, expression)
                    raw[id] = isScaling || operation.operator == .add ? left + right : []
                } else if operation.operator.isSetOperation {
                    raw[id] = left
                }
            }
        }
        return result.sorted().map(RawReading.init)
    }

    /// Functions that hand a value through; all others make something new of it.
    private static func passing(_ call: Call, _ raw: [NodeID: [NodeID]], in expression: Expression) -> [NodeID] {
        let name = String(decoding: expression.text[call.nameRange.range], as: UTF8.self)
        let handsThrough = [
            "clamp_min", "clamp_max", "clamp", "round", "ceil", "floor", "abs", "sort", "sort_desc",
            "label_replace", "label_join", "scalar", "vector",
        ]
        guard handsThrough.contains(name), let first = call.arguments.first else { return [] }
        return raw[first] ?? []
    }

    private static func isNumber(_ id: NodeID, _ expression: Expression) -> Bool { expression[id].type == .scalar }
}
