import Findings
import Reports
import SourceText

extension ReportSamples {
    /// `everything` with what only the reports for other tools say: manifests, rules, how the run ended, a service whose
    /// failures are in a baseline, a manifest that was not judged.
    static func forTools() -> (report: Report, sources: SourceSet) {
        var (report, sources) = everything()
        for index in report.services.indices {
            let name = report.services[index].service
            let file = sources.add(
                path: "./services/\(name)/observability.yaml", bytes: Array("preflight: 1\nservice: \(name)\n".utf8))
            report.services[index].manifest = file.id
        }
        report.services.append(accepted())
        report.rules = [
            Report.Rule(
                kind: FindingKind(code: "PF101", name: "alert-present errors"), severity: .error,
                summary: "an alert reads a metric that nothing emits",
                why: "It can never fire: `rate(x[5m])` is empty.",
                remedy: "Read a metric that is emitted.", source: "Prometheus documentation, \"Querying\""),
            Report.Rule(
                kind: FindingKind(code: "PF999", name: "never-evaluated"), severity: .info, confidence: .low,
                summary: "nobody asked for this"),
        ]
        report.unjudged = [
            Report.Unjudged(
                path: "services//broken/./observability.yaml",
                message: "`services/broken/observability.yaml` is no valid manifest: 1 error; nothing was checked",
                findings: [finding(message: "the manifest has no `service`", at: nil)])
        ]
        report.ending = Report.Ending(status: 1, meaning: "not ready: a requirement failed")
        return (report, sources)
    }

    private static func accepted() -> ServiceVerdict {
        var old = finding(message: "a known failure", why: "It was there before.", at: nil)
        old.subject = "alert Old"
        let requirement = RequirementVerdict(
            id: "old", level: .evidenced, outcome: .waived, reason: "in the baseline",
            accepted: [AcceptedFinding(old, .baseline)])
        return ServiceVerdict(
            service: "billing", items: [ItemVerdict(id: "alerts", title: "Alerts", requirements: [requirement])])
    }

    /// Names that no format may fall for: markup, commands, formulas, controls, reordering, wide and astral characters.
    static let hostileTexts = [
        "]]></failure>&<x a=\"'\">", "::error file=x::y", "a%0Ab##[add-mask]c ##[group]", "=cmd|' /C calc'!A0",
        "+1+1", "-2", "@SUM(A1)", "\u{FF1D}1", "a\r\n::warning::b\n\n- c", "\u{0}\u{1B}[31m\u{7F}\u{85}\u{9B}2J",
        "\u{202E}gpj.exe\u{202C}\u{2066}x\u{2069}\u{200B}\u{FEFF}\u{2028}\u{2029}", "| a | b |\n|---|---|",
        "```\n````x``",
        "`", "``", "a`b`c`d", "<script>alert(1)</script><details>", "[link](1) ![x](http://evil.example/p.png)",
        "@everyone #12 org/repo#3 http://evil.example $a$ www.evil.example", "\"quoted\", comma;semi\ttab",
        "名前 👩‍👩‍👧 𝔘nicode e\u{301} 🇫🇷", "\u{FFFE}\u{FFFF}\u{E000}\u{10FFFF}", "# heading", "1. item", "---", "", " ",
        "{0} {{ $labels.x }}", "a:b,c=d", "../..//a/./b",
    ]

    /// A service of which every text is hostile.
    static func hostile() -> (report: Report, sources: SourceSet) {
        var scene = Scene()
        var services: [ServiceVerdict] = []
        for (position, text) in hostileTexts.enumerated() {
            let at = scene.add("dir \(position)/\(text)?#%.yaml", "a: ⟦\(text)⟧\nb: ⟦c⟧\n")
            let other = scene.add("other/\(text)", "⟦x⟧")
            let kind = FindingKind(code: "PF10\(position % 10)", name: "name-\(position)")
            let failure = Finding(
                kind, .error, message: "alert `\(text)` fails: \(text)", why: text, fix: text,
                at: Annotation(at[0], text), related: [Annotation(at[1], text), Annotation(other[0], text)],
                subject: text, discriminator: text)
            let remark = Finding(
                kind, .warning, .low, message: text, why: text, fix: text, at: nil, subject: text)
            let waived = Finding(kind, .error, message: text, why: text, fix: text, at: nil, subject: "w \(text)")
            let day = CivilDate("2027-01-31") ?? report([]).asOf
            let requirements = [
                RequirementVerdict(
                    id: "r \(text)", check: text, level: .evidenced, outcome: .fail, reason: text,
                    evidence: [Evidence(.configured, at: at[0], text)], findings: [failure, remark]),
                RequirementVerdict(id: "s \(text)", level: .evidenced, outcome: .fail, reason: text),
                RequirementVerdict(
                    id: "t \(text)", level: .evidenced, outcome: .unprovable(.unsupported(feature: text)),
                    evidence: [Evidence(.sampled, at: at[1], text), Evidence(.sampled, at: at[0], text)]),
                RequirementVerdict(id: text, level: .evidenced, outcome: .notApplicable, reason: text),
                RequirementVerdict(
                    id: "w \(text)", level: .evidenced, outcome: .waived, reason: text,
                    accepted: [AcceptedFinding(waived, .waiver(reason: text, owner: text, expires: day))]),
            ]
            services.append(
                ServiceVerdict(
                    service: text, items: [ItemVerdict(id: text, title: text, requirements: requirements)],
                    findings: [remark], manifest: position % 2 == 0 ? at[0].file : nil))
        }
        var report = report(services)
        report.unjudged = hostileTexts.map { Report.Unjudged(path: $0, message: $0, findings: [finding(at: nil)]) }
        report.ending = Report.Ending(status: 2, meaning: "misuse")
        return (report, scene.sources)
    }
}

/// Every format for other tools by the name of its golden.
enum ToolFormat: String, CaseIterable {
    case sarif = "everything.sarif"
    case githubSARIF = "everything.github.sarif"
    case junit = "everything.junit.xml"
    case github = "everything.github.txt"
    case githubSummary = "everything.github-summary.md"
    case gitlab = "everything.gitlab.json"
    case markdown = "everything.md"
    case csv = "everything.csv"

    func render(_ sample: (report: Report, sources: SourceSet)) -> String {
        let (report, sources) = sample
        switch self {
        case .sarif: return SARIFReport.render(report, sources: sources)
        case .githubSARIF: return SARIFReport.render(report, sources: sources, for: .githubCodeScanning)
        case .junit: return JUnitReport.render(report, sources: sources)
        case .github: return GitHubReport.render(report, sources: sources)
        case .githubSummary: return MarkdownReport.summary(report, sources: sources)
        case .gitlab: return CodeQualityReport.render(report, sources: sources)
        case .markdown: return MarkdownReport.render(report, sources: sources)
        case .csv: return RequirementMatrix.render(report, sources: sources)
        }
    }

    var isJSON: Bool { [.sarif, .githubSARIF, .gitlab].contains(self) }
}
