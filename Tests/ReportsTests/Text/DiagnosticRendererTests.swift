import Findings
import Reports
import SourceText
import Testing

@Suite struct DiagnosticRendererTests {
    private func render(_ scene: Scene, _ finding: Finding, style: TextStyle = TextStyle()) -> String {
        var renderer = DiagnosticRenderer(sources: scene.sources, style: style)
        return renderer.render(finding)
    }

    private func wholeExample() -> (Scene, Finding) {
        var scene = Scene()
        let rules = scene.add(
            "ops/alerts.yaml",
            """
            groups:
            - name: chat
              rules:
              - alert: ⟦ClaudeRateLimited⟧
                expr: rate(⟦claude_rate_limited_total⟧{service="chat"}[5m]) > 0.1

            """)
        let manifest = scene.add("observability.yaml", "preflight: 1\n\ntelemetry:\n  ⟦metrics⟧:\n")
        return (
            scene,
            Finding(
                FindingKind(code: "PF101", name: "alert-reads-nothing-emitted"), .error, .medium,
                message: "alert `ClaudeRateLimited` can never fire",
                why:
                    "an alert over a metric that nothing emits stays green for ever, whatever happens to the service, and "
                    + "nobody notices until an incident has gone unseen",
                fix: "expr: rate(claude_rate_limit_total{service=\"chat\"}[5m]) > 0.1\nfor: 2m\n  # indented",
                at: Annotation(rules[1], "no sample holds this metric"),
                related: [
                    Annotation(rules[0], "this alert"),
                    Annotation(manifest[0], "14 metrics declared here; closest: `claude_rate_limit_total`"),
                ], subject: "alert ClaudeRateLimited")
        )
    }

    @Test func `a finding with everything in it`() throws {
        let (scene, finding) = wholeExample()
        try expectGolden(render(scene, finding), "diagnostics/everything.txt")
    }

    @Test func `the same in colour`() throws {
        let (scene, finding) = wholeExample()
        let coloured = render(scene, finding, style: TextStyle(isColoured: true))
        try expectGolden(coloured.replacing("\u{1B}", with: "␛"), "diagnostics/colour.txt")
        let plain = coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
        #expect(plain == render(scene, finding), "colour must not change a character")
    }

    @Test func `a finding without a place has no location line`() throws {
        let text = render(
            Scene(), finding(.warning, .low, message: "no manifest", why: "w", fix: "`preflight init`", at: nil))
        try expectGolden(text, "diagnostics/no-place.txt")
    }

    @Test func `several annotations on one line hang from their underlines`() throws {
        var scene = Scene()
        let at = scene.add("rules.yaml", "expr: ⟦rate(⟦x_total⟧[⟦30s⟧])⟧ > ⟦0.1⟧ # c\n")
        let text = render(
            scene,
            finding(
                .warning, at: Annotation(at[2], "window"),
                related: [
                    Annotation(at[1], "counter"), Annotation(at[3], "threshold, in requests per second"),
                    Annotation(at[0], "whole"),
                ]))
        try expectGolden(text, "diagnostics/several-on-a-line.txt")
    }

    @Test func `labels without room stand below and are wrapped`() throws {
        var scene = Scene()
        let long = String(repeating: "very ", count: 30) + "long label"
        let at = scene.add(
            "rules.yaml",
            "⟦a⟧: \(String(repeating: "b", count: 60))⟦c⟧\n⟦d⟧\n⟦short⟧\(String(repeating: " ", count: 80))⟦e⟧\n")
        let text = render(
            scene,
            finding(
                at: Annotation(at[1], long),
                related: [
                    Annotation(at[0], "first"), Annotation(at[2], long), Annotation(at[3]),
                    Annotation(at[4], "at the right edge, longer than what is left"),
                ]))
        try expectGolden(text, "diagnostics/long-labels.txt")
    }

    @Test func `distant lines are separated by a gap, the one between near lines is shown`() throws {
        var scene = Scene()
        let lines = (1...120).map { $0 == 3 || $0 == 5 || $0 == 6 || $0 == 117 ? "⟦line\($0)⟧" : "line\($0)" }
        let at = scene.add("big.yaml", lines.joined(separator: "\n"))
        let text = render(
            scene,
            finding(
                .info, at: Annotation(at[3], "here"),
                related: [Annotation(at[0], "one"), Annotation(at[1]), Annotation(at[2], "three")]))
        try expectGolden(text, "diagnostics/gaps.txt")
    }

    @Test func `carets stand under wide, combining, emoji and tab characters`() throws {
        var scene = Scene()
        let at = scene.add(
            "texte/ünï.yaml",
            """
            名前: "⟦メトリック⟧" # x
            e\u{301}te\u{301}: ⟦e\u{301}⟧ x
            👩‍👩‍👧 🇫🇷 ❤️ : ⟦👍🏽⟧ x
            \tkey:\t⟦value⟧
            𝔘nicode: ⟦𝔘⟧ 한글 ⟦끝⟧
            """)
        let related = at.dropFirst().map { Annotation($0, "here") }
        let text = render(scene, finding(at: Annotation(at[0], "hier"), related: related))
        try expectGolden(text, "diagnostics/widths.txt")
    }

