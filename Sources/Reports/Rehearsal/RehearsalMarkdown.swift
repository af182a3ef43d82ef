import Rehearsals

/// The rehearsal of a service for a pull request: a table of scenarios, below it what is wrong.
struct RehearsalMarkdown {
    let rehearsal: Rehearsal
    let redactor: Redactor

    /// The heading of the table; `rows` follow.
    var opening: String {
        let titles = ["scenario", "outcome"] + RehearsalCells.titles
        let rules = ["---", "---", "--:", "--:", "--:", "--:", "--:", "---"]
        return "**rehearsal:** \(prose(RehearsalWords.summary(rehearsal)))\n\n"
            + "| \(titles.joined(separator: " | ")) |\n| \(rules.joined(separator: " | ")) |\n"
    }

    var rows: [String] {
        rehearsal.scenarios.map { scenario in
            let standing = ScenarioStanding(scenario, runCount: rehearsal.runCount)
            let word = standing.word(ofControl: scenario.isControl)
            let texts = RehearsalCells(scenario, runCount: rehearsal.runCount).texts.map { prose($0, inCell: true) }
            let cells = [code(scenario.id, inCell: true), standing == .bad ? "**\(word)**" : word] + texts
            return "| \(cells.joined(separator: " | ")) |\n"
        }
    }

    /// Misses, misfires, losses, what cannot be said and what was taken for granted; a list item each.
    var notes: [String] {
        let runs = rehearsal.runCount
        var notes: [String] = []
        for scenario in rehearsal.scenarios {
            let lead = "\(code(scenario.id)):"
            if let reason = scenario.unprovable {
                notes.append("- **unprovable** \(lead) \(prose(reason))\n")
                continue
            }
            if scenario.isControl, scenario.pages.worst > 0 {
                notes.append("- **paged** \(lead) \(prose(RehearsalWords.healthy(scenario, runCount: runs)))\n")
            }
            for (alert, change) in scenario.misses {
                let remedy = prose(RehearsalWords.remedy(alert, change, runCount: runs))
                notes.append("- **missed** \(lead) \(code(alert.name)) \(remedy)\n")
            }
            for alert in scenario.alerts where alert.verdict == .misfired {
                notes.append(
                    "- **misfired** \(lead) \(code(alert.name)) (\(RehearsalWords.kind(alert))) in "
                        + "\(alert.misfiredRuns) of \(runs) runs\n")
            }
            if let losses = RehearsalWords.losses(scenario.pipeline) {
                notes.append("- **telemetry** \(lead) \(prose(losses))\n")
            }
        }
        for (name, reason) in AlertMatrix(rehearsal).reasons {
            notes.append("- **unprovable** \(code(name)): \(prose(reason))\n")
        }
        notes += rehearsal.notApplicable.map { one in
            "- **not applicable** \(prose("\(one.scenario), since \(one.reason)"))\n"
        }
        return notes + rehearsal.assumptions.map { "- **assumed** \(prose(RehearsalWords.assumption($0)))\n" }
    }

    private func prose(_ text: String, inCell: Bool = false) -> String {
        MarkdownText.inline(redactor.line(text), inCell: inCell)
    }

    private func code(_ text: String, inCell: Bool = false) -> String {
        MarkdownText.code(redactor.line(text), inCell: inCell)
    }
}
