package import Facts
package import Findings
import SourceText

extension Manifest {
    private static let contradiction = FindingKind(code: "PF051", name: "declaration-contradicts-sample")

    /// Where `telemetry.metrics` says something else of a family than the sample shows.
    ///
    /// The sample wins wherever both speak, so a wrong declaration misleads its readers rather than the checks.
    package func contradictions(with sampled: [EmittedFamily]) -> [Finding] {
        telemetry.metrics.flatMap { metric -> [Finding] in
            guard let family = sampled.first(where: { $0.name == metric.name.value }) else { return [] }
            var findings: [Finding] = []
            if let type = metric.type, let kind = family.kind, type.value != kind {
                findings.append(
                    Self.finding(
                        "`\(family.name.string)` is declared a \(type.value.rawValue) and sampled as a \(kind.rawValue)",
                        at: type.range, family, what: "type"))
            }
            let buckets = metric.buckets.map(\.value).filter(\.isFinite).sorted()
            if let first = metric.buckets.first, !family.finiteBounds.isEmpty, buckets != family.finiteBounds {
                findings.append(
                    Self.finding(
                        "the buckets declared for `\(family.name.string)` are not the ones in the sample",
                        at: first.range, family, what: "buckets"))
            }
            for label in metric.labels where family.seriesCount > 0 && family.labels[label.label.value] == nil {
                findings.append(
                    Self.finding(
                        "`\(family.name.string)` is declared with the label `\(label.label.value.string)`, which no sampled series carries",
                        at: label.label.range, family, what: "label \(label.label.value.string)"))
            }
            return findings
        }
    }

    private static func finding(
        _ message: String, at range: SourceRange, _ family: EmittedFamily, what: String
    ) -> Finding {
        Finding(
            contradiction, .warning, message: message,
            why: "the sample shows what the process does; whoever reads the manifest believes something else",
            fix: "correct the declaration or leave it out: types, labels and buckets are read from the sample",
            at: Annotation(range, "declared here"), related: [Annotation(family.range, "sampled here")],
            subject: "metric \(family.name.string)", discriminator: what)
    }
}
