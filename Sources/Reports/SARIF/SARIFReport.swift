import Findings
package import SourceText

/// The report as a SARIF 2.1.0 log (OASIS, 2020): a run for each service, a result for each finding and for each
/// requirement whose outcome no finding tells.
///
/// Nothing of a file's text is in it: logs travel to other people's servers. Nothing of the machine either, so the same
/// files give the same bytes.
package enum SARIFReport {
    /// Who reads the log.
    package enum Audience: Sendable {
        /// Tools that know all that the standard knows.
        case everyTool
        /// GitHub's code scanning. It shows every result as an open alert, whatever its `kind` (microsoft/PSRule#955)
        /// and its `suppressions` (github/codeql-action#1230), so it is given only what is wrong and not accepted.
        case githubCodeScanning
    }

    package static func render(
        _ report: Report, sources: SourceSet, redactor: Redactor = Redactor(), for audience: Audience = .everyTool
    ) -> String {
        let services = report.services.isEmpty ? [nil] : report.services.map { $0 }
        let runs = services.map { service -> JSONValue in
            var builder = SARIFRun(report: report, index: SourceIndex(sources), redactor: redactor)
            return builder.run(of: service, for: audience)
        }
        return JSONWriter.write(
            .object([
                (
                    "$schema",
                    .string(
                        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
                ),
                ("version", .string("2.1.0")), ("runs", .array(runs)),
            ]))
    }
}

/// One run, with the tables that its results point into.
private struct SARIFRun {
    private let report: Report
    private var index: SourceIndex
    private let redactor: Redactor
    private var rules = SARIFRules()
    /// The files that results point at, in the order in which they do.
    private var artefacts: [FileID] = []

    init(report: Report, index: SourceIndex, redactor: Redactor) {
        self.report = report
        self.index = index
        self.redactor = redactor
    }

    mutating func run(of service: ServiceVerdict?, for audience: SARIFReport.Audience) -> JSONValue {
        var results: [JSONValue] = []
        if let service {
            let findings = service.reportedFindings().byImportance()
            rules = SARIFRules(service, findings: findings, known: report.rules)
            for reported in findings where audience == .everyTool || reported.outcome != .waived {
                results.append(result(of: reported, in: service))
            }
            for item in service.items {
                for requirement in item.requirements where Self.isTold(requirement, to: audience) {
                    results.append(result(of: requirement, of: item, in: service))
                }
            }
        }
        return .object([
            ("tool", .object([("driver", driver())])),
            ("invocations", .array([invocation()])),
            (
                "originalUriBaseIds",
                .object([(Self.base, .object([("description", message("the folder that the run was started in"))]))])
            ),
            (
                "automationDetails",
                .object([
                    (
                        "id",
                        .string(
                            "\(report.tool.name)/\(service.map { ReportPath.segment(redactor.data($0.service)) } ?? "")/"
                        )
                    )
                ])
            ),
            // What `LineIndex` counts: scalars, and a lone CR ends a line, too.
            ("columnKind", .string("unicodeCodePoints")),
            ("newlineSequences", .array([.string("\r\n"), .string("\n"), .string("\r")])),
            ("artifacts", .array(artefacts.map { artefact($0) })),
            ("results", .array(results)),
            ("properties", properties(of: service)),
        ])
    }

    private static let base = "%SRCROOT%"

    /// Whether a requirement has a result of its own. What failed or was accepted by its findings is told by those.
    private static func isTold(_ requirement: RequirementVerdict, to audience: SARIFReport.Audience) -> Bool {
        let hasError = requirement.findings.contains { $0.severity == .error }
        switch requirement.outcome {
        case .fail: return !hasError
        case .waived: return audience == .everyTool && requirement.accepted.isEmpty
        case .pass, .notApplicable, .unprovable, .vacuous: return audience == .everyTool
        }
    }

    // MARK: The run

    private func driver() -> JSONValue {
        .object([
            ("name", .string(report.tool.name)), ("version", .string(report.tool.version)),
            ("semanticVersion", .string(report.tool.version)), ("rules", .array(rules.descriptors)),
        ])
    }

    private func properties(of service: ServiceVerdict?) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("catalogue", text(report.catalogue)), ("asOf", .string(report.asOf.description)),
        ]
        if let service {
            members += [
                ("service", text(service.service)), ("verdict", .string(service.verdictWord)),
                ("level", .string(service.level.word)),
                ("editsToReady", .integer(service.reportedFindings().editsToReady)),
            ]
        }
        return .object(members)
    }

    /// Status 2 and 4 mean that the run did not do all that it was asked for.
    private mutating func invocation() -> JSONValue {
        let isSuccessful = report.unjudged.isEmpty && ![2, 4].contains(report.ending?.status ?? 0)
        var members: [(key: String, value: JSONValue)] = [("executionSuccessful", .bool(isSuccessful))]
        if let ending = report.ending {
            members += [("exitCode", .integer(ending.status)), ("exitCodeDescription", .string(ending.meaning))]
        }
        var notifications: [JSONValue] = []
        for one in report.unjudged {
            let place = JSONValue.object([("physicalLocation", .object([("artifactLocation", location(of: one.path))]))]
            )
            notifications.append(
                .object([
                    ("level", .string("error")), ("message", message(one.message)), ("locations", .array([place])),
                ]))
            for finding in one.findings {
                let place = finding.primary.map { [self.location($0)] } ?? []
                notifications.append(
                    .object([
                        ("level", .string(SARIFRules.level(finding.severity))), ("message", message(finding.message)),
                        ("locations", .array(place)),
                    ]))
            }
        }
        members.append(("toolConfigurationNotifications", .array(notifications)))
        return .object(members)
    }

    private mutating func artefact(_ file: FileID) -> JSONValue {
        let source = index.sources[file]
        return .object([
            ("location", location(of: source.path)), ("length", .integer(source.bytes.count)),
            ("hashes", .object([("sha-256", .string(index.sha256(of: file)))])),
        ])
    }

    // MARK: Results

    private mutating func result(of reported: ReportedFinding, in service: ServiceVerdict) -> JSONValue {
        let finding = reported.finding
        var said = finding.message
        if !finding.why.isEmpty { said += "\n\nWhy: \(finding.why)" }
        if !finding.fix.isEmpty { said += "\n\nFix: \(finding.fix)" }
        var members = head(rule: finding.kind.code, kind: "fail", level: SARIFRules.level(finding.severity), said)
        members.append(("locations", .array(locations(finding.primary, subject: finding.subject, in: service))))
        let related = finding.related.enumerated().map { location($1, id: $0 + 1) }
        if !related.isEmpty { members.append(("relatedLocations", .array(related))) }
        if let flow = flow(of: finding) { members.append(("codeFlows", .array([flow]))) }
        members.append(
            (
                "partialFingerprints",
                .object([("preflightFinding/v1", .string(finding.fingerprint(service: service.service)))])
            ))
        if let acceptance = reported.acceptance {
            members.append(("suppressions", .array([suppression(acceptance)])))
        }
        members.append(
            (
                "properties",
                .object([
                    ("confidence", .string(finding.confidence.word)), ("outcome", .optional(reported.outcome?.word)),
                    ("requirements", .array(reported.requirements.map { text($0) })),
                ])
            ))
        return .object(members)
    }

    private mutating func result(
        of requirement: RequirementVerdict, of item: ItemVerdict, in service: ServiceVerdict
    ) -> JSONValue {
        let kind =
            switch requirement.outcome {
            case .pass: "pass"
            case .fail, .waived: "fail"
            case .notApplicable: "notApplicable"
            case .unprovable: "open"
            case .vacuous: "informational"
            }
        // Only what failed has a level (SARIF 3.27.10).
        var members = head(
            rule: rules.id(ofCheck: requirement.check), kind: kind, level: kind == "fail" ? "error" : "none",
            "\(item.id), \(requirement.id): \(requirement.sentence)")
        let places = requirement.evidence.compactMap { one in one.range.map { Annotation($0, one.note) } }
        let subject = "\(item.id)/\(requirement.id)"
        members.append(("locations", .array(locations(places.first, subject: subject, in: service))))
        let related = places.dropFirst().enumerated().map { location($1, id: $0 + 1) }
        if !related.isEmpty { members.append(("relatedLocations", .array(related))) }
        let identity = [service.service, item.id, requirement.id].joined(separator: "\u{1F}")
        let digest = String(SHA256.hexadecimal(of: Array(identity.utf8)).prefix(32))
        members.append(("partialFingerprints", .object([("preflightRequirement/v1", .string(digest))])))
        if requirement.outcome == .waived {
            let suppression: [(key: String, value: JSONValue)] = [
                ("kind", .string("external")), ("status", .string("accepted")),
                ("justification", text(requirement.explanation)),
            ]
            members.append(("suppressions", .array([.object(suppression)])))
        }
        var reason = JSONValue.null
        if case .unprovable(let why) = requirement.outcome { reason = .string(why.word) }
        members.append(
            (
                "properties",
                .object([
                    ("item", text(item.id)), ("requirement", text(requirement.id)),
                    ("level", .string(requirement.level.word)), ("outcome", .string(requirement.outcome.word)),
                    ("reason", reason),
                ])
            ))
        return .object(members)
    }

    private func head(
        rule: String, kind: String, level: String, _ said: String
    ) -> [(key: String, value: JSONValue)] {
        [
            ("ruleId", .string(rule)), ("ruleIndex", .integer(rules.index(of: rule))), ("kind", .string(kind)),
            ("level", .string(level)), ("message", message(said)),
        ]
    }

    /// The places in the order in which to look at them, if the finding joins several files.
    private mutating func flow(of finding: Finding) -> JSONValue? {
        guard let primary = finding.primary, finding.related.contains(where: { $0.range.file != primary.range.file })
        else { return nil }
        let steps = ([primary] + finding.related).map { JSONValue.object([("location", location($0))]) }
        return .object([("threadFlows", .array([.object([("locations", .array(steps))])]))])
    }

    private func suppression(_ acceptance: Acceptance) -> JSONValue {
        // Neither stands in the file that the finding is about, which is what "in source" means (SARIF 3.35.2).
        var members: [(key: String, value: JSONValue)] = [
            ("kind", .string("external")), ("status", .string("accepted")),
        ]
        switch acceptance {
        case .waiver(let reason, let owner, let expires):
            members += [
                ("justification", text(reason)),
                (
                    "properties",
                    .object([
                        ("by", .string(acceptance.word)), ("owner", text(owner)),
                        ("expires", .string(expires.description)),
                    ])
                ),
            ]
        case .baseline:
            members += [
                ("justification", .string(acceptance.sentence)),
                ("properties", .object([("by", .string(acceptance.word))])),
            ]
        }
        return .object(members)
    }

    // MARK: Places

    /// One location: the place itself or, where there is none, the manifest. GitHub refuses the whole log for one result
    /// without a location (github/codeql-action#2459) or without a line.
    private mutating func locations(_ place: Annotation?, subject: String, in service: ServiceVerdict) -> [JSONValue] {
        var members: [(key: String, value: JSONValue)] = []
        if let place {
            members.append(("physicalLocation", physical(place.range)))
        } else if let manifest = service.manifest {
            members.append(
                (
                    "physicalLocation",
                    .object([
                        ("artifactLocation", location(of: manifest)), ("region", .object([("startLine", .integer(1))])),
                    ])
                ))
        }
        members.append(
            (
                "logicalLocations",
                .array([
                    .object([
                        ("name", text(subject)), ("fullyQualifiedName", text("\(service.service)/\(subject)")),
                    ])
                ])
            ))
        if let label = place?.label { members.append(("message", message(label))) }
        return [.object(members)]
    }

    private mutating func location(_ place: Annotation, id: Int? = nil) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = []
        if let id { members.append(("id", .integer(id))) }
        members.append(("physicalLocation", physical(place.range)))
        if let label = place.label { members.append(("message", message(label))) }
        return .object(members)
    }

    private mutating func physical(_ range: SourceRange) -> JSONValue {
        let place = index.location(of: range)
        return .object([
            ("artifactLocation", location(of: range.file)),
            (
                "region",
                .object([
                    ("startLine", .integer(place.start.line)), ("startColumn", .integer(place.start.column)),
                    ("endLine", .integer(place.end.line)), ("endColumn", .integer(place.end.column)),
                ])
            ),
        ])
    }

    private mutating func location(of file: FileID) -> JSONValue {
        let position = artefacts.firstIndex(of: file) ?? artefacts.count
        if position == artefacts.count { artefacts.append(file) }
        guard case .object(let members) = location(of: index.sources[file].path) else { return .null }
        return .object(members + [("index", .integer(position))])
    }

    /// Relative to the source root, unless the path itself begins at the root of a file system.
    private func location(of path: String) -> JSONValue {
        let uri = ReportPath.uri(redactor.data(path))
        if ReportPath.isAbsolute(path) { return .object([("uri", .string("file://" + uri))]) }
        return .object([("uri", .string(uri)), ("uriBaseId", .string(Self.base))])
    }

    private func message(_ said: String) -> JSONValue { .object([("text", .string(SARIFRules.plain(said, redactor)))]) }

    private func text(_ text: String) -> JSONValue { .string(redactor.line(text)) }
}
