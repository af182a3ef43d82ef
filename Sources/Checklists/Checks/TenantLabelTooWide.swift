import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// Tenants end, and their product with everything else may still be too much.
    static let tenantLabelTooWide = Check(
        kind: FindingKind(code: "PF215", name: "tenant-label-too-wide"), scope: .family, severity: .error,
        summary: "a metric by tenant will have more series than a Prometheus should hold for one service",
        why:
            "tenants multiply with models, features and buckets; each new customer adds hundreds of series to every scrape",
        remedy: "Count tokens and cost by tenant in one counter without other labels, or from logs; keep histograms "
            + "without tenants.",
        source: "failure catalogue F01, F04: the product of declared cardinalities",
        parameters: [
            CheckParameter(
                "series", .bound, example: "{at_most: 50000}", "How many series a family may have; 50,000 unless said.")
        ],
        examples: [
            CheckExample(
                "a histogram by tenant", .fails, requirement: "series: {at_most: 1000}",
                exposition: """
                    # TYPE claude_latency_total_ms ⟦histogram⟧
                    claude_latency_total_ms_bucket{tenant="a",le="1000"} 1
                    claude_latency_total_ms_bucket{tenant="a",le="+Inf"} 1
                    claude_latency_total_ms_sum{tenant="a"} 1
                    claude_latency_total_ms_count{tenant="a"} 1

                    """, manifest: CheckExample.sampleManifest + "traffic: {tenants: 300}\n"),
            CheckExample(
                "a counter by tenant", .passes, requirement: "series: {at_most: 1000}",
                exposition: "# TYPE claude_cost_usd_total counter\nclaude_cost_usd_total{tenant=\"a\"} 1\n",
                manifest: CheckExample.sampleManifest + "traffic: {tenants: 300}\n"),
            CheckExample(
                "nobody says how many tenants there are", .unprovable,
                exposition: "# TYPE claude_cost_usd_total counter\nclaude_cost_usd_total{tenant=\"a\"} 1\n"),
            CheckExample(
                "no metric by tenant", .notApplicable,
                exposition: "# TYPE claude_cost_usd_total counter\nclaude_cost_usd_total{model=\"a\"} 1\n"),
        ],
        judge: judgeTenants)

    private static let usualLimit = 50_000.0

    private static func judgeTenants(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let facts = context.facts
        guard facts.emitted.hasSample else {
            result.undecided.append(
                CheckResult.Undecided(.noArtefact(kind: ArtefactKind.exposition.title), subject: "metrics by tenant"))
            return result
        }
        let declared = Set(facts.signals.spellings.values.joined().compactMap { $0.labels[.tenant] })
        let limit = context.parameters.bound("series")?.amount.quantity?.value ?? usualLimit
        for family in facts.emitted.sampledFamilies {
            guard
                let label = family.labels.keys.sorted().first(where: {
                    LabelShapes.isTenant($0) || (declared.contains($0) && !LabelShapes.isEndless($0))
                })
            else { continue }
            result.subjectCount += 1
            guard let tenants = context.manifest.traffic.tenants?.value else {
                result.undecided.append(
                    CheckResult.Undecided(
                        .notDeclared(key: "traffic.tenants"), subject: "`\(family.name.string)` by `\(label.string)`",
                        evidence: family.evidence))
                continue
            }
            let count = SeriesCount.predicted(family, label, values: Int(tenants), context)
            if Double(count) <= limit {
                result.prove(
                    Evidence(
                        family.provenance, at: family.range,
                        "`\(family.name.string)` will have \(SeriesCount.text(count)) series"))
                continue
            }
            result.failures.append(
                tenantLabelTooWide.finding(
                    "`\(family.name.string)` by `\(label.string)` will have \(SeriesCount.text(count)) series with the declared \(SeriesCount.text(Int(tenants))) tenants, more than \(NumberWords.text(limit))",
                    fix:
                        "take `\(label.string)` off `\(family.name.string)`; count cost and tokens by tenant in a counter without other labels",
                    at: family.place, subject: "metric \(family.name.string)", discriminator: label.string))
        }
        if result.subjectCount == 0 { result.notApplicable = "no metric has a label for the tenant" }
        return result
    }
}
