import Findings
package import SourceText

/// The outcome of rule unit tests for people: every failure with its places, then a line for each file and a tally.
package enum RuleTestTextReport {
    package static func render(
        _ report: RuleTestReport, sources: SourceSet, style: TextStyle = TextStyle(), redactor: Redactor = Redactor()
    ) -> String {
        var writer = Writer(report: report, sources: sources, style: style, redactor: redactor)
        return writer.write()
    }

    private struct Writer {
        let report: RuleTestReport
        var renderer: DiagnosticRenderer
        let style: TextStyle
        let redactor: Redactor
        var output = ""

        init(report: RuleTestReport, sources: SourceSet, style: TextStyle, redactor: Redactor) {
            self.report = report
            renderer = DiagnosticRenderer(sources: sources, style: style, redactor: redactor)
            self.style = style
            self.redactor = redactor
        }

        mutating func write() -> String {
            for file in report.files {
                for finding in file.findings.sortedForOutput() { output += renderer.render(finding) + "\n" }
                for group in file.groups {
                    for finding in group.findings.sortedForOutput() { output += renderer.render(finding) + "\n" }
                    for test in group.tests { write(test) }
                }
            }
            for file in report.files { writeLine(of: file) }
            writeTally()
            return output
        }

        private mutating func write(_ test: RuleTestReport.Test) {
            guard let finding = test.finding else { return }
            var notes: [DiagnosticNote] = []
            // Both are empty where the expression itself is wrong.
            if test.outcome == .failed, !(test.expected.isEmpty && test.got.isEmpty) {
                notes.append(DiagnosticNote("expected", Self.lines(test.expected.map(\.text))))
                notes.append(DiagnosticNote("got", Self.lines(test.got.map(\.text))))
            }
            output += renderer.render(finding, notes: notes) + "\n"
        }

        private static func lines(_ texts: [String]) -> String {
            texts.isEmpty ? "nothing" : texts.joined(separator: "\n")
        }

        private mutating func writeLine(of file: RuleTestReport.File) {
            let tests = file.groups.flatMap(\.tests)
            let passes = report.passes(file)
            let word = !file.isValid ? "invalid" : passes ? "passed" : "failed"
            var line = PaintedLine()
            line.append(word, passes ? .good : .severity(.error))
            line.append("  \(redactor.line(file.path))", .strong)
            if file.isValid { line.append("  \(Self.counts(tests))") }
            if let paths = paths(of: file) { line.append("; \(paths)", .faint) }
            output += line.rendered(style) + "\n"
        }

        /// `30 rules columnar`, `29 rules columnar, 1 stepwise (alert X reads its own output)`; nil without rules.
        ///
        /// Groups of tests share the rules; one counts as stepwise if it was so in any of them.
        private func paths(of file: RuleTestReport.File) -> String? {
            guard let first = file.groups.first, !first.rules.isEmpty else { return nil }
            var reasons: [Int: String] = [:]
            for group in file.groups {
                for (index, rule) in group.rules.enumerated() { reasons[index] = reasons[index] ?? rule.stepwiseText }
            }
            let columnar = first.rules.count - reasons.count
            var text = "\(VerdictSentence.counted(columnar, "rule")) columnar"
            guard !reasons.isEmpty else { return text }
            text += ", \(reasons.count) stepwise ("
            for (position, (index, why)) in reasons.sorted(by: { $0.key < $1.key }).prefix(3).enumerated() {
                text += "\(position > 0 ? ", " : "")\(redactor.line(first.rules[index].subject)) \(why)"
            }
            return text + (reasons.count > 3 ? ", and others)" : ")")
        }

        private mutating func writeTally() {
            if report.files.count > 1 {
                let passed = report.files.count { report.passes($0) }
                output += style.painted(
                    "\(passed) of \(report.files.count) files passed: \(Self.counts(report.tests))", .strong)
                output += "\n"
            }
            let strict = report.isStrict ? ", strict" : ""
            let footer = "\(report.tool.name) \(report.tool.version), as \(report.profile)\(strict)"
            output += style.painted(footer, .faint) + "\n"
        }

        /// `5 tests: 4 passed, 1 failed`.
        private static func counts(_ tests: [RuleTestReport.Test]) -> String {
            let outcomes: [(RuleTestReport.Test.Outcome, String)] = [
                (.passed, "passed"), (.failed, "failed"), (.vacuous, "vacuous"), (.undecided, "undecided"),
                (.notReached, "not reached"),
            ]
            let parts = outcomes.compactMap { outcome, word in
                let count = tests.count { $0.outcome == outcome }
                return count > 0 ? "\(count) \(word)" : nil
            }
            let all = VerdictSentence.counted(tests.count, "test")
            return parts.isEmpty ? all : "\(all): \(parts.joined(separator: ", "))"
        }
    }
}
