import Checklists
import Findings
import Rehearsals

/// The rehearsal of a service on a terminal: a line for each scenario, what is wrong with those that failed, alerts by
/// scenarios, and what it all stands on.
struct RehearsalText {
    private let rehearsal: Rehearsal
    let style: TextStyle
    let redactor: Redactor
    private(set) var output = ""

    static func render(_ rehearsal: Rehearsal, style: TextStyle, redactor: Redactor) -> String {
        var text = RehearsalText(rehearsal: rehearsal, style: style, redactor: redactor)
        text.write()
        return text.output
    }

    private init(rehearsal: Rehearsal, style: TextStyle, redactor: Redactor) {
        self.rehearsal = rehearsal
        self.style = style
        self.redactor = redactor
    }

    private mutating func write() {
        writeWrapped("rehearsal", .strong, RehearsalWords.summary(rehearsal))
        writeIncidents()
        writeControls()
        for scenario in rehearsal.scenarios { writeDetails(scenario) }
        writeHealthyDays()
        writeSlowest()
        writeMatrix()
        for one in rehearsal.notApplicable {
            writeWrapped("not applicable", .faint, redactor.line("\(one.scenario), since \(one.reason)"))
        }
        for assumption in rehearsal.assumptions {
            writeWrapped("assumed", .faint, redactor.line(RehearsalWords.assumption(assumption)))
        }
        output += "\n"
    }

    // MARK: One line each

    /// Places of scenarios in the rehearsal, counted from one, as the matrix names them.
    private var incidents: [(number: Int, scenario: ScenarioResult)] { numbered { !$0.isControl } }
    private var controls: [(number: Int, scenario: ScenarioResult)] { numbered { $0.isControl } }

    private func numbered(_ isWanted: (ScenarioResult) -> Bool) -> [(number: Int, scenario: ScenarioResult)] {
        rehearsal.scenarios.enumerated().filter { isWanted($0.element) }.map { ($0.offset + 1, $0.element) }
    }

    private func standing(_ scenario: ScenarioResult) -> ScenarioStanding {
        ScenarioStanding(scenario, runCount: rehearsal.runCount)
    }

    private func head(_ number: Int, _ scenario: ScenarioResult) -> [TextTable.Cell] {
        let standing = standing(scenario)
        return [
            (String(number), .faint), (standing.sign, Self.paint(standing)), (name(scenario.id), nil),
        ]
    }

    private static func paint(_ standing: ScenarioStanding) -> TextStyle.Paint {
        switch standing {
        case .good: .good
        case .bad: .severity(.error)
        case .undecided: .severity(.warning)
        }
    }

    private mutating func writeIncidents() {
        guard !incidents.isEmpty else { return }
        let titles = ["", "", "incident", "worst", "median", "runs", "spent", "told first by"]
        let rows = incidents.map { head($0.number, $0.scenario) + detection($0.scenario) }
        write([titles.map { ($0, .faint) }] + rows, [.right, .left, .left, .right, .right, .right, .right, .left])
    }

    /// Worst and median time to detect, runs, dollars before the first page, and who told.
    private func detection(_ scenario: ScenarioResult) -> [TextTable.Cell] {
        guard scenario.unprovable == nil else {
            return [("-", nil), ("-", nil), ("-", nil), ("-", nil), ("unprovable", nil)]
        }
        let isCaught = scenario.detectedRuns >= rehearsal.runCount
        let spread = scenario.detection ?? scenario.firstAlert?.detection
        let spent = scenario.nanoDollarsBeforePage.map { RehearsalWords.dollars(nano: $0.worst) } ?? "-"
        var told = standing(scenario) == .undecided ? "unprovable" : "not detected"
        if scenario.detectedRuns > 0, let alert = scenario.firstAlert {
            told = "\(name(alert.name)) (\(RehearsalWords.kind(alert)))"
            if !alert.isPage, let page = scenario.pageDetection {
                told += ", page after \(RehearsalWords.duration(page.worst))"
            }
        }
        return [
            (spread.map { RehearsalWords.duration($0.worst) } ?? "-", nil),
            (spread.map { RehearsalWords.duration($0.median) } ?? "-", nil),
            ("\(scenario.detectedRuns)/\(rehearsal.runCount)", isCaught ? nil : Self.paint(standing(scenario))),
            (spent, nil), (told, nil),
        ]
    }

