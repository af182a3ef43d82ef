import PromQL
import SourceText
import TimeSeries

/// The words for why an expression yielded nothing.
enum ReasonWords {
    /// For machines.
    static func word(_ kind: EmptyReason.Kind) -> String {
        switch kind {
        case .noSuchMetric: "no-such-metric"
        case .labelMatchesNothing: "label-matches-nothing"
        case .labelsMatchNothing: "labels-match-nothing"
        case .noSampleInWindow: "no-sample-in-window"
        case .ended: "series-ended"
        case .tooFewSamples: "too-few-samples"
        case .sidesDoNotMatch: "sides-do-not-match"
        case .notRecorded: "not-recorded"
        case .excluded: "excluded"
        case .keepsNone: "keeps-none"
        case .notOneElement: "not-one-element"
        case .beganAnew: "labels-change"
        case .present: "present"
        case .noBuckets: "no-buckets"
        case .yieldsNothing: "yields-nothing"
        case .comparison: "comparison-false"
        case .zeroByZero: "zero-by-zero"
        case .sampleIsNotANumber: "sample-is-not-a-number"
        case .becomesNotANumber: "becomes-not-a-number"
        case .pending: "pending"
        case .failed: "failed"
        case .notEvaluated: "not-evaluated"
        }
    }

    /// For people: one clause that stands beside the piece of the expression, asked at `time`.
    ///
    /// - Parameter metrics: the names of all series, one of which may have been meant.
    static func text(_ kind: EmptyReason.Kind, at time: Int64, metrics: [String]) -> String {
        switch kind {
        case .noSuchMetric(let name):
            let near = NearMiss.closest(to: name.string, among: metrics)
            return "no series is called `\(name.string)`" + (near.map { "; did you mean `\($0)`?" } ?? "")
        case .labelMatchesNothing(let label, let matcher, let present):
            let condition =
                "\(label.string)\(matcher.operator.text)\(GoQuoting.quoted(matcher.value.bytes))"
            let values = present.map { $0.isEmpty ? "(none)" : GoQuoting.quoted($0.bytes) }
            return "no series has `\(condition)`; there is \(values.joined(separator: ", "))"
        case .labelsMatchNothing: return "no series meets all of these conditions"
        case .noSampleInWindow(let newest, let window):
            guard let newest else { return "there is no sample yet" }
            return "the newest sample is \(duration(time - newest)) old, the window is \(duration(window))"
        case .ended(let end): return "the series ended \(duration(time - end)) before"
        case .tooFewSamples(let most, let needed, let window):
            return "\(most) sample\(most == 1 ? "" : "s") in \(duration(window)), \(needed) are needed"
        case .sidesDoNotMatch(let left, let right):
            return "no element has its like on the other side: \(left.text) and \(right.text)"
        case .notRecorded(let name): return "the rule that records `\(name.string)` has recorded nothing"
        case .keepsNone(let parameter): return "the parameter \(GoNumberText.shortest(parameter)) leaves no element"
        case .notOneElement(let count): return "`scalar` of \(count) elements is not a number, and compares as false"
        case .beganAnew(let since, let remaining):
            return "holds since \(duration(time - since)) before, but the alert's labels change with its value, so it "
                + "begins anew each time and must hold \(duration(remaining)) more"
        case .excluded(let count): return "`unless` removes all \(count) elements"
        case .present(let count):
            return "there \(count == 1 ? "is 1 series" : "are \(count) series"), so nothing is absent"
        case .noBuckets: return "no series has the label `le`"
        case .yieldsNothing: return "yields nothing"
        case .comparison(let comparison): return text(comparison)
        case .zeroByZero: return "0/0 is not a number, and compares as false"
        case .sampleIsNotANumber: return "the sample is not a number, and compares as false"
        case .becomesNotANumber: return "the result is not a number, and compares as false"
        case .pending(let since, let remaining):
            return "holds since \(duration(time - since)) before, and must hold \(duration(remaining)) more"
        case .failed(let error): return error.message
        case .notEvaluated: return "not evaluated yet"
        }
    }

    private static func text(_ comparison: EmptyReason.Comparison) -> String {
        let value = GoNumberText.shortest(comparison.value)
        let threshold = GoNumberText.shortest(comparison.threshold)
        let closest = comparison.count == 1 ? "is \(value)" : "the closest of \(comparison.count) is \(value)"
        let condition = "not \(comparison.operator.text) \(threshold)"
        if comparison.gap == 0 { return "\(closest), \(condition)" }
        return "\(closest), \(condition): \(GoNumberText.shortest(comparison.gap)) short"
    }

    private static func duration(_ milliseconds: Int64) -> String {
        PrometheusDuration.text(milliseconds: milliseconds)
    }

    /// Why a rule is not evaluated over all steps at once: a word, and a clause that follows the rule's name.
    static func words(_ reason: StepwiseReason) -> (word: String, text: String) {
        switch reason {
        case .requested: ("requested", "is to be")
        case .cyclic: ("cyclic", "reads its own output")
        case .looksAhead: ("looks-ahead", "or a rule beside it looks ahead")
        case .queryOffset: ("query-offset", "reads a group with a greater query_offset")
        case .declined: ("several-writers", "reads series that several rules write")
        }
    }
}
