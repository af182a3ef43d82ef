import Findings
import Reports
import SourceText
import TestKit
import Testing

@Suite("GitHub annotations")
struct GitHubReportTests {
    private func render(_ findings: [Finding], _ sources: SourceSet = SourceSet()) -> [String] {
        let requirement = RequirementVerdict(id: "r", level: .evidenced, outcome: .pass)
        let service = ServiceVerdict(
            service: "s", items: [ItemVerdict(id: "i", title: "I", requirements: [requirement])], findings: findings)
        return GitHubReport.render(ReportSamples.report([service]), sources: sources).split(separator: "\n")
            .map(String.init)
    }

    @Test("escape as the runner unescapes, in messages and in properties")
    func escapes() {
        var scene = Scene()
        let at = scene.add("a,b:c%.yaml", "x: ⟦y⟧\n")
        let lines = render(
            [finding(.warning, message: "100% of a, b: c", why: "", fix: "one\ntwo", at: Annotation(at[0]))],
            scene.sources)
        let expected =
            "::warning file=a%2Cb%3Ac%25.yaml,line=1,endLine=1,col=4,endColumn=5,title=PF204 example"
            + "::a,b:c%25.yaml:1:4: 100%25 of a, b: c%0Afix:%0Aone%0Atwo"
        #expect(lines.first == expected)
    }

    @Test("leave columns out where a range has several lines")
    func severalLines() {
        var scene = Scene()
        let at = scene.add("a.yaml", "x: ⟦y\nz⟧\n⟦whole\n⟧")
        let lines = render(at.map { finding(.info, at: Annotation($0)) }, scene.sources)
        #expect(lines[0].hasPrefix("::notice file=a.yaml,line=1,endLine=2,title="))
        #expect(lines[1].hasPrefix("::notice file=a.yaml,line=3,endLine=3,col=1,title="))
    }

    @Test("come most severe first, and the tenth of a level says how many more there are")
    func limit() {
        let notes = (0..<3).map { finding(.info, message: "note \($0)", at: nil) }
        let warnings = (0..<10).map { finding(.warning, message: "warning \($0)", at: nil) }
        let errors = (0..<25).map { finding(.error, message: "error \($0)", at: nil) }
        let all = (notes + warnings + errors).enumerated().map { index, one in
            var one = one
            one.subject = "s\(index)"
            return one
        }
        let lines = render(all)
        let commands = lines.filter { $0.hasPrefix("::") }
        #expect(commands.count == 10 + 10 + 3)
        #expect(commands.prefix(10).allSatisfy { $0.hasPrefix("::error") })
        #expect(commands[9] == "::error title=preflight::16 more errors, listed in the log of this step")
        #expect(commands[19].hasPrefix("::warning title=PF204 example::warning "))
        #expect(lines.count { $0.hasPrefix("error: ") } == 16)
        #expect(lines.last == "preflight: s: ready: every item that applies is evidenced")
    }

    @Test("obey no command that stands in a user's text")
    func injection() {
        let text = ToolFormat.github.render(ReportSamples.hostile())
        let lines = text.split(separator: "\n")
        #expect(!text.contains("##["))
        #expect(!text.contains("\r"))
        for line in lines where line.hasPrefix("::") {
            let head = line.dropFirst(2).prefix { $0 != " " }
            #expect(["error", "warning", "notice"].contains(head), "\(line)")
        }
        // Every other line begins with a word of ours.
        for line in lines where !line.hasPrefix("::") {
            #expect(["error: ", "warning: ", "notice: ", "preflight: "].contains { line.hasPrefix($0) }, "\(line)")
        }
    }

    @Test("explain a run that fails for what it did not prove")
    func unproven() {
        let gap = RequirementVerdict(id: "r", level: .evidenced, outcome: .unprovable(.sampleAfterForcedErrors))
        let pass = RequirementVerdict(id: "p", level: .evidenced, outcome: .pass)
        func first(_ requirements: [RequirementVerdict], requiring level: ProofLevel?) -> String? {
            let item = ItemVerdict(id: "i", title: "I", requirements: requirements)
            var report = ReportSamples.report([ServiceVerdict(service: "s", items: [item])])
            report.requiredLevel = level
            return GitHubReport.render(report, sources: SourceSet()).split(separator: "\n").first.map(String.init)
        }
        #expect(first([gap], requiring: nil) == "::error title=s::nothing provable: `i` is unprovable (1 requirement)")
        #expect(first([gap, pass], requiring: .evidenced)?.hasSuffix("; the run requires `evidenced`") == true)
        #expect(first([gap, pass], requiring: nil)?.hasPrefix("preflight: s: ready") == true)
    }
}