    private mutating func writeControls() {
        guard !controls.isEmpty else { return }
        let rows = controls.map { number, scenario -> [TextTable.Cell] in
            let words =
                standing(scenario) == .undecided
                ? "unprovable" : RehearsalWords.healthy(scenario, runCount: rehearsal.runCount)
            return head(number, scenario) + [(words, nil)]
        }
        write([["", "", "control", "pages"].map { ($0, .faint) }] + rows, [.right, .left, .left, .left])
    }

    /// A table whose last column takes what is left of the line; on a narrow screen `median` and `spent` are left out.
    private mutating func write(_ rows: [[TextTable.Cell]], _ columns: [TextTable.Alignment]) {
        let isNarrow = style.width < 80 && columns.count == 8
        func kept<Element>(_ row: [Element]) -> [Element] {
            row.enumerated().filter { !isNarrow || ![4, 6].contains($0.offset) }.map(\.element)
        }
        let rows = rows.map(kept)
        let last = kept(columns).count - 1
        let taken = (0..<last).map { column in rows.map { DisplayWidth.columns($0[column].text) }.max() ?? 0 }
        let room = max(12, style.width - 2 - taken.reduce(0) { $0 + $1 + 2 })
        var table = TextTable(columns: kept(columns))
        for row in rows {
            for (position, part) in TextWrapping.wrap(row[last].text, width: room).enumerated() {
                let cells = position == 0 ? Array(row.dropLast()) : Array(repeating: ("", nil), count: last)
                table.append(cells + [(Self.fitted(part, room), row[last].paint)])
            }
        }
        write(table)
    }

    /// All controls together bound the rate closer than each of them.
    private mutating func writeHealthyDays() {
        let healthy = rehearsal.scenarios.filter { $0.isControl && $0.unprovable == nil }
        guard healthy.count > 1, healthy.allSatisfy({ standing($0) == .good }) else { return }
        let days = healthy.reduce(0) { $0 + $1.healthyDays }
        writeWrapped("all controls", .good, HealthyRate(pages: 0, days: days).words)
    }

    // MARK: What is wrong

    private mutating func writeDetails(_ scenario: ScenarioResult) {
        let standing = standing(scenario)
        let losses = RehearsalWords.losses(scenario.pipeline)
        let oddities = oddities(scenario)
        guard standing != .good || losses != nil || !oddities.isEmpty else { return }
        output += "\n"
        line(("  \(standing.sign) \(name(scenario.id))", Self.paint(standing)), (": \(title(scenario))", nil))
        if let reason = scenario.unprovable {
            writeWrapped("unprovable", .severity(.warning), redactor.line(reason), indentation: 4)
            return
        }
        if standing == .bad { writeSparklines(scenario) }
        for (word, paint, text) in oddities { writeWrapped(word, paint, text, indentation: 4) }
        if let losses { writeWrapped("telemetry", .severity(.warning), losses, indentation: 4) }
    }

    private func title(_ scenario: ScenarioResult) -> String {
        Self.fitted(redactor.line(scenario.title), max(20, style.width - 6 - DisplayWidth.columns(name(scenario.id))))
    }

