import Artefacts
import Facts
import Findings
import Manifests
import PromQL
import SourceText

/// Reads everything one manifest points at and joins it. Nothing in here decides; what cannot be read is a finding.
struct ServiceReading {
    let manifest: Manifest
    let overrides: [ArtefactOverride]
    let files: FileAccess
    private(set) var sources: SourceSet
    private var statuses: [ArtefactStatus] = []
    private var rules: [RuleFact] = []
    private var sampled: [EmittedFamily] = []

    init(_ manifest: Manifest, overrides: [ArtefactOverride], files: FileAccess, sources: SourceSet) {
        self.manifest = manifest
        self.overrides = overrides
        self.files = files
        self.sources = sources
    }

    /// Where manifest and samples disagree; known once everything is read.
    private(set) var contradictions: [Finding] = []

    /// The joined facts; `sources` then holds every file that was read.
    mutating func read() -> FactBase {
        for kind in ArtefactKind.allCases { read(kind) }
        contradictions = manifest.contradictions(with: sampled)
        let families = sampled + manifest.declaredFamilies(sampled: sampled)
        return FactBase(
            service: manifest.serviceFacts(sampled: sampled), families: families, rules: rules, artefacts: statuses)
    }

    private mutating func read(_ kind: ArtefactKind) {
        let references = manifest.artefacts.filter { $0.kind.value == kind }
        let overriding = overrides.filter { $0.kind == kind.rawValue }
        guard !references.isEmpty || !overriding.isEmpty else {
            statuses.append(ArtefactStatus(kind: kind.rawValue, title: kind.title, state: .notHandedIn))
            return
        }
        guard let reader = Self.reader(of: kind) else {
            statuses.append(ArtefactStatus(kind: kind.rawValue, title: kind.title, state: .notReadYet))
            return
        }
        var status = ArtefactStatus(kind: kind.rawValue, title: kind.title, state: .read)
        for path in paths(of: references, overriding, kind: kind, &status) { read(path, with: reader, &status) }
        statuses.append(status)
    }

    /// The adapter of a kind; nil while no adapter reads it.
    private static func reader(of kind: ArtefactKind) -> ((SourceFile, Semantics) -> ArtefactReading)? {
        switch kind {
        case .prometheusRules: { ArtefactReader.readRules($0, $1) }
        case .exposition: { file, _ in ArtefactReader.readExposition(file) }
        case .grafanaDashboards, .grafanaAlerts, .alertmanager, .logs, .datadogMonitors, .datadogDashboards,
            .otelCollector, .logSchemas, .langfuse, .helicone:
            nil
        }
    }

    /// The files to read, each with the place that named it.
    private func paths(
        of references: [ArtefactReference], _ overriding: [ArtefactOverride], kind: ArtefactKind,
        _ status: inout ArtefactStatus
    ) -> [(path: String, place: SourceRange?)] {
        if !overriding.isEmpty {
            return overriding.flatMap { expand($0.pattern, below: "", place: nil, kind: kind, &status) }
        }
        let folder = ManifestDiscovery.folder(of: manifest.file.path)
        return references.flatMap(\.files).flatMap {
            expand($0.value.string, below: folder, place: $0.range, kind: kind, &status)
        }
    }

    private func expand(
        _ pattern: String, below folder: String, place: SourceRange?, kind: ArtefactKind,
        _ status: inout ArtefactStatus
    ) -> [(path: String, place: SourceRange?)] {
        do throws(GlobProblem) {
            let expansion = GlobExpansion([try Glob(pattern)], below: folder, in: files)
            for problem in expansion.problems {
                status.findings.append(ArtefactFindings.unsearchable(problem, at: place))
            }
            if expansion.paths.isEmpty {
                status.findings.append(ArtefactFindings.matchesNothing(pattern, kind: kind, at: place))
            }
            return expansion.paths.map { ($0, place) }
        } catch {
            status.findings.append(ArtefactFindings.badPattern(pattern, error.sentence, at: place))
            return []
        }
    }

    private mutating func read(
        _ target: (path: String, place: SourceRange?), with reader: (SourceFile, Semantics) -> ArtefactReading,
        _ status: inout ArtefactStatus
    ) {
        switch files.read(target.path) {
        case .failure(let problem):
            status.findings.append(ArtefactFindings.unreadable(target.path, problem, at: target.place))
        case .success(let bytes):
            let file = sources.add(path: target.path, bytes: bytes)
            let reading = reader(file, manifest.semantics)
            status.files.append(file.range)
            status.findings += reading.findings
            rules += reading.rules
            sampled += reading.families
        }
    }
}

/// What can be wrong on the way from a pattern in the manifest to the bytes of a file.
enum ArtefactFindings {
    private static let unreadableKind = FindingKind(code: "PF040", name: "artefact-unreadable")
    private static let nothingKind = FindingKind(code: "PF041", name: "artefact-pattern-matches-nothing")
    private static let patternKind = FindingKind(code: "PF042", name: "artefact-pattern-invalid")
    private static let why = "what the manifest promises about this artefact cannot be seen"

    static func unreadable(_ path: String, _ problem: FileProblem, at place: SourceRange?) -> Finding {
        Finding(
            unreadableKind, .error, message: "`\(path)` \(problem.sentence)", why: why,
            fix: "correct the path under `artefacts`, or give the file to the user who runs this",
            at: place.map { Annotation($0, problem.sentence) }, subject: path)
    }

    static func matchesNothing(_ pattern: String, kind: ArtefactKind, at place: SourceRange?) -> Finding {
        Finding(
            nothingKind, .error, message: "`\(pattern)` matches no file, so there are no \(kind.title) to read",
            why: why,
            fix: "correct the pattern; it is relative to the folder of the manifest",
            at: place.map { Annotation($0, "no file is called so") }, subject: pattern)
    }

    static func badPattern(_ pattern: String, _ trouble: String, at place: SourceRange?) -> Finding {
        Finding(
            patternKind, .error, message: "`\(pattern)` is no pattern: \(trouble)", why: why,
            fix: "use `*`, `**`, `?`, `[...]` and `{a,b}`, every bracket closed", at: place.map { Annotation($0) },
            subject: pattern)
    }

    static func unsearchable(_ problem: WalkProblem, at place: SourceRange?) -> Finding {
        Finding(
            unreadableKind, .warning, message: "`\(problem.path)` \(problem.sentence)",
            why: "files in it would be left out without a word", fix: "make the folder readable or narrow the pattern",
            at: place.map { Annotation($0) }, subject: problem.path)
    }
}
