import Documents
package import Facts
import Findings
package import PromQL
package import SourceText

/// From one file to facts: tells by its content what it is, and hands it to the adapter of that format.
package enum ArtefactReader {
    private static let otherKind = FindingKind(code: "PF037", name: "artefact-of-another-kind")
    private static let emptyFile = FindingKind(code: "PF038", name: "artefact-empty")

    package typealias Adapter = @Sendable (SourceFile, ReadingRequest) -> ArtefactReading

    /// The adapters that read files of a kind, each of them every file; none while nothing reads the kind. What they
    /// gather of one file adds up, so that a log's rows and what stands in them can be read on two cores.
    package static func adapters(of kind: ArtefactKind) -> [Adapter] {
        guard let first = adapter(of: kind) else { return [] }
        return kind == .logs ? [first, { file, _ in LogPrivacy.read(file) }] : [first]
    }

    private static func adapter(of kind: ArtefactKind) -> Adapter? {
        switch kind {
        case .prometheusRules: { readRules($0, $1.semantics) }
        case .exposition: { file, _ in readExposition(file) }
        case .alertmanager: { file, _ in readAlertmanager(file) }
        case .grafanaDashboards: { DashboardAdapter.read($0, $1.semantics) }
        case .logs: { LogAdapter.read($0, $1) }
        case .prices: { file, _ in readPrices(file) }
        case .grafanaAlerts, .datadogMonitors, .datadogDashboards,
            .otelCollector, .logSchemas, .langfuse, .helicone:
            nil
        }
    }

    /// Reads a file that the manifest names as Prometheus rules.
    package static func readRules(_ file: SourceFile, _ semantics: Semantics) -> ArtefactReading {
        let documents = DocumentReader.readYAML(file)
        if documents.documents.isEmpty {
            var reading = ArtefactReading(file: file, shape: documents.findings.isEmpty ? .empty : .unrecognised)
            reading.findings = documents.findings
            reading.isRefused = !documents.findings.isEmpty
            if documents.findings.isEmpty { reading.findings.append(empty(file)) }
            return reading
        }
        let shapes = documents.documents.map { ArtefactDetection.shape(of: $0.root) }
        var reading: ArtefactReading
        if let shape = shapes.first(where: { $0 != .unrecognised }), shape != .prometheusRules {
            reading = ArtefactReading(file: file, shape: shape)
            reading.isRefused = true
            reading.findings.append(other(file, shape, wanted: .prometheusRules))
        } else {
            reading = RuleFileAdapter.read(documents.documents, of: file, semantics: semantics)
        }
        reading.findings = documents.findings + reading.findings
        if !documents.isComplete || documents.findings.contains(where: { $0.severity == .error }) {
            reading.isRefused = true
        }
        return reading
    }

    /// Reads a file that the manifest names as a metrics exposition.
    package static func readExposition(_ file: SourceFile) -> ArtefactReading {
        if file.bytes.isEmpty {
            var reading = ArtefactReading(file: file, shape: .empty)
            reading.findings = [empty(file)]
            reading.isRefused = true
            return reading
        }
        return ExpositionAdapter.read(file)
    }

    /// Reads a file that the manifest names as an Alertmanager configuration.
    package static func readAlertmanager(_ file: SourceFile) -> ArtefactReading {
        if file.bytes.isEmpty {
            var reading = ArtefactReading(file: file, shape: .empty)
            reading.findings = [empty(file)]
            reading.isRefused = true
            return reading
        }
        return AlertmanagerAdapter.read(file)
    }

    /// Reads a file that the manifest names as the service's price table.
    package static func readPrices(_ file: SourceFile) -> ArtefactReading {
        if file.bytes.isEmpty {
            var reading = ArtefactReading(file: file, shape: .empty)
            reading.findings = [empty(file)]
            reading.isRefused = true
            return reading
        }
        return PriceTableAdapter.read(file)
    }

    private static func empty(_ file: SourceFile) -> Finding {
        Finding(
            emptyFile, .error, message: "`\(file.path)` is empty, so it proves nothing",
            why: "an artefact that says nothing looks like one that has nothing to say",
            fix: "write the file, or take it out of the manifest",
            at: Annotation(SourceRange(file: file.id, start: 0, length: 0)), subject: file.path)
    }

    private static func other(_ file: SourceFile, _ shape: ArtefactShape, wanted: ArtefactShape) -> Finding {
        Finding(
            otherKind, .error,
            message: "`\(file.path)` is named as \(wanted.rawValue) and is a \(shape.rawValue)",
            why: "what the manifest promises about this kind of artefact is not in the file",
            fix: "name it under the key of its own kind, and the right file here",
            at: Annotation(SourceRange(file: file.id, start: 0, length: 0)), subject: file.path)
    }
}