    /// What each alert did that it should not, or did not that it should.
    private func oddities(_ scenario: ScenarioResult) -> [(word: String, paint: TextStyle.Paint, text: String)] {
        guard scenario.unprovable == nil else { return [] }
        let runs = rehearsal.runCount
        var rows: [(word: String, paint: TextStyle.Paint, text: String)] = []
        // An incident that another alert tells in every run loses nothing by these: the table shows them.
        for (alert, change) in scenario.misses where standing(scenario) != .good {
            let remedy = redactor.line(RehearsalWords.remedy(alert, change, runCount: runs))
            rows.append(("missed", .severity(.error), "`\(redactor.line(alert.name))` \(remedy)"))
        }
        for alert in scenario.alerts where alert.verdict == .misfired {
            let text =
                "`\(redactor.line(alert.name))` (\(RehearsalWords.kind(alert))) fired in \(alert.misfiredRuns) of "
                + "\(runs) runs, where nothing was wrong"
            rows.append(("misfired", .severity(alert.isPage ? .error : .warning), text))
        }
        for alert in scenario.alerts where alert.episodes > 1 {
            let text = "`\(redactor.line(alert.name))` fired \(alert.episodes) times within one run"
            rows.append(("flapping", .severity(.warning), text))
        }
        return rows
    }

    /// What moves in the first run, under a ruler that shows when the incident is.
    private mutating func writeSparklines(_ scenario: ScenarioResult) {
        let shown: [Timeline.Quantity] = [.errors, .firstToken, .latency, .cost, .cacheHitRate, .loss]
        let columns = scenario.timeline.columns.filter { column in
            guard shown.contains(column.quantity), let range = TimelineSampling.range(column) else { return false }
            return range.upperBound > range.lowerBound
        }
        guard let pointCount = columns.map(\.values.count).max() else { return }
        let bounds = columns.map { column -> String in
            guard let range = TimelineSampling.range(column) else { return "" }
            let ends = [range.lowerBound, range.upperBound].map { RehearsalWords.value($0, of: column.quantity) }
            return "\(ends[0]) to \(ends[1])"
        }
        let labelWidth = 16
        let boundWidth = bounds.map(DisplayWidth.columns).max() ?? 0
        let width = max(8, min(48, pointCount, style.width - 4 - labelWidth - 2 - boundWidth))
        if let ruler = ruler(scenario, pointCount: pointCount, width: width) {
            line(("    \(Self.padded("incident", labelWidth))", .faint), (ruler, .faint))
        }
        let sparks = columns.map { TimelineSampling.sparkline($0, width: width) }
        let sparkWidth = sparks.map(DisplayWidth.columns).max() ?? 0
        for (column, (spark, bounds)) in zip(columns, zip(sparks, bounds)) {
            line(
                ("    \(Self.padded(column.quantity.rawValue, labelWidth))", .faint),
                (Self.padded(spark, sparkWidth), nil), ("  \(bounds)", .faint))
        }
    }

    private func ruler(_ scenario: ScenarioResult, pointCount: Int, width: Int) -> String? {
        guard let incident = scenario.incident, width > 0 else { return nil }
        let column = Timeline.Column(.errors, Array(repeating: nil, count: pointCount))
        let stretch = Int64(TimelineSampling.stretch(column, count: width)) * scenario.timeline.stepMilliseconds
        let points = (Int64(pointCount) * scenario.timeline.stepMilliseconds + stretch - 1) / max(1, stretch)
        return (0..<points).map { point in
            let (start, end) = (point * stretch, (point + 1) * stretch)
            return start < incident.upperBound && end > incident.lowerBound ? "━" : "─"
        }.joined()
    }

    // MARK: The slowest

    /// Where the time goes in the incident that takes longest to be told.
    private mutating func writeSlowest() {
        var slowest: (scenario: ScenarioResult, alert: AlertResult, milliseconds: Int64)?
        for (_, scenario) in incidents where scenario.unprovable == nil && scenario.detectedRuns > 0 {
            guard let alert = scenario.firstAlert, let worst = alert.detection?.worst, !alert.steps.isEmpty else {
                continue
            }
            if slowest.map({ $0.milliseconds < worst }) ?? true { slowest = (scenario, alert, worst) }
        }
        guard let slowest else { return }
        output += "\n"
        writeWrapped(
            "slowest", .strong,
            "\(name(slowest.scenario.id)), `\(redactor.line(slowest.alert.name))`: "
                + RehearsalWords.budget(slowest.alert.steps))
    }

