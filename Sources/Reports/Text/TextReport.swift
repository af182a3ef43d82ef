import Findings
import Rehearsals
package import SourceText

/// The report for people: findings, the most important first, then for each service its items, a tally, the verdict.
package enum TextReport {
    package static func render(
        _ report: Report, sources: SourceSet, style: TextStyle = TextStyle(), redactor: Redactor = Redactor()
    ) -> String {
        var writer = TextReportWriter(sources: sources, style: style, redactor: redactor)
        for (position, service) in report.services.enumerated() {
            writer.write(service, report.rehearsal(ofServiceAt: position))
        }
        for rehearsal in report.rehearsalsWithoutVerdict { writer.write(rehearsal) }
        writer.writeFooter(report)
        return writer.output
    }
}

private struct TextReportWriter {
    private var renderer: DiagnosticRenderer
    private let style: TextStyle
    private let redactor: Redactor
    private(set) var output = ""

    init(sources: SourceSet, style: TextStyle, redactor: Redactor) {
        renderer = DiagnosticRenderer(sources: sources, style: style, redactor: redactor)
        self.style = style
        self.redactor = redactor
    }

    mutating func write(_ service: ServiceVerdict, _ rehearsal: Rehearsal?) {
        let findings = service.reportedFindings()
        for reported in findings.unaccepted.byImportance() { output += renderer.render(reported.finding) + "\n" }
        line((redactor.line(service.service), .strong))
        if let rehearsal { output += RehearsalText.render(rehearsal, style: style, redactor: redactor) }
        writeItems(service)
        writeUnexplainedFailures(service)
        writeUnprovable(service)
        writeWaived(service)
        writeTally(service, findings)
        writeVerdict(service)
        let edits = findings.editsToReady
        if edits > 0 { line(("  \(VerdictSentence.counted(edits, "edit")) to ready", .strong)) }
        output += "\n"
    }

    /// A rehearsal by itself.
    mutating func write(_ rehearsal: Rehearsal) {
        line((redactor.line(rehearsal.service), .strong))
        output += RehearsalText.render(rehearsal, style: style, redactor: redactor)
    }

    mutating func writeFooter(_ report: Report) {
        if report.services.count > 1 {
            let ready = report.services.count { $0.isReady }
            line(("\(ready) of \(report.services.count) services ready", .strong))
        }
        let tool = "\(report.tool.name) \(report.tool.version)"
        line(("\(tool), catalogue \(redactor.line(report.catalogue)), as of \(report.asOf)", .faint))
    }

    // MARK: Items

    /// A table of items, each with its outcome, how far it is proven, and how its requirements came out.
    private mutating func writeItems(_ service: ServiceVerdict) {
        guard !service.items.isEmpty else { return }
        let always = ["pass", "fail", "unprovable"]
        let words = ["pass", "fail", "unprovable", "vacuous", "waived", "not-applicable"].filter { word in
            always.contains(word) || service.items.contains { $0.deciding.contains { $0.outcome.word == word } }
        }
        var table = TextTable(columns: [.left, .left, .left] + words.map { _ in .right })
        table.append((["item", "outcome", "proof"] + words).map { ($0, .faint) })
        for item in service.items {
            let proof = item.outcome == .notApplicable ? "-" : item.proof(decided: service.decided).word
            let counts = words.map { word in item.deciding.count { $0.outcome.word == word } }
            let cells: [TextTable.Cell] = [
                (redactor.line(item.id), nil), (item.outcome.word, Self.paint(item.outcome)), (proof, nil),
            ]
            table.append(cells + counts.map { ($0 == 0 ? "-" : String($0), nil) })
        }
        for row in table.lines(indentation: 2) { output += row.rendered(style) + "\n" }
    }

    private static func paint(_ outcome: Outcome) -> TextStyle.Paint? {
        switch outcome {
        case .pass: .good
        case .fail: .severity(.error)
        case .unprovable, .vacuous: .severity(.warning)
        case .waived, .notApplicable: nil
        }
    }

    /// Failures that no finding shows.
    private mutating func writeUnexplainedFailures(_ service: ServiceVerdict) {
        for item in service.items {
            for requirement in item.deciding where requirement.outcome == .fail && requirement.findings.isEmpty {
                let reason = requirement.explanation.isEmpty ? "" : ": \(redactor.line(requirement.explanation))"
                writeWrapped(
                    "failed", .severity(.error),
                    "\(redactor.line(item.id)), \(redactor.line(requirement.id))\(reason)")
            }
        }
    }

