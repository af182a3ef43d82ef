import Rehearsals
import Simulation

extension HTMLPage {
    /// What rehearsing showed: alerts by scenarios, the scenarios in a table, then each of them folded.
    mutating func write(_ rehearsed: HTMLOutline.Rehearsed, heading: Int) {
        let rehearsal = rehearsed.rehearsal
        openPart(rehearsed.anchor, "Rehearsal", heading: heading)
        html.element("p", ["class": "note"], "\(RehearsalWords.summary(rehearsal)).")
        writeMatrix(rehearsed)
        writeScenarioTable(rehearsed)
        for (scenario, anchor) in zip(rehearsal.scenarios, rehearsed.scenarios) {
            write(scenario, anchor, runCount: rehearsal.runCount, heading: heading + 1)
        }
        for one in rehearsal.notApplicable {
            html.element("p", ["class": "note"], "Not applicable: \(one.scenario), since \(one.reason).")
        }
        if !rehearsal.assumptions.isEmpty {
            html.element("h\(heading + 1)", "Taken for granted")
            html.open("ul")
            for assumption in rehearsal.assumptions {
                html.open("li")
                html.prose(RehearsalWords.assumption(assumption))
                html.close()
            }
            html.close()
        }
        html.close()
    }

    // MARK: Tables over all scenarios

    private mutating func writeMatrix(_ rehearsed: HTMLOutline.Rehearsed) {
        let matrix = AlertMatrix(rehearsed.rehearsal)
        guard !matrix.alerts.isEmpty else { return }
        html.open("div", ["class": "scroll", "role": "region", "tabindex": "0", "aria-label": "Scorecard, table"])
        html.open("table", ["class": "matrix"])
        html.element("caption", "Scorecard: alerts by scenarios")
        html.open("thead")
        html.open("tr")
        html.element("th", ["scope": "col"], "alert")
        for (scenario, anchor) in zip(rehearsed.rehearsal.scenarios, rehearsed.scenarios) {
            html.open("th", ["scope": "col"])
            html.element("a", ["href": "#\(anchor)"], RehearsalText.fitted(redactor.line(scenario.id), 32))
            html.close()
        }
        html.close()
        html.close()
        html.open("tbody")
        for alert in matrix.alerts {
            html.open("tr")
            html.open("th", ["scope": "row"])
            html.text(alert.name)
            html.element("small", alert.isPage ? "page" : "ticket")
            html.close()
            for verdict in alert.cells { writeCell(verdict) }
            html.close()
        }
        html.close()
        closeTable()
        html.element(
            "p", ["class": "note"], "● fired, ○ missed, ✗ misfired, · alongside, ? unprovable, blank: silent.")
        guard !matrix.reasons.isEmpty else { return }
        html.open("ul", ["class": "plain"])
        for (name, reason) in matrix.reasons {
            html.open("li")
            html.element("strong", ["class": "word unprovable"], "unprovable")
            html.text(" ")
            html.element("code", name)
            html.text(": ")
            html.prose(reason)
            html.close()
        }
        html.close()
    }

    private mutating func writeCell(_ verdict: AlertResult.Verdict?) {
        guard let verdict, !verdict.sign.isEmpty else { return html.element("td", "") }
        html.open("td")
        html.element(
            "span",
            ["class": "sign \(verdict.word)", "role": "img", "aria-label": verdict.word, "title": verdict.word],
            verdict.sign)
        html.close()
    }

    private mutating func writeScenarioTable(_ rehearsed: HTMLOutline.Rehearsed) {
        let runs = rehearsed.rehearsal.runCount
        openTable("Scenarios")
        html.open("thead")
        html.open("tr")
        for title in ["scenario", "outcome"] + RehearsalCells.titles {
            html.element("th", ["scope": "col"], title)
        }
        html.close()
        html.close()
        html.open("tbody")
        for (scenario, anchor) in zip(rehearsed.rehearsal.scenarios, rehearsed.scenarios) {
            html.open("tr")
            html.open("th", ["scope": "row"])
            html.element("a", ["href": "#\(anchor)"], scenario.id)
            html.element("small", scenario.isControl ? "control" : "incident")
            html.close()
            html.open("td")
            writeStanding(scenario, runs)
            html.close()
            for cell in RehearsalCells(scenario, runCount: runs).texts { html.element("td", ["class": "number"], cell) }
            html.close()
        }
        html.close()
        closeTable()
    }

