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
        let sections = sections(of: finding)
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

    /// The annotated lines of one file.
    private struct Section {
        var file: FileID
        var path: String
        /// The place after the arrow: that of the first annotation.
        var place: TextPlace
        /// Ascending.
        var lines: [Line]
    }

    private struct Line {
        /// One-based.
        var number: Int
        var content: Range<Int>
        var marks: [(bytes: Range<Int>, isPrimary: Bool, label: String?)]
    }

    /// The primary file first, then the others in order of appearance.
    private mutating func sections(of finding: Finding) -> [Section] {
        var annotations = finding.primary.map { [($0, true)] } ?? []
        for related in finding.related where related != finding.primary { annotations.append((related, false)) }
        var sections: [Section] = []
        for (annotation, isPrimary) in annotations {
            let location = index.location(of: annotation.range)
            let file = annotation.range.file
            let position =
                sections.firstIndex { $0.file == file }
                ?? {
                    sections.append(Section(file: file, path: location.path, place: location.start, lines: []))
                    return sections.count - 1
                }()
            var label = annotation.label.flatMap { $0.isEmpty ? nil : redactor.line($0) }
            let content = index.content(ofLine: location.start.line - 1, in: file)
            if location.lastLine > location.start.line {
                label = (label.map { "\($0) " } ?? "") + "(to line \(location.lastLine))"
            }
            let mark = (bytes: location.bytes, isPrimary: isPrimary, label: label)
            if let line = sections[position].lines.firstIndex(where: { $0.number == location.start.line }) {
                sections[position].lines[line].marks.append(mark)
            } else {
                sections[position].lines.append(Line(number: location.start.line, content: content, marks: [mark]))
            }
        }
        for position in sections.indices { complete(&sections[position]) }
        return sections
    }

    /// Sorts the lines and shows the one between two that are a line apart.
    private mutating func complete(_ section: inout Section) {
        section.lines.sort { $0.number < $1.number }
        for (line, next) in zip(section.lines, section.lines.dropFirst()) where next.number == line.number + 2 {
            let content = index.content(ofLine: line.number, in: section.file)
            section.lines.append(Line(number: line.number + 1, content: content, marks: []))
        }
        section.lines.sort { $0.number < $1.number }
    }

    private func rows(of section: Section, margin: String, severity: Severity) -> [PaintedLine] {
        let limit = style.width - margin.utf8.count - 3
        var excerpts = section.lines.map { excerpt($0, section.file) }
        let indentation = excerpts.filter { !$0.isBlank }.map(\.indentation).min() ?? 0
        if indentation > Self.greatestIndentation || excerpts.contains(where: { $0.width > limit }) {
            for position in excerpts.indices {
                excerpts[position].removeIndentation(indentation - Self.keptIndentation)
            }
        }
        var rows: [PaintedLine] = []
        var previous: Int?
        for (line, excerpt) in zip(section.lines, excerpts) {
            if let previous, line.number > previous + 1 { rows.append(gap()) }
            previous = line.number
            rows += self.rows(of: line, excerpt, margin: margin, limit: limit, severity: severity)
        }
        return rows
    }

    /// Deeper indentation than this is cut to this, and any where a line does not fit.
    private static let greatestIndentation = 10
    private static let keptIndentation = 4

    private func rows(
        of line: Line, _ excerpt: Excerpt, margin: String, limit: Int, severity: Severity
    ) -> [PaintedLine] {
        var excerpt = excerpt
        excerpt.trim(to: limit, around: focus(of: line, in: excerpt, limit: limit))
        let number = String(line.number)
        var source = PaintedLine()
        source.append(margin.dropFirst(number.utf8.count) + number + " |", .frame)
        if !excerpt.text.isEmpty { source.append(" \(excerpt.text)") }
        guard !line.marks.isEmpty else { return [source] }
        let marks = line.marks.map { mark in
            AnnotatedLine.Mark(
                columns: excerpt.columns(of: clipped(mark.bytes, to: line.content)), isPrimary: mark.isPrimary,
                label: mark.label)
        }
        let annotated = AnnotatedLine(marks, limit: limit, primaryPaint: .severity(severity))
        return [source]
            + annotated.rows().map { row in
                var framed = bar(margin)
                framed.append(" ")
                for run in row.runs { framed.append(run.text, run.paint) }
                return framed
            }
    }

    /// All marks of the line if they fit, or else its first, which is the primary one if that is here.
    private func focus(of line: Line, in excerpt: Excerpt, limit: Int) -> Range<Int> {
        let columns = line.marks.map { excerpt.columns(of: clipped($0.bytes, to: line.content)) }
        guard let first = columns.first else { return 0..<0 }
        let start = columns.map(\.lowerBound).min() ?? first.lowerBound
        let end = columns.map(\.upperBound).max() ?? first.upperBound
        return end - start + 20 <= limit ? start..<end : first
    }

    private func excerpt(_ line: Line, _ file: FileID) -> Excerpt {
        let focus = line.marks.first.map { clipped($0.bytes, to: line.content) }
        return Excerpt(
            content: line.content, of: index.sources[file],
            around: focus ?? line.content.lowerBound..<line.content.lowerBound, redactor: redactor)
    }

    private func gap() -> PaintedLine {
        var line = PaintedLine()
        line.append("...", .frame)
        return line
    }

    /// What of a run lies in the line; at its end, an empty run.
    private func clipped(_ bytes: Range<Int>, to line: Range<Int>) -> Range<Int> {
        let start = min(max(bytes.lowerBound, line.lowerBound), line.upperBound)
        return start..<min(max(bytes.upperBound, start), line.upperBound)
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
