import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A matcher on a label that the metric does not carry empties a panel; grouping by one merges what it should split.
    ///
    /// Values are judged only against a domain that the manifest declares closed. A matcher that a variable fills in
    /// works as long as "All" is chosen, so it is a remark.
    static let panelReadsLabelNothingEmits = Check(
        kind: FindingKind(code: "PF131", name: "panel-reads-label-nothing-emits"), scope: .panel, severity: .error,
        summary: "a panel matches or groups by a label that its metric does not carry",
        why: "the panel loads and shows nothing, or one line where it promises one for each class, model or feature",
        remedy: "Correct the label. If the scrape adds it, name it under `telemetry.target_labels`.",
        source: "failure catalogue G09",
        examples: [
            CheckExample(
                "a matcher on a label that was renamed", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Timeouts", "sum(rate(claude_errors_count_total{⟦class⟧=\"timeout\"}[5m]))"))),
            CheckExample(
                "errors by a label that no series has", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Errors", "sum by (⟦class⟧) (rate(claude_errors_count_total[5m]))"))),
            CheckExample(
                "a variable on a label that no series has", .remarks,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Errors", "sum(rate(claude_errors_count_total{⟦tenant⟧=~\"$tenant\"}[5m]))"),
                    more: #""templating": {"list": [{"name": "tenant", "type": "custom", "query": "a,b"}]}, "#)),
            CheckExample(
                "labels of the sample, of the scrape, and of a join", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Errors", "sum by (error_type, pod) (rate(claude_errors_count_total{model=~\"$model\"}[5m]))"),
                    more: #""templating": {"list": [{"name": "model", "type": "query", "query": "#
                        + #""label_values(claude_errors_count_total, model)"}]}, "#)),
        ],
        judge: { context in
            PanelJudging.eachShownPanel(context) { panel, context, result in
                for own in panel.shownQueries {
                    for selector in own.query.selectors { judge(selector, own.query, panel, context, &result) }
                    judgeGrouping(own.query, panel, context, &result)
                }
            }
        })

    /// The sampled family that a selector reads, if it reads one.
    private static func family(_ selector: SelectorFact, _ context: CheckContext) -> EmittedFamily? {
        guard let name = selector.name?.value, case .emitted(let family) = context.facts.emitted.emission(of: name),
            family.provenance >= .sampled
        else { return nil }
        return family
    }

    private static func isAddedByScrape(_ label: ByteString, _ family: EmittedFamily, _ context: CheckContext) -> Bool {
        context.facts.emitted.targetLabels[label] != nil || ScrapeLabels.isOwnOfFamily(label, family)
            || ScrapeLabels.maybeAdded(label)
    }

    private static func judge(
        _ selector: SelectorFact, _ query: PanelQuery, _ panel: OwnPanel, _ context: CheckContext,
        _ result: inout CheckResult
    ) {
        guard let family = family(selector, context) else { return }
        for matcher in selector.matchers where !isAddedByScrape(matcher.label, family, context) {
            let variable = query.substitute(in: matcher.valueRange)
            if matcher.acceptsMissing, variable == nil { continue }
            guard let domain = family.labels[matcher.label] else {
                if context.facts.comesWithFailures(matcher.label, family) {
                    result.undecided.append(yetToCome(matcher, query, panel))
                    continue
                }
                let finding = missing(matcher.label, at: matcher.labelRange, of: family, variable, query, panel)
                if variable == nil { result.failures.append(finding) } else { result.remarks.append(finding) }
                continue
            }
            if domain.values.contains(where: matcher.accepts) {
                result.prove(
                    Evidence(
                        family.provenance, at: family.range,
                        "`\(family.name.string)` carries `\(matcher.label.string)`"))
            } else if domain.isClosed {
                let values = domain.values.map(\.string).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                result.failures.append(
                    panelReadsLabelNothingEmits.finding(
                        "\(panel.subjectInBackticks) matches `\(matcher.text.string)`, a value that `\(family.name.string)` never has, so it shows nothing",
                        fix: "match one of the declared values: \(values.map { "`\($0)`" }.joined(separator: ", "))",
                        at: Annotation(query.place(of: matcher.valueRange), "not one of the declared values"),
                        related: [Annotation(family.range)], subject: panel.subject,
                        discriminator: "\(family.name.string){\(matcher.text.string)}"))
            } else {
                result.undecided.append(yetToCome(matcher, query, panel))
            }
        }
    }

    private static func yetToCome(
        _ matcher: SelectorFact.Matcher, _ query: PanelQuery, _ panel: OwnPanel
    ) -> CheckResult.Undecided {
        CheckResult.Undecided(
            .sampleAfterForcedErrors, subject: "`\(matcher.text.string)`, read by \(panel.subjectInBackticks)",
            evidence: Evidence(.configured, at: query.place(of: matcher.valueRange), "matched here"))
    }

    private static func missing(
        _ label: ByteString, at range: ByteRange, of family: EmittedFamily, _ variable: PanelQuery.Substitute?,
        _ query: PanelQuery, _ panel: OwnPanel
    ) -> Finding {
        let carried = carried(by: [family])
        let consequence =
            variable.map { "so it is empty once `\($0.variable.string)` is anything but All" } ?? "so it shows nothing"
        return panelReadsLabelNothingEmits.finding(
            "\(panel.subjectInBackticks) matches `\(label.string)`, a label that `\(family.name.string)` does not carry, \(consequence)",
            fix: fix(label, carried: carried), at: Annotation(query.place(of: range), "no series carries this label"),
            related: [Annotation(family.range, "carries \(words(carried))")], subject: panel.subject,
            discriminator: "\(family.name.string){\(label.string)}", severity: variable == nil ? nil : .warning)
    }

    /// A grouping is judged only where every selector below is sampled and nothing below adds labels.
    private static func judgeGrouping(
        _ query: PanelQuery, _ panel: OwnPanel, _ context: CheckContext, _ result: inout CheckResult
    ) {
        let expression = query.expression
        for id in expression.ids {
            guard case .aggregation(let aggregation) = expression[id].kind, !aggregation.isWithout,
                let families = families(under: aggregation.expression, in: expression, context), !families.isEmpty
            else { continue }
            for label in aggregation.grouping
            where query.substitute(in: label.range) == nil
                && families.allSatisfy({
                    $0.labels[label.name] == nil && !isAddedByScrape(label.name, $0, context)
                        && !context.facts.comesWithFailures(label.name, $0)
                })
            {
                let carried = carried(by: families)
                result.failures.append(
                    panelReadsLabelNothingEmits.finding(
                        "\(panel.subjectInBackticks) groups by `\(label.name.string)`, a label that `\(families[0].name.string)` does not carry, so it shows one line for all",
                        fix: fix(label.name, carried: carried),
                        at: Annotation(query.place(of: label.range), "no series carries this label"),
                        related: [Annotation(families[0].range, "carries \(words(carried))")], subject: panel.subject,
                        discriminator: "by \(label.name.string)"))
            }
        }
    }

    private static func families(
        under root: NodeID, in expression: Expression, _ context: CheckContext
    ) -> [EmittedFamily]? {
        var pending = [root]
        var result: [EmittedFamily] = []
        while let id = pending.popLast() {
            switch expression[id].kind {
            case .call(let call):
                let name = String(decoding: expression.text[call.nameRange.range], as: UTF8.self)
                if name == "label_replace" || name == "label_join" || name == "vector" { return nil }
            case .binary(let operation):
                if let matching = operation.matching, !matching.include.isEmpty { return nil }
            case .aggregation(let inner) where inner.operator == .countValues: return nil
            case .vectorSelector:
                guard let selector = SelectorFact(id, in: expression), let family = family(selector, context) else {
                    return nil
                }
                result.append(family)
            default: break
            }
            pending += expression.children(of: id)
        }
        return result
    }

    private static func carried(by families: [EmittedFamily]) -> [String] {
        Set(families.flatMap(\.labels.keys)).sorted().map(\.string)
    }

    private static func words(_ labels: [String]) -> String {
        labels.isEmpty ? "no labels" : labels.map { "`\($0)`" }.joined(separator: ", ")
    }

    private static func fix(_ label: ByteString, carried: [String]) -> String {
        NearMiss.closest(to: label.string, among: carried).map { "use `\($0)` instead of `\(label.string)`" }
            ?? "use one of the labels it carries: \(words(carried))"
    }
}
