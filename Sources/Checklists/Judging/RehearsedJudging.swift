import Findings
import SourceText
import TimeSeries

/// From what a rehearsal showed to the verdict on what a checklist asks of it.
enum RehearsedJudging {
    /// Nil for a requirement that no rehearsal decides.
    static func judge(_ requirement: Requirement, _ rehearsals: [RehearsalEvidence]) -> RequirementVerdict? {
        guard let scenario = requirement.demand.scenario else { return nil }
        let evidence = rehearsals.first { $0.scenario.utf8.elementsEqual(scenario.utf8) }
        var trial = Trial(isAdvisory: requirement.demand.isAdvisory)
        if let evidence {
            trial.hear(requirement.demand, evidence)
        } else {
            trial.undecided.append(.notRehearsed(scenario: scenario))
        }
        let isControl = if case .control = requirement.demand { true } else { false }
        return RequirementVerdict(
            id: requirement.id, check: isControl ? "control" : "incident", level: requirement.level,
            isAdvisory: requirement.demand.isAdvisory, outcome: trial.outcome, reason: trial.reason,
            evidence: trial.failures.isEmpty ? trial.evidence : [], findings: trial.failures)
    }
}

/// One demand against one scenario's evidence.
private struct Trial {
    let isAdvisory: Bool
    var failures: [Finding] = []
    var undecided: [UnprovableReason] = []
    /// What holds, each in one clause.
    var proven: [String] = []
    var evidence: [Evidence] = []
    private var notApplicable: String?

    init(isAdvisory: Bool) { self.isAdvisory = isAdvisory }

    /// As of checks: fail > unprovable > vacuous > pass.
    var outcome: Outcome {
        if notApplicable != nil { return .notApplicable }
        if !failures.isEmpty { return .fail }
        if let reason = undecided.first { return .unprovable(reason) }
        return proven.isEmpty ? .vacuous : .pass
    }

    var reason: String {
        if let notApplicable { return notApplicable }
        if !failures.isEmpty { return failures.map(\.message).joined(separator: "; ") }
        if let reason = undecided.first { return reason.sentence }
        return proven.isEmpty ? "no alert to judge" : proven.joined(separator: "; ")
    }

    mutating func hear(_ demand: Requirement.Demand, _ evidence: RehearsalEvidence) {
        if let why = evidence.notApplicable {
            notApplicable = why
            return
        }
        if let why = evidence.unprovable {
            undecided.append(.rehearsalUndecided(why: why))
            return
        }
        switch demand {
        case .check, .reconcile: break
        case .incident(let incident):
            if incident.asksForDetection { hearDetection(incident, evidence) }
            hearTelemetry(incident, evidence)
        case .control(let control): hearControl(control, evidence)
        }
    }

    // MARK: Detection

    private mutating func hearDetection(_ demand: IncidentDemand, _ shown: RehearsalEvidence) {
        let detection = demand.by == .page ? shown.byPage : shown.byAny
        let limit = demand.detectedWithinMilliseconds
        if detection.runs == shown.runs, shown.runs > 0, let worst = detection.worstMilliseconds,
            worst <= limit ?? .max
        {
            if demand.by == .page, let routing = shown.routing {
                undecided.append(routing)
                return
            }
            let verb = demand.by == .page ? "paged" : "noticed"
            proven.append(
                "\(verb) after \(NumberWords.measured(milliseconds: worst)) in the slowest of \(shown.runs) runs")
            for watcher in shown.watchers where watcher.firedRuns > 0 && (watcher.isPage || demand.by == .any) {
                let note =
                    "alert \(watcher.name) fires in \(watcher.firedRuns) of \(shown.runs) runs of \(shown.scenario)"
                evidence.append(Evidence(.configured, at: watcher.place, note))
            }
            return
        }
        // One that could not be evaluated may well be the one that notices.
        let open = shown.watchers.first { $0.unprovable != nil && ($0.isPage || demand.by == .any) }
        if let open, let why = open.unprovable {
            undecided.append(
                .rehearsalUndecided(why: "`\(open.name)` might notice it, and cannot be rehearsed: \(why)"))
            return
        }
        failures.append(failure(demand, shown, detection))
    }

