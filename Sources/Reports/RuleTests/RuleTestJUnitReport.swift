import Findings
package import SourceText

/// The outcome of rule unit tests in JUnit's XML: a suite for each file, a case for each test.
package enum RuleTestJUnitReport {
    package static func render(
        _ report: RuleTestReport, sources: SourceSet, redactor: Redactor = Redactor()
    ) -> String {
        var builder = RuleTestJUnitBuilder(report: report, index: SourceIndex(sources), redactor: redactor)
        return JUnitDocument(name: report.tool.name, suites: report.files.map { builder.suite($0) }).xml()
    }
}

private struct RuleTestJUnitBuilder {
    let report: RuleTestReport
    var index: SourceIndex
    let redactor: Redactor

    mutating func suite(_ file: RuleTestReport.File) -> JUnitDocument.Suite {
        let name = redactor.line(ReportPath.plain(file.path))
        var suite = JUnitDocument.Suite(name: name, properties: [("profile", report.profile)])
        for (position, group) in file.groups.enumerated() {
            let groupName = group.name.isEmpty ? "tests[\(position)]" : redactor.line(group.name)
            for test in group.tests { suite.cases.append(testCase(test, suite: "\(name).\(groupName)")) }
            suite.cases += trouble(group.findings, suite: "\(name).\(groupName)")
        }
        suite.cases += trouble(file.findings, suite: name)
        for finding in file.findings where finding.severity != .error {
            suite.errors += FindingLines.lines(of: finding, index: &index, redactor: redactor)
        }
        return suite
    }

    /// An error of a file or a group fails it as a whole, so it is a case of its own.
    private mutating func trouble(_ findings: [Finding], suite: String) -> [JUnitDocument.Case] {
        findings.sortedForOutput().filter { $0.severity == .error }.map { finding in
            JUnitDocument.Case(
                suite: suite, name: finding.kind.name,
                outcome: .error(type: finding.kind.code, message: redactor.line(finding.message)),
                output: FindingLines.lines(of: finding, index: &index, redactor: redactor))
        }
    }

    private mutating func testCase(_ test: RuleTestReport.Test, suite: String) -> JUnitDocument.Case {
        let seconds = test.timeMilliseconds / 1_000
        var one = JUnitDocument.Case(
            suite: suite, name: "\(test.kind.rawValue) \(redactor.line(test.subject)) at \(seconds)s")
        one.properties = [("outcome", test.outcome.rawValue)]
        let message = redactor.line(test.finding?.message ?? test.outcome.rawValue)
        switch test.outcome {
        case .passed: break
        case .failed, .vacuous:
            if report.fails(test) {
                one.outcome = .failed(
                    type: test.finding?.kind.code ?? test.outcome.rawValue, message: message, text: difference(test))
            } else {
                one.output = [message]
            }
        case .undecided, .notReached: one.outcome = .skipped(message: message)
        }
        return one
    }

    private mutating func difference(_ test: RuleTestReport.Test) -> [String] {
        var lines = ["at: \(FindingLines.place(test.place, index: &index, redactor))"]
        lines += test.expected.map { "expected: \(redactor.line($0.text))" }
        lines += test.got.map { "got: \(redactor.line($0.text))" }
        lines += test.reasons.map { "because: \(redactor.line($0.text))" }
        return lines
    }
}
