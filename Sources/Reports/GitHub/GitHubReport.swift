import Findings
package import SourceText

/// Annotations for GitHub's pull requests, as workflow commands on standard output of a step.
///
/// GitHub shows ten annotations of each level for a step, the first that come. So the most severe come first, the tenth
/// says how many more there are, and those stand below as plain lines of the log.
package enum GitHubReport {
    package static func render(_ report: Report, sources: SourceSet, redactor: Redactor = Redactor()) -> String {
        var builder = GitHubBuilder(index: SourceIndex(sources), redactor: redactor)
        builder.add(report)
        return builder.text(report)
    }

    /// How many annotations of one level GitHub shows of a step (docs.github.com, "Workflow commands").
    static let annotationLimit = 10
}

private struct GitHubBuilder {
    private struct Annotation {
        var severity: Severity
        var properties: [(name: String, value: String)]
        /// `path:line:column: `, so that the log is of use without the page.
        var place: String
        var title: String
        var message: String
        var details: [String] = []
    }

    private var index: SourceIndex
    private let redactor: Redactor
    private var annotations: [Annotation] = []

    init(index: SourceIndex, redactor: Redactor) {
        self.index = index
        self.redactor = redactor
    }

    mutating func add(_ report: Report) {
        for one in report.unjudged {
            annotations.append(
                Annotation(
                    severity: .error, properties: file(one.path), place: "", title: "not judged",
                    message: redactor.line(one.message)))
        }
        // Over all services the errors come first, so that a later service's are not cut off by an earlier one's notes.
        for service in report.services { add(service, requiring: report.requiredLevel) }
    }

    private mutating func add(_ service: ServiceVerdict, requiring level: ProofLevel?) {
        let manifest = service.manifest.map { file(index.sources[$0].path) } ?? []
        for reported in service.reportedFindings().unaccepted.byImportance() {
            let finding = reported.finding
            var details: [String] = []
            if !finding.why.isEmpty { details += ["why: \(redactor.lines(finding.why).joined(separator: " "))"] }
            if !finding.fix.isEmpty { details += ["fix:"] + redactor.lines(finding.fix) }
            while details.last?.isEmpty == true { details.removeLast() }
            annotations.append(
                Annotation(
                    severity: finding.severity,
                    properties: finding.primary.map { properties(of: $0.range) } ?? manifest,
                    place: finding.primary.map {
                        FindingLines.place($0.range, index: &index, redactor) + ": "
                    } ?? "",
                    title: "\(finding.kind.code) \(finding.kind.name)", message: redactor.line(finding.message),
                    details: details))
        }
        for (item, requirement) in service.unexplainedFailures {
            annotations.append(
                Annotation(
                    severity: .error, properties: manifest, place: "", title: redactor.line(item.id),
                    message: redactor.line("\(requirement.id): \(requirement.sentence)")))
        }
        // A run that fails for what it could not prove says so, too.
        let misses = level.map { service.level < $0 } ?? false
        if !service.isDecided || (service.isReady && misses) {
            let demand = misses ? level.map { "; the run requires `\($0.word)`" } ?? "" : ""
            annotations.append(
                Annotation(
                    severity: .error, properties: manifest, place: "", title: redactor.line(service.service),
                    message: redactor.line(VerdictSentence.sentence(service)) + demand))
        }
    }

    func text(_ report: Report) -> String {
        var lines: [String] = []
        var rest: [String] = []
        for severity in [Severity.error, .warning, .info] {
            let name = severity == .info ? "notice" : severity.word
            let all = annotations.filter { $0.severity == severity }
            let limit = GitHubReport.annotationLimit
            let shown = all.count > limit ? limit - 1 : all.count
            for one in all.prefix(shown) {
                let message = ([one.place + one.message] + one.details).joined(separator: "\n")
                lines.append(
                    WorkflowCommand(
                        name: name, properties: one.properties + [("title", one.title)], message: message
                    ).line)
            }
            guard all.count > shown else { continue }
            let more = "\(VerdictSentence.counted(all.count - shown, "more \(name)")), listed in the log of this step"
            lines.append(
                WorkflowCommand(name: name, properties: [("title", report.tool.name)], message: more).line)
            rest += all.dropFirst(shown).map { "\(name): \($0.place)\($0.message) [\($0.title)]" }
        }
        lines += rest.map(WorkflowCommand.harmless)
        for service in report.services {
            let accepted = service.reportedFindings().count { $0.outcome == .waived }
            let waived = accepted > 0 ? " (\(VerdictSentence.counted(accepted, "finding")) waived)" : ""
            let verdict = redactor.line("\(service.service): \(VerdictSentence.sentence(service))")
            // The name of the tool comes first: no line may begin as a user's text does.
            lines.append(WorkflowCommand.harmless("\(report.tool.name): \(verdict)\(waived)"))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func file(_ path: String) -> [(name: String, value: String)] {
        [("file", redactor.line(ReportPath.plain(path))), ("line", "1")]
    }

    /// Columns are left out of a range of several lines, where GitHub takes none.
    private mutating func properties(of range: SourceRange) -> [(name: String, value: String)] {
        let location = index.location(of: range)
        var properties = [
            (name: "file", value: redactor.line(ReportPath.plain(location.path))),
            (name: "line", value: String(location.start.line)), (name: "endLine", value: String(location.lastLine)),
        ]
        if location.lastLine == location.start.line {
            properties.append(("col", String(location.start.column)))
            if location.end.line == location.start.line {
                properties.append(("endColumn", String(location.end.column)))
            }
        }
        return properties
    }
}
