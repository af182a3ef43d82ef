/// Where Prometheus versions differ in what an expression means: a switch for each difference, and two presets.
///
/// A switch is named for what the newer version does, and its comment names the version that changed it.
/// Source: prometheus/prometheus, `CHANGELOG.md` and `docs/migration.md`.
package struct Semantics: Sendable, Equatable {
    /// What reports call this set of switches: `prometheus-3`.
    package let profileName: String

    // MARK: Grammar

    /// A duration stands wherever a number does, in seconds, and a number wherever a duration does (2.54); 2.x also
    /// refuses a duration of zero as an offset.
    package var interchangesNumbersAndDurations: Bool
    /// `1_000` is a number (2.54).
    package var allowsUnderscoresInNumbers: Bool
    /// `x[5m * 2]`, `x offset (1h / 2)`, `step()`, `range()`, `min_of()`, `max_of()` (3.4 behind a flag, 3.14 by
    /// default).
    package var allowsDurationExpressions: Bool
    /// `{"http.requests"}`, `{"a.b"="c"}`, `sum by ("a.b") (x)`, and any text as a label name (3.0).
    package var allowsQuotedNames: Bool
    /// The words `limitk`, `limit_ratio`, `fill`, `fill_left`, `fill_right`, `anchored`, `smoothed`, `step`, `range`,
    /// `min_of`, `max_of` and the operators `</` and `>/` are known (2.53 to 3.14); most still need a feature flag.
    package var knowsThirdGenerationWords: Bool
    /// Functions and aggregations behind `--enable-feature=promql-experimental-functions` are accepted. No preset
    /// sets it.
    package var acceptsExperimentalFunctions: Bool
    /// `holt_winters` exists (renamed to the experimental `double_exponential_smoothing` in 3.0).
    package var hasHoltWinters: Bool
    /// Functions that came after 2.42 exist: `first_over_time` (stable in 3.14), `histogram_avg`, and the experimental
    /// ones.
    package var hasThirdGenerationFunctions: Bool

    // MARK: Evaluation

    /// Ranges, subqueries and the lookback leave out a sample exactly at their left end (3.0).
    package var opensRangesOnTheLeft: Bool
    /// `rate`, `increase` and `delta` halve a long distance to the window's start before they ask where the counter was
    /// zero (2.51), not after.
    package var halvesDistanceBeforeZero: Bool
    /// `sum` carries a compensation for lost digits (2.54).
    package var compensatesSums: Bool
    /// `avg` and `avg_over_time` divide one compensated sum (3.5), unless it overflows.
    package var averagesFromSums: Bool
    /// A running sum that becomes infinite forgets its compensation (3.x), which was NaN by then.
    package var forgetsCompensationAtInfinity: Bool
    /// `stddev` and `stdvar` yield NaN for a group that begins with NaN or an infinity (3.0).
    package var spoilsSpreadByNonFiniteValues: Bool
    /// `topk` and `bottomk` put a newcomer in the place of the worst, and never NaN for NaN (2.55): it decides which of
    /// equals stay.
    package var replacesTopOfHeap: Bool
    /// `topk` and `bottomk` yield nothing for a parameter below 1 before they judge it, and have words for NaN (3.6).
    package var namesNaNParameters: Bool
    /// `atan2` drops the metric name as other arithmetic does (2.47).
    package var dropsNameInAtan2: Bool
    /// `__type__` and `__unit__` go where the metric name goes (3.5).
    package var dropsTypeAndUnitWithName: Bool
    /// Names are dropped when the whole query is done (`--enable-feature=promql-delayed-name-removal`). No preset sets
    /// it; upstream's tests do.
    package var delaysNameRemoval: Bool
    /// Two matches for one element are an error even where a comparison filters one out (3.9).
    package var judgesMatchesBeforeFiltering: Bool
    /// The error about duplicates names the two series in the order of their texts (3.x), not in that of appearance.
    package var ordersDuplicatesInErrors: Bool
    /// A subquery may hold the negation of two series that differ in name only, if never at one step (3.x).
    package var mergesNegatedSeries: Bool
    /// A metric name that `group_left(__name__)` copies stays where `bool` drops names (3.x).
    package var keepsIncludedName: Bool
    /// `histogram_fraction` works on classic buckets (3.4).
    package var takesFractionsOfClassicHistograms: Bool
    /// `histogram_quantile` levels bucket counts that differ by less than 1e-12 of their sum (2.49).
    package var levelsSmallBucketDifferences: Bool
    /// A scrape spells the bounds in `le` and `quantile` as numbers with a fraction: `1` becomes `1.0` (3.0).
    package var normalisesBoundsAtScrape: Bool

    /// Prometheus 3.14 without feature flags: what new deployments run.
    package static let prometheus3 = Semantics(
        profileName: "prometheus-3",
        interchangesNumbersAndDurations: true,
        allowsUnderscoresInNumbers: true,
        allowsDurationExpressions: true,
        allowsQuotedNames: true,
        knowsThirdGenerationWords: true,
        acceptsExperimentalFunctions: false,
        hasHoltWinters: false,
        hasThirdGenerationFunctions: true,
        opensRangesOnTheLeft: true,
        halvesDistanceBeforeZero: true,
        compensatesSums: true,
        averagesFromSums: true,
        forgetsCompensationAtInfinity: true,
        spoilsSpreadByNonFiniteValues: true,
        replacesTopOfHeap: true,
        namesNaNParameters: true,
        dropsNameInAtan2: true,
        dropsTypeAndUnitWithName: true,
        delaysNameRemoval: false,
        judgesMatchesBeforeFiltering: true,
        ordersDuplicatesInErrors: true,
        mergesNegatedSeries: true,
        keepsIncludedName: true,
        takesFractionsOfClassicHistograms: true,
        levelsSmallBucketDifferences: true,
        normalisesBoundsAtScrape: true)

    /// Prometheus 2.42.
    package static let prometheus2 = Semantics(
        profileName: "prometheus-2",
        interchangesNumbersAndDurations: false,
        allowsUnderscoresInNumbers: false,
        allowsDurationExpressions: false,
        allowsQuotedNames: false,
        knowsThirdGenerationWords: false,
        acceptsExperimentalFunctions: false,
        hasHoltWinters: true,
        hasThirdGenerationFunctions: false,
        opensRangesOnTheLeft: false,
        halvesDistanceBeforeZero: false,
        compensatesSums: false,
        averagesFromSums: false,
        forgetsCompensationAtInfinity: false,
        spoilsSpreadByNonFiniteValues: false,
        replacesTopOfHeap: false,
        namesNaNParameters: false,
        dropsNameInAtan2: false,
        dropsTypeAndUnitWithName: false,
        delaysNameRemoval: false,
        judgesMatchesBeforeFiltering: false,
        ordersDuplicatesInErrors: false,
        mergesNegatedSeries: false,
        keepsIncludedName: false,
        takesFractionsOfClassicHistograms: false,
        levelsSmallBucketDifferences: false,
        normalisesBoundsAtScrape: false)
}
