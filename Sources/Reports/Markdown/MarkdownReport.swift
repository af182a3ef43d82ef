import Findings
import Rehearsals
package import SourceText

/// The report for pull requests, wikis and the summary of a GitHub job, in GitHub's Markdown.
package enum MarkdownReport {
    /// Everything, the failures in full.
    package static func render(_ report: Report, sources: SourceSet, redactor: Redactor = Redactor()) -> String {
        var writer = MarkdownWriter(index: SourceIndex(sources), redactor: redactor, limitBytes: nil)
        writer.write(report)
        return writer.output
    }

    /// For `$GITHUB_STEP_SUMMARY`: findings folded away, and cut, with a note, before GitHub refuses it all.
    package static func summary(
        _ report: Report, sources: SourceSet, redactor: Redactor = Redactor(), limitBytes: Int = summaryLimitBytes
    ) -> String {
        var writer = MarkdownWriter(index: SourceIndex(sources), redactor: redactor, limitBytes: limitBytes)
        writer.write(report)
        return writer.output
    }

    /// GitHub takes 1 MiB a step (docs.github.com, "Adding a job summary"); other tools may write to the same file.
    package static let summaryLimitBytes = 1_000_000
}

private struct MarkdownWriter {
    private var index: SourceIndex
    private let redactor: Redactor
    /// Nil if the text may be of any length; otherwise findings are folded away.
    private let limitBytes: Int?
    private(set) var output = ""
    private var leftOutCount = 0

    init(index: SourceIndex, redactor: Redactor, limitBytes: Int?) {
        self.index = index
        self.redactor = redactor
        self.limitBytes = limitBytes
    }

    private var isFolded: Bool { limitBytes != nil }

    mutating func write(_ report: Report) {
        let ready = report.services.count { $0.isReady }
        let title =
            report.services.count == 1
            ? report.services.map(\.verdictWord).joined()
            : "\(ready) of \(VerdictSentence.counted(report.services.count, "service")) ready"
        output += "# \(report.tool.name): \(title)\n\n"
        section(
            opening: "| service | verdict | level | pass | fail | unprovable | vacuous | waived | not applicable |"
                + " edits to ready |\n| --- | --- | --- | --: | --: | --: | --: | --: | --: | --: |\n",
            blocks: report.services.map { row($0) }, closing: "\n")
        section(
            opening: "", blocks: report.unjudged.map { "- **not judged** \(prose($0.message))\n" },
            closing: report.unjudged.isEmpty ? "" : "\n")
        for (position, service) in report.services.enumerated() {
            write(service, report.rehearsal(ofServiceAt: position))
        }
        for rehearsal in report.rehearsalsWithoutVerdict {
            section(opening: "## \(prose(rehearsal.service))\n\n", blocks: [], closing: "")
            write(rehearsal)
        }
        if leftOutCount > 0 {
            output +=
                "> \(VerdictSentence.counted(leftOutCount, "part")) of this report did not fit; "
                + "`--format markdown` has no limit.\n\n"
        }
        output +=
            "\(prose("\(report.tool.name) \(report.tool.version), catalogue \(report.catalogue)"))"
            + ", as of \(report.asOf)\n"
    }

    private mutating func write(_ rehearsal: Rehearsal) {
        let markdown = RehearsalMarkdown(rehearsal: rehearsal, redactor: redactor)
        section(opening: markdown.opening, blocks: markdown.rows, closing: "\n")
        let notes = markdown.notes
        section(opening: "", blocks: notes, closing: notes.isEmpty ? "" : "\n")
    }

    private mutating func write(_ service: ServiceVerdict, _ rehearsal: Rehearsal?) {
        let findings = service.reportedFindings()
        let shown = findings.unaccepted.byImportance()
        let verdict = prose(VerdictSentence.sentence(service))
        section(opening: "## \(prose(service.service))\n\n\(verdict)\n\n", blocks: [], closing: "")
        if let rehearsal { write(rehearsal) }
        writeItems(service)
        let failures =
            service.unexplainedFailures.map { item, requirement in
                "- **failed** \(code(item.id)), \(code(requirement.id)): \(prose(requirement.explanation))\n"
            } + open(service) + waived(service)
        section(opening: "", blocks: failures, closing: failures.isEmpty ? "" : "\n")
        guard !shown.isEmpty else { return }
        if isFolded {
            let words = [Severity.error, .warning, .info].compactMap { severity -> String? in
                let count = shown.count { $0.finding.severity == severity }
                return count == 0 ? nil : VerdictSentence.counted(count, severity.word)
            }
            section(
                opening: "<details><summary>\(words.joined(separator: ", "))</summary>\n\n",
                blocks: shown.map { full($0.finding) }, closing: "</details>\n\n")
        } else {
            let errors = shown.filter { $0.finding.severity == .error }
            let rest = shown.filter { $0.finding.severity != .error }.map { brief($0.finding) }
            section(opening: "", blocks: errors.map { full($0.finding) }, closing: "")
            section(opening: "", blocks: rest, closing: rest.isEmpty ? "" : "\n")
        }
    }