    /// What would decide the undecided requirements, the reason with the most of them first.
    private mutating func writeUnprovable(_ service: ServiceVerdict) {
        var groups: [(reason: UnprovableReason, sentence: String, count: Int, items: [String])] = []
        for item in service.items {
            for requirement in item.deciding {
                guard case .unprovable(let reason) = requirement.outcome else { continue }
                if let position = groups.firstIndex(where: { $0.reason == reason || $0.reason.isSameKind(as: reason) })
                {
                    groups[position].count += 1
                    // What is open differs from one to the next; what would decide them all is one thing.
                    groups[position].sentence = redactor.line(
                        groups[position].reason == reason
                            ? reason.sentence
                            : "scenarios that were not played; leave out `--scenario` for all that ship")
                    if groups[position].items.last != item.id { groups[position].items.append(item.id) }
                } else {
                    groups.append((reason, redactor.line(requirement.explanation), 1, [item.id]))
                }
            }
        }
        let ordered = groups.enumerated().sorted { left, right in
            (right.element.count, left.offset) < (left.element.count, right.offset)
        }
        for (_, group) in ordered {
            let items = group.items.map(redactor.line).joined(separator: ", ")
            writeWrapped(
                "unprovable", .severity(.warning),
                "\(VerdictSentence.counted(group.count, "requirement")) of \(items): \(group.sentence)")
        }
    }

    /// What somebody accepted, on which terms: never a silent pass.
    private mutating func writeWaived(_ service: ServiceVerdict) {
        for item in service.items {
            for requirement in item.requirements {
                let isPartly = requirement.outcome != .waived && !requirement.accepted.isEmpty
                guard requirement.outcome == .waived || isPartly else { continue }
                let reason =
                    isPartly
                    ? "\(VerdictSentence.counted(requirement.accepted.count, "finding")), \(requirement.terms)"
                    : requirement.explanation
                writeWrapped(
                    "waived", .faint,
                    "\(redactor.line(item.id)), \(redactor.line(requirement.id)): \(redactor.line(reason))")
            }
        }
    }

    // MARK: Tally and verdict

    private mutating func writeTally(_ service: ServiceVerdict, _ findings: [ReportedFinding]) {
        let shown = findings.unaccepted
        var parts: [String] = []
        for severity in [Severity.error, .warning, .info] {
            let count = shown.count { $0.finding.severity == severity }
            if count > 0 || severity != .info { parts.append(VerdictSentence.counted(count, severity.word)) }
        }
        let waived = findings.count - shown.count
        if waived > 0 { parts.append("\(VerdictSentence.counted(waived, "finding")) waived") }
        line(("  \(parts.joined(separator: ", "))", nil))
    }

    private mutating func writeVerdict(_ service: ServiceVerdict) {
        let paint: TextStyle.Paint =
            service.isReady ? .good : service.isDecided ? .severity(.error) : .severity(.warning)
        let sentence = redactor.line(VerdictSentence.sentence(service))
        let word = sentence.prefix { $0 != ":" }
        line(("  ", nil), (String(word), paint), (String(sentence.dropFirst(word.count)), .strong))
    }

    private mutating func writeWrapped(_ word: String, _ paint: TextStyle.Paint, _ text: String) {
        let lead = "  \(word): "
        let wrapped = TextWrapping.wrap(text, width: style.width - lead.utf8.count)
        for (position, part) in wrapped.enumerated() {
            if position == 0 {
                line(("  ", nil), (word, paint), (": \(part)", nil))
            } else {
                line((String(repeating: " ", count: lead.utf8.count) + part, nil))
            }
        }
    }

    private mutating func line(_ runs: (text: String, paint: TextStyle.Paint?)...) {
        for run in runs { output += style.painted(run.text, run.paint) }
        output += "\n"
    }
}

extension UnprovableReason {
    /// Both are of scenarios that were not played: which ones they are, the command line says.
    fileprivate func isSameKind(as other: UnprovableReason) -> Bool {
        if case .notRehearsed = self, case .notRehearsed = other { return true }
        return false
    }
}
