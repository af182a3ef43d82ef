import Findings

/// The rules of one run: every check that judged a requirement and every other kind of finding that occurs, by code.
struct SARIFRules {
    private(set) var descriptors: [JSONValue] = []
    /// Where each rule stands, by its id.
    private var positions: [String: Int] = [:]
    /// The ids of checks, by their names.
    private var codes: [String: String] = [:]

    init() {}

    init(_ service: ServiceVerdict, findings: [ReportedFinding], known: [Report.Rule]) {
        var rules: [String: Report.Rule] = [:]
        var byName: [String: Report.Rule] = [:]
        var byCode: [String: Report.Rule] = [:]
        for rule in known {
            byName[rule.kind.name] = rule
            byCode[rule.kind.code] = rule
        }
        for reported in findings {
            let finding = reported.finding
            rules[finding.kind.code] =
                byCode[finding.kind.code]
                ?? Report.Rule(
                    kind: finding.kind, severity: finding.severity, confidence: finding.confidence,
                    summary: finding.kind.name)
        }
        for requirement in service.requirements {
            let rule =
                byName[requirement.check]
                ?? Report.Rule(
                    kind: FindingKind(code: requirement.check, name: requirement.check), severity: .error,
                    summary: requirement.check)
            codes[requirement.check] = rule.kind.code
            // A check may report under several codes; its own is the one that judges.
            if rules[rule.kind.code] == nil { rules[rule.kind.code] = rule }
        }
        let ordered = rules.values.sorted { $0.kind.code.utf8.lexicographicallyPrecedes($1.kind.code.utf8) }
        for rule in ordered {
            positions[rule.kind.code] = descriptors.count
            descriptors.append(Self.descriptor(of: rule))
        }
    }

    func id(ofCheck name: String) -> String { codes[name] ?? name }

    /// -1 is the standard's word for "not in the table".
    func index(of id: String) -> Int { positions[id] ?? -1 }

    static func level(_ severity: Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info: "note"
        }
    }

    private static func descriptor(of rule: Report.Rule) -> JSONValue {
        var paragraphs: [(title: String, text: String)] = []
        if !rule.why.isEmpty { paragraphs.append(("Why", rule.why)) }
        if !rule.remedy.isEmpty { paragraphs.append(("What to do", rule.remedy)) }
        if !rule.source.isEmpty { paragraphs.append(("Source", rule.source)) }
        let explain = "preflight explain \(rule.kind.code)"
        let plainHelp = ([rule.summary] + paragraphs.map { "\($0.title): \($0.text)" } + [explain])
        let markdown =
            [MarkdownText.inline(rule.summary)]
            + paragraphs.map { "**\($0.title)**\n\n\(MarkdownText.inline($0.text))" } + ["`\(explain)`"]
        return .object([
            ("id", .string(rule.kind.code)), ("name", .string(rule.kind.name)),
            ("shortDescription", text(rule.summary)),
            ("fullDescription", text(rule.why.isEmpty ? rule.summary : rule.why)),
            (
                "help",
                .object([
                    ("text", .string(plainHelp.joined(separator: "\n\n"))),
                    ("markdown", .string(markdown.joined(separator: "\n\n"))),
                ])
            ),
            ("defaultConfiguration", .object([("level", .string(level(rule.severity)))])),
            (
                "properties",
                .object([
                    ("precision", .string(rule.confidence.word)),
                    ("problem.severity", .string(rule.severity == .info ? "recommendation" : rule.severity.word)),
                    ("tags", .array([.string("observability")])),
                ])
            ),
        ])
    }

    private static func text(_ text: String) -> JSONValue { .object([("text", .string(text))]) }

    /// A message for people. `](` would make a link of what stands before it (SARIF 3.11.6).
    static func plain(_ text: String, _ redactor: Redactor) -> String {
        var lines = redactor.lines(text)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { $0.replacingLinks() }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func replacingLinks() -> String {
        guard utf8.contains(UInt8(ascii: "]")) else { return self }
        var output = ""
        var previous: Unicode.Scalar = " "
        for scalar in unicodeScalars {
            if scalar == "(", previous == "]" { output += " " }
            output.unicodeScalars.append(scalar)
            previous = scalar
        }
        return output
    }
}
