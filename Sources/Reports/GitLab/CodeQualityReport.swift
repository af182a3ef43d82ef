import Findings
package import SourceText

/// GitLab's code quality artefact: an array of issues, shown in merge requests.
///
/// What somebody accepted is left out: the form has no word for it, and would show it as open.
package enum CodeQualityReport {
    package static func render(_ report: Report, sources: SourceSet, redactor: Redactor = Redactor()) -> String {
        var builder = CodeQualityBuilder(index: SourceIndex(sources), redactor: redactor)
        return JSONWriter.write(.array(builder.issues(of: report)))
    }
}

private struct CodeQualityBuilder {
    var index: SourceIndex
    let redactor: Redactor
    /// How often each fingerprint has been used; GitLab keeps one issue of each.
    private var uses: [String: Int] = [:]

    init(index: SourceIndex, redactor: Redactor) {
        self.index = index
        self.redactor = redactor
    }

    mutating func issues(of report: Report) -> [JSONValue] {
        var issues = report.unjudged.map { one in
            issue(
                one.message, check: "manifest", fingerprint: digest(["unjudged", ReportPath.plain(one.path)]),
                severity: "blocker", path: one.path, line: 1)
        }
        for service in report.services {
            let manifest = service.manifest.map { index.sources[$0].path } ?? "observability.yaml"
            for reported in service.reportedFindings().unaccepted.byImportance() {
                let finding = reported.finding
                let location = finding.primary.map { index.location(of: $0.range) }
                issues.append(
                    issue(
                        finding.message, check: finding.kind.code,
                        fingerprint: finding.fingerprint(service: service.service), severity: severity(of: reported),
                        path: location?.path ?? manifest, line: location?.start.line ?? 1))
            }
            for (item, requirement) in service.unexplainedFailures {
                issues.append(
                    issue(
                        "\(item.id), \(requirement.id): \(requirement.sentence)", check: requirement.check,
                        fingerprint: digest([service.service, item.id, requirement.id]), severity: "critical",
                        path: manifest, line: 1))
            }
        }
        return issues
    }

    /// A failure is critical; an error that decides nothing is major.
    private func severity(of reported: ReportedFinding) -> String {
        switch reported.finding.severity {
        case .error: reported.outcome == .fail ? "critical" : "major"
        case .warning: "minor"
        case .info: "info"
        }
    }

    private mutating func issue(
        _ description: String, check: String, fingerprint: String, severity: String, path: String, line: Int
    ) -> JSONValue {
        let use = uses[fingerprint, default: 0]
        uses[fingerprint] = use + 1
        return .object([
            ("description", .string(redactor.line(description))),
            ("check_name", .string(redactor.line(check))),
            ("fingerprint", .string(use == 0 ? fingerprint : digest([fingerprint, String(use)]))),
            ("severity", .string(severity)),
            (
                "location",
                .object([
                    // As the file system has it: GitLab looks the file up. The writer escapes what could act.
                    ("path", .string(redactor.data(ReportPath.plain(path)))),
                    ("lines", .object([("begin", .integer(line))])),
                ])
            ),
        ])
    }

    private func digest(_ parts: [String]) -> String {
        String(SHA256.hexadecimal(of: Array(parts.joined(separator: "\u{1F}").utf8)).prefix(32))
    }
}
