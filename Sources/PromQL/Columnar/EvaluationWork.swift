/// What an evaluator has done, in numbers that no clock can blur.
package struct EvaluationWork: Sendable, Equatable {
    /// Ticks of the series that selectors went through, once for each selector that did.
    package var ticksRead = 0
    /// Values of columns that were made, at steps without a value too.
    package var valuesMade = 0
    /// Pairs of columns that were held against each other.
    package var pairsTried = 0
    /// Samples of windows that were gone through again for each step: the functions that need it are
    /// `stddev_over_time`, `stdvar_over_time`, `quantile_over_time`, `deriv`, `predict_linear`, `holt_winters`, and
    /// `sum_over_time` and `avg_over_time` where values are not whole numbers, and in 2.x all of `avg_over_time`.
    package var samplesScannedAgain = 0
    /// Steps at which a subquery was evaluated by itself, because it depends on the moment of its query.
    package var stepsByThemselves = 0

    /// All of it.
    package var total: Int { ticksRead + valuesMade + pairsTried + samplesScannedAgain + stepsByThemselves }
}
