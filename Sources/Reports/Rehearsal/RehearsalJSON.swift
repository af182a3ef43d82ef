import Findings
import Rehearsals
import Simulation

/// The rehearsals of a report, with all that was counted; times are in milliseconds, money in nano-dollars.
extension JSONReportBuilder {
    mutating func rehearsal(_ rehearsal: Rehearsal) -> JSONValue {
        .object([
            ("service", text(rehearsal.service)),
            ("runs", .integer(rehearsal.runCount)),
            ("seed", .integer(Int(clamping: rehearsal.firstSeed))),
            ("series", .integer(rehearsal.seriesCount)),
            (
                "assumptions",
                .array(
                    rehearsal.assumptions.map { assumption in
                        .object([
                            ("what", text(assumption.what)), ("key", optional(assumption.key)),
                        ])
                    })
            ),
            (
                "notApplicable",
                .array(
                    rehearsal.notApplicable.map { one in
                        .object([("scenario", text(one.scenario)), ("reason", text(one.reason))])
                    })
            ),
            ("scenarios", .array(rehearsal.scenarios.map { scenario($0, runCount: rehearsal.runCount) })),
        ])
    }

    private mutating func scenario(_ scenario: ScenarioResult, runCount: Int) -> JSONValue {
        let standing = ScenarioStanding(scenario, runCount: runCount).word(ofControl: scenario.isControl)
        return .object([
            ("id", text(scenario.id)),
            ("title", text(scenario.title)),
            ("control", .bool(scenario.isControl)),
            ("story", text(scenario.story)),
            ("standing", .string(standing)),
            ("unprovable", optional(scenario.unprovable)),
            ("durationMilliseconds", integer(scenario.durationMilliseconds)),
            ("incident", scenario.incident.map { stretch($0.lowerBound, $0.upperBound) } ?? .null),
            ("signals", .array(scenario.signals.map { text($0) })),
            ("detectedRuns", .integer(scenario.detectedRuns)),
            ("pagedRuns", .integer(scenario.pagedRuns)),
            ("detectionMilliseconds", spread(scenario.detection)),
            ("pageDetectionMilliseconds", spread(scenario.pageDetection)),
            ("pages", spread(scenario.pages)),
            ("tickets", spread(scenario.tickets)),
            ("nanoDollarsBeforePage", spread(scenario.nanoDollarsBeforePage)),
            ("healthyDays", .number(scenario.healthyDays)),
            ("alerts", .array(scenario.alerts.map { alert($0) })),
            (
                "expectations",
                .array(
                    scenario.expectations.map { one in
                        .object([
                            ("expectation", text(one.words)), ("outcome", .string(one.outcome.word)),
                            ("reason", one.reason.isEmpty ? .null : text(one.reason)),
                        ])
                    })
            ),
            ("pipeline", pipeline(scenario.pipeline)),
            ("timeline", timeline(scenario.timeline)),
            ("ledger", ledger(scenario.ledger)),
        ])
    }

    // MARK: Alerts

    private mutating func alert(_ alert: AlertResult) -> JSONValue {
        .object([
            ("name", text(alert.name)),
            ("location", alert.place.map { location($0) } ?? .null),
            ("page", .bool(alert.isPage)),
            ("signals", .array(alert.signals.map { text($0) })),
            ("verdict", .string(alert.verdict.word)),
            ("reason", optional(alert.verdict.reason)),
            ("firedRuns", .integer(alert.firedRuns)),
            ("misfiredRuns", .integer(alert.misfiredRuns)),
            ("detectionMilliseconds", spread(alert.detection)),
            (
                "steps",
                .array(
                    alert.steps.map { step in
                        .object([
                            ("stage", .string(step.stage.rawValue)), ("milliseconds", integer(step.milliseconds)),
                        ])
                    })
            ),
            ("resetMilliseconds", spread(alert.reset)),
            ("episodes", .integer(alert.episodes)),
            ("counterfactuals", .array(alert.counterfactuals.map { counterfactual($0) })),
            ("notification", alert.page.map { notification($0) } ?? .null),
        ])
    }

