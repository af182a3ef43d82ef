import Facts
import Manifests
import PromQL
import SourceText
import TimeSeries

/// The labels that a scrape adds to every series of the service.
struct ScrapeTarget {
    /// Ascending by name.
    private(set) var labels: [(name: ByteString, value: ByteString)]
    private(set) var assumptions: [Assumption] = []
    let semantics: Semantics

    init(_ facts: FactBase, _ manifest: Manifest) {
        semantics = facts.service.semantics
        var own = facts.service.targetLabels
        if own["job"] == nil {
            own["job"] = ByteString(facts.service.name)
            assumptions.append(
                Assumption("the scrape job is called `\(facts.service.name)`", key: "telemetry.target_labels"))
        }
        if own["instance"] == nil {
            own["instance"] = ByteString("\(facts.service.name):8080")
            assumptions.append(
                Assumption(
                    "one instance, `\(facts.service.name):8080`, answers all scrapes", key: "telemetry.target_labels"))
        }
        labels = own.map { ($0.key, $0.value) }.sorted { $0.name < $1.name }
    }

    /// What a series of the process becomes in the store: its own labels give way to those of the target.
    ///
    /// Source: Prometheus documentation, `honor_labels: false` in the scrape configuration.
    func stored(
        _ name: ByteString, _ exposed: [SampledGroup.Label], bound: (label: ByteString, text: ByteString)? = nil
    ) -> [(name: ByteString, value: ByteString)] {
        var result: [(name: ByteString, value: ByteString)] = [("__name__", name)]
        for label in exposed {
            let isTaken = labels.contains { $0.name == label.name }
            result.append((isTaken ? ByteString(Array("exported_".utf8) + label.name.bytes) : label.name, label.value))
        }
        if let bound { result.append((bound.label, ByteString(semantics.scrapedBound(bound.text.bytes)))) }
        return result + labels
    }
}
