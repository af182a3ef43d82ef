import SourceText

/// Turns "quotient comparator number" into the one spelling that every equivalent rule shares.
struct ConditionNormalisation {
    var holdMilliseconds: Int64

    /// The condition `value comparator threshold`, or nil if the combination has no such reading.
    func condition(
        _ value: Quotient, _ comparator: AlertCondition.Comparator, _ threshold: Double
    ) -> AlertCondition? {
        let numerator = value.numerator.replacingTerms(Self.successesAsComplement)
        let denominator = value.denominator.replacingTerms(Self.successesAsComplement)
        if denominator.isConstant {
            return plain(
                numerator.scaled(by: 1 / denominator.constant), comparator, threshold, groupedBy: value.groupedBy)
        }
        return ratio(numerator, over: denominator, comparator, threshold, groupedBy: value.groupedBy)
    }

    /// Compares two measured sides: `errors > 0.02 * requests` says what `errors / requests > 0.02` says.
    func condition(
        _ left: Quotient, _ comparator: AlertCondition.Comparator, _ right: Quotient
    ) -> AlertCondition? {
        if let number = right.constant { return condition(left, comparator, number) }
        if let number = left.constant { return condition(right, comparator.mirrored, number) }
        guard left.denominator.isConstant, right.denominator.isConstant else { return nil }
        return condition(
            Quotient(
                left.numerator.scaled(by: 1 / left.denominator.constant),
                over: right.numerator.scaled(by: 1 / right.denominator.constant),
                groupedBy: Quotient.unite(left.groupedBy, right.groupedBy)),
            comparator, 1)
    }

    /// Successes are requests without errors, so that an availability rule and an error rule give one condition.
    private static func successesAsComplement(_ term: MeasuredTerm) -> LinearCombination {
        guard term.selection.source == .signal(.requests), term.selection.isSuccess else {
            return LinearCombination(term)
        }
        var all = term
        all.selection.isSuccess = false
        var failed = all
        failed.selection.source = .signal(.errors)
        return LinearCombination(all).adding(LinearCombination(failed), times: -1)
    }

    /// `coefficient × terms + constant comparator threshold`, all terms with one coefficient.
    private func plain(
        _ value: LinearCombination, _ comparator: AlertCondition.Comparator, _ threshold: Double,
        groupedBy: [ByteString]
    ) -> AlertCondition? {
        let terms = value.terms
        guard let first = terms.first, first.coefficient != 0 else { return nil }
        guard
            terms.allSatisfy({
                Self.isClose($0.coefficient, first.coefficient) && $0.term.statistic == first.term.statistic
            })
        else { return nil }
        let selections = terms.map(\.term.selection)
        let unit = selections[0].unit
        return AlertCondition(
            subject: selections.count == 1 ? .value(selections[0]) : .sum(selections), statistic: first.term.statistic,
            comparator: first.coefficient < 0 ? comparator.mirrored : comparator,
            threshold: Quantity((threshold - value.constant) / first.coefficient, unit),
            windowMilliseconds: terms.compactMap(\.term.windowMilliseconds).max(), holdMilliseconds: holdMilliseconds,
            groupedBy: groupedBy)
    }

    /// `numerator / denominator comparator threshold`, with the part of the numerator that is a multiple of the
    /// denominator moved to the threshold: `1 - ok / total > 0.02` has the numerator `total - ok`.
    private func ratio(
        _ numerator: LinearCombination, over denominator: LinearCombination,
        _ comparator: AlertCondition.Comparator, _ threshold: Double, groupedBy: [ByteString]
    ) -> AlertCondition? {
        var rest = numerator
        var share = 0.0
        for (term, coefficient) in denominator.terms {
            let candidate = numerator.coefficient(of: term) / coefficient
            let remainder = numerator.adding(denominator, times: -candidate)
            if remainder.terms.count < rest.terms.count { (rest, share) = (remainder, candidate) }
        }
        let above = rest.terms
        let below = denominator.terms
        guard rest.constant == 0, denominator.constant == 0, let first = above.first, let base = below.first,
            above.allSatisfy({ Self.isClose($0.coefficient, first.coefficient) }),
            below.allSatisfy({ Self.isClose($0.coefficient, base.coefficient) })
        else { return nil }
        let factor = first.coefficient / base.coefficient
        guard factor.isFinite, factor != 0 else { return nil }
        let bound = (threshold - share) / factor
        let direction = factor < 0 ? comparator.mirrored : comparator
        let windows = (above + below).compactMap(\.term.windowMilliseconds)
        return named(
            numerator: above.map(\.term), denominator: below.map(\.term), direction, bound, window: windows.max(),
            groupedBy: groupedBy)
    }

    /// A quotient of a histogram's sum and count is a mean; everything else is a ratio.
    private func named(
        numerator: [MeasuredTerm], denominator: [MeasuredTerm], _ comparator: AlertCondition.Comparator,
        _ threshold: Double, window: Int64?, groupedBy: [ByteString]
    ) -> AlertCondition {
        if numerator.count == 1, denominator.count == 1, numerator[0].selection.part == .sum,
            Self.counts(denominator[0].selection), numerator[0].selection.family == denominator[0].selection.family
        {
            var selection = numerator[0].selection
            selection.part = .value
            return AlertCondition(
                subject: .value(selection), statistic: .mean, comparator: comparator,
                threshold: Quantity(threshold, selection.unit), windowMilliseconds: window,
                holdMilliseconds: holdMilliseconds, groupedBy: groupedBy)
        }
        return AlertCondition(
            subject: .ratio(
                numerator: numerator.map(\.selection).sorted(), denominator: denominator.map(\.selection).sorted()),
            statistic: numerator[0].statistic, comparator: comparator, threshold: Quantity(threshold, .ratio),
            windowMilliseconds: window, holdMilliseconds: holdMilliseconds, groupedBy: groupedBy)
    }

    /// The `_count` of a histogram, also where a convention reads its requests off it.
    private static func counts(_ selection: SignalSelection) -> Bool {
        selection.part == .count || (selection.part == .value && selection.source == .signal(.requests))
    }

    private static func isClose(_ left: Double, _ right: Double) -> Bool {
        abs(left - right) <= 1e-9 * max(abs(left), abs(right))
    }
}
