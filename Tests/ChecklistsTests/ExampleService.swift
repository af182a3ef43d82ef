import Artefacts
import Documents
import Facts
import Findings
import Manifests
import SourceText
import TestKit

/// A service made of file texts, read by the real readers and adapters: no test of a check constructs a fact.
struct ExampleService {
    var facts: FactBase
    var manifest: Manifest
    var sources: SourceSet
    /// The text between the marks, of the file that has any.
    var marked: (path: String, text: String)?
    var manifestFindings: [Finding]

    init(_ files: [(path: String, content: String)]) {
        var sources = SourceSet()
        var manifest: Manifest?
        var manifestFindings: [Finding] = []
        var marked: (path: String, text: String)?
        var contents: [(path: String, bytes: [UInt8])] = []
        for file in files {
            let (plain, mark) = MarkedText.strip(file.content)
            if let mark { marked = (file.path, mark) }
            contents.append((file.path, Array(plain.utf8)))
        }
        for file in contents where file.path == "observability.yaml" {
            (manifest, manifestFindings) = ManifestReader.read(sources.add(path: file.path, bytes: file.bytes))
        }
        guard let manifest else {
            preconditionFailure("the example's manifest cannot be read: \(manifestFindings.map(\.message))")
        }
        var statuses: [ArtefactStatus] = []
        var gathered = GatheredFacts()
        for kind in ArtefactKind.allCases {
            let references = manifest.references(to: kind)
            let adapters = ArtefactReader.adapters(of: kind)
            guard !adapters.isEmpty, !references.isEmpty else {
                statuses.append(ArtefactStatus(kind: kind, state: references.isEmpty ? .notHandedIn : .notReadYet))
                continue
            }
            var status = ArtefactStatus(kind: kind, state: .read)
            for reference in references {
                for file in contents
                where reference.files.contains(where: { Wildcard($0.value).matches(Array(file.path.utf8)) }) {
                    let source = sources.add(path: file.path, bytes: file.bytes)
                    status.files.append(source.range)
                    for adapter in adapters {
                        let reading = adapter(source, manifest.request(for: reference))
                        status.findings += reading.findings
                        gathered.add(reading.facts)
                    }
                }
            }
            statuses.append(status)
        }
        let sampled = gathered.families
        gathered.families += manifest.declaredFamilies(sampled: sampled)
        gathered.prices = manifest.priceTables(read: gathered.prices)
        facts = FactBase(service: manifest.serviceFacts(sampled: sampled), gathered: gathered, artefacts: statuses)
        self.manifest = manifest
        self.sources = sources
        self.marked = marked
        self.manifestFindings = manifestFindings
    }

    /// The bytes of the file at a place.
    func text(at range: SourceRange) -> String {
        String(decoding: sources[range.file].bytes[range.bytes.range], as: UTF8.self)
    }

    func path(of range: SourceRange) -> String { sources[range.file].path }
}

/// Text with one place marked `⟦so⟧`.
enum MarkedText {
    static func strip(_ text: String) -> (plain: String, marked: String?) {
        guard let open = text.firstIndex(of: "⟦"), let close = text.firstIndex(of: "⟧") else { return (text, nil) }
        let marked = String(text[text.index(after: open)..<close])
        return (text.replacing("⟦", with: "").replacing("⟧", with: ""), marked)
    }
}

/// The kinds of artefact that an adapter reads.
enum ReadableKinds {
    static let all = ArtefactKind.allCases.filter { !ArtefactReader.adapters(of: $0).isEmpty }
}