    private mutating func writeStanding(_ scenario: ScenarioResult, _ runCount: Int) {
        let standing = ScenarioStanding(scenario, runCount: runCount)
        let paint = [ScenarioStanding.good: "pass", .bad: "fail", .undecided: "unprovable"][standing] ?? ""
        html.element("strong", ["class": "word \(paint)"], standing.word(ofControl: scenario.isControl))
    }

    // MARK: One scenario

    private mutating func write(_ scenario: ScenarioResult, _ anchor: String, runCount: Int, heading: Int) {
        html.open("details", ["class": "scenario", "id": anchor])
        html.open("summary")
        html.element("h\(heading)", scenario.id)
        writeStanding(scenario, runCount)
        html.element("span", ["class": "counts"], scenario.title)
        html.close()
        element("p", prose: scenario.story)
        if let reason = scenario.unprovable {
            element("p", prose: "unprovable: \(reason)")
            html.close()
            return
        }
        if scenario.isControl { html.element("p", RehearsalWords.healthy(scenario, runCount: runCount)) }
        if !scenario.signals.isEmpty {
            html.element("p", ["class": "note"], "disturbs \(scenario.signals.joined(separator: ", "))")
        }
        writeTimeline(scenario, anchor: anchor)
        writeBudget(scenario, heading: heading + 1)
        writeAlerts(scenario, runCount: runCount, heading: heading + 1)
        writeNotifications(scenario, heading: heading + 1)
        writePipeline(scenario.pipeline, heading: heading + 1)
        html.close()
    }

    /// Where the time of the first alert goes, as a bar in the proportions of the stretches.
    private mutating func writeBudget(_ scenario: ScenarioResult, heading: Int) {
        guard !scenario.isControl, let alert = scenario.firstAlert else { return }
        let steps = alert.steps.filter { $0.milliseconds > 0 }
        let total = steps.reduce(0) { $0 + $1.milliseconds }
        guard total > 0 else { return }
        html.element("h\(heading)", "Time to detect, at worst: \(RehearsalWords.duration(total))")
        html.open("figure")
        html.open(
            "svg",
            [
                "class": "budget", "role": "img", "aria-label": "Stretches of the time to detect",
                "preserveAspectRatio": "none",
            ],
            figures: ["viewBox": Figure(box: 1_000, by: 20), "data-to": Figure(milliseconds: total)])
        var passed: Int64 = 0
        for (position, step) in steps.enumerated() {
            let start = Double(passed) / Double(total) * 1_000
            let width = Double(step.milliseconds) / Double(total) * 1_000
            html.element(
                "rect", ["class": "step-\(position % 7 + 1)", "data-stage": step.stage.rawValue],
                figures: [
                    "data-from": Figure(milliseconds: passed),
                    "data-to": Figure(milliseconds: passed + step.milliseconds), "x": Figure(start),
                    "y": Figure(0), "width": Figure(width), "height": Figure(20),
                ], "")
            passed += step.milliseconds
        }
        html.close()
        html.open("ol", ["class": "steps"])
        for (position, text) in zip(steps, RehearsalWords.durations(steps)).enumerated() {
            html.open("li")
            writeSwatch("step-\(position % 7 + 1)")
            html.text("\(text.0.stage.rawValue) +\(text.1)")
            html.close()
        }
        html.close()
        html.open("figcaption")
        html.element("code", alert.name)
        html.text(": the slowest run, from onset to \(alert.isPage ? "page" : "ticket")")
        html.close()
        html.close()
    }

