package import Findings
package import SourceText

/// Prints findings as compilers do: the message, the places with their source lines and underlines, then why it
/// matters and what to do.
///
/// One renderer serves a whole report: it counts the lines of each file once.
package struct DiagnosticRenderer {
    private var index: SourceIndex
    private let style: TextStyle
    private let redactor: Redactor

    package init(sources: SourceSet, style: TextStyle = TextStyle(), redactor: Redactor = Redactor()) {
        index = SourceIndex(sources)
        self.style = style
        self.redactor = redactor
    }

    /// One finding as lines, each ended by a line feed; `notes` stand before why it matters.
    package mutating func render(_ finding: Finding, notes: [DiagnosticNote] = []) -> String {
        let sections = SourceSection.sections(of: finding, &index, redactor)
        let greatestLine = sections.flatMap(\.lines).map(\.number).max() ?? 0
        let gutter = sections.isEmpty ? 1 : String(greatestLine).utf8.count
        let margin = String(repeating: " ", count: gutter)
        var lines = [header(of: finding)]
        for (position, section) in sections.enumerated() {
            let arrow = position == 0 && finding.primary != nil ? "-->" : ":::"
            var head = PaintedLine()
            head.append("\(margin)\(arrow) ", .frame)
            head.append("\(redactor.line(section.path)):\(section.place.line):\(section.place.column)")
            lines.append(head)
            lines.append(bar(margin))
            lines += rows(of: section, margin: margin, severity: finding.severity)
            lines.append(bar(margin))
        }
        for extra in notes { lines += note(extra.name, extra.text, margin) }
        lines += self.notes(of: finding, margin: margin)
        return lines.map { $0.rendered(style) + "\n" }.joined()
    }

    // MARK: Header and notes

    private func header(of finding: Finding) -> PaintedLine {
        var line = PaintedLine()
        line.append("\(finding.severity.word)[\(finding.kind.code)]", .severity(finding.severity))
        line.append(": \(redactor.line(finding.message))", .strong)
        return line
    }

    private func notes(of finding: Finding, margin: String) -> [PaintedLine] {
        var lines = note("why", finding.why, margin)
        lines += note("fix", finding.fix, margin)
        if finding.confidence != .high { lines += note("confidence", finding.confidence.word, margin) }
        lines += note("help", "preflight explain \(finding.kind.code)", margin)
        return lines
    }

    /// Prose is wrapped. A text of several lines is shown as it is, with its own indentation, to be copied.
    private func note(_ name: String, _ text: String, _ margin: String) -> [PaintedLine] {
        var lines = redactor.lines(text)
        while lines.last?.isEmpty == true { lines.removeLast() }
        guard !lines.isEmpty else { return [] }
        let lead = "\(margin) = \(name): "
        if lines.count == 1 { lines = TextWrapping.wrap(lines[0], width: style.width - lead.utf8.count) }
        return lines.enumerated().map { position, text in
            var line = PaintedLine()
            if position == 0 {
                line.append("\(margin) = ", .frame)
                line.append("\(name): ", .strong)
            } else if !text.isEmpty {
                line.append(String(repeating: " ", count: lead.utf8.count))
            }
            line.append(text)
            return line
        }
    }

    private func bar(_ margin: String) -> PaintedLine {
        var line = PaintedLine()
        line.append("\(margin) |", .frame)
        return line
    }

    // MARK: Source lines

    private func rows(of section: SourceSection, margin: String, severity: Severity) -> [PaintedLine] {
        let limit = style.width - margin.utf8.count - 3
        var rows: [PaintedLine] = []
        var previous: Int?
        for (line, excerpt) in section.excerpts(limit: limit, of: index.sources, redactor) {
            if let previous, line.number > previous + 1 { rows.append(gap()) }
            previous = line.number
            rows += self.rows(of: line, excerpt, margin: margin, limit: limit, severity: severity)
        }
        return rows
    }

    private func rows(
        of line: SourceSection.Line, _ excerpt: Excerpt, margin: String, limit: Int, severity: Severity
    ) -> [PaintedLine] {
        let number = String(line.number)
        var source = PaintedLine()
        source.append(margin.dropFirst(number.utf8.count) + number + " |", .frame)
        if !excerpt.text.isEmpty { source.append(" \(excerpt.text)") }
        let annotated = line.annotations(below: excerpt, limit: limit, primaryPaint: .severity(severity))
        return [source]
            + annotated.map { row in
                var framed = bar(margin)
                framed.append(" ")
                for run in row.runs { framed.append(run.text, run.paint) }
                return framed
            }
    }

    private func gap() -> PaintedLine {
        var line = PaintedLine()
        line.append("...", .frame)
        return line
    }
}

/// A named text that belongs to one rendering of a finding: what a test expected.
package struct DiagnosticNote: Hashable, Sendable {
    package var name: String
    package var text: String

    package init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }
}
