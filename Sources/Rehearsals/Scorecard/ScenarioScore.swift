import Findings
import Simulation
import SourceText

/// From what the runs of one scenario showed to its line of the scorecard.
package enum ScenarioScore {
    /// Fills in what runs decide.
    ///
    /// - Parameters:
    ///   - scenario: with its identity, its incident and its signals.
    ///   - alerts: in reading order.
    ///   - runs: each with one list of episodes for every alert.
    package static func score(
        _ scenario: ScenarioResult, _ alerts: [WatchedAlert], _ runs: [RunObservation]
    ) -> ScenarioResult {
        precondition(runs.allSatisfy { $0.episodes.count == alerts.count }, "every run has followed every alert")
        var result = scenario
        result.runs = runs.count
        let board = Board(scenario, alerts, runs)
        result.alerts = alerts.indices.map(board.result)
        let detections = runs.indices.map(board.detection)
        let pages = runs.indices.map(board.firstPage)
        result.detectedRuns = detections.count { $0 != nil }
        result.pagedRuns =
            scenario.isControl
            ? runs.count { run in run.log.notifications.contains { $0.isPage } } : pages.count { $0 != nil }
        if let onset = board.incident?.lowerBound {
            result.detection = Spread(ofAll: detections.map { $0.map { $0 - onset } })
            result.pageDetection = Spread(ofAll: pages.map { $0.map { $0 - onset } })
            result.nanoDollarsBeforePage = Spread(
                of: zip(runs, pages).map { run, page in
                    run.nanoDollars(from: onset, to: page ?? run.durationMilliseconds)
                })
        }
        let pageCounts = runs.map { Int64($0.log.notifications.count { $0.isPage }) }
        result.totalPages = pageCounts.reduce(0, +)
        result.pages = Spread(of: pageCounts) ?? result.pages
        result.tickets = Spread(of: runs.map { Int64($0.log.notifications.count { $0.isTicket }) }) ?? result.tickets
        result.routing = runs.lazy.compactMap(\.log.unprovable).first
        if scenario.isControl {
            result.healthyDays = runs.reduce(0) { $0 + Double($1.durationMilliseconds) / 86_400_000 }
        }
        result.pipeline = runs.map(\.pipeline).max(by: isMilder) ?? result.pipeline
        // While nothing is wrong: before the incident, or all of a control.
        result.flushMilliseconds =
            runs.compactMap { $0.flushMilliseconds(until: board.incident?.lowerBound ?? .max) }.max()
        result.ledger = runs.first?.ledger ?? result.ledger
        return result
    }

    /// Whether a run lost less than another, or as much and held calls up less.
    private static func isMilder(_ left: PipelineReport, _ right: PipelineReport) -> Bool {
        (left.lossShare, left.addedMaximumMilliseconds, left.stalestMilliseconds)
            < (right.lossShare, right.addedMaximumMilliseconds, right.stalestMilliseconds)
    }
}

/// Every alert in every run.
private struct Board {
    let scenario: ScenarioResult
    let alerts: [WatchedAlert]
    let runs: [RunObservation]
    /// Nil for a control, whatever happens in it.
    let incident: ClosedRange<Int64>?
    /// By run, then by alert.
    private let conducts: [[AlertConduct]]
    /// Whether an alert reads what the incident disturbs.
    private let isRelevant: [Bool]

    init(_ scenario: ScenarioResult, _ alerts: [WatchedAlert], _ runs: [RunObservation]) {
        self.scenario = scenario
        self.alerts = alerts
        self.runs = runs
        let incident = scenario.isControl ? nil : scenario.incident
        self.incident = incident
        conducts = runs.map { run in
            run.episodes.map {
                AlertConduct($0, incident: incident, durationMilliseconds: run.durationMilliseconds)
            }
        }
        isRelevant = alerts.map { alert in incident != nil && alert.reads(oneOf: scenario.signals) }
    }

    // MARK: The whole scenario

