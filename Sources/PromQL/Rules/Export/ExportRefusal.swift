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
    /// The input would take more text than promtool reads in a reasonable time.
    case tooMuchInput(sampleCount: Int, limit: Int)
    /// An evaluation fails, and promtool ends a test there.
    case failure(RuleID, RuleError)
    /// Nothing can be said of the rule, so nothing can be expected of it.
    case unprovable(RuleID)
    /// Prometheus 2.42 evaluates the rule to something else: windows closed on the left, evaluations before the first.
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
        case .tooMuchInput: "too-much-input"
        case .failure: "evaluation-fails"
        case .unprovable: "unprovable"
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
        case .tooMuchInput(let count, let limit): "the input has \(count) samples, more than \(limit)"
        case .failure(let rule, let error): "evaluating \(subject(rule)) fails: \(error.message)"
        case .unprovable(let rule): "nothing can be said of \(subject(rule))"
        case .versionsDiffer(let rule): "Prometheus 2.42 evaluates \(subject(rule)) to something else"
        }
    }
}
