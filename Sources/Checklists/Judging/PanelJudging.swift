import Facts
import Findings

/// What every check over panels shares: which panels are subjects, and how their places are named.
enum PanelJudging {
    /// Runs `judge` over each visible panel that shows a signal of this service.
    static func eachShownPanel(
        _ context: CheckContext, _ judge: (OwnPanel, CheckContext, inout CheckResult) -> Void
    ) -> CheckResult {
        each(context.facts.ownPanels.filter(\.panel.isVisible), context, judge)
    }

    /// The same over hidden panels too.
    static func eachOwnPanel(
        _ context: CheckContext, _ judge: (OwnPanel, CheckContext, inout CheckResult) -> Void
    ) -> CheckResult {
        each(context.facts.ownPanels, context, judge)
    }

    private static func each(
        _ panels: [OwnPanel], _ context: CheckContext, _ judge: (OwnPanel, CheckContext, inout CheckResult) -> Void
    ) -> CheckResult {
        var result = CheckResult()
        if let missing = missingDashboards(context) {
            result.undecided.append(missing)
            return result
        }
        result.outOfScopeCount = context.facts.foreignPanelCount
        for panel in panels {
            result.subjectCount += 1
            judge(panel, context, &result)
        }
        return result
    }

    /// The beginning of a check over rules and panels alike: without dashboards half of it stays undecided.
    static func start(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        result.outOfScopeCount = context.facts.foreignPanelCount + context.facts.foreignRuleCount
        if let missing = missingDashboards(context) { result.undecided.append(missing) }
        return result
    }

    /// Without any dashboard there is nothing to judge, and that proves nothing.
    static func missingDashboards(_ context: CheckContext) -> CheckResult.Undecided? {
        guard !context.facts.isRead(.grafanaDashboards) else { return nil }
        let isUnread = context.facts.artefact(.datadogDashboards)?.state == .notReadYet
        return CheckResult.Undecided(
            isUnread ? .notReadYet(kind: "datadog_dashboards") : .noArtefact(kind: "Grafana dashboards"),
            subject: "dashboards")
    }
}
