import Findings
import SourceText

extension HTMLPage {
    /// What was found, the most important first, and what failed without a finding.
    mutating func writeFindings(_ service: HTMLOutline.Service, heading: Int) {
        let unexplained = service.items.enumerated().flatMap { position, item in
            item.requirements.indices
                .filter { item.requirements[$0].verdict.outcome == .fail }
                .filter { item.requirements[$0].verdict.findings.isEmpty }
                .map { (item: position, requirement: $0) }
        }
        guard !service.findings.isEmpty || !unexplained.isEmpty else { return }
        openPart(service.parts.findings, "Findings", heading: heading)
        for place in unexplained { writeUnexplained(place, in: service) }
        for shown in service.findings { write(shown, of: service, heading: heading + 1) }
        html.close()
    }

    private mutating func writeUnexplained(
        _ place: (item: Int, requirement: Int), in service: HTMLOutline.Service
    ) {
        let item = service.items[place.item]
        let requirement = item.requirements[place.requirement]
        html.open(
            "div",
            [
                "class": "finding error", "data-entry": "failure", "data-outcome": "fail", "data-severity": "",
                "data-items": String(item.number),
            ])
        html.open("p")
        html.element("span", ["class": "severity error"], "failed")
        html.text(" ")
        html.element("a", ["href": "#\(requirement.anchor)"], "\(item.verdict.id): \(requirement.verdict.id)")
        if !requirement.verdict.explanation.isEmpty {
            html.text(" ")
            html.prose(requirement.verdict.explanation)
        }
        html.close()
        html.close()
    }

    mutating func write(_ shown: HTMLOutline.Shown, of service: HTMLOutline.Service, heading: Int) {
        let finding = shown.reported.finding
        html.open(
            "article",
            [
                "class": "finding \(finding.severity.word)", "id": shown.anchor, "data-entry": "finding",
                "data-outcome": shown.reported.outcome?.word ?? "", "data-severity": finding.severity.word,
                "data-items": service.numbers(of: shown.requirements),
            ])
        html.open("h\(heading)")
        html.element("span", ["class": "severity \(finding.severity.word)"], finding.severity.word)
        html.text(" ")
        html.element("a", ["class": "code", "href": "#\(shown.anchor)"], finding.kind.code)
        html.text(" ")
        html.prose(finding.message)
        html.close()
        for section in SourceSection.sections(of: finding, &index, redactor).enumerated() {
            write(section.element, isRelated: section.offset > 0 || finding.primary == nil, finding.severity)
        }
        writeNotes(shown)
        html.open("p", ["class": "about"])
        if !shown.requirements.isEmpty {
            writeLinks(shown.requirements, in: service)
            html.text("; ")
        }
        html.element("code", "preflight explain \(finding.kind.code)")
        html.text(" (\(finding.kind.name))")
        html.close()
        html.close()
    }

    private mutating func writeNotes(_ shown: HTMLOutline.Shown) {
        let finding = shown.reported.finding
        if shown.reported.acceptance == nil, finding.why.isEmpty, finding.fix.isEmpty, finding.confidence == .high {
            return
        }
        html.open("dl")
        if let acceptance = shown.reported.acceptance {
            html.element("dt", "accepted")
            element("dd", prose: acceptance.sentence)
        }
        if !finding.why.isEmpty {
            html.element("dt", "why")
            element("dd", prose: finding.why)
        }
        if !finding.fix.isEmpty {
            html.element("dt", "fix")
            html.open("dd")
            writeFix(finding.fix)
            html.close()
        }
        if finding.confidence != .high {
            html.element("dt", "confidence")
            html.element("dd", finding.confidence.word)
        }
        html.close()
    }

    /// A fix with a line break is one to paste; in a sentence, so are the longer pieces of code.
    private mutating func writeFix(_ fix: String) {
        if fix.utf8.contains(UInt8(ascii: "\n")) {
            writePaste(fix)
            return
        }
        var isInParagraph = false
        for piece in Prose.pieces(of: redactor.line(fix)) {
            if piece.isCode, piece.text.utf8.count >= Self.pasteableLength {
                if isInParagraph { html.close() }
                isInParagraph = false
                writePaste(piece.text)
                continue
            }
            if !isInParagraph {
                // After a block of its own, the comma that led on from it stands alone.
                let text = piece.isCode ? piece.text : String(piece.text.drop { $0 == "," || $0 == " " })
                if text.isEmpty { continue }
                html.open("p")
                isInParagraph = true
                if piece.isCode { html.element("code", text) } else { html.text(text) }
            } else if piece.isCode {
                html.element("code", piece.text)
            } else {
                html.text(piece.text)
            }
        }
        if isInParagraph { html.close() }
    }