    @Test func `what could fool a terminal or a reader is made visible`() throws {
        var scene = Scene()
        let at = scene.add(
            "a\u{1B}[31mb\u{202E}.yaml",
            Array(
                "\u{1B}[2Jexpr\u{0}: \u{202E}⟦x\u{2066}\u{200B}y⟧\u{AD}\u{7F} \u{85}\u{2028}\u{FEFF}\u{E000}z \u{3164}\n"
                    .utf8)
                + Array("bad: ⟦".utf8) + [0xFF, 0xC3, 0x28, 0xE2, 0x82] + Array("⟧ after ⟦here⟧\n".utf8))
        let text = render(
            scene,
            finding(
                message: "alert `a\u{1B}[0m\u{202E}b` \n broken", why: "why\u{7}",
                fix: "fix\u{1B}\nsecond\u{200F}\tline",
                at: Annotation(at[0], "label\u{202E}\n"), related: [Annotation(at[1]), Annotation(at[2], "kept")]))
        try expectGolden(text, "diagnostics/hostile.txt")
        #expect(
            text.unicodeScalars.allSatisfy {
                $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value))
            })
    }

    @Test func `long lines are cut around the caret`() throws {
        var scene = Scene()
        let filler = (0..<40).map { "word\($0)" }.joined(separator: " ")
        let at = scene.add(
            "long.yaml",
            "⟦start⟧ \(filler)\n\(filler) ⟦middle⟧ \(filler)\n\(filler) ⟦end⟧\n"
                + "\(filler) ⟦one⟧ \(filler) ⟦two⟧ \(filler)\n⟦\(filler)⟧\n名前\(String(repeating: "字", count: 80))⟦字⟧末\n"
        )
        let related = at.dropFirst().map { Annotation($0, "here") }
        let text = render(scene, finding(at: Annotation(at[0], "here"), related: Array(related)))
        try expectGolden(text, "diagnostics/long-lines.txt")
        for line in text.split(separator: "\n") { #expect(DisplayWidth.columns(String(line)) <= 100) }
    }

    @Test func `a line of megabytes costs no more than its surroundings`() throws {
        var scene = Scene()
        let filler = String(repeating: "é", count: 500_000)
        let at = scene.add("one-line.json", "\(filler)⟦here⟧\(filler)")
        try expectGolden(render(scene, finding(at: Annotation(at[0], "found"))), "diagnostics/one-line.txt")
    }

    @Test func `ends of files, empty lines, line endings and a byte order mark`() throws {
        var scene = Scene()
        var related: [Annotation] = []
        related += scene.add("no-newline", "last⟦⟧").map { Annotation($0, "at the end") }
        related += scene.add("newline", "last\n⟦⟧").map { Annotation($0, "after the end") }
        related += scene.add("empty", "⟦⟧").map { Annotation($0, "nothing here") }
        related += scene.add("empty-line", "a\n⟦⟧\nb\n").map { Annotation($0, "empty") }
        related += scene.add("crlf", "a: ⟦b⟧\r\nc: ⟦d\r\n⟧e: ⟦f\r\ng: h\r\ni⟧: j\r\n").map { Annotation($0, "x") }
        related += scene.add("bom", "\u{FEFF}⟦a⟧: b\n").map { Annotation($0, "first") }
        let text = render(scene, finding(at: related[0], related: Array(related.dropFirst())))
        try expectGolden(text, "diagnostics/edges.txt")
    }

    @Test func `deep common indentation is cut`() throws {
        var scene = Scene()
        let deep = String(repeating: " ", count: 40)
        let at = scene.add("deep.yaml", "\(deep)- ⟦alert⟧: a\n\n\(deep)  ⟦expr⟧: b\n")
        try expectGolden(
            render(scene, finding(at: Annotation(at[0], "one"), related: [Annotation(at[1], "two")])),
            "diagnostics/indentation.txt")
    }

    @Test func `lines of withheld files are never shown`() throws {
        var scene = Scene()
        let at = scene.add("app.jsonl", "{\"user\": \"⟦someone⟧\"}\n")
        var renderer = DiagnosticRenderer(
            sources: scene.sources, redactor: Redactor(withholding: [at[0].file]))
        let text = renderer.render(finding(at: Annotation(at[0], "e-mail #1")))
        try expectGolden(text, "diagnostics/withheld.txt")
        #expect(!text.contains("someone"))
    }

    @Test func `a range beyond the end of its file is held within it`() {
        var scene = Scene()
        let at = scene.add("short", "ab⟦c⟧")
        let beyond = SourceRange(file: at[0].file, start: 900, length: .max)
        #expect(render(scene, finding(at: Annotation(beyond))).contains("short:1:4"))
    }
}
