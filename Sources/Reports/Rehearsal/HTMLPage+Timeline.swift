import Rehearsals

extension HTMLPage {
    /// The first run of a scenario as one drawing: faults and alerts in lanes, below them a chart for each quantity.
    mutating func writeTimeline(_ scenario: ScenarioResult, anchor: String) {
        let layout = TimelineLayout(scenario)
        guard !layout.lanes.isEmpty || !layout.charts.isEmpty else { return }
        html.open("figure")
        html.open(
            "div", ["class": "scroll", "role": "region", "tabindex": "0", "aria-label": "Timeline of \(scenario.id)"])
        html.open(
            "svg",
            [
                "class": "timeline", "role": "img", "aria-labelledby": "\(anchor)-title \(anchor)-desc",
                "data-scenario": scenario.id,
            ], figures: ["viewBox": Figure(box: TimelineLayout.width, by: layout.height)])
        html.element("title", ["id": "\(anchor)-title"], "Timeline of \(scenario.id)")
        html.element("desc", ["id": "\(anchor)-desc"], description(scenario, layout))
        writeGround(scenario, layout)
        writeAxis(layout)
        for lane in layout.lanes { write(lane, scenario, layout) }
        for chart in layout.charts { write(chart, scenario, layout) }
        html.close()
        html.close()
        writeLegend(scenario)
        html.element(
            "figcaption", "The first run, seed \(scenario.timeline.seed); each chart begins at zero.")
        html.close()
        writeTables(scenario, layout)
    }

    private func description(_ scenario: ScenarioResult, _ layout: TimelineLayout) -> String {
        let faults = VerdictSentence.counted(layout.lanes.count { $0.isFault }, "fault")
        let firing = VerdictSentence.counted(
            layout.lanes.count { lane in lane.bands.contains { $0.kind == .firing } }, "alert")
        let charts = layout.charts.map(\.column.quantity.rawValue).joined(separator: ", ")
        return "\(faults), \(firing) firing; charts of \(charts). The tables below say the same."
    }

    // MARK: Ground and axis

    private mutating func writeGround(_ scenario: ScenarioResult, _ layout: TimelineLayout) {
        let (left, right) = (TimelineLayout.left, TimelineLayout.right)
        html.element(
            "rect", ["class": "plot"],
            figures: [
                "x": Figure(left), "y": Figure(0), "width": Figure(right - left), "height": Figure(layout.bottom),
                "data-from": Figure(milliseconds: 0), "data-to": Figure(milliseconds: layout.durationMilliseconds),
            ], "")
        for chart in layout.charts {
            html.element(
                "rect", ["class": "chart"],
                figures: [
                    "x": Figure(left), "y": Figure(chart.top), "width": Figure(right - left),
                    "height": Figure(TimelineLayout.chartHeight),
                ], "")
        }
        if let incident = scenario.incident {
            let (start, end) = (layout.x(incident.lowerBound), layout.x(incident.upperBound))
            html.element(
                "rect", ["class": "shade"],
                figures: [
                    "x": Figure(start), "y": Figure(0), "width": Figure(end - start), "height": Figure(layout.bottom),
                ], "")
        }
    }

    private mutating func writeAxis(_ layout: TimelineLayout) {
        for tick in layout.ticks {
            let x = layout.x(tick)
            html.element(
                "path", ["class": "grid"], figures: ["d": Figure(path: [(x, 0), (x, layout.bottom + 4)])], "")
            html.element(
                "text", ["class": "time"], figures: ["x": Figure(x), "y": Figure(layout.bottom + 16)],
                RehearsalWords.duration(tick))
        }
        html.element(
            "text", figures: ["x": Figure(TimelineLayout.margin), "y": Figure(layout.bottom + 16)],
            "time since the run began")
    }

    // MARK: Lanes

    private mutating func write(_ lane: TimelineLayout.Lane, _ scenario: ScenarioResult, _ layout: TimelineLayout) {
        let height = TimelineLayout.laneHeight
        let name = redactor.line(lane.name)
        html.element(
            "text", ["class": "name"],
            figures: ["x": Figure(TimelineLayout.margin), "y": Figure(lane.top + height - 4)],
            RehearsalText.fitted(lane.isFault ? "fault \(name)" : name, 28))
        let isPage = scenario.alerts.contains { $0.isPage && $0.name.utf8.elementsEqual(lane.name.utf8) }
        for band in lane.bands {
            let (start, end) = (layout.x(band.fromMilliseconds), layout.x(band.toMilliseconds))
            // Pending is thin, so that colour alone does not tell it from firing.
            let inset = band.kind == .pending ? 5.0 : 2.0
            let kind = band.kind.rawValue
            html.open(
                "rect",
                [
                    "class": "band \(kind)\(lane.isFault || isPage ? "" : " ticket")", "data-kind": kind,
                    "data-name": band.name,
                ],
                figures: [
                    "data-from": Figure(milliseconds: band.fromMilliseconds),
                    "data-to": Figure(milliseconds: band.toMilliseconds),
                    "x": Figure(start), "y": Figure(lane.top + inset), "width": Figure(max(0.5, end - start)),
                    "height": Figure(height - 2 * inset),
                ])
            html.element(
                "title",
                "\(band.name): \(kind) from \(RehearsalWords.duration(band.fromMilliseconds)) to "
                    + RehearsalWords.duration(band.toMilliseconds))
            html.close()
        }
        if isPage { writePages(lane, layout) }
    }

