package import SourceText

/// Why one evaluation of a rule failed: nothing is written then, and alerts stay as they are.
package enum RuleError: Error, Sendable, Equatable {
    case evaluation(EvaluationError)
    /// A string or a range vector.
    case resultIsNoVector
    case duplicateRecordedLabels
    case duplicateAlertLabels
    case tooManySeries(limit: Int, count: Int)
    /// All state of the alert is forgotten.
    case tooManyAlerts(limit: Int, count: Int)
    /// The store has another sample of the same series at the same time: another rule's, or one that was handed in.
    case duplicateSample(NamedLabels)

    /// Prometheus's words.
    package var message: String {
        switch self {
        case .evaluation(let error): error.message
        case .resultIsNoVector: "rule result is not a vector or scalar"
        case .duplicateRecordedLabels:
            "vector contains metrics with the same labelset after applying rule labels"
        case .duplicateAlertLabels: "vector contains metrics with the same labelset after applying alert labels"
        case .tooManySeries(let limit, let count): "exceeded limit of \(limit) with \(count) series"
        case .tooManyAlerts(let limit, let count): "exceeded limit of \(limit) with \(count) alerts"
        case .duplicateSample: "duplicate sample for timestamp"
        }
    }
}

/// One evaluation that failed.
package struct RuleFailure: Sendable, Equatable {
    package var rule: RuleID
    package var atMilliseconds: Int64
    package var error: RuleError
}

/// Why what a rule does cannot be said at all.
package enum UnprovableRule: Sendable, Equatable {
    /// The expression uses something this evaluator does not model.
    case unsupported(UnsupportedFeature)
    /// The evaluation outgrew a bound of ours.
    case limit(EvaluationLimit)
    /// A label of the alert could not be expanded as Prometheus would.
    case template(label: ByteString, TemplateError)
    /// It reads what a rule writes of which nothing can be said.
    case dependsOn(RuleID)
}

extension UnprovableRule {
    /// What is missing, as a clause; `subject` names a rule.
    package func message(subject: (RuleID) -> String) -> String {
        switch self {
        case .unsupported(let feature): feature.message
        case .limit(let limit): limit.message
        case .template(let label, let error): "label `\(label.string)`: \(error.message)"
        case .dependsOn(let rule): "it reads what \(subject(rule)) writes, of which nothing can be said"
        }
    }
}

extension RuleError {
    /// True for what Prometheus would have carried out: a gap or a bound of this evaluator.
    package var isOurs: Bool {
        switch self {
        case .evaluation(.unsupported), .evaluation(.limit): true
        default: false
        }
    }
}
