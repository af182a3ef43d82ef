import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// `rate` over a gauge is a number, and means nothing.
    static let typeDisagrees = Check(
        kind: FindingKind(code: "PF211", name: "counter-as-gauge"), scope: .signal, severity: .error,
        summary: "a metric is exposed as another type than its signal needs, so rates over it mean nothing",
        why: "`rate` and `increase` take a fall for a restart: over a gauge they add up noise; and a counter read as a "
            + "gauge only ever grows",
        remedy: "Expose what only grows as a counter, durations as a histogram, and shares as a gauge.",
        source: "Prometheus documentation, metric types; the types of the naming convention",
        examples: [
            CheckExample(
                "cost as a gauge", .fails, exposition: "# TYPE claude_cost_usd_total ⟦gauge⟧\nclaude_cost_usd_total 3\n"
            ),
            CheckExample(
                "cost as a gauge, under a name of one's own", .fails,
                exposition: "# TYPE spend ⟦gauge⟧\nspend 3\n",
                manifest: CheckExample.sampleManifest.replacing(
                    "  convention: guide-prometheus", with: "  metrics: {cost: {name: spend}}")),
            CheckExample(
                "cost as a counter", .passes,
                exposition: "# TYPE claude_cost_usd_total counter\nclaude_cost_usd_total 3\n"),
            CheckExample("no sample", .unprovable, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeTypes)

    private static func judgeTypes(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let facts = context.facts
        guard facts.emitted.hasSample else {
            result.undecided.append(
                CheckResult.Undecided(.noArtefact(kind: ArtefactKind.exposition.title), subject: "metric types"))
            return result
        }
        var seen: Set<ByteString> = []
        for (signal, spellings) in facts.signals.spellings.sorted(by: { $0.key.name < $1.key.name }) {
            for spelling in spellings where seen.insert(spelling.family).inserted {
                guard let family = facts.emitted.sampledFamily(spelling.family), let kind = family.kind else {
                    continue
                }
                result.subjectCount += 1
                let fitting = kinds(fitting: signal)
                if fitting.contains(kind) {
                    result.prove(
                        Evidence(family.provenance, at: family.range, "`\(family.name.string)` is a \(kind.rawValue)"))
                } else {
                    result.failures.append(finding(family, kind, signal, spelling, fitting))
                }
            }
        }
        return result
    }

    /// What a signal can be read off. Quality and dependencies may be anything that the team finds fit.
    private static func kinds(fitting signal: Signal) -> Set<MetricKind> {
        switch signal {
        case .requests, .errors, .attempts, .tokens, .cost: [.counter, .histogram, .summary]
        case .latency, .timeToFirstToken: [.histogram, .summary]
        case .cacheHitRate, .thinkingActivation: [.gauge, .histogram]
        case .quality, .dependency: Set(MetricKind.allCases)
        }
    }

    private static func finding(
        _ family: EmittedFamily, _ kind: MetricKind, _ signal: Signal, _ spelling: MetricSpelling,
        _ fitting: Set<MetricKind>
    ) -> Finding {
        let wanted: MetricKind =
            fitting.contains(.counter) ? .counter : (fitting.contains(.gauge) ? .gauge : .histogram)
        var right = spelling
        right.kind = wanted
        return typeDisagrees.finding(
            "`\(family.name.string)` is exposed as a \(kind.rawValue), and `\(signal.name)` needs a \(wanted.rawValue): queries over it mean nothing",
            fix: SignalWords.emit(signal, as: right), at: family.place, subject: "metric \(family.name.string)")
    }
}
