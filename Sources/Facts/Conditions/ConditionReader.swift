package import PromQL
import SourceText

/// Reads alert expressions for their meaning: which signal, compared how, with what.
///
/// The value of an expression is carried as a quotient of linear combinations of measured terms; everything that has
/// no such form is refused by name, so that a check can say why it did not understand a rule.
package struct ConditionReader: Sendable {
    let signals: SignalMap
    let recordings: RecordingIndex
    let emitted: EmittedMetrics

    /// How many recording rules may stand behind one another.
    static let followLimit = 16

    package init(signals: SignalMap, recordings: RecordingIndex, emitted: EmittedMetrics = EmittedMetrics()) {
        self.signals = signals
        self.recordings = recordings
        self.emitted = emitted
    }

    /// The conditions under which an alert fires.
    package func conditions(of rule: RuleFact) -> Recognition {
        conditions(of: rule.expression, holdMilliseconds: rule.holdMilliseconds?.value ?? 0)
    }

    package func conditions(of expression: Expression, holdMilliseconds: Int64 = 0) -> Recognition {
        var walk = ConditionWalk(
            reader: self, normalisation: ConditionNormalisation(holdMilliseconds: holdMilliseconds))
        do throws(ConditionRefusal) {
            let result = try walk.read(expression.root, in: expression)
            guard let first = result.alternatives.first, !result.alternatives.allSatisfy(\.isEmpty) else {
                throw ConditionRefusal(.noComparison, at: expression[expression.root].range)
            }
            return .recognised(first, alternatives: Array(result.alternatives.dropFirst()))
        } catch {
            return .unrecognised(error.reason, at: error.range)
        }
    }
}

/// Why an expression has no meaning that we follow, and where.
struct ConditionRefusal: Error {
    var reason: Recognition.Reason
    var range: ByteRange

    init(_ reason: Recognition.Reason, at range: ByteRange) {
        self.reason = reason
        self.range = range
    }
}

/// What a subexpression yields: a value to go on with, and the comparisons it has already passed.
struct ReadValue {
    /// Nil where only truth is left, as after `bool` or `absent`.
    var value: Quotient?
    /// Alternatives of conditions that must all hold.
    var alternatives: [[PlacedCondition]] = [[]]

    /// Both must hold.
    func conjoined(with other: ReadValue) -> [[PlacedCondition]] {
        alternatives.flatMap { mine in other.alternatives.map { mine + $0 } }
    }
}