    /// Code shorter than this stays in its sentence.
    private static let pasteableLength = 36

    private mutating func writePaste(_ text: String) {
        html.open("pre", ["class": "paste"])
        html.open("code")
        html.lines(text)
        html.close()
        html.close()
    }

    // MARK: Source lines

    /// The lines of a file that the finding is about, or, of a file that is not shown, their places.
    private mutating func write(_ section: SourceSection, isRelated: Bool, _ severity: Severity) {
        html.open("figure")
        html.open("figcaption")
        if isRelated { html.text("see also ") }
        html.element("code", "\(section.path):\(section.place.line):\(section.place.column)")
        html.close()
        if redactor.withheldFiles.contains(section.file) {
            writePlaces(section)
        } else {
            writeExcerpt(section, severity)
        }
        html.close()
    }

    private mutating func writePlaces(_ section: SourceSection) {
        html.element("p", ["class": "note"], "Lines of this file are not shown.")
        html.open("ul", ["class": "links"])
        for mark in section.lines.flatMap(\.marks) {
            let place = index.lines(of: section.file).place(at: mark.bytes.lowerBound)
            html.element("li", "\(place.line):\(place.column) \(mark.label ?? "")")
        }
        html.close()
    }

    /// Columns that excerpts are kept to; the box scrolls where the window has fewer.
    private static let excerptWidth = 120

    private mutating func writeExcerpt(_ section: SourceSection, _ severity: Severity) {
        let digits = String(section.lines.last?.number ?? 0).utf8.count
        let blank = String(repeating: " ", count: digits)
        html.open("pre", ["class": "source"])
        html.open("code")
        var previous: Int?
        for (line, excerpt) in section.excerpts(limit: Self.excerptWidth, of: index.sources, redactor) {
            if let previous {
                html.lineBreak()
                if line.number > previous + 1 {
                    html.element("span", ["class": "gutter"], "\(blank) ...")
                    html.lineBreak()
                }
            }
            previous = line.number
            let number = String(line.number)
            html.element("span", ["class": "gutter"], blank.dropFirst(number.utf8.count) + number + " ")
            write(excerpt, marks: line.marks.map { (line.clipped($0.bytes), $0.isPrimary) })
            for row in line.annotations(
                below: excerpt, limit: Self.excerptWidth, primaryPaint: .severity(severity))
            {
                html.lineBreak()
                html.open("span", ["class": "marks"])
                html.element("span", ["class": "gutter"], "\(blank) ")
                for run in row.runs {
                    if case .severity(let severity) = run.paint {
                        html.element("span", ["class": severity.word], run.text)
                    } else {
                        html.text(run.text)
                    }
                }
                html.close()
            }
        }
        html.close()
        html.close()
    }

    /// One line in runs of cells that are marked alike.
    private mutating func write(_ excerpt: Excerpt, marks: [(bytes: Range<Int>, isPrimary: Bool)]) {
        var run = ""
        var runMark: Bool?
        func mark(of cell: ExcerptCell) -> Bool? {
            let touching = marks.filter { $0.bytes.overlaps(cell.bytes) }
            return touching.isEmpty ? nil : touching.contains { $0.isPrimary }
        }
        for cell in excerpt.cells {
            let mark = mark(of: cell)
            if mark != runMark {
                write(run, mark: runMark)
                run = ""
                runMark = mark
            }
            run += cell.text
        }
        write(run, mark: runMark)
    }

    private mutating func write(_ run: String, mark isPrimary: Bool?) {
        if run.isEmpty { return }
        if let isPrimary {
            html.element("mark", ["class": isPrimary ? "primary" : "related"], run)
        } else {
            html.text(run)
        }
    }
}
