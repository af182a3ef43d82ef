import Facts
import Findings
import PromQL
import SourceText

/// What every check over rules shares: which rules are subjects, and how their places are named.
enum RuleJudging {
    /// Runs `judge` over each rule that reads a signal of this service.
    static func eachOwnRule(
        _ context: CheckContext, _ judge: (RuleFact, CheckContext, inout CheckResult) -> Void
    ) -> CheckResult {
        each(context.facts.ownRules, context, judge)
    }

    /// The same over alerts only.
    static func eachOwnAlert(
        _ context: CheckContext, _ judge: (RuleFact, CheckContext, inout CheckResult) -> Void
    ) -> CheckResult {
        each(context.facts.ownAlerts.map(\.rule), context, judge)
    }

    /// The same over alerts with what each demands.
    static func eachRecognisedAlert(
        _ context: CheckContext, _ judge: (RuleFact, Recognition, CheckContext, inout CheckResult) -> Void
    ) -> CheckResult {
        var index = 0
        return each(context.facts.ownAlerts.map(\.rule), context) { rule, context, result in
            judge(rule, context.facts.ownAlerts[index].recognition, context, &result)
            index += 1
        }
    }

    private static func each(
        _ rules: [RuleFact], _ context: CheckContext, _ judge: (RuleFact, CheckContext, inout CheckResult) -> Void
    ) -> CheckResult {
        var result = CheckResult()
        if let missing = missingRules(context) {
            result.undecided.append(missing)
            return result
        }
        result.outOfScopeCount = context.facts.foreignRuleCount
        for rule in rules {
            result.subjectCount += 1
            judge(rule, context, &result)
        }
        return result
    }

    /// Without any rule file there is nothing to judge, and that proves nothing.
    private static func missingRules(_ context: CheckContext) -> CheckResult.Undecided? {
        guard !context.facts.isRead(.prometheusRules) else { return nil }
        return CheckResult.Undecided(.noArtefact(kind: "Prometheus rules"), subject: "alert rules")
    }
}

extension RuleFact {
    /// "alert `ClaudeErrors`": the subject of a sentence.
    var subjectInBackticks: String {
        "\(kind == .alert ? "alert" : "recording rule") `\(name.value.string)`"
    }
}
