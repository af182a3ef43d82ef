import Findings
import SourceText

/// The lines of one file that a finding points at, whatever they are rendered as.
struct SourceSection {
    struct Line {
        /// One-based.
        var number: Int
        var content: Range<Int>
        var marks: [Mark]
    }

    struct Mark {
        /// In the file; they may reach beyond the line.
        var bytes: Range<Int>
        var isPrimary: Bool
        /// Safe to print.
        var label: String?
    }

    var file: FileID
    var path: String
    /// Where the first annotation begins.
    var place: TextPlace
    /// Ascending.
    var lines: [Line]

    /// The primary file first, then the others in order of appearance.
    static func sections(of finding: Finding, _ index: inout SourceIndex, _ redactor: Redactor) -> [SourceSection] {
        var annotations = finding.primary.map { [($0, true)] } ?? []
        for related in finding.related where related != finding.primary { annotations.append((related, false)) }
        var sections: [SourceSection] = []
        for (annotation, isPrimary) in annotations {
            let location = index.location(of: annotation.range)
            let file = annotation.range.file
            let position =
                sections.firstIndex { $0.file == file }
                ?? {
                    sections.append(SourceSection(file: file, path: location.path, place: location.start, lines: []))
                    return sections.count - 1
                }()
            var label = annotation.label.flatMap { $0.isEmpty ? nil : redactor.line($0) }
            let content = index.content(ofLine: location.start.line - 1, in: file)
            if location.lastLine > location.start.line {
                label = (label.map { "\($0) " } ?? "") + "(to line \(location.lastLine))"
            }
            let mark = Mark(bytes: location.bytes, isPrimary: isPrimary, label: label)
            if let line = sections[position].lines.firstIndex(where: { $0.number == location.start.line }) {
                sections[position].lines[line].marks.append(mark)
            } else {
                sections[position].lines.append(Line(number: location.start.line, content: content, marks: [mark]))
            }
        }
        for position in sections.indices { sections[position].complete(&index) }
        return sections
    }

    /// Sorts the lines and shows the one between two that are a line apart.
    private mutating func complete(_ index: inout SourceIndex) {
        lines.sort { $0.number < $1.number }
        for (line, next) in zip(lines, lines.dropFirst()) where next.number == line.number + 2 {
            let content = index.content(ofLine: line.number, in: file)
            lines.append(Line(number: line.number + 1, content: content, marks: []))
        }
        lines.sort { $0.number < $1.number }
    }

    /// Each line with what is shown of it in `limit` columns, its marks in sight.
    func excerpts(
        limit: Int, of sources: SourceSet, _ redactor: Redactor
    ) -> [(line: Line, excerpt: Excerpt)] {
        var excerpts = lines.map { line in
            let focus = line.marks.first.map { line.clipped($0.bytes) }
            return Excerpt(
                content: line.content, of: sources[file],
                around: focus ?? line.content.lowerBound..<line.content.lowerBound, redactor: redactor)
        }
        let indentation = excerpts.filter { !$0.isBlank }.map(\.indentation).min() ?? 0
        if indentation > Self.greatestIndentation || excerpts.contains(where: { $0.width > limit }) {
            for position in excerpts.indices {
                excerpts[position].removeIndentation(indentation - Self.keptIndentation)
            }
        }
        return zip(lines, excerpts).map { line, excerpt in
            var excerpt = excerpt
            excerpt.trim(to: limit, around: line.focus(in: excerpt, limit: limit))
            return (line, excerpt)
        }
    }

    /// Deeper indentation than this is cut to this, and any where a line does not fit.
    private static let greatestIndentation = 10
    private static let keptIndentation = 4
}

extension SourceSection.Line {
    /// Underlines and labels; none if nothing of the line is marked.
    func annotations(below excerpt: Excerpt, limit: Int, primaryPaint: TextStyle.Paint) -> [PaintedLine] {
        if marks.isEmpty { return [] }
        let marks = marks.map { mark in
            AnnotatedLine.Mark(
                columns: excerpt.columns(of: clipped(mark.bytes)), isPrimary: mark.isPrimary, label: mark.label)
        }
        return AnnotatedLine(marks, limit: limit, primaryPaint: primaryPaint).rows()
    }

    /// What of a run lies in the line; at its end, an empty run.
    func clipped(_ bytes: Range<Int>) -> Range<Int> {
        let start = min(max(bytes.lowerBound, content.lowerBound), content.upperBound)
        return start..<min(max(bytes.upperBound, start), content.upperBound)
    }

    /// All marks of the line if they fit, or else its first, which is the primary one if that is here.
    fileprivate func focus(in excerpt: Excerpt, limit: Int) -> Range<Int> {
        let columns = marks.map { excerpt.columns(of: clipped($0.bytes)) }
        guard let first = columns.first else { return 0..<0 }
        let start = columns.map(\.lowerBound).min() ?? first.lowerBound
        let end = columns.map(\.upperBound).max() ?? first.upperBound
        return end - start + 20 <= limit ? start..<end : first
    }
}
