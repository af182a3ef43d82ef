import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A panel over a name that no artefact emits says "No data", which during an incident reads like "no trouble".
    ///
    /// What is proven is what `reads-metric-nothing-emits` proves of rules. A variable filled from such a name empties
    /// every panel that uses it.
    static let panelReadsMetricNothingEmits = Check(
        kind: FindingKind(code: "PF130", name: "panel-reads-metric-nothing-emits"), scope: .panel, severity: .error,
        summary: "a panel reads a metric that nothing emits, so it never shows anything",
        why: "an empty panel looks like a quiet service, and it is found out during the incident it was made for",
        remedy: "Correct the name, or emit the metric. If another job emits it, list its pattern under "
            + "`telemetry.external`; if it appears only after a failure, take the sample after forced errors.",
        source: "failure catalogue G08",
        examples: [
            CheckExample(
                "a suffix is missing", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Errors", "sum(rate(⟦claude_errors_count⟧[5m]))"))),
            CheckExample(
                "a variable asks for the values of a misspelt metric", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Requests", "sum(rate(claude_requests_count_total{model=~\"$model\"}[5m]))"),
                    more: #""templating": {"list": [{"name": "model", "type": "query", "query": "#
                        + #""label_values(⟦claude_request_count_total⟧, model)"}]}, "#)),
            CheckExample(
                "the names are emitted, and Grafana fills in the window", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Errors", "sum(rate(claude_errors_count_total[$__rate_interval]))"))),
            CheckExample(
                "a counter that registers with its first failure, and a sample that does not claim to be complete",
                .unprovable,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Refusals", "sum(rate(claude_refused_answers_total[5m]))")),
                manifest: CheckExample.dashboardManifest.replacing("complete: true", with: "complete: false")),
            CheckExample(
                "the convention's counter of failures before the first, beside a name much like it", .unprovable,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Errors", "sum(rate(claude_errors_count_total[5m]))")),
                exposition: "# TYPE claude_requests_count_total counter\nclaude_requests_count_total 10\n",
                manifest: CheckExample.dashboardManifest.replacing("complete: true", with: "complete: false")),
            CheckExample(
                "another team's panel on the same dashboard", .vacuous,
                dashboard: CheckExample.dashboard(CheckExample.panel("Redis", "redis_up"))),
        ],
        judge: { context in
            var result = PanelJudging.eachShownPanel(context) { panel, context, result in
                for own in panel.shownQueries {
                    judgeNames(own.query, panel.subjectInBackticks, panel, context, &result)
                }
            }
            judgeVariables(context, &result)
            return result
        })

    private static func judgeNames(
        _ query: PanelQuery, _ words: String, _ panel: OwnPanel, _ context: CheckContext, _ result: inout CheckResult
    ) {
        for selector in query.selectors {
            guard let (name, range) = selector.name else { continue }
            switch context.facts.emitted.emission(of: name) {
            case .emitted(let family):
                result.prove(
                    Evidence(family.provenance, at: family.range, "`\(family.name.string)` is emitted"))
            case .recorded, .synthetic, .external: continue
            case .absent(let absence):
                // A name made from a variable's value may be any of several.
                if query.substitute(in: range) != nil { continue }
                let place = query.place(of: range)
                guard isProven(absence, of: name, context) else {
                    let reason: UnprovableReason =
                        context.facts.emitted.hasSample
                        ? .sampleAfterForcedErrors : .noArtefact(kind: "metrics exposition sample")
                    result.undecided.append(
                        CheckResult.Undecided(
                            reason, subject: "`\(name.string)`, read by \(words)",
                            evidence: Evidence(.configured, at: place, "read here")))
                    continue
                }
                result.failures.append(
                    finding(
                        "\(words) reads `\(name.string)`, which nothing emits, so it never shows anything", of: name,
                        absence, at: place, panel.subject, context))
            }
        }
    }

    private static func judgeVariables(_ context: CheckContext, _ result: inout CheckResult) {
        var judged: Set<SourceRange> = []
        for panel in context.facts.ownPanels where judged.insert(panel.dashboard.range).inserted {
            for variable in panel.dashboard.variables {
                for selector in variable.source?.selectors ?? [] {
                    guard let (name, range) = selector.name, let source = variable.source,
                        source.substitute(in: range) == nil,
                        case .absent(let absence) = context.facts.emitted.emission(of: name),
                        isProven(absence, of: name, context)
                    else { continue }
                    result.failures.append(
                        finding(
                            "the variable `\(variable.name.value.string)` of `\(panel.dashboard.title.value.string)` takes its values from `\(name.string)`, which nothing emits, so every panel that uses it is empty",
                            of: name, absence, at: source.place(of: range),
                            "variable \(panel.dashboard.title.value.string) / \(variable.name.value.string)", context))
                }
            }
        }
    }

    private static func isProven(
        _ absence: EmittedMetrics.Absence, of name: ByteString, _ context: CheckContext
    ) -> Bool {
        let emitted = context.facts.emitted
        let isMisspelt = absence.closest != nil && !context.facts.isYetToCome(name)
        return emitted.hasSample && absence.hasSiblings && (emitted.isComplete || isMisspelt)
    }

    private static func finding(
        _ message: String, of name: ByteString, _ absence: EmittedMetrics.Absence, at place: SourceRange,
        _ subject: String, _ context: CheckContext
    ) -> Finding {
        let closest = absence.closest
        let family = closest.flatMap { context.facts.emitted.family(ofSeries: $0) }
        return panelReadsMetricNothingEmits.finding(
            message,
            fix: closest.map { "read `\($0.string)` instead" }
                ?? "emit `\(name.string)`, or correct the name; the sample shows no name close to it",
            at: Annotation(
                place, closest.map { "nothing emits this; closest: `\($0.string)`" } ?? "nothing emits this"),
            related: family.map { [Annotation($0.range, "closest: `\($0.name.string)`")] } ?? [], subject: subject,
            discriminator: name.string)
    }
}