    private mutating func writeAlerts(_ scenario: ScenarioResult, runCount: Int, heading: Int) {
        let shown = scenario.alerts.filter { $0.verdict != .silent }
        guard !scenario.alerts.isEmpty else { return }
        html.element("h\(heading)", "Alerts")
        let silent = scenario.alerts.count - shown.count
        if silent > 0 { html.element("p", ["class": "note"], "\(VerdictSentence.counted(silent, "alert")) silent.") }
        guard !shown.isEmpty else { return }
        writeTable(
            "Alerts in \(scenario.id)",
            ["alert", "outcome", "wakes", "runs", "worst", "median", "resets", "times a run"],
            shown.map { alert in
                let fired = alert.verdict == .misfired ? alert.misfiredRuns : alert.firedRuns
                return [
                    alert.name, alert.verdict.word, RehearsalWords.kind(alert), "\(fired)/\(runCount)",
                    Self.duration(alert.detection?.worst), Self.duration(alert.detection?.median),
                    Self.duration(alert.reset?.worst), String(alert.episodes),
                ]
            })
        let misses = scenario.misses
        guard !misses.isEmpty else { return }
        html.open("ul", ["class": "plain"])
        for (alert, change) in misses {
            html.open("li")
            html.element("code", alert.name)
            html.text(" ")
            html.prose(RehearsalWords.remedy(alert, change, runCount: runCount))
            html.close()
        }
        html.close()
    }

    private static func duration(_ milliseconds: Int64?) -> String {
        milliseconds.map(RehearsalWords.duration) ?? "-"
    }

    /// What people are sent, the first alert's first.
    private mutating func writeNotifications(_ scenario: ScenarioResult, heading: Int) {
        let first = scenario.firstAlert?.page
        var sent: [(name: String, isPage: Bool, page: PageText)] = []
        for alert in scenario.alerts {
            guard let page = alert.page else { continue }
            let row = (alert.name, alert.isPage, page)
            if page == first, sent.allSatisfy({ $0.page != first }) {
                sent.insert(row, at: 0)
            } else {
                sent.append(row)
            }
        }
        guard !sent.isEmpty else { return }
        html.element("h\(heading)", "What is sent")
        for (name, isPage, page) in sent {
            html.open("div", ["class": "card"])
            html.open("p")
            html.element("strong", isPage ? "page" : "ticket")
            html.text(" \(name)")
            if let receiver = page.receiver { html.element("small", " to \(receiver)") }
            html.close()
            html.open("dl")
            for line in page.annotations + page.labels {
                html.element("dt", line.name)
                html.element("dd", line.text)
            }
            html.close()
            html.close()
        }
    }

    private mutating func writePipeline(_ report: PipelineReport, heading: Int) {
        guard report.made > 0 else { return }
        html.element("h\(heading)", "Telemetry")
        writeTable(
            "Measurements", ["measurements", "count", "share"],
            [("made", report.made), ("arrived", report.arrived), ("under way", report.underWay)].map { name, count in
                [name, RehearsalWords.count(count), RehearsalWords.share(count, of: report.made)]
            }
                + report.losses.map { loss in
                    [
                        "lost: \(loss.cause.rawValue)", RehearsalWords.count(loss.count),
                        RehearsalWords.share(loss.count, of: report.made),
                    ]
                })
        html.element("p", ["class": "note"], RehearsalWords.sidings(report).joined(separator: "; "))
    }

    /// A table of texts whose first column names the rows.
    mutating func writeTable(_ name: String, _ columns: [String], _ rows: [[String]]) {
        openTable(name)
        html.open("thead")
        html.open("tr")
        for column in columns { html.element("th", ["scope": "col"], column) }
        html.close()
        html.close()
        html.open("tbody")
        for row in rows {
            html.open("tr")
            for (position, cell) in row.enumerated() {
                if position == 0 { html.element("th", ["scope": "row"], cell) } else { html.element("td", cell) }
            }
            html.close()
        }
        html.close()
        closeTable()
    }
}