    private func failure(
        _ demand: IncidentDemand, _ shown: RehearsalEvidence, _ detection: RehearsalEvidence.Detection
    ) -> Finding {
        let incident = "`\(shown.scenario)`"
        let disturbed = shown.signals.map { "`\($0)`" }.joined(separator: ", ")
        let subject = "incident \(shown.scenario)"
        // The one that is nearest to noticing: it fires most often, and a change is known that makes it fire.
        let ranked = shown.watchers.enumerated().sorted { left, right in
            if left.element.firedRuns != right.element.firedRuns {
                return left.element.firedRuns > right.element.firedRuns
            }
            if (left.element.fix != nil) != (right.element.fix != nil) { return left.element.fix != nil }
            return left.offset < right.offset
        }.map(\.element)
        guard let nearest = ranked.first else {
            return RehearsalRule.undetected.finding(
                "\(incident) goes unnoticed: no alert reads \(disturbed.isEmpty ? "what it disturbs" : disturbed)",
                fix: "write an alert on \(disturbed.isEmpty ? "what it disturbs" : disturbed)", subject: subject,
                isAdvisory: isAdvisory)
        }
        let place = nearest.place.map { Annotation($0, words(for: nearest, shown)) }
        let related = ranked.dropFirst().prefix(4).compactMap { watcher in
            watcher.place.map { Annotation($0, words(for: watcher, shown)) }
        }
        if detection.runs < shown.runs {
            let missed = shown.runs - detection.runs
            let share =
                detection.runs == 0 ? "in every one of \(shown.runs) runs" : "in \(missed) of \(shown.runs) runs"
            if demand.by == .page, shown.byAny.runs > detection.runs {
                let how = nearest.isPage ? "and its page is not sent" : "and is no page"
                return RehearsalRule.pagesNobody.finding(
                    "\(incident) wakes nobody \(share): `\(nearest.name)` fires \(how), so the incident lasts until somebody looks",
                    at: place, related: Array(related), subject: subject,
                    isAdvisory: isAdvisory)
            }
            return RehearsalRule.undetected.finding(
                "\(incident) goes unnoticed \(share): of the alerts that read \(disturbed) not one fires in time",
                fix: nearest.fix, at: place, related: Array(related), subject: subject, isAdvisory: isAdvisory)
        }
        let took = detection.worstMilliseconds.map { NumberWords.measured(milliseconds: $0) } ?? "the end"
        let limit = demand.detectedWithinMilliseconds.map { PrometheusDuration.text(milliseconds: $0) } ?? "its end"
        let verb = demand.by == .page ? "pages" : "is noticed"
        return RehearsalRule.late.finding(
            "\(incident) \(verb) after \(took) in the slowest of \(shown.runs) runs, and \(limit) is allowed",
            fix: nearest.fix, at: place, related: Array(related), subject: subject, isAdvisory: isAdvisory)
    }

    private func words(for watcher: RehearsalEvidence.Watcher, _ shown: RehearsalEvidence) -> String {
        "fires in \(watcher.firedRuns) of \(shown.runs) runs"
    }

    // MARK: Telemetry

