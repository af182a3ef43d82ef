import Findings
import Rehearsals

extension HTMLPage {
    /// The verdict as the text report says it, what is left to do, and where to read on.
    mutating func writeHead(of service: HTMLOutline.Service, heading: String) {
        let verdict = service.verdict
        html.open("div", ["class": "verdict"])
        html.element(heading, ["id": service.anchor], verdict.service)
        let sentence = VerdictSentence.sentence(verdict)
        html.open("p", ["class": "sentence"])
        writeVerdictWord(verdict)
        html.prose(String(sentence.drop { $0 != ":" }))
        html.close()
        html.open("p", ["class": "tally"])
        html.text(tally(service))
        let edits = service.findings.map(\.reported).editsToReady
        if edits > 0 {
            html.text("; ")
            html.element("strong", "\(VerdictSentence.counted(edits, "edit")) to ready")
        }
        html.close()
        writeContents(service)
        html.close()
    }

    private func tally(_ service: HTMLOutline.Service) -> String {
        var parts: [String] = []
        for severity in [Severity.error, .warning, .info] {
            let count = service.findings.count { $0.reported.finding.severity == severity }
            if count > 0 || severity != .info { parts.append(VerdictSentence.counted(count, severity.word)) }
        }
        let accepted = service.accepted.count
        if accepted > 0 { parts.append("\(VerdictSentence.counted(accepted, "finding")) waived") }
        return parts.joined(separator: ", ")
    }

    private mutating func writeContents(_ service: HTMLOutline.Service) {
        let undecided = service.verdict.requirements.count { $0.outcome.isUnprovable }
        let rows = [
            (service.parts.items, "items", service.items.count),
            (service.rehearsed?.anchor ?? "", "scenarios", service.rehearsed?.rehearsal.scenarios.count ?? 0),
            (service.parts.findings, "findings", service.findings.count),
            (service.parts.undecided, "unprovable", undecided),
            (service.parts.accepted, "waived", service.accepted.count),
            (service.parts.requirements, "requirements", service.verdict.requirements.count),
        ].filter { $0.2 > 0 }
        guard !rows.isEmpty else { return }
        html.open("nav", ["aria-label": "Sections of \(service.verdict.service)"])
        html.open("ul")
        for (anchor, name, count) in rows {
            html.open("li")
            html.element("a", ["href": "#\(anchor)"], "\(count) \(name)")
            html.close()
        }
        html.close()
        html.close()
    }

    /// All sections of a service; `heading` is the level of their headings.
    mutating func write(_ service: HTMLOutline.Service, heading: Int) {
        if !service.items.isEmpty { writeItems(service, heading: heading) }
        if let rehearsed = service.rehearsed { write(rehearsed, heading: heading) }
        writeFindings(service, heading: heading)
        writeUndecided(service, heading: heading)
        if !service.accepted.isEmpty {
            openPart(service.parts.accepted, "Waived", heading: heading)
            html.element("p", ["class": "note"], "Accepted by somebody, on the terms shown; not passed.")
            for shown in service.accepted { write(shown, of: service, heading: heading + 1) }
            html.close()
        }
        if !service.items.isEmpty { writeRequirements(service, heading: heading) }
    }

    mutating func openPart(_ anchor: String, _ title: String, heading: Int) {
        html.open("section", ["class": "part", "aria-labelledby": anchor])
        html.element("h\(heading)", ["id": anchor], title)
    }

    // MARK: Items