    // MARK: Alerts by scenarios

    private mutating func writeMatrix() {
        let matrix = AlertMatrix(rehearsal)
        guard !matrix.alerts.isEmpty else { return }
        output += "\n"
        let told = matrix.alerts.filter { row in !row.cells.allSatisfy { $0 == nil || $0 == .silent } }
        let columns = rehearsal.scenarios.indices
        // Each scenario takes three columns, more from the hundredth on; names keep a third of the line.
        let cellWidth = String(columns.count).utf8.count < 3 ? 2 : String(columns.count).utf8.count
        let nameWidth = min(
            told.map { DisplayWidth.columns(redactor.line($0.name)) }.max() ?? 0, max(20, style.width / 3))
        let perTable = max(1, (style.width - 4 - nameWidth) / (cellWidth + 2))
        for start in stride(from: 0, to: told.isEmpty ? 0 : columns.count, by: perTable) {
            let shown = start..<min(columns.count, start + perTable)
            var table = TextTable(columns: [.left] + shown.map { _ in .right })
            table.append([("alert", .faint)] + shown.map { (String($0 + 1), .faint) })
            for row in told {
                let cells = shown.map { column -> TextTable.Cell in
                    guard let verdict = row.cells[column] else { return ("", nil) }
                    return (verdict.sign, Self.paint(verdict))
                }
                table.append([(Self.fitted(redactor.line(row.name), nameWidth), nil)] + cells)
            }
            write(table)
        }
        let silent = matrix.alerts.count - told.count
        if !told.isEmpty { line(("  ● fired  ○ missed  ✗ misfired  · alongside  ? unprovable", .faint)) }
        if silent > 0 { line(("  \(VerdictSentence.counted(silent, "alert")) silent throughout", .faint)) }
        for (name, reason) in matrix.reasons {
            writeWrapped("unprovable", .severity(.warning), "`\(redactor.line(name))`: \(redactor.line(reason))")
        }
    }

    private static func paint(_ verdict: AlertResult.Verdict) -> TextStyle.Paint? {
        switch verdict {
        case .fired: .good
        case .missed, .misfired: .severity(.error)
        case .unprovable: .severity(.warning)
        case .silent, .alongside: nil
        }
    }

    // MARK: Lines

    /// A name from a file, cut so that columns stay on the screen.
    private func name(_ text: String) -> String { Self.fitted(redactor.line(text), max(16, style.width / 3)) }

    /// Cut to a width; `…` stands for what was cut.
    static func fitted(_ text: String, _ width: Int) -> String {
        guard DisplayWidth.columns(text) > width else { return text }
        var kept = ""
        var used = 0
        for cluster in text {
            used += DisplayWidth.columns(cluster)
            if used >= width { break }
            kept.append(cluster)
        }
        return kept + "…"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - DisplayWidth.columns(text)))
    }

    private mutating func write(_ table: TextTable) {
        for row in table.lines(indentation: 2) { output += row.rendered(style) + "\n" }
    }

    private mutating func writeWrapped(
        _ word: String, _ paint: TextStyle.Paint, _ text: String, indentation: Int = 2
    ) {
        let margin = String(repeating: " ", count: indentation)
        let lead = indentation + DisplayWidth.columns(word) + 2
        for (position, part) in TextWrapping.wrap(text, width: style.width - lead).enumerated() {
            if position == 0 {
                line((margin, nil), (word, paint), (": \(part)", nil))
            } else {
                line((String(repeating: " ", count: lead) + part, nil))
            }
        }
    }

    private mutating func line(_ runs: (text: String, paint: TextStyle.Paint?)...) {
        var line = PaintedLine()
        for run in runs { line.append(run.text, run.paint) }
        output += line.rendered(style) + "\n"
    }
}
