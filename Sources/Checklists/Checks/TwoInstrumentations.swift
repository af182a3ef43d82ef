import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// One call, two counts.
    static let twoInstrumentations = Check(
        kind: FindingKind(code: "PF208", name: "two-instrumentations"), scope: .signal, severity: .error,
        confidence: .medium,
        summary: "two instrumentations count the same calls, so whatever adds them up doubles",
        why:
            "a framework's instrumentor beside the provider's, or the SDK's own beside either, records each call twice; "
            + "requests, tokens and cost double on the day somebody adds a dependency",
        remedy:
            "Switch one off. If both are meant, name both under `telemetry.convention`, and let every rule and panel "
            + "read one of them.",
        source: "failure catalogue B01, B03: measured at 2 spans a call, reported at 2.2 times the cost",
        examples: [
            CheckExample(
                "the sample shows one that the manifest does not name", .fails,
                exposition: own + """
                    # TYPE gen_ai_client_token_usage_token ⟦histogram⟧
                    gen_ai_client_token_usage_token_bucket{gen_ai_token_type="input",le="+Inf"} 1
                    gen_ai_client_token_usage_token_sum{gen_ai_token_type="input"} 9
                    gen_ai_client_token_usage_token_count{gen_ai_token_type="input"} 1

                    """),
            CheckExample(
                "a rule adds both", .fails,
                exposition: own + "# TYPE litellm_spend_metric_total counter\nlitellm_spend_metric_total 3\n",
                manifest: CheckExample.defaultManifest.replacing(
                    "guide-prometheus", with: "[guide-prometheus, litellm]"),
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Spend
                            expr: ⟦sum(increase(claude_cost_usd_total[1h])) + sum(increase(litellm_spend_metric_total[1h])) > 10⟧

                    """),
            CheckExample(
                "both are named, and nothing adds them", .remarks,
                exposition: own + "# TYPE litellm_spend_metric_total counter\nlitellm_spend_metric_total 3\n",
                manifest: CheckExample.sampleManifest.replacing(
                    "guide-prometheus", with: "[guide-prometheus, ⟦litellm⟧]")),
            CheckExample("one", .passes, exposition: own),
            CheckExample("no sample", .unprovable, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeInstrumentations)

    private static let own = """
        # TYPE claude_tokens_input_total counter
        claude_tokens_input_total{model="a"} 9
        # TYPE claude_cost_usd_total counter
        claude_cost_usd_total{model="a"} 3

        """

    private static func judgeInstrumentations(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let facts = context.facts
        guard facts.emitted.hasSample else {
            result.undecided.append(
                CheckResult.Undecided(.noArtefact(kind: ArtefactKind.exposition.title), subject: "instrumentations"))
            return result
        }
        let sample = facts.emitted.sampledFamilies
        let seen = Convention.detected(in: sample)
        let named = context.manifest.telemetry.conventions
        // One convention may be met under several ids (the guide's, in three spellings): the first word tells them apart.
        for signal in Signal.fixed {
            let counting = seen.filter { convention in
                convention.allSpellings(of: signal).contains { spelling in
                    facts.emitted.sampledFamily(spelling.family).map { $0.shows(spelling) } ?? false
                }
            }
            if counting.isEmpty { continue }
            result.subjectCount += 1
            guard counting.count > 1, result.failures.isEmpty, result.remarks.isEmpty else { continue }
            let names = counting.map(\.name).joined(separator: " and ")
            if !named.isEmpty, let unnamed = counting.first(where: { one in !named.contains { $0.value == one.id } }),
                let family = unnamed.allSpellings(of: signal).compactMap({ facts.emitted.sampledFamily($0.family) })
                    .first
            {
                result.failures.append(
                    twoInstrumentations.finding(
                        "`\(family.name.string)` is counted by \(unnamed.name), which the manifest does not name, beside `\(named[0].value)`: each call is recorded twice",
                        fix:
                            "switch one of them off, or write `convention: [\((named.map(\.value) + [unnamed.id]).joined(separator: ", "))]` and read only one in each rule and panel",
                        at: family.place, related: [Annotation(named[0].range, "the manifest names this one")],
                        subject: "signal \(signal.name)"))
            } else if let place = named.last {
                result.remarks.append(
                    twoInstrumentations.finding(
                        "`\(signal.name)` is counted by \(names): whatever adds both doubles",
                        fix: "read one of them in each rule and panel; if only one is needed, switch the other off",
                        at: Annotation(place.range), subject: "signal \(signal.name)", severity: .warning))
            }
        }
        judgeSums(seen, context, &result)
        return result
    }

    /// Rules that add the same signal of two conventions.
    private static func judgeSums(_ seen: [Convention], _ context: CheckContext, _ result: inout CheckResult) {
        guard seen.count > 1 else { return }
        for (rule, recognition) in context.facts.ownAlerts {
            for placed in recognition.placedConditions {
                guard case .sum(let selections) = placed.condition.subject else { continue }
                let families = Dictionary(grouping: selections, by: \.signal).compactMap { signal, selections in
                    signal == nil || Set(selections.map(\.family)).count < 2 ? nil : selections.map(\.family).sorted()
                }.sorted { $0.lexicographicallyPrecedes($1) }
                guard let families = families.first else { continue }
                result.remarks.removeAll()
                result.failures.append(
                    twoInstrumentations.finding(
                        "\(rule.subjectInBackticks) adds \(families.map { "`\($0.string)`" }.joined(separator: " and ")), two counts of the same calls, so it reads double",
                        fix: "keep one of them", at: Annotation(rule.place(of: placed.range), "counted twice"),
                        subject: rule.subject, discriminator: "sum"))
            }
        }
    }
}
