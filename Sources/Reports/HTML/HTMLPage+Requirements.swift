import Findings
import SourceText

extension HTMLPage {
    /// Each item with its requirements, folded: what was asked, how it came out, and what a verdict stands on.
    mutating func writeRequirements(_ service: HTMLOutline.Service, heading: Int) {
        openPart(service.parts.requirements, "Requirements", heading: heading)
        for item in service.items {
            html.open("details", ["class": "item", "id": item.anchor])
            html.open("summary")
            html.element("h\(heading + 1)", item.verdict.id)
            writeWord(item.verdict.outcome)
            html.element("span", ["class": "counts"], Self.counts(item.verdict.requirements))
            html.close()
            html.open("p", ["class": "note"])
            html.prose(item.verdict.title)
            html.close()
            html.open("ul", ["class": "plain"])
            for (verdict, anchor) in item.requirements { write(verdict, anchor, of: item, in: service) }
            html.close()
            html.close()
        }
        html.close()
    }

    private mutating func write(
        _ verdict: RequirementVerdict, _ anchor: String, of item: HTMLOutline.Item, in service: HTMLOutline.Service
    ) {
        let findings = verdict.findings + verdict.accepted.map(\.finding)
        let severities = [Severity.error, .warning, .info].filter { severity in
            findings.contains { $0.severity == severity }
        }
        html.open(
            "li",
            [
                "class": "requirement", "id": anchor, "data-entry": "requirement",
                "data-outcome": verdict.outcome.word,
                "data-severity": severities.map(\.word).joined(separator: " "), "data-items": String(item.number),
            ])
        html.open("p")
        writeWord(verdict.outcome)
        html.element("code", verdict.id)
        html.element("small", verdict.level.word)
        html.close()
        if !verdict.explanation.isEmpty { element("p", prose: verdict.explanation) }
        writeFindingLinks(of: verdict, in: service)
        writeEvidence(verdict.evidence)
        html.close()
    }

    private mutating func writeFindingLinks(of requirement: RequirementVerdict, in service: HTMLOutline.Service) {
        let findings = requirement.findings + requirement.accepted.map(\.finding)
        guard !findings.isEmpty else { return }
        html.open("ul", ["class": "links"])
        for finding in findings {
            html.open("li")
            html.element("span", ["class": "severity \(finding.severity.word)"], finding.severity.word)
            html.text(" ")
            html.element("a", ["href": "#\(service.anchor(of: finding))"], finding.kind.code)
            html.text(" ")
            html.prose(finding.message)
            html.close()
        }
        html.close()
    }

    private mutating func writeEvidence(_ evidence: [Evidence]) {
        guard !evidence.isEmpty else { return }
        html.open("details", ["class": "evidence"])
        html.element("summary", "evidence: \(VerdictSentence.counted(evidence.count, "place"))")
        html.open("ul", ["class": "links"])
        for one in evidence {
            html.open("li")
            html.element("small", one.provenance.word)
            html.text(" ")
            if let range = one.range { html.element("code", place(of: range)) }
            if !one.note.isEmpty {
                html.text(" ")
                html.prose(one.note)
            }
            html.close()
        }
        html.close()
        html.close()
    }

    /// `path:line:column`, or the path alone if all of the file is meant.
    private mutating func place(of range: SourceRange) -> String {
        let location = index.location(of: range)
        if location.bytes == 0..<index.sources[range.file].bytes.count { return location.path }
        return "\(location.path):\(location.start.line):\(location.start.column)"
    }
}
