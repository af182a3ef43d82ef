import SourceText
package import TimeSeries

/// Finds out why an expression yields nothing at a moment, by asking its parts.
package enum Explanation {
    /// Reasons in reading order; none if the expression yields something.
    ///
    /// - Complexity: evaluates each part at most once, and at most `visitLimit` parts.
    package static func reasons(
        for expression: Expression, atMilliseconds time: Int64, in store: SeriesStore, _ options: EvaluationOptions
    ) -> [EmptyReason] {
        var search = EmptySearch(expression, time, InstantQueries(store, options))
        return search.run()
    }

    /// Parts looked at before the search gives up.
    static let visitLimit = 500
}

extension RuleRun {
    /// Why a rule yielded nothing, or an alert did not fire, at the evaluation at or before a moment.
    ///
    /// Empty where a recording rule recorded something or an alert was firing. Where the rule reads what others record,
    /// and they recorded nothing, their reasons follow.
    package func explain(_ rule: RuleID, atMilliseconds moment: Int64) -> [EmptyReason] {
        withUpstream(
            ownReasons(rule, atMilliseconds: moment), of: rules[rule].expression, seen: [rule], atMilliseconds: moment)
    }

    /// Why an expression that is asked at the end of the run yields nothing at a moment, reasons of rules included.
    package func explain(_ expression: Expression, atMilliseconds moment: Int64) -> [EmptyReason] {
        let own = Explanation.reasons(for: expression, atMilliseconds: moment, in: store, options)
        return withUpstream(own, of: expression, seen: [], atMilliseconds: moment)
    }

    /// Reasons, and those of the rules that record what is missing.
    private func withUpstream(
        _ own: [EmptyReason], of expression: Expression, seen: Set<RuleID>, atMilliseconds moment: Int64
    ) -> [EmptyReason] {
        var seen = seen
        var result: [EmptyReason] = []
        var waiting: [RuleID] = []
        func take(_ reasons: [EmptyReason], of expression: Expression, _ rule: RuleID?) {
            var upstream: [RuleID] = []
            for var reason in reasons {
                let writers = missing(reason, in: expression).map(self.writers) ?? []
                if case .noSuchMetric(let metric) = reason.kind, !writers.isEmpty {
                    reason = EmptyReason(node: reason.node, kind: .notRecorded(metric))
                }
                reason.rule = rule
                result.append(reason)
                upstream += writers
            }
            waiting += upstream.reversed()
        }
        take(own, of: expression, nil)
        while let rule = waiting.popLast(), seen.count < Self.explainedRuleLimit {
            guard seen.insert(rule).inserted else { continue }
            take(ownReasons(rule, atMilliseconds: moment), of: rules[rule].expression, rule)
        }
        return result
    }

    /// Rules followed upstream from one that is asked about.
    private static let explainedRuleLimit = 20

    /// The metric that there is nothing of now, if that is the reason.
    private func missing(_ reason: EmptyReason, in expression: Expression) -> ByteString? {
        switch reason.kind {
        case .noSuchMetric(let metric): return metric
        case .ended, .noSampleInWindow:
            guard case .vectorSelector(let selector) = expression[reason.node].kind,
                selector.modifiers == TimeModifiers()
            else { return nil }
            return selector.metricName
        default: return nil
        }
    }

    private func writers(of metric: ByteString) -> [RuleID] {
        rules.ids.filter { rules[$0].alerting == nil && rules[$0].name == metric }
    }

    /// The reasons in a rule's own expression.
    private func ownReasons(_ rule: RuleID, atMilliseconds moment: Int64) -> [EmptyReason] {
        let expression = rules[rule].expression
        guard let time = times(of: rule).last(where: { $0 <= moment }) else {
            return [EmptyReason(node: expression.root, kind: .notEvaluated)]
        }
        if let failure = failures.first(where: { $0.rule == rule && $0.atMilliseconds == time }) {
            let place = EmptyReason(node: expression.root, kind: .failed(failure.error))
            guard case .evaluation = failure.error else { return [place] }
            let found = reasonsInExpression(rule, atMilliseconds: time)
            return found.isEmpty ? [place] : found
        }
        if rules[rule].alerting != nil {
            let timelines = alerts[rule] ?? []
            if timelines.contains(where: { $0.state(atMilliseconds: time) == .firing }) { return [] }
            if let kind = pendingReason(rule, timelines, atMilliseconds: time) {
                return [EmptyReason(node: expression.root, kind: kind)]
            }
        }
        return reasonsInExpression(rule, atMilliseconds: time)
    }

    private func reasonsInExpression(_ rule: RuleID, atMilliseconds time: Int64) -> [EmptyReason] {
        Explanation.reasons(
            for: rules[rule].expression, atMilliseconds: time - rules.group(of: rule).queryOffsetMilliseconds,
            in: store(seenBy: rule, atMilliseconds: time), options)
    }

    /// Of all pending alerts the one that is closest to firing; nil if there is none.
    private func pendingReason(
        _ rule: RuleID, _ timelines: [AlertTimeline], atMilliseconds time: Int64
    ) -> EmptyReason.Kind? {
        let pending = timelines.compactMap { timeline -> (since: Int64, element: LabelSetID)? in
            guard timeline.state(atMilliseconds: time) == .pending,
                let episode = timeline.episodes.last(where: { $0.pendingFromMilliseconds <= time }),
                let observation = timeline.observation(atMilliseconds: time)
            else { return nil }
            return (episode.pendingFromMilliseconds, observation.element)
        }
        guard let oldest = pending.min(by: { $0.since < $1.since }), let alerting = rules[rule].alerting else {
            return nil
        }
        let remaining = alerting.holdMilliseconds - (time - oldest.since)
        let holds = holdsSince(oldest.element, rule, timelines, atMilliseconds: time)
        if holds < oldest.since {
            return .beganAnew(holdsSinceMilliseconds: holds, remainingMilliseconds: remaining)
        }
        return .pending(sinceMilliseconds: oldest.since, remainingMilliseconds: remaining)
    }

    /// The first of the evaluations up to a moment at all of which the condition held for an element.
    private func holdsSince(
        _ element: LabelSetID, _ rule: RuleID, _ timelines: [AlertTimeline], atMilliseconds time: Int64
    ) -> Int64 {
        var moments: Set<Int64> = []
        for timeline in timelines {
            for observation in timeline.observations where observation.element == element {
                moments.insert(observation.atMilliseconds)
            }
        }
        var since = time
        for evaluation in times(of: rule).reversed() where evaluation <= time {
            guard moments.contains(evaluation) else { break }
            since = evaluation
        }
        return since
    }
}