    /// Alerts that count as noticing.
    private var detectors: [Int] { alerts.indices.filter { isRelevant[$0] && alerts[$0].unprovable == nil } }

    /// The first moment of a run at which a fitting alert fires.
    func detection(inRun run: Int) -> Int64? { detectors.compactMap { conducts[run][$0].detectedAt }.min() }

    /// The first moment of a run at which a person is woken for a fitting alert.
    func firstPage(inRun run: Int) -> Int64? {
        let observed = runs[run]
        return observed.log.notifications.first { notification in
            notification.isPage
                && notification.paging.contains { place in
                    let rule = observed.sent[place].rule
                    guard isRelevant[rule], alerts[rule].unprovable == nil,
                        let detected = conducts[run][rule].detectedAt
                    else { return false }
                    return notification.milliseconds >= detected
                }
        }?.milliseconds
    }

    // MARK: One alert

    func result(ofAlert index: Int) -> AlertResult {
        let alert = alerts[index]
        var result = AlertResult(
            name: alert.name, place: alert.place, isPage: alert.isPage, signals: alert.signals, verdict: .silent)
        if let why = alert.unprovable {
            result.verdict = .unprovable(why)
            return result
        }
        let own = conducts.map { $0[index] }
        let detected = own.map(\.detectedAt)
        result.firedRuns = detected.count { $0 != nil }
        result.misfiredRuns = own.count { $0.hasMisfired }
        result.unresolvedRuns = own.count { $0.isUnresolved }
        result.episodes = own.map(\.firing.count).max() ?? 0
        result.reset = Spread(of: own.compactMap(\.resetMilliseconds))
        if let onset = incident?.lowerBound {
            result.detection = Spread(of: detected.compactMap { $0.map { $0 - onset } })
            // Of several equally slow runs the first.
            let slowest = detected.enumerated().max { left, right in
                (left.element ?? .min, -left.offset) < (right.element ?? .min, -right.offset)
            }
            if let slowest, let moment = slowest.element {
                result.steps = steps(ofAlert: index, inRun: slowest.offset, firingFrom: moment, onset: onset)
            }
        }
        result.verdict = verdict(ofAlert: index, result, hasFired: own.contains { !$0.firing.isEmpty })
        return result
    }

    private func verdict(ofAlert index: Int, _ result: AlertResult, hasFired: Bool) -> AlertResult.Verdict {
        if result.misfiredRuns > 0 { return .misfired }
        if isRelevant[index] { return result.firedRuns == runs.count && !runs.isEmpty ? .fired : .missed }
        return hasFired ? .alongside : .silent
    }

    private func steps(ofAlert index: Int, inRun run: Int, firingFrom: Int64, onset: Int64) -> [DetectionStep] {
        let observed = runs[run]
        let pending = observed.episodes[index].filter { $0.firingFromMilliseconds == firingFrom }
            .map(\.pendingFromMilliseconds).min()
        let notified = observed.log.notifications.first { notification in
            notification.milliseconds >= firingFrom && notification.cause != .resolved
                && notification.firing.contains { observed.sent[$0].rule == index }
        }
        return DetectionSteps.split(
            onset: onset, observed, pendingFrom: pending ?? firingFrom, firingFrom: firingFrom,
            notified: notified?.milliseconds)
    }
}

extension WatchedAlert {
    /// Whether it reads one of these signals.
    func reads(oneOf names: [String]) -> Bool {
        signals.contains { signal in names.contains { $0.utf8.elementsEqual(signal.utf8) } }
    }
}

extension Spread {
    /// Nil where one is missing.
    fileprivate init?(ofAll values: [Int64?]) {
        let known = values.compactMap(\.self)
        guard known.count == values.count else { return nil }
        self.init(of: known)
    }
}

extension PipelineReport {
    /// The share of measurements that were lost.
    fileprivate var lossShare: Double {
        made > 0 ? Double(lost.values.reduce(Int64(0)) { $0.addingClamped($1) }) / Double(made) : 0
    }
}
