import Facts
import Findings
import Manifests
import SourceText

/// Whether the service emits a signal, by the rule of what counts as emitted.
///
/// Before launch no sample shows every series: counters register with their first event. Absence is proven only by a
/// sample that is declared complete, or by a name that is nearly the expected one beside the service's other families.
enum SignalPresence {
    case emitted(EmittedFamily, MetricSpelling)
    /// Not by the process itself: a recording rule makes it, or another job.
    case elsewhere(ByteString, Provenance)
    /// Proven absent; nil where no name for it is known.
    case absent(MetricSpelling?, closest: EmittedFamily?)
    case undecided(UnprovableReason)

    static func of(_ signal: Signal, _ context: CheckContext) -> SignalPresence {
        let facts = context.facts
        let spellings = facts.signals.spellings[signal] ?? []
        guard facts.emitted.hasSample else { return .undecided(.noArtefact(kind: ArtefactKind.exposition.title)) }
        for spelling in spellings {
            if let family = facts.emitted.sampledFamily(spelling.family), family.shows(spelling) {
                return .emitted(family, spelling)
            }
        }
        for name in spellings.flatMap(\.seriesNames) {
            // Asked first: what the manifest names and another job emits is no family of this process.
            if facts.emitted.external.contains(where: { $0.matches(name.bytes) }) { return .elsewhere(name, .declared) }
            switch facts.emitted.emission(of: name) {
            case .recorded: return .elsewhere(name, .configured)
            case .emitted, .external, .synthetic, .absent: continue
            }
        }
        let isExcused = facts.service.conventions.contains { $0.reasonWithout(signal) != nil }
        if spellings.isEmpty, !isExcused || !facts.emitted.isComplete {
            return .undecided(.notDeclared(key: "telemetry.metrics.\(signal.name)"))
        }
        if facts.emitted.isComplete { return .absent(spellings.first, closest: nil) }
        for spelling in spellings {
            if let family = nearly(spelling, in: facts) { return .absent(spelling, closest: family) }
        }
        return .undecided(.sampleAfterForcedErrors)
    }

    /// At most so many letters may differ before two names are two names.
    private static let slipLimit = 3

    private static func nearly(_ spelling: MetricSpelling, in facts: FactBase) -> EmittedFamily? {
        guard facts.emitted.sampledFamily(spelling.family) == nil, let series = spelling.seriesNames.first,
            case .absent(let absence) = facts.emitted.emission(of: series), absence.hasSiblings,
            let closest = absence.closest, !facts.signals.knows(series: closest),
            NearMiss.distance(series.bytes, closest.bytes, atMost: slipLimit) != nil
        else { return nil }
        return facts.emitted.family(ofSeries: closest)
    }
}

extension FactBase {
    /// True for the very name that the service's convention has for a signal of which nothing is emitted yet: a counter
    /// of failures before the first failure, whatever its siblings are called.
    func isYetToCome(_ name: ByteString) -> Bool {
        guard signals.knows(series: name) else { return false }
        let spellings = signals.spellings.values.filter { $0.contains { $0.seriesNames.contains(name) } }
        return spellings.joined().allSatisfy { emitted.families[$0.family] == nil }
    }

    /// True for a label that tells failures in a family of all requests: OpenTelemetry's `error.type` stands on no
    /// series before the first failure, so that its absence from a sample says nothing.
    func comesWithFailures(_ label: ByteString, _ family: EmittedFamily) -> Bool {
        (signals.spellings[.errors] ?? []).contains { spelling in
            spelling.family == family.name && spelling.selector.contains { $0.label == label && $0.values.isEmpty }
        }
    }
}

extension EmittedMetrics {
    /// A family that stands in a sample; what only the manifest declares is nothing seen.
    func sampledFamily(_ name: ByteString) -> EmittedFamily? {
        families[name].flatMap { $0.provenance >= .sampled ? $0 : nil }
    }

    /// Every sampled family, by name; what a client library adds to tell when a series began is left out.
    var sampledFamilies: [EmittedFamily] {
        families.values.filter { $0.provenance >= .sampled && !$0.name.hasSuffix("_created") }
            .sorted { $0.name < $1.name }
    }
}

