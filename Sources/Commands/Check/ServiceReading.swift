import Artefacts
import Compression
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
    let workers: Workers
    private(set) var sources: SourceSet
    private var statuses: [ArtefactStatus] = []
    private var gathered = GatheredFacts()

    init(
        _ manifest: Manifest, overrides: [ArtefactOverride], files: FileAccess, workers: Workers,
        sources: SourceSet
    ) {
        self.manifest = manifest
        self.overrides = overrides
        self.files = files
        self.workers = workers
        self.sources = sources
    }

    /// Files of which no line may be shown: what a customer wrote may stand in it.
    private(set) var withheld: Set<FileID> = []

    /// Where manifest and samples disagree; known once everything is read.
    private(set) var contradictions: [Finding] = []

    /// The joined facts; `sources` then holds every file that was read.
    mutating func read() -> FactBase {
        for kind in ArtefactKind.allCases { open(kind) }
        let opened = opened
        // The largest first, so that no core waits for a long log that was begun last.
        let order = opened.indices.sorted { (opened[$1].file.bytes.count, $0) < (opened[$0].file.bytes.count, $1) }
        let readings = workers.map(order.count) { place in
            let one = opened[order[place]]
            return (index: order[place], reading: one.adapter(one.file, one.request))
        }
        for (index, reading) in readings.sorted(by: { $0.index < $1.index }) {
            statuses[opened[index].status].findings += reading.findings
            gathered.add(reading.facts)
        }
        let sampled = gathered.families
        contradictions = manifest.contradictions(with: sampled)
        gathered.families += manifest.declaredFamilies(sampled: sampled)
        gathered.prices = manifest.priceTables(read: gathered.prices)
        return FactBase(
            service: manifest.serviceFacts(sampled: sampled), gathered: gathered, artefacts: statuses, workers: workers)
    }

    /// A file whose bytes are in memory, and what is to be done with them: pieces of work that need nothing of each
    /// other, so they may be done at the same time.
    private struct Opened: Sendable {
        var file: SourceFile
        var request: ReadingRequest
        var adapter: ArtefactReader.Adapter
        /// Where in `statuses` its findings belong.
        var status: Int
    }

    private var opened: [Opened] = []

    private mutating func open(_ kind: ArtefactKind) {
        let references = manifest.references(to: kind)
        let overriding = overrides.filter { $0.kind == kind.rawValue }
        guard !references.isEmpty || !overriding.isEmpty else {
            statuses.append(ArtefactStatus(kind: kind, state: .notHandedIn))
            return
        }
        let adapters = ArtefactReader.adapters(of: kind)
        guard !adapters.isEmpty else {
            statuses.append(ArtefactStatus(kind: kind, state: .notReadYet))
            return
        }
        var status = ArtefactStatus(kind: kind, state: .read)
        for target in paths(of: references, overriding, kind: kind, &status) { open(target, for: adapters, &status) }
        statuses.append(status)
    }

    /// A file to read, the place that named it, and what the manifest says about it.
    fileprivate struct Target {
        var path: String
        var place: SourceRange?
        var reference: ArtefactReference?
    }

    private func paths(
        of references: [ArtefactReference], _ overriding: [ArtefactOverride], kind: ArtefactKind,
        _ status: inout ArtefactStatus
    ) -> [Target] {
        if !overriding.isEmpty {
            // What the manifest says of its own files (row selector, renames) holds for those put in their place.
            return overriding.flatMap {
                expand($0.pattern, below: "", place: nil, kind: kind, references.first, &status)
            }
        }
        let folder = ManifestDiscovery.folder(of: manifest.file.path)
        return references.flatMap { reference in
            reference.files.flatMap {
                expand($0.value.string, below: folder, place: $0.range, kind: kind, reference, &status)
            }
        }
    }

    private func expand(
        _ pattern: String, below folder: String, place: SourceRange?, kind: ArtefactKind,
        _ reference: ArtefactReference?, _ status: inout ArtefactStatus
    ) -> [Target] {
        do throws(GlobProblem) {
            let expansion = GlobExpansion([try Glob(pattern)], below: folder, in: files)
            for problem in expansion.problems {
                status.findings.append(ArtefactFindings.unsearchable(problem, at: place))
            }
            if expansion.paths.isEmpty {
                status.findings.append(ArtefactFindings.matchesNothing(pattern, kind: kind, at: place))
            }
            return expansion.paths.map { Target(path: $0, place: place, reference: reference) }
        } catch {
            status.findings.append(ArtefactFindings.badPattern(pattern, error.sentence, at: place))
            return []
        }
    }

    private mutating func open(_ target: Target, for adapters: [ArtefactReader.Adapter], _ status: inout ArtefactStatus)
    {
        switch files.read(target.path) {
        case .failure(let problem):
            status.findings.append(ArtefactFindings.unreadable(target.path, problem, at: target.place))
        case .success(let bytes):
            let file = sources.add(path: target.path, bytes: plain(bytes, target, &status))
            status.files.append(file.range)
            if status.kind == .logs { withheld.insert(file.id) }
            let request = manifest.request(for: target.reference)
            opened += adapters.map { Opened(file: file, request: request, adapter: $0, status: statuses.count) }
        }
    }
}

extension ServiceReading {
    /// The bytes of a file, with gzip undone: rotated logs are compressed. Of one that is cut or damaged, what stands
    /// before the damage still counts.
    private func plain(_ bytes: [UInt8], _ target: Target, _ status: inout ArtefactStatus) -> [UInt8] {
        guard GzipStream.begins(bytes) else { return bytes }
        let (plain, problem) = Gzip.decompress(bytes, limitBytes: FileAccess.sizeLimitBytes)
        if let problem {
            status.findings.append(ArtefactFindings.damaged(target.path, problem, at: target.place))
        }
        return plain
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
            fix: "correct the path in the manifest, or give the file to the user who runs this",
            at: place.map { Annotation($0, problem.sentence) }, subject: path)
    }

    /// A problem of a compressed file; what stands before it was read.
    static func damaged(_ path: String, _ problem: GzipProblem, at place: SourceRange?) -> Finding {
        let (severity, words, fix): (Severity, String, String) =
            switch problem {
            case .truncated:
                (
                    .warning, "ends before its gzip stream does, so its last rows are missing",
                    "copy it again once it is closed"
                )
            case .damaged:
                (.error, "is damaged: its gzip checksum does not agree", "copy it again; `gzip -t` says the same")
            case .tooLarge(let limit):
                (
                    .error, "unpacks to more than \(limit / 1_048_576) MiB, so what lies beyond was not read",
                    "hand in a part of it"
                )
            case .outOfMemory: (.error, "could not be unpacked for want of memory", "unpack it first")
            }
        return Finding(
            unreadableKind, severity, message: "`\(path)` \(words)", why: why, fix: fix,
            at: place.map { Annotation($0) }, subject: path)
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
