import Findings
package import SourceText

/// The report for machines; `ReportSchema` says what may stand in it.
///
/// Lines and columns are one-based, columns in Unicode scalars, ends exclusive; offsets and lengths are in bytes.
package enum JSONReport {
    /// Grows when a reader of the former version could be misled.
    package static let version = 1

    package static func render(
        _ report: Report, sources: SourceSet, redactor: Redactor = Redactor()
    ) -> String {
        var builder = JSONReportBuilder(index: SourceIndex(sources), redactor: redactor)
        return JSONWriter.write(builder.document(report))
    }
}

/// Builds the document; what it says of rehearsals is in an extension.
struct JSONReportBuilder {
    var index: SourceIndex
    let redactor: Redactor

    mutating func document(_ report: Report) -> JSONValue {
        .object([
            ("reportVersion", .integer(JSONReport.version)),
            (
                "tool",
                .object([("name", .string(report.tool.name)), ("version", .string(report.tool.version))])
            ),
            ("catalogue", text(report.catalogue)),
            ("asOf", .string(report.asOf.description)),
            ("services", .array(report.services.map { service($0) })),
            ("rehearsals", .array(report.rehearsals.map { rehearsal($0) })),
        ])
    }

    private mutating func service(_ service: ServiceVerdict) -> JSONValue {
        .object([
            ("service", text(service.service)),
            ("ready", .bool(service.isReady)),
            ("level", .string(service.level.word)),
            ("editsToReady", .integer(service.reportedFindings().editsToReady)),
            ("items", .array(service.items.map { item($0, decided: service.decided) })),
            ("findings", .array(service.reportedFindings().map { finding($0, service: service.service) })),
        ])
    }

    private mutating func item(_ item: ItemVerdict, decided: ProofLevel) -> JSONValue {
        .object([
            ("id", text(item.id)),
            ("title", text(item.title)),
            ("outcome", .string(item.outcome.word)),
            ("proof", item.outcome == .notApplicable ? .null : .string(item.proof(decided: decided).word)),
            ("requirements", .array(item.requirements.map { requirement($0) })),
        ])
    }

    private mutating func requirement(_ requirement: RequirementVerdict) -> JSONValue {
        var reason = JSONValue.null
        if case .unprovable(let why) = requirement.outcome { reason = .string(why.word) }
        var members: [(key: String, value: JSONValue)] = [
            ("id", text(requirement.id)),
            ("level", .string(requirement.level.word)),
            ("outcome", .string(requirement.outcome.word)),
            ("reason", reason),
            ("message", requirement.explanation.isEmpty ? .null : text(requirement.explanation)),
        ]
        if requirement.isAdvisory { members.append(("advisory", .bool(true))) }
        members.append(("evidence", .array(requirement.evidence.map { evidence($0) })))
        return .object(members)
    }

    private mutating func evidence(_ evidence: Evidence) -> JSONValue {
        guard let range = evidence.range else {
            return .object([
                ("path", .null), ("range", .null), ("line", .null), ("column", .null), ("sha256", .null),
                ("provenance", .string(evidence.provenance.word)), ("note", text(evidence.note)),
            ])
        }
        let location = index.location(of: range)
        return .object([
            ("path", text(location.path)),
            (
                "range",
                .object([
                    ("offset", .integer(location.bytes.lowerBound)), ("length", .integer(location.bytes.count)),
                ])
            ),
            ("line", .integer(location.start.line)),
            ("column", .integer(location.start.column)),
            ("sha256", .string(index.sha256(of: range.file))),
            ("provenance", .string(evidence.provenance.word)),
            ("note", text(evidence.note)),
        ])
    }

    private mutating func finding(_ reported: ReportedFinding, service: String) -> JSONValue {
        let finding = reported.finding
        return .object([
            ("code", .string(finding.kind.code)),
            ("name", .string(finding.kind.name)),
            ("severity", .string(finding.severity.word)),
            ("confidence", .string(finding.confidence.word)),
            ("outcome", .optional(reported.outcome?.word)),
            ("acceptance", reported.acceptance.map { acceptance($0) } ?? .null),
            ("message", text(finding.message)),
            ("why", text(finding.why)),
            ("fix", text(finding.fix)),
            ("location", finding.primary.map { location($0.range) } ?? .null),
            ("related", .array(finding.related.map { related($0) })),
            ("fingerprint", .string(finding.fingerprint(service: service))),
        ])
    }

    private func acceptance(_ acceptance: Acceptance) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [("by", .string(acceptance.word))]
        if case .waiver(let reason, let owner, let expires) = acceptance {
            members += [("reason", text(reason)), ("owner", text(owner)), ("expires", .string(expires.description))]
        }
        return .object(members)
    }

    private mutating func related(_ annotation: Annotation) -> JSONValue {
        .object([
            ("location", location(annotation.range)),
            ("label", annotation.label.map { text($0) } ?? .null),
        ])
    }

    mutating func location(_ range: SourceRange) -> JSONValue {
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

    func text(_ text: String) -> JSONValue { .string(redactor.data(text)) }
}
