import Findings
package import SourceText

/// The outcome of rule unit tests for machines.
///
/// Lines and columns are one-based, columns in Unicode scalars, ends exclusive; offsets are in bytes.
package enum RuleTestJSONReport {
    /// Grows when a reader of the former version could be misled.
    package static let version = 1

    package static func render(
        _ report: RuleTestReport, sources: SourceSet, redactor: Redactor = Redactor()
    ) -> String {
        var builder = Builder(report: report, index: SourceIndex(sources), redactor: redactor)
        return JSONWriter.write(builder.document())
    }

    private struct Builder {
        let report: RuleTestReport
        var index: SourceIndex
        let redactor: Redactor

        mutating func document() -> JSONValue {
            .object([
                ("ruleTestReportVersion", .integer(RuleTestJSONReport.version)),
                (
                    "tool",
                    .object([("name", .string(report.tool.name)), ("version", .string(report.tool.version))])
                ),
                ("profile", .string(report.profile)),
                ("strict", .bool(report.isStrict)),
                ("files", .array(report.files.map { file($0) })),
            ])
        }

        private mutating func file(_ file: RuleTestReport.File) -> JSONValue {
            .object([
                ("path", text(file.path)),
                ("valid", .bool(file.isValid)),
                ("passed", .bool(report.passes(file))),
                ("groups", .array(file.groups.map { group($0) })),
                ("findings", .array(file.findings.sortedForOutput().map { finding($0) })),
            ])
        }

        private mutating func group(_ group: RuleTestReport.Group) -> JSONValue {
            .object([
                ("name", group.name.isEmpty ? .null : text(group.name)),
                ("location", location(group.place)),
                ("tests", .array(group.tests.map { test($0) })),
                ("evaluation", evaluation(of: group.rules)),
                ("findings", .array(group.findings.sortedForOutput().map { finding($0) })),
            ])
        }

        /// How many rules were evaluated over all steps at once, and which were not.
        private mutating func evaluation(of rules: [RuleTestReport.Rule]) -> JSONValue {
            var stepwise: [JSONValue] = []
            for rule in rules {
                guard case .stepwise(let word, let why) = rule.path else { continue }
                stepwise.append(
                    .object([
                        ("rule", text(rule.subject)), ("reason", .string(word)), ("text", .string(why)),
                        ("location", location(rule.place)),
                    ]))
            }
            return .object([
                ("columnar", .integer(rules.count - stepwise.count)), ("stepwise", .array(stepwise)),
            ])
        }

        private mutating func test(_ test: RuleTestReport.Test) -> JSONValue {
            .object([
                ("kind", .string(test.kind.rawValue)),
                ("subject", text(test.subject)),
                ("timeMilliseconds", .integer(Int(test.timeMilliseconds))),
                ("outcome", .string(test.outcome.rawValue)),
                ("location", location(test.place)),
                ("expected", .array(test.expected.map { element($0) })),
                ("got", .array(test.got.map { element($0) })),
                ("reasons", .array(test.reasons.map { reason($0) })),
                ("finding", test.finding.map { finding($0) } ?? .null),
            ])
        }

        private func element(_ element: RuleTestReport.Element) -> JSONValue {
            .object([
                ("labels", labels(element.labels)),
                ("annotations", labels(element.annotations)),
                ("value", .optional(element.value)),
            ])
        }

        private func labels(_ labels: [RuleTestReport.Element.Label]) -> JSONValue {
            .object(labels.map { (redactor.data($0.name), text($0.value)) })
        }

        private mutating func reason(_ reason: RuleTestReport.Reason) -> JSONValue {
            .object([
                ("reason", .string(reason.word)), ("text", text(reason.text)), ("location", location(reason.place)),
            ])
        }

        private mutating func finding(_ finding: Finding) -> JSONValue {
            .object([
                ("code", .string(finding.kind.code)),
                ("name", .string(finding.kind.name)),
                ("severity", .string(finding.severity.word)),
                ("message", text(finding.message)),
                ("why", text(finding.why)),
                ("fix", text(finding.fix)),
                ("location", finding.primary.map { location($0.range) } ?? .null),
            ])
        }

        private mutating func location(_ range: SourceRange) -> JSONValue {
            let location = index.location(of: range)
            return .object([
                ("path", text(location.path)),
                ("line", .integer(location.start.line)),
                ("column", .integer(location.start.column)),
                ("endLine", .integer(location.end.line)),
                ("endColumn", .integer(location.end.column)),
                ("offset", .integer(location.bytes.lowerBound)),
            ])
        }

        private func text(_ text: String) -> JSONValue { .string(redactor.data(text)) }
    }
}
