import Documents
import Facts
package import Findings
package import SourceText

/// `observability.yaml` to a typed, located manifest. One run shows every problem; an unknown key is an error here,
/// since a key that nobody reads looks like a setting and changes nothing.
package enum ManifestReader {
    /// The manifest's names, in the order in which they are looked for in a folder.
    package static let fileNames = ["observability.yaml", "observability.yml"]

    static let formatVersion = 1

    /// Nil if nothing useful can be read; findings tell everything that is wrong in either case.
    package static func read(_ file: SourceFile) -> (manifest: Manifest?, findings: [Finding]) {
        var findings: [Finding] = []
        guard let root = DocumentReader.readYAML(file).only("the manifest", of: file, into: &findings) else {
            return (nil, findings)
        }
        let manifest = MappingReader.read(root, what: "the manifest", into: &findings) { keys -> Manifest? in
            Self.manifest(&keys, file: file)
        }
        return (manifest ?? nil, findings)
    }

    private static func manifest(_ keys: inout MappingReader, file: SourceFile) -> Manifest? {
        _ = keys.required("preflight", example: "1") { $0.integer(in: formatVersion...formatVersion) }
        let service = keys.required("service", example: "support-chat") { $0.nonEmptyString() }
        let owner = keys.optional("owner") { $0.string() }
        let claude = keys.optional("claude") { $0.mapping(ClaudeReader.claude) }
        let features = keys.optional("features") { $0.list { $0.byteString() } }
        let traffic = keys.optional("traffic") { $0.mapping(Self.traffic) }
        let telemetry = keys.optional("telemetry") { $0.mapping(TelemetryReader.telemetry) }
        let artefacts = keys.optional("artefacts") { $0.mapping(ArtefactsReader.artefacts) }
        let paging = keys.optional("paging") { $0.selector() }
        let contentLogging = keys.optional("content_logging", Self.contentLogging)
        let quality = keys.optional("quality") { $0.list { $0.mapping(Self.qualityMeasure) } }
        let dependencies = keys.optional("dependencies") { $0.list { $0.mapping(Self.dependency) } }
        let waivers = keys.optional("waivers") { $0.list { value in value.mapping { waiver(&$0) } } }
        guard let service else { return nil }
        return Manifest(
            file: file, service: service, owner: owner, claude: claude ?? Manifest.ClaudeUse(),
            features: features ?? [], traffic: traffic ?? Manifest.Traffic(), telemetry: telemetry ?? Telemetry(),
            artefacts: artefacts ?? [], paging: paging, contentLogging: contentLogging ?? Manifest.ContentLogging(),
            quality: (quality ?? []).compactMap { $0 }, dependencies: (dependencies ?? []).compactMap { $0 },
            waivers: (waivers ?? []).compactMap { $0 })
    }

    private static func traffic(_ keys: inout MappingReader) -> Manifest.Traffic {
        var traffic = Manifest.Traffic()
        traffic.peakRequestsPerSecond = keys.optional("peak_rps") { $0.number(in: 0...1e9) }
        traffic.nightRequestsPerSecond = keys.optional("night_rps") { $0.number(in: 0...1e9) }
        traffic.tenants = keys.optional("tenants") { $0.integer(in: 0...1_000_000_000) }.map { $0.map(Int64.init) }
        return traffic
    }

    /// `none`, or the agreement under which prompts may be kept.
    private static func contentLogging(_ value: inout ValueReader) -> Manifest.ContentLogging? {
        var result = Manifest.ContentLogging()
        result.range = value.node.range
        if value.node.isScalar { return value.oneOf(["none"]).map { _ in result } }
        return value.mapping { keys in
            result.agreement = keys.required("agreement", example: "DPA-2026-014") { $0.nonEmptyString() }
            result.owner = keys.required("owner", example: "privacy@example.net") { $0.nonEmptyString() }
            result.expires = keys.required("expires", example: "2027-01-31") { $0.date() }
            return result
        }
    }

    private static func qualityMeasure(_ keys: inout MappingReader) -> Manifest.QualityMeasure? {
        let signal = keys.required("signal", example: "quality.schema") { $0.signal() }
        let correct = keys.optional("correct") { $0.string() }
        let owner = keys.optional("owner") { $0.string() }
        return signal.map { Manifest.QualityMeasure(signal: $0, correct: correct, owner: owner) }
    }

    private static func dependency(_ keys: inout MappingReader) -> Manifest.Dependency? {
        let name = keys.required("name", example: "pinecone") { $0.byteString() }
        let kind = keys.optional("kind") { $0.string() }
        let signals = keys.optional("signals") { value in
            value.mapping { keys in
                Signal.DependencyAspect.allCases.compactMap {
                    aspect -> (Located<Signal.DependencyAspect>, Located<ByteString>)? in
                    keys.optional(aspect.rawValue) { $0.metricName() }.map { (Located(aspect, at: $0.range), $0) }
                }
            }
        }
        return name.map { Manifest.Dependency(name: $0, kind: kind, signals: signals ?? []) }
    }

    private static func waiver(_ keys: inout MappingReader) -> Manifest.Waiver? {
        let item = keys.required("item", example: "alerts") { $0.string() }
        let check = keys.optional("check") { $0.string() }
        let subject = keys.optional("subject") { $0.string() }
        let reason = keys.optional("reason") { $0.string() }
        let owner = keys.optional("owner") { $0.string() }
        let expires = keys.optional("expires") { $0.date() }
        let range = keys.node.range
        return item.map {
            Manifest.Waiver(
                item: $0, check: check, subject: subject, reason: reason, owner: owner, expires: expires, range: range)
        }
    }
}
