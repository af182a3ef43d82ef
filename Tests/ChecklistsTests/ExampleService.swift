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
        var rules: [RuleFact] = []
        var families: [EmittedFamily] = []
        for kind in ArtefactKind.allCases {
            let patterns = manifest.artefacts.filter { $0.kind.value == kind }.flatMap(\.files).map(\.value.string)
            var status = ArtefactStatus(
                kind: kind.rawValue, title: kind.title, state: patterns.isEmpty ? .notHandedIn : .notReadYet)
            for file in contents where patterns.contains(file.path) {
                let source = sources.add(path: file.path, bytes: file.bytes)
                let reading: ArtefactReading
                switch kind {
                case .prometheusRules: reading = ArtefactReader.readRules(source, manifest.semantics)
                case .exposition: reading = ArtefactReader.readExposition(source)
                default: continue
                }
                status.state = .read
                status.findings += reading.findings
                status.files.append(source.range)
                rules += reading.rules
                families += reading.families
            }
            statuses.append(status)
        }
        facts = FactBase(
            service: manifest.serviceFacts(sampled: families),
            families: families + manifest.declaredFamilies(sampled: families), rules: rules, artefacts: statuses)
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