    /// Adds as many blocks as there is room for; what is opened is always closed.
    private mutating func section(opening: String, blocks: [String], closing: String) {
        /// What stands below everything: the note of what is missing, and the footer.
        let reserveBytes = 1_000
        var room = limitBytes.map { $0 - reserveBytes - output.utf8.count - closing.utf8.count } ?? .max
        room -= opening.utf8.count
        guard room >= 0 else {
            leftOutCount += max(1, blocks.count)
            return
        }
        output += opening
        for block in blocks {
            room -= block.utf8.count
            if room >= 0 { output += block } else { leftOutCount += 1 }
        }
        output += closing
    }

    // MARK: Tables and lists

    private func row(_ service: ServiceVerdict) -> String {
        var cells = [prose(service.service, inCell: true), service.verdictWord, service.level.word]
        cells += service.tally.map { String($0.count) }
        cells.append(String(service.reportedFindings().editsToReady))
        return "| \(cells.joined(separator: " | ")) |\n"
    }

    /// Items by outcomes: how many requirements of each came out how.
    private mutating func writeItems(_ service: ServiceVerdict) {
        guard !service.items.isEmpty else { return }
        let always = ["pass", "fail", "unprovable"]
        let words = service.tally.filter { always.contains($0.word) || $0.count > 0 }.map(\.word)
        let rows = service.items.map { item in
            let proof = item.outcome == .notApplicable ? "-" : item.proof(decided: service.decided).word
            let outcome = item.outcome == .fail ? "**fail**" : item.outcome.word
            let counts = words.map { word in item.deciding.count { $0.outcome.word == word } }
            let cells =
                [code(item.id, inCell: true), prose(item.title, inCell: true), outcome, proof]
                + counts.map { $0 == 0 ? "-" : String($0) }
            return "| \(cells.joined(separator: " | ")) |\n"
        }
        section(
            opening: "| item | asks for | outcome | proof | \(words.joined(separator: " | ")) |\n"
                + "| --- | --- | --- | ---\(String(repeating: " | --:", count: words.count)) |\n",
            blocks: rows, closing: "\n")
    }

    private func open(_ service: ServiceVerdict) -> [String] {
        service.items.flatMap { item in
            item.requirements.compactMap { requirement in
                guard case .unprovable = requirement.outcome else { return nil }
                return "- **unprovable** \(code(item.id)), \(code(requirement.id)): \(prose(requirement.explanation))\n"
            }
        }
    }

    private func waived(_ service: ServiceVerdict) -> [String] {
        service.items.flatMap { item in
            item.requirements.compactMap { requirement in
                guard requirement.outcome == .waived || !requirement.accepted.isEmpty else { return nil }
                let terms = requirement.accepted.isEmpty ? requirement.explanation : requirement.terms
                return "- **waived** \(code(item.id)), \(code(requirement.id)): \(prose(terms))\n"
            }
        }
    }

    // MARK: Findings

    private mutating func full(_ finding: Finding) -> String {
        var text = "### \(finding.severity.word) \(finding.kind.code): \(prose(finding.message))\n\n"
        let places = places(of: finding)
        if !places.isEmpty { text += "**Where:** \(places)\n\n" }
        let why = redactor.lines(finding.why).joined(separator: " ")
        if !why.isEmpty { text += "**Why:** \(MarkdownText.inline(why))\n\n" }
        var fix = redactor.lines(finding.fix)
        while fix.last?.isEmpty == true { fix.removeLast() }
        if !fix.isEmpty { text += "**Fix:**\n\n\(MarkdownText.fenced(fix))\n" }
        return text
    }

    private mutating func brief(_ finding: Finding) -> String {
        let place = finding.primary.map { " (\(self.place($0)))" } ?? ""
        return "- **\(finding.severity.word)** \(finding.kind.code): \(prose(finding.message))\(place)\n"
    }

    private mutating func places(of finding: Finding) -> String {
        var places = finding.primary.map { [place($0)] } ?? []
        for one in finding.related { places.append(place(one)) }
        return places.joined(separator: ", ")
    }

    private mutating func place(_ annotation: Annotation) -> String {
        let place = MarkdownText.code(FindingLines.place(annotation.range, index: &index, redactor))
        return annotation.label.map { "\(place) \(prose($0))" } ?? place
    }

    private func prose(_ text: String, inCell: Bool = false) -> String {
        MarkdownText.inline(redactor.line(text), inCell: inCell)
    }

    private func code(_ text: String, inCell: Bool = false) -> String {
        MarkdownText.code(redactor.line(text), inCell: inCell)
    }
}
