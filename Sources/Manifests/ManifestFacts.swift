package import Facts
import Findings
package import PromQL
import SourceText

extension Manifest {
    /// What the manifest says, as the facts that checks join with what was read.
    ///
    /// Kinds and units that the manifest leaves out are taken from the sampled families, then from the signal itself.
    package func serviceFacts(sampled: [EmittedFamily]) -> ServiceFacts {
        var facts = ServiceFacts(name: service.value)
        facts.conventions = conventions(sampled: sampled)
        facts.declaredSpellings = declaredSpellings(sampled: sampled)
        facts.scrapeIntervalMilliseconds = telemetry.scrapeIntervalMilliseconds
        facts.evaluationIntervalMilliseconds = telemetry.evaluationIntervalMilliseconds
        facts.semantics = semantics
        for label in telemetry.targetLabels { facts.targetLabels[label.name.value] = label.value.value }
        facts.external = telemetry.external.map { Wildcard($0.value) }
        let samples = artefacts.filter { $0.kind.value == .exposition }
        facts.isSampleComplete = !samples.isEmpty && samples.allSatisfy { $0.isComplete?.value == true }
        return facts
    }

    /// The declared conventions; where the manifest names none, those whose metrics stand in the sample.
    private func conventions(sampled: [EmittedFamily]) -> [Convention] {
        if !telemetry.conventions.isEmpty { return telemetry.conventions.compactMap { Convention.named($0.value) } }
        return Convention.detected(in: sampled)
    }

    /// The PromQL profile of the declared server version; the newest where none is declared.
    package var semantics: Semantics {
        guard let version = telemetry.prometheusVersion?.value else { return .prometheus3 }
        return version.hasPrefix("2.") || version == "2" ? .prometheus2 : .prometheus3
    }

    /// What an adapter is told about the files of one entry under `artefacts`; nil for files named on the command line.
    package func request(for reference: ArtefactReference?) -> ReadingRequest {
        ReadingRequest(
            semantics: semantics,
            rowSelector: (reference?.rowSelector ?? []).map { ($0.field.value, $0.value.value) },
            renames: (reference?.renames ?? []).map { ($0.from.value, $0.to.value) })
    }

    private func declaredSpellings(sampled: [EmittedFamily]) -> [Signal: MetricSpelling] {
        var result: [Signal: MetricSpelling] = [:]
        for metric in telemetry.metrics {
            let signal = metric.signal.value
            let family = sampled.first { $0.name == metric.name.value }
            var labels: [LabelRole: ByteString] = [:]
            for label in metric.labels { labels[label.role.value] = label.label.value }
            let convention = conventions(sampled: sampled).lazy.compactMap { $0.spellings[signal] }.first
            result[signal] = MetricSpelling(
                family: metric.name.value,
                kind: metric.type?.value ?? family?.kind ?? convention?.kind ?? Self.usualKind(of: signal),
                unit: metric.unit?.value ?? Self.unit(ofFamily: metric.name.value, signal),
                labels: labels.merging(convention?.labels ?? [:]) { declared, _ in declared })
        }
        for dependency in dependencies {
            for entry in dependency.signals {
                let signal = Signal.dependency(dependency.name.value, entry.aspect.value)
                let family = sampled.first { $0.name == entry.family.value }
                result[signal] = MetricSpelling(
                    family: entry.family.value, kind: family?.kind ?? Self.usualKind(of: signal),
                    unit: Self.unit(ofFamily: entry.family.value, signal))
            }
        }
        return result
    }

    private static func usualKind(of signal: Signal) -> MetricKind {
        switch signal {
        case .latency, .timeToFirstToken, .dependency(_, .latency): .histogram
        case .cacheHitRate, .thinkingActivation: .gauge
        case .requests, .errors, .attempts, .tokens, .cost, .quality, .dependency: .counter
        }
    }

    /// The unit in the name, if it says one that fits the signal; otherwise the signal's own.
    private static func unit(ofFamily family: ByteString, _ signal: Signal) -> Unit {
        let named = Unit.named(inFamily: family)
        return named.canonical.unit == signal.unit ? named : signal.unit
    }

    /// Families that only the manifest declares: what they are called and, where it says so, their labels and buckets.
    package func declaredFamilies(sampled: [EmittedFamily]) -> [EmittedFamily] {
        let known = Set(sampled.map(\.name))
        let spellings = declaredSpellings(sampled: sampled)
        return telemetry.metrics.compactMap { metric in
            let isNew = !known.contains(metric.name.value)
            guard isNew || !metric.values.isEmpty else { return nil }
            var labels: [ByteString: LabelDomain] = [:]
            for label in metric.labels {
                let values = metric.values.filter { $0.role == label.role.value }.map(\.spelling.value)
                // A declared metric that no sample shows carries its labels; a sampled one only learns its domain.
                let isClosed = metric.closedRoles.contains(label.role.value)
                let domain: Set<ByteString> = isClosed || isNew ? Set(values) : []
                labels[label.label.value] = LabelDomain(values: domain, unseen: domain, isClosed: isClosed)
            }
            return EmittedFamily(
                name: metric.name.value, kind: spellings[metric.signal.value]?.kind, labels: labels,
                finiteBounds: metric.buckets.map(\.value).filter(\.isFinite).sorted(), provenance: .declared,
                range: metric.name.range)
        }
    }
}
