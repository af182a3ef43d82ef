package import SourceText

/// Why an expression yielded nothing, or an alert did not fire: data, with the piece of the expression to point at.
package struct EmptyReason: Sendable, Equatable {
    /// The sub-expression that it lies in.
    package let node: NodeID
    package let kind: Kind
    /// The rule whose expression that is, where it is another than the one that was asked about.
    package internal(set) var rule: RuleID?

    package init(node: NodeID, kind: Kind, rule: RuleID? = nil) {
        self.node = node
        self.kind = kind
        self.rule = rule
    }

    package enum Kind: Sendable, Equatable {
        // MARK: Nothing selected

        /// No series has this name.
        case noSuchMetric(ByteString)
        /// Series of the metric exist, and this condition alone excludes them all. What the label says instead, at most
        /// five values, ascending; the empty one stands for series without the label.
        case labelMatchesNothing(label: ByteString, condition: LabelMatcher, present: [ByteString])
        /// Series exist for each condition, and none for all of them.
        case labelsMatchNothing(metric: ByteString?)
        /// Series are selected, and their newest sample is older than the window, or there is none yet.
        case noSampleInWindow(newestMilliseconds: Int64?, windowMilliseconds: Int64)
        /// The series have ended: their newest entry is a stale marker.
        case ended(atMilliseconds: Int64)
        /// The metric is recorded, and its rules yielded nothing; their reasons follow, with `rule` set.
        case notRecorded(ByteString)
        /// The function needs more samples in its window than there are.
        case tooFewSamples(most: Int, needed: Int, windowMilliseconds: Int64)

        // MARK: Nothing left

        /// Both sides of an operator have elements, and none belong together. One example of each side.
        case sidesDoNotMatch(left: NamedLabels, right: NamedLabels)
        /// `unless`: every element has its like on the other side.
        case excluded(count: Int)
        /// `absent`: there is something.
        case present(count: Int)
        /// `topk` and the like with a parameter that leaves no element.
        case keepsNone(parameter: Double)
        /// `histogram_quantile` of series without `le`.
        case noBuckets
        /// Elements go in and none come out, for reasons of the function's own.
        case yieldsNothing

        // MARK: Compared in vain

        /// No element met the condition; the one that came closest.
        case comparison(Comparison)
        /// A division of zero by zero, which is not a number and compares false with everything.
        case zeroByZero
        /// `scalar` of several elements.
        case notOneElement(count: Int)
        /// A sample that was handed in is not a number.
        case sampleIsNotANumber
        /// A function or aggregation made something that is not a number.
        case becomesNotANumber

        // MARK: Not firing

        /// The condition holds, and not yet for long enough.
        case pending(sinceMilliseconds: Int64, remainingMilliseconds: Int64)
        /// The condition has held for an element since a moment; but the alert's labels changed, so that it began anew
        /// each time, and it must now hold that much longer.
        case beganAnew(holdsSinceMilliseconds: Int64, remainingMilliseconds: Int64)
        /// The evaluation failed.
        case failed(RuleError)
        /// The rule was not evaluated at that time or before it.
        case notEvaluated
    }

    /// A comparison that came out false.
    package struct Comparison: Sendable, Equatable {
        package var value: Double
        package var `operator`: BinaryOperator
        package var threshold: Double
        /// How much the value would have to change to meet the threshold; not negative. Zero where a strict comparison
        /// met its bound exactly, and for `!=`.
        package var gap: Double
        /// The element that came closest.
        package var element: NamedLabels
        /// How many were compared.
        package var count: Int
    }
}