    /// How each item came out, and at which level of proof.
    private mutating func writeItems(_ service: HTMLOutline.Service, heading: Int) {
        openPart(service.parts.items, "Items", heading: heading)
        openTable("Items by proof level")
        html.open("thead")
        html.open("tr")
        for title in ["item", "outcome", "proof"] + ProofLevel.allCases.map(\.word) {
            html.element("th", ["scope": "col"], title)
        }
        html.close()
        html.close()
        html.open("tbody")
        for item in service.items {
            let verdict = item.verdict
            html.open("tr")
            html.open("th", ["scope": "row"])
            html.element("a", ["href": "#\(item.anchor)"], verdict.id)
            html.element("small", verdict.title)
            html.close()
            html.open("td")
            writeWord(verdict.outcome)
            html.close()
            let isOut = verdict.outcome == .notApplicable
            html.element("td", ["class": "level"], isOut ? "-" : verdict.proof(decided: service.verdict.decided).word)
            for level in ProofLevel.allCases {
                writeLevel(level, of: verdict, decided: service.verdict.decided)
            }
            html.close()
        }
        html.close()
        closeTable()
        html.element(
            "p", ["class": "note"],
            "Judged up to \(service.verdict.decided.word); a level that asks for nothing is passed through.")
        html.close()
    }

    private mutating func writeLevel(_ level: ProofLevel, of item: ItemVerdict, decided: ProofLevel) {
        let requirements = item.requirements.filter { $0.level == level }
        if requirements.isEmpty {
            html.element("td", ["class": "none"], level <= decided ? "asks nothing" : "not judged")
            return
        }
        html.open("td")
        writeWord(Outcome.worst(of: requirements.map(\.outcome)))
        html.element("small", Self.counts(requirements))
        html.close()
    }

    /// `17 fail, 12 pass`.
    static func counts(_ requirements: [RequirementVerdict]) -> String {
        outcomeWords.compactMap { word in
            let count = requirements.count { $0.outcome.word == word }
            return count > 0 ? "\(count) \(word)" : nil
        }.joined(separator: ", ")
    }

    // MARK: Unprovable

    /// What would decide the undecided requirements, the reason with the most of them first.
    private mutating func writeUndecided(_ service: HTMLOutline.Service, heading: Int) {
        var groups: [(reason: UnprovableReason, sentence: String, requirements: [(item: Int, requirement: Int)])] = []
        for (position, item) in service.items.enumerated() {
            for (place, requirement) in item.requirements.enumerated() {
                guard case .unprovable(let reason) = requirement.verdict.outcome else { continue }
                if let known = groups.firstIndex(where: { $0.reason == reason }) {
                    groups[known].requirements.append((position, place))
                    // What is open differs from one to the next; what would decide them all is one thing.
                    groups[known].sentence = reason.sentence
                } else {
                    groups.append((reason, requirement.verdict.explanation, [(position, place)]))
                }
            }
        }
        guard !groups.isEmpty else { return }
        let ordered = groups.enumerated().sorted { left, right in
            (right.element.requirements.count, left.offset) < (left.element.requirements.count, right.offset)
        }
        openPart(service.parts.undecided, "Unprovable", heading: heading)
        html.element("p", ["class": "note"], "What was handed in shows it neither way; this would decide it.")
        html.open("ul", ["class": "plain"])
        for (_, group) in ordered {
            html.open(
                "li",
                [
                    "data-entry": "undecided", "data-outcome": "unprovable", "data-severity": "",
                    "data-items": service.numbers(of: group.requirements),
                ])
            element("p", prose: group.sentence)
            html.open("p", ["class": "about"])
            writeLinks(group.requirements, in: service)
            html.close()
            html.close()
        }
        html.close()
        html.close()
    }

    /// The requirements something is about, as links, the first few of them.
    mutating func writeLinks(_ places: [(item: Int, requirement: Int)], in service: HTMLOutline.Service) {
        let shownCount = 4
        for (position, place) in places.prefix(shownCount).enumerated() {
            let item = service.items[place.item]
            let requirement = item.requirements[place.requirement]
            if position > 0 { html.text(", ") }
            html.element("a", ["href": "#\(requirement.anchor)"], "\(item.verdict.id): \(requirement.verdict.id)")
        }
        if places.count > shownCount { html.text(" and \(places.count - shownCount) more") }
    }
}

extension Outcome {
    var isUnprovable: Bool {
        if case .unprovable = self { return true }
        return false
    }
}