    private func counterfactual(_ change: Counterfactual) -> JSONValue {
        .object([
            ("change", .string(change.change.rawValue)),
            ("words", text(change.words)),
            ("detectionMilliseconds", change.detectionMilliseconds.map { integer($0) } ?? .null),
        ])
    }

    private func notification(_ page: PageText) -> JSONValue {
        func lines(_ lines: [PageText.Line]) -> JSONValue {
            .array(lines.map { .object([("name", text($0.name)), ("text", text($0.text))]) })
        }
        return .object([
            ("receiver", optional(page.receiver)),
            ("labels", lines(page.labels)),
            ("annotations", lines(page.annotations)),
        ])
    }

    // MARK: What was counted

    private func pipeline(_ report: PipelineReport) -> JSONValue {
        .object([
            ("made", integer(report.made)),
            ("arrived", integer(report.arrived)),
            ("underWay", integer(report.underWay)),
            (
                "lost",
                .array(
                    report.losses.map { loss in
                        .object([("cause", .string(loss.cause.rawValue)), ("count", integer(loss.count))])
                    })
            ),
            ("addedMeanMilliseconds", .number(report.addedMeanMilliseconds)),
            ("addedMaximumMilliseconds", integer(report.addedMaximumMilliseconds)),
            ("peakBufferItems", integer(report.peakBufferItems)),
            ("peakBufferBytes", integer(report.peakBufferBytes)),
            ("stalestMilliseconds", integer(report.stalestMilliseconds)),
            ("drainMilliseconds", report.drainMilliseconds.map { integer($0) } ?? .null),
        ])
    }

    private func timeline(_ timeline: Timeline) -> JSONValue {
        .object([
            // A number beyond 2^53 would change in many readers.
            ("seed", .string(String(timeline.seed))),
            ("stepMilliseconds", integer(timeline.stepMilliseconds)),
            (
                "columns",
                .array(
                    timeline.columns.map { column in
                        .object([
                            ("quantity", .string(column.quantity.rawValue)), ("unit", .string(column.quantity.unit)),
                            ("values", .numbers(column.values)),
                        ])
                    })
            ),
            (
                "bands",
                .array(
                    timeline.bands.map { band in
                        .object([
                            ("kind", .string(band.kind.rawValue)), ("name", text(band.name)),
                            ("fromMilliseconds", integer(band.fromMilliseconds)),
                            ("toMilliseconds", integer(band.toMilliseconds)),
                        ])
                    })
            ),
        ])
    }

    private func ledger(_ ledger: RunLedger) -> JSONValue {
        let outcomes = zip(CallOutcome.allCases, ledger.outcomes).map { outcome, count in
            (key: RehearsalWords.word(outcome), value: integer(count))
        }
        return .object([
            ("requests", integer(ledger.requests)),
            ("calls", integer(ledger.calls)),
            ("attempts", integer(ledger.attempts)),
            ("outcomes", .object(outcomes)),
            ("inputTokens", integer(ledger.inputTokens)),
            ("outputTokens", integer(ledger.outputTokens)),
            ("cacheReadTokens", integer(ledger.cacheReadTokens)),
            ("cacheWriteTokens", integer(ledger.cacheWriteTokens)),
            ("thinkingTokens", integer(ledger.thinkingTokens)),
            ("costNanoDollars", integer(ledger.costNanoDollars)),
            ("inFlight", integer(ledger.inFlight)),
        ])
    }

    // MARK: Pieces

    private func spread(_ spread: Spread?) -> JSONValue {
        guard let spread else { return .null }
        return .object([
            ("best", integer(spread.best)), ("median", integer(spread.median)), ("worst", integer(spread.worst)),
        ])
    }

    private func stretch(_ from: Int64, _ to: Int64) -> JSONValue {
        .object([("fromMilliseconds", integer(from)), ("toMilliseconds", integer(to))])
    }

    private func integer(_ number: Int64) -> JSONValue { .integer(Int(clamping: number)) }
    private func optional(_ string: String?) -> JSONValue { string.map { text($0) } ?? .null }
}
