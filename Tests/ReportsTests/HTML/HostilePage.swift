import Findings
import Reports
import SourceText

/// A report whose every text tries to be something else than text.
enum HostilePage {
    static let markup = "</script><b>\"><img src=x onerror=\"alert(1)\">"
    static let hidden = "a\u{0}b\u{202E}c\u{200B}d\u{1B}[2J\u{2028}e"

    /// The last of the three is a file of which no line may be shown.
    static func sample() -> (report: Report, sources: SourceSet, withheld: FileID) {
        var scene = Scene()
        let shown = scene.add("a'\"onmouseover=x/\(markup)", "x: ⟦\(markup)⟧\ny: ⟦\(hidden)⟧ <!-- `\n")
        let withheld = scene.add("logs/<b>.jsonl", "{\"text\": \"⟦withheld-canary⟧\"}\n")
        let long = String(repeating: "long ", count: 1_000) + String(repeating: "L", count: 5_000)
        let one = Finding(
            FindingKind(code: "PF900", name: "hostile"), .error, .medium, message: "`\(markup)` and `\(hidden)",
            why: markup, fix: "\(markup)\n  \(hidden)\n", at: Annotation(shown[0], long),
            related: [Annotation(shown[1], hidden), Annotation(withheld[0], markup)], subject: markup)
        let other = Finding(
            FindingKind(code: "PF901", name: "hostile-too"), .info, message: hidden, why: "", fix: "`\(markup)`",
            at: Annotation(withheld[0]), subject: hidden)
        let items = [markup, hidden, markup].map { name in
            ItemVerdict(
                id: name, title: "\(name) `\(name)`",
                requirements: [
                    RequirementVerdict(
                        id: name, level: .evidenced, outcome: .fail, reason: name,
                        evidence: [Evidence(.sampled, at: withheld[0], name)], findings: [one, other]),
                    RequirementVerdict(
                        id: name, level: .rehearsed, outcome: .unprovable(.noArtefact(kind: name))),
                ])
        }
        let service = ServiceVerdict(service: markup, items: items)
        let report = Report(
            tool: Report.Tool(name: "preflight", version: "0.1.0"), catalogue: markup,
            asOf: ReportSamples.report([]).asOf, services: [service, ServiceVerdict(service: hidden, items: items)])
        return (report, scene.sources, withheld[0].file)
    }
}
