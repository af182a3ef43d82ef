import Findings
package import SourceText

/// The checklist as a test run: a suite for each service, a case for each requirement.
///
/// What fails the run is a failure or an error, what only stays open is skipped with its reason.
package enum JUnitReport {
    package static func render(_ report: Report, sources: SourceSet, redactor: Redactor = Redactor()) -> String {
        var builder = JUnitBuilder(
            index: SourceIndex(sources), redactor: redactor, requiredLevel: report.requiredLevel)
        var suites = report.services.map { builder.suite($0) }
        if !report.unjudged.isEmpty { suites.append(builder.suite(report.unjudged, tool: report.tool.name)) }
        return JUnitDocument(name: report.tool.name, suites: suites).xml()
    }
}

private struct JUnitBuilder {
    var index: SourceIndex
    let redactor: Redactor
    let requiredLevel: ProofLevel?

    mutating func suite(_ service: ServiceVerdict) -> JUnitDocument.Suite {
        let name = redactor.line(service.service)
        var suite = JUnitDocument.Suite(name: name)
        suite.properties = [
            ("verdict", service.verdictWord), ("level", service.level.word),
            ("edits to ready", String(service.reportedFindings().editsToReady)),
        ]
        for item in service.items {
            for requirement in item.requirements {
                var one = JUnitDocument.Case(
                    suite: "\(name).\(redactor.line(item.id))", name: redactor.line(requirement.id))
                one.properties = [("level", requirement.level.word), ("outcome", requirement.outcome.word)]
                one.outcome = outcome(of: requirement, in: service)
                for finding in requirement.findings where finding.severity != .error || requirement.outcome != .fail {
                    one.output += lines(of: finding)
                }
                suite.cases.append(one)
            }
        }
        // A run that proves nothing fails; without this its suite would be green, or empty.
        let saysSo = suite.cases.contains { if case .error = $0.outcome { true } else { false } }
        if !service.isDecided && !saysSo {
            let verdict = redactor.line(VerdictSentence.sentence(service))
            suite.cases.append(
                JUnitDocument.Case(
                    suite: name, name: "verdict", outcome: .error(type: "nothing-provable", message: verdict)))
        }
        for finding in service.findings.sortedForOutput() { suite.errors += lines(of: finding) }
        return suite
    }

    mutating func suite(_ unjudged: [Report.Unjudged], tool: String) -> JUnitDocument.Suite {
        var suite = JUnitDocument.Suite(name: tool)
        for one in unjudged {
            suite.cases.append(
                JUnitDocument.Case(
                    suite: tool, name: redactor.line(ReportPath.plain(one.path)),
                    outcome: .error(type: "not-judged", message: redactor.line(one.message)),
                    output: one.findings.flatMap { lines(of: $0) }))
        }
        return suite
    }

    private mutating func outcome(
        of requirement: RequirementVerdict, in service: ServiceVerdict
    ) -> JUnitDocument.Outcome {
        let sentence = redactor.line(requirement.sentence)
        if requirement.isAdvisory, requirement.outcome != .pass { return .skipped(message: "advice: \(sentence)") }
        switch requirement.outcome {
        case .pass: return .passed
        case .fail:
            let errors = requirement.findings.filter { $0.severity == .error }
            guard let first = errors.first else { return .failed(type: "fail", message: sentence, text: []) }
            let more = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
            return .failed(
                type: first.kind.code, message: redactor.line(first.message) + more,
                text: errors.flatMap { lines(of: $0) })
        case .notApplicable, .waived: return .skipped(message: sentence)
        case .unprovable, .vacuous:
            if !service.isDecided { return .error(type: "nothing-provable", message: sentence) }
            if let requiredLevel, requirement.level <= requiredLevel {
                return .failed(
                    type: "not-proven", message: "the run requires `\(requiredLevel.word)`, and this is \(sentence)",
                    text: [])
            }
            return .skipped(message: sentence)
        }
    }

    private mutating func lines(of finding: Finding) -> [String] {
        FindingLines.lines(of: finding, index: &index, redactor: redactor)
    }
}

/// A finding as lines of plain text, for formats that hold text but no layout.
enum FindingLines {
    static func lines(of finding: Finding, index: inout SourceIndex, redactor: Redactor) -> [String] {
        var lines = ["\(finding.severity.word)[\(finding.kind.code)]: \(redactor.line(finding.message))"]
        if let place = finding.primary { lines.append("at: \(self.place(place.range, index: &index, redactor))") }
        for one in finding.related {
            let label = one.label.map { " (\(redactor.line($0)))" } ?? ""
            lines.append("see also: \(place(one.range, index: &index, redactor))\(label)")
        }
        if !finding.why.isEmpty { lines += labelled("why", finding.why, redactor) }
        if !finding.fix.isEmpty { lines += labelled("fix", finding.fix, redactor) }
        return lines
    }

    /// `path:line:column`.
    static func place(_ range: SourceRange, index: inout SourceIndex, _ redactor: Redactor) -> String {
        let location = index.location(of: range)
        return "\(redactor.line(ReportPath.plain(location.path))):\(location.start.line):\(location.start.column)"
    }

    /// One line stands beside its label; several stand below it, as they are, to be copied.
    private static func labelled(_ label: String, _ text: String, _ redactor: Redactor) -> [String] {
        var lines = redactor.lines(text)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.count == 1 ? ["\(label): \(lines[0])"] : ["\(label):"] + lines
    }
}