extension EmittedFamily {
    /// True if the family holds the series that the spelling singles out.
    func shows(_ spelling: MetricSpelling) -> Bool {
        spelling.selector.allSatisfy { selected in
            guard let domain = labels[selected.label] else { return false }
            return selected.values.isEmpty
                ? domain.values.contains { !$0.isEmpty } : selected.values.contains(where: domain.values.contains)
        }
    }

    /// Where a finding about it may point: its `TYPE` line. A series' own line shows label values, which may be
    /// anybody's, so a family without a type has no place.
    var place: Annotation? { kind == nil ? nil : Annotation(range, "`\(name.string)`") }

    var evidence: Evidence { Evidence(provenance, at: range, "`\(name.string)` is emitted") }
}

/// What checks of signals say in the same words.
enum SignalWords {
    /// What a person calls a signal.
    static func title(_ signal: Signal) -> String {
        switch signal {
        case .requests: "requests"
        case .errors: "errors"
        case .attempts: "attempts"
        case .timeToFirstToken: "time to first token"
        case .latency: "total latency"
        case .tokens(let kind): "\(kind.rawValue.replacingUnderscores) tokens"
        case .cost: "cost"
        case .cacheHitRate: "cache hit rate"
        case .thinkingActivation: "thinking activation"
        case .quality(let name): "quality measure `\(name.string)`"
        case .dependency(let name, let aspect): "\(aspect.rawValue) of `\(name.string)`"
        }
    }

    /// Where the manifest says what the signal is called, or leaves it to a convention.
    static func place(_ signal: Signal, _ manifest: Manifest) -> Annotation {
        if let own = manifest.telemetry.metrics.first(where: { $0.signal.value == signal }) {
            return Annotation(own.name.range, "declared here")
        }
        for dependency in manifest.dependencies {
            for entry in dependency.signals where Signal.dependency(dependency.name.value, entry.aspect.value) == signal
            {
                return Annotation(entry.family.range, "declared here")
            }
        }
        if let convention = manifest.telemetry.conventions.first {
            return Annotation(convention.range, "its names are expected")
        }
        return Annotation(manifest.service.range, "this service")
    }

    /// Why a convention of the service leaves the signal out: "OpenLLMetry 0.62 emits no TTFT".
    static func excuse(
        _ signal: Signal, _ facts: FactBase, _ aspect: Convention.Limitation.Aspect = .metric
    ) -> String? {
        facts.service.conventions.lazy.compactMap { $0.reasonWithout(signal, aspect) }.first
    }

    /// The metric to emit, ready to paste, and the way out if it is there under another name.
    static func emit(_ signal: Signal, as spelling: MetricSpelling?) -> String {
        let declare = "or say what yours is called: `telemetry: {metrics: {\(signal.name): {name: NAME}}}`"
        guard let spelling = spelling ?? Convention.guidePrometheus.spellings[signal] else { return declare }
        return "emit it, with Python's prometheus_client `\(constructor(spelling, signal))`, \(declare)"
    }

    /// A metric as prometheus_client declares it; the client adds `_total` to counters itself.
    private static func constructor(_ spelling: MetricSpelling, _ signal: Signal) -> String {
        let name = String(spelling.family.string.map { $0 == "." ? "_" : $0 })
        let labels = spelling.labels.sorted { $0.key.rawValue < $1.key.rawValue }
            .filter { ![.tenant, .thinking, .version].contains($0.key) }.map { "\"\($0.value.string)\"" }
        let text = title(signal).replacing("`", with: "")
        let tail = "\"\(text)\", [\(labels.joined(separator: ", "))]"
        switch spelling.kind {
        case .counter:
            return "Counter(\"\(name.hasSuffix("_total") ? String(name.dropLast(6)) : name)\", \(tail))"
        case .gauge: return "Gauge(\"\(name)\", \(tail))"
        case .histogram, .summary:
            let bounds =
                spelling.unit == .milliseconds
                ? "250, 500, 1000, 2000, 3000, 5000, 8000, 12000, 20000, 30000, 60000"
                : "0.25, 0.5, 1, 2, 3, 5, 8, 12, 20, 30, 60"
            return "Histogram(\"\(name)\", \(tail), buckets=[\(bounds)])"
        }
    }
}

extension String {
    fileprivate var replacingUnderscores: String { String(map { $0 == "_" ? "-" : $0 }) }
}
