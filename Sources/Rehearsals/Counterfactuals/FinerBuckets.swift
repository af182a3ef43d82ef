import Facts
import PromQL
import SourceText
import TimeSeries

/// The counterfactual of more buckets: what a quantile over the service's own bounds cannot show, it may show over these.
extension EmittedFamily {
    /// Bounds that a histogram lacks, ascending: one in the middle of each of its buckets, and two and four times its
    /// highest, since `histogram_quantile` never answers with more than the highest finite bound.
    ///
    /// Source: Prometheus documentation, `histogram_quantile()`.
    var finerBounds: [Double] {
        guard let top = finiteBounds.last else { return [] }
        let middles = zip([0] + finiteBounds, finiteBounds).filter { $0 >= 0 && $0 < $1 }.map { ($0 + $1) / 2 }
        return middles + (top > 0 ? [2 * top, 4 * top] : [])
    }

    /// The same histogram with those bounds besides its own.
    var withFinerBuckets: EmittedFamily {
        var result = self
        result.finiteBounds = (finiteBounds + finerBounds).sorted()
        let added = finerBounds.map { ByteString(GoNumberText.shortest($0)) }
        for sample in samples where sample.value(ofLabel: "le").flatMap({ Double($0.string) }) == .infinity {
            result.samples += added.map { sample.with("le", $0) }
        }
        return result
    }

    /// What to change in the service.
    var finerBucketsInWords: String {
        let bounds = finerBounds.map { GoNumberText.shortest($0) }
        return "more buckets in `\(name.string)` (\(bounds.joined(separator: ", ")))"
    }
}

extension Stage {
    /// The classic histograms whose buckets an alert reads, itself or through recording rules; ascending by name.
    func histograms(readByAlert place: Int) -> [EmittedFamily] {
        let (read, _) = rules.set.closure(of: rules.alerts[place])
        var found: [ByteString: EmittedFamily] = [:]
        for id in read.ids {
            for selector in SelectorFact.all(in: read[id].expression) {
                guard let name = selector.name?.value, let base = name.dropping(suffix: "_bucket"),
                    let family = rehearser.facts.emitted.family(ofSeries: name), family.name == base,
                    !family.finerBounds.isEmpty
                else { continue }
                found[base] = family
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }

    /// The same scenario over the same service, which counts some of its histograms in more buckets; nil without any.
    ///
    /// What happens stays the same: what is counted draws no random numbers.
    func withFinerBuckets(in histograms: [EmittedFamily]) -> Stage? {
        if histograms.isEmpty { return nil }
        var finer = rehearser
        for family in histograms { finer.facts.emitted.replace(family.withFinerBuckets) }
        return finer.prepare(resolved.scenario).withHistory([]).stage
    }
}
