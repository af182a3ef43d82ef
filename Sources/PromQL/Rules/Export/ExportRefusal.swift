package import SourceText

/// What cannot be written as a promtool test file. The list is closed: whatever is not in it is exported.
package enum ExportRefusal: Sendable, Equatable {
    /// A name or value that 2.42's notation of series cannot spell: other characters than its own, a value not in UTF-8.
    case series(NamedLabels)
    /// Prometheus 2.42 does not parse the expression.
    case expression(RuleID, PromQLError)
    /// Prometheus 2.42 does not parse a template of the rule.
    case template(RuleID, field: ByteString, TemplateError)
    /// A rule, label or annotation that 2.42 refuses by its name, or a text that is no UTF-8.
    case name(RuleID, ByteString)
    /// 2.42 knows no `query_offset`.
    case queryOffset(group: ByteString)
    /// promtool ignores the intervals of groups, so those of one interval get a file; this rule reads another's.
    case readsOtherInterval(RuleID)
    /// The rule depends on the time of day, and promtool's tests begin in 1970.
    case absoluteTime(RuleID)
    /// promtool loads at most 10,000 samples for one query.
    case tooManySamples(RuleID)
    /// promtool would work for many minutes.
    case tooMuch(ExportAmount, count: Int, limit: Int)
    /// An evaluation fails, and promtool ends a test there.
    case failure(RuleID, RuleError)
    /// Nothing can be said of the rule, so nothing can be expected of it.
    case unprovable(RuleID)
    /// promtool's evaluations begin with the first sample, and before the run's own first one the alert is active.
    case alertsBeforeStart(RuleID)
    /// The alert has other states in promtool 2.42: its windows are closed on the left, its lookback is 5 minutes.
    case versionsDiffer(RuleID)

    /// For machines.
    package var word: String {
        switch self {
        case .series: "series-notation"
        case .expression: "expression-of-3"
        case .template: "template-of-3"
        case .name: "name-of-3"
        case .queryOffset: "query-offset"
        case .readsOtherInterval: "reads-other-interval"
        case .absoluteTime: "absolute-time"
        case .tooManySamples: "too-many-samples"
        case .tooMuch: "too-much"
        case .failure: "evaluation-fails"
        case .unprovable: "unprovable"
        case .alertsBeforeStart: "alerts-before-start"
        case .versionsDiffer: "versions-differ"
        }
    }

    /// One clause for a person; `subject` names a rule.
    package func message(subject: (RuleID) -> String) -> String {
        switch self {
        case .series(let labels): "the series \(labels.seriesText) cannot be spelt in promtool's notation"
        case .expression(let rule, let error): "Prometheus 2.42 does not parse \(subject(rule)): \(error.message)"
        case .template(let rule, let field, let error):
            "Prometheus 2.42 does not parse `\(field.string)` of \(subject(rule)): \(error.message)"
        case .name(let rule, let name): "Prometheus 2.42 refuses the name `\(name.string)` in \(subject(rule))"
        case .queryOffset(let group): "Prometheus 2.42 knows no `query_offset`, which group `\(group.string)` has"
        case .readsOtherInterval(let rule): "\(subject(rule)) reads what a group with another interval records"
        case .absoluteTime(let rule): "\(subject(rule)) depends on the time of day, and promtool begins in 1970"
        case .tooManySamples(let rule): "\(subject(rule)) reads more samples at once than promtool's 10,000"
        case .tooMuch(let amount, let count, let limit):
            "promtool would work too long: \(count) \(amount.words), more than \(limit)"
        case .failure(let rule, let error): "evaluating \(subject(rule)) fails: \(error.message)"
        case .unprovable(let rule): "nothing can be said of \(subject(rule))"
        case .alertsBeforeStart(let rule):
            "\(subject(rule)) is active before the run begins, and promtool evaluates from the first sample on"
        case .versionsDiffer(let rule): "\(subject(rule)) has other states in promtool 2.42"
        }
    }
}

/// What may be too much for promtool.
package enum ExportAmount: Sendable, Equatable {
    case samples
    /// One for each series and interval, gaps included: promtool spells them all out.
    case values
    case evaluations

    /// Measured: promtool 2.42 takes 270 s for 1.8 million samples under 5,760 evaluations of 30 rules.
    package var limit: Int {
        switch self {
        case .samples: 1_000_000
        case .values: 10_000_000
        case .evaluations: 100_000
        }
    }

    var words: String {
        switch self {
        case .samples: "samples"
        case .values: "values, gaps included"
        case .evaluations: "evaluations"
        }
    }
}