    /// A mark where an alert that pages begins to fire.
    private mutating func writePages(_ lane: TimelineLayout.Lane, _ layout: TimelineLayout) {
        for band in lane.bands where band.kind == .firing {
            let (x, y) = (layout.x(band.fromMilliseconds), lane.top + 9)
            html.open(
                "path", ["class": "mark", "data-kind": "page", "data-name": band.name],
                figures: [
                    "data-at": Figure(milliseconds: band.fromMilliseconds),
                    "d": Figure(path: [(x, y), (x - 4.5, y - 8), (x + 4.5, y - 8), (x, y)]),
                ])
            html.element("title", "page: \(band.name)")
            html.close()
        }
    }

    // MARK: Charts

    private mutating func write(_ chart: TimelineLayout.Chart, _ scenario: ScenarioResult, _ layout: TimelineLayout) {
        let quantity = chart.column.quantity
        let bottom = chart.top + TimelineLayout.chartHeight
        html.element(
            "text", ["class": "name"], figures: ["x": Figure(TimelineLayout.margin), "y": Figure(chart.top + 18)],
            quantity.rawValue)
        html.element(
            "text", figures: ["x": Figure(TimelineLayout.margin), "y": Figure(chart.top + 32)], Self.unit(quantity))
        html.element(
            "text", ["class": "high"],
            figures: ["x": Figure(TimelineLayout.left - 6), "y": Figure(chart.top + 10)],
            RehearsalWords.value(chart.greatest, of: quantity))
        html.element(
            "text", ["class": "low"], figures: ["x": Figure(TimelineLayout.left - 6), "y": Figure(bottom)], "0")
        html.element(
            "path", ["class": "curve", "data-quantity": quantity.rawValue],
            figures: ["d": Figure(path: layout.points(chart, stepMilliseconds: scenario.timeline.stepMilliseconds))], ""
        )
    }

    /// What the numbers of a chart count, in words.
    private static func unit(_ quantity: Timeline.Quantity) -> String {
        switch quantity {
        case .traffic: "calls a second"
        case .errors: "failed of all calls"
        case .firstToken, .latency: "time"
        case .cost: "US dollars an hour"
        case .cacheHitRate: "hits of all calls"
        case .loss: "measurements a second"
        }
    }

    // MARK: Legend and tables

    private mutating func writeLegend(_ scenario: ScenarioResult) {
        let kinds = Set(scenario.timeline.bands.map(\.kind.rawValue))
        let rows = [
            ("band fault", "fault", "fault"), ("band pending", "pending", "pending (page)"),
            ("band firing", "firing", "firing (page)"), ("band pending ticket", "pending", "pending (ticket)"),
            ("band firing ticket", "firing", "firing (ticket)"),
        ].filter { kinds.contains($0.1) }
        guard !rows.isEmpty else { return }
        html.open("ul", ["class": "legend"])
        for (paint, _, words) in rows {
            html.open("li")
            writeSwatch(paint)
            html.element("small", words)
            html.close()
        }
        html.close()
    }

    /// A patch of a drawing's colour beside what it means.
    mutating func writeSwatch(_ paint: String) {
        html.open("svg", ["class": "swatch", "aria-hidden": "true"], figures: ["viewBox": Figure(box: 10, by: 10)])
        html.element("rect", ["class": paint], figures: ["width": Figure(10), "height": Figure(10)], "")
        html.close()
    }

    /// The drawing for those who cannot see it.
    private mutating func writeTables(_ scenario: ScenarioResult, _ layout: TimelineLayout) {
        html.open("details", ["class": "tables"])
        html.element("summary", "the timeline as tables")
        if !scenario.timeline.bands.isEmpty {
            writeTable(
                "Faults and alerts over time", ["name", "what", "from", "to"],
                scenario.timeline.bands.map { band in
                    [
                        band.name, band.kind.rawValue, RehearsalWords.duration(band.fromMilliseconds),
                        RehearsalWords.duration(band.toMilliseconds),
                    ]
                })
        }
        if !layout.charts.isEmpty {
            writeTable(
                "Quantities over time", ["quantity", "least", "greatest"],
                layout.charts.map { chart in
                    let range = TimelineSampling.range(chart.column)
                    let bounds = [range?.lowerBound, range?.upperBound].map { bound in
                        bound.map { RehearsalWords.value($0, of: chart.column.quantity) } ?? "-"
                    }
                    return [chart.column.quantity.rawValue] + bounds
                })
        }
        html.close()
    }
}
