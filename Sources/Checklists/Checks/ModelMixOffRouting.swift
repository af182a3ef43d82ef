import ClaudeAPI
import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// What was meant to go to the small model, and what went there.
    static let modelMixOffRouting = Check(
        kind: FindingKind(code: "PF168", name: "model-mix-off-routing"), scope: .row, severity: .error,
        summary: "requests are spread over the models otherwise than the manifest says",
        why: "a router that falls back to the large model works, and costs several times what was planned",
        remedy: "Correct the router, or write down the mix that is meant.",
        source: "the production guide asks for the model distribution against the routing intent",
        examples: [
            CheckExample(
                "everything to the large model", .fails, log: mixedLog(sonnet: 190, haiku: 10),
                manifest: routed(
                    "{by: requests, tolerance: 10%, intent: {claude-haiku-4-5: ⟦80%⟧, claude-sonnet-4-5: 20%}}")),
            CheckExample(
                "a model that was not planned", .fails, log: mixedLog(sonnet: 100, haiku: 100),
                manifest: routed("{intent: {claude-haiku-4-5: ⟦100%⟧}}")),
            CheckExample(
                "as planned", .passes, log: mixedLog(sonnet: 44, haiku: 156),
                manifest: routed(
                    "{by: requests, tolerance: 10%, intent: {claude-haiku-4-5: 80%, claude-sonnet-4-5: 20%}}")),
            CheckExample(
                "too few rows to tell", .unprovable, log: mixedLog(sonnet: 3, haiku: 2),
                manifest: routed(
                    "{by: requests, tolerance: 10%, intent: {claude-haiku-4-5: 80%, claude-sonnet-4-5: 20%}}")),
            CheckExample("no routing", .notApplicable, log: mixedLog(sonnet: 3, haiku: 2)),
            CheckExample(
                "no log", .unprovable, log: nil,
                manifest:
                    "preflight: 1\nservice: example\nclaude: {routing: {intent: {claude-haiku-4-5: 80%, claude-sonnet-4-5: 20%}}}\n"
            ),
        ],
        judge: judgeMix)

    private static func routed(_ routing: String) -> String {
        CheckExample.logManifest.replacing(
            "extended_thinking: true}", with: "extended_thinking: true, routing: \(routing)}")
    }

    private static func mixedLog(sonnet: Int, haiku: Int) -> String {
        CheckExample.log(sonnet) { CheckExample.logRow($0) }
            + CheckExample.log(haiku) {
                CheckExample.logRow($0, without: "model", more: #""model": "claude-haiku-4-5-20251001""#)
            }
    }

    /// Ten in a hundred, unless the manifest says otherwise.
    private static let usualTolerance = 0.1
    /// Three standard deviations: a mix that is as meant is found fault with once in four hundred samples.
    private static let deviations = 3.0

    /// What the log holds of each model, counted as the manifest says.
    private struct Mix {
        var byModel: [String: Double] = [:]
        var total = 0.0
        var rows = 0
    }

    private static func judgeMix(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let routing = context.manifest.claude.routing else {
            result.notApplicable = "the manifest declares no routing"
            return result
        }
        guard let requests = LogJudging.requests(context, "the mix of models", &result) else { return result }
        let unit = routing.by?.value ?? "requests"
        let mix = mix(of: requests, by: unit, context)
        guard mix.total > 0 else {
            result.undecided.append(
                CheckResult.Undecided(
                    .dependsOn(requirement: "log-field-missing with model"), subject: "the mix of models"))
            return result
        }
        let tolerance = routing.tolerance?.value ?? usualTolerance
        var isOpen = false
        for (model, intended) in routing.intent {
            let key = PriceJudging.key(of: model.value).string
            let share = (mix.byModel[key] ?? 0) / mix.total
            let distance = (share - intended.value).magnitude
            // How far chance alone moves the share of so few rows.
            let chance = deviations * (intended.value * (1 - intended.value) / Double(mix.rows)).squareRoot()
            if distance <= tolerance + 1e-9 {
                // A share inside the tolerance may still stand there by chance.
                if chance > tolerance { isOpen = true }
                continue
            }
            if distance <= tolerance + chance {
                isOpen = true
                continue
            }
            result.failures.append(
                modelMixOffRouting.finding(
                    "`\(model.value.string)` was meant to get \(percent(intended.value)) of \(unit) and got \(percent(share)) of \(LogJudging.counted(mix.rows, "row"))",
                    fix: "correct the router, or write the mix that is meant under `claude.routing.intent`",
                    at: Annotation(intended.range, "meant"), subject: "routing \(model.value.string)"))
        }
        if result.failures.isEmpty, isOpen {
            result.undecided.append(
                CheckResult.Undecided(
                    .noArtefact(kind: "log sample with enough rows to tell the mix from chance"),
                    subject: "the mix of \(LogJudging.counted(mix.rows, "row"))"))
        } else if result.failures.isEmpty {
            requests.prove("the models' shares of \(unit) are within \(percent(tolerance)) of what is meant", &result)
        }
        return result
    }

    private static func mix(of requests: LogRequests, by unit: String, _ context: CheckContext) -> Mix {
        var mix = Mix()
        for sample in requests.samples {
            let prices = RowPrices(sample, context)
            for row in sample.rows {
                guard let word = sample.word(row.model) else { continue }
                let amount: Double =
                    switch unit {
                    case "tokens":
                        Double(
                            (row.inputTokens ?? 0) + (row.outputTokens ?? 0) + (row.cacheReadTokens ?? 0)
                                + (row.cacheCreationTokens ?? 0))
                    case "cost": Double(row.costNanoDollars ?? 0)
                    default: 1
                    }
                mix.byModel[prices.model(of: row) ?? word.string, default: 0] += amount
                mix.total += amount
                mix.rows += 1
            }
        }
        return mix
    }

    private static func percent(_ share: Double) -> String { NumberWords.text((share * 1000).rounded() / 10) + " %" }
}
