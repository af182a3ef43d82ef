import Facts
import Findings
package import SourceText
import TimeSeries

/// A metrics exposition, as a scrape saw it, to emitted families.
package enum ExpositionAdapter {
    private static let unreadableLine = FindingKind(code: "PF035", name: "exposition-line-unreadable")
    private static let holdsNothing = FindingKind(code: "PF036", name: "exposition-holds-no-sample")

    /// Reads a sample; a line that cannot be used is a finding, and the rest of the file still counts.
    package static func read(_ file: SourceFile) -> ArtefactReading {
        let exposition = ExpositionText.read(file.bytes, file: file.id)
        var reading = ArtefactReading(file: file, shape: .exposition)
        for problem in exposition.problems {
            reading.findings.append(finding(problem))
        }
        if exposition.sampleCount == 0 {
            reading.isRefused = true
            reading.findings.append(
                Finding(
                    holdsNothing, .error, message: "`\(file.path)` holds no sample, so nothing can be joined with it",
                    why: "whether a rule reads something the service emits is decided by this sample",
                    fix: "save what the process serves: `curl -s localhost:PORT/metrics > \(file.path)`",
                    at: Annotation(SourceRange(file: file.id, start: 0, length: 0)), subject: file.path))
        }
        for family in exposition.families { reading.facts.families += families(of: family) }
        return reading
    }

    private static func finding(_ problem: ExpositionProblem) -> Finding {
        let isLost = problem.kind.losesLine
        return Finding(
            unreadableLine, isLost ? .warning : .info,
            message: isLost
                ? "a line of the exposition cannot be used: \(problem.kind.message)"
                : "the exposition is not quite in its format: \(problem.kind.message)",
            why: "Prometheus may drop the whole scrape for one malformed line; here the other lines still count",
            fix: "save the exposition again without editing it, or correct the exporter", at: Annotation(problem.range),
            subject: "exposition", discriminator: problem.kind.message)
    }

    /// One family as declared can hold several names that queries read; each becomes a family of its own.
    private static func families(of family: MetricFamily) -> [EmittedFamily] {
        let kind = kind(of: family.type)
        switch kind {
        case .histogram: return [gathered(family.name, .histogram, family, family.series)]
        case .summary: return [gathered(family.name, .summary, family, family.series)]
        case .counter, .gauge, nil:
            var byName: [ByteString: [ExposedSeries]] = [:]
            var names: [ByteString] = []
            for series in family.series where !isCreationTime(series, of: family) {
                if byName[series.name] == nil { names.append(series.name) }
                byName[series.name, default: []].append(series)
            }
            return names.map { gathered($0, kind, family, byName[$0] ?? []) }
        }
    }

    private static func gathered(
        _ name: ByteString, _ kind: MetricKind?, _ family: MetricFamily, _ series: [ExposedSeries]
    ) -> EmittedFamily {
        var labels: [ByteString: LabelDomain] = [:]
        var counts: [ByteString: Int] = [:]
        for one in series {
            for label in one.labels {
                if label.name == "le", kind == .histogram { continue }
                if label.name == "quantile", kind == .summary { continue }
                labels[label.name, default: LabelDomain(values: [])].values.insert(label.value)
                counts[label.name, default: 0] += 1
            }
        }
        for (label, count) in counts where count < series.count { labels[label]?.isPartial = true }
        let bounds = kind == .histogram ? Set(family.bucketBounds().joined().filter(\.isFinite)) : []
        var emitted = EmittedFamily(
            name: name, kind: kind, help: family.help?.bytes ?? [], labels: labels, finiteBounds: bounds.sorted(),
            provenance: .sampled, range: family.typeRange ?? family.range, seriesCount: series.count)
        let limit = EmittedFamily.sampleLimit
        emitted.samples = series.count > limit ? Array(series.prefix(limit)) : series
        if kind == .histogram || kind == .summary { emitted.observations = observations(name, series) }
        return emitted
    }

    private static func observations(_ name: ByteString, _ series: [ExposedSeries]) -> EmittedFamily.Observations {
        func total(_ suffix: String) -> Double {
            let part = name.appending(suffix)
            return series.reduce(0) { $1.name == part ? $0 + $1.value : $0 }
        }
        return EmittedFamily.Observations(sum: total("_sum"), count: total("_count"))
    }

    private static func kind(of type: MetricType) -> MetricKind? {
        switch type {
        case .counter: .counter
        case .gauge, .info, .stateSet: .gauge
        case .histogram, .gaugeHistogram: .histogram
        case .summary: .summary
        case .unknown: nil
        }
    }

    /// `_created` samples tell when a series began; OpenMetrics puts them into the counter's family.
    private static func isCreationTime(_ series: ExposedSeries, of family: MetricFamily) -> Bool {
        family.type == .counter && series.name.hasSuffix("_created")
    }
}