    private mutating func hearTelemetry(_ demand: IncidentDemand, _ shown: RehearsalEvidence) {
        let telemetry = shown.telemetry
        let subject = "telemetry in \(shown.scenario)"
        if let limit = demand.lossAtMost {
            if let share = telemetry.lossShare {
                let lost = "\(telemetry.lost) of \(telemetry.made) measurements"
                if share > limit {
                    let by = telemetry.mainCause.map { ", most by `\($0)`" } ?? ""
                    failures.append(
                        RehearsalRule.lost.finding(
                            "`\(shown.scenario)` loses \(lost)\(by): \(NumberWords.short(share * 100))% where \(NumberWords.short(limit * 100))% is allowed",
                            subject: subject, isAdvisory: isAdvisory))
                } else {
                    proven.append("\(lost) lost")
                }
            } else {
                undecided.append(.rehearsalUndecided(why: "nothing was measured in `\(shown.scenario)`"))
            }
        }
        if let limit = demand.addedLatencyAtMostMilliseconds {
            let added = NumberWords.measured(milliseconds: telemetry.addedMilliseconds)
            if telemetry.addedMilliseconds > limit {
                failures.append(
                    RehearsalRule.slowed.finding(
                        "telemetry adds up to \(added) to a call in `\(shown.scenario)`, and \(PrometheusDuration.text(milliseconds: limit)) is allowed",
                        subject: subject, isAdvisory: isAdvisory))
            } else {
                proven.append("at most \(added) added to a call")
            }
        }
        if let limit = demand.flushedWithinMilliseconds { hearFlush(limit, shown, subject) }
    }

    private mutating func hearFlush(_ limit: Int64, _ shown: RehearsalEvidence, _ subject: String) {
        guard let flush = shown.telemetry.flushMilliseconds else {
            undecided.append(.rehearsalUndecided(why: "no measurement left the process in `\(shown.scenario)`"))
            return
        }
        let waited = NumberWords.measured(milliseconds: flush)
        if flush > limit {
            failures.append(
                RehearsalRule.flushedLate.finding(
                    "measurements wait up to \(waited) in the process, and \(PrometheusDuration.text(milliseconds: limit)) is allowed",
                    subject: subject, isAdvisory: isAdvisory))
        } else {
            proven.append("flushed within \(waited)")
        }
    }

    // MARK: Controls

    private mutating func hearControl(_ demand: ControlDemand, _ shown: RehearsalEvidence) {
        // Without a page to send there is nothing to judge.
        let pagers = shown.watchers.filter(\.isPage)
        if pagers.isEmpty { return }
        let rate = HealthyRate(pages: shown.totalPages, days: shown.healthyDays)
        if shown.pages > demand.pagesAtMost {
            // Grouping can make one page of many, never none of one.
            if let routing = shown.routing, demand.pagesAtMost > 0 {
                undecided.append(routing)
                return
            }
            let loud = pagers.filter { $0.misfiredRuns > 0 }
            let names = loud.map { "`\($0.name)`" }.joined(separator: ", ")
            failures.append(
                RehearsalRule.healthyPages.finding(
                    "`\(shown.scenario)` pages \(shown.pages) time\(shown.pages == 1 ? "" : "s") in its worst run although nothing is wrong\(names.isEmpty ? "" : ": \(names)"); \(rate.words)",
                    at: loud.first.flatMap { watcher in
                        watcher.place.map { Annotation($0, "fires in \(watcher.misfiredRuns) of \(shown.runs) runs") }
                    },
                    related: loud.dropFirst().prefix(4).compactMap { watcher in
                        watcher.place.map { Annotation($0, "fires in \(watcher.misfiredRuns) of \(shown.runs) runs") }
                    }, subject: "control \(shown.scenario)", isAdvisory: isAdvisory))
            return
        }
        let open = pagers.filter { $0.unprovable != nil }
        if open.count == pagers.count, let first = open.first, let why = first.unprovable {
            undecided.append(.rehearsalUndecided(why: "`\(first.name)` cannot be rehearsed: \(why)"))
            return
        }
        if shown.pages > 0, let routing = shown.routing {
            undecided.append(routing)
            return
        }
        let rest = open.isEmpty ? "" : "; \(open.count) of \(pagers.count) alerts that page could not be rehearsed"
        proven.append(rate.words + rest)
        for pager in pagers where pager.unprovable == nil && pager.misfiredRuns == 0 {
            evidence.append(
                Evidence(.configured, at: pager.place, "alert \(pager.name) is silent in \(shown.scenario)"))
        }
    }
}
