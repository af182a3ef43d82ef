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
        hasThirdGenerationFunctions: true)

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
        hasThirdGenerationFunctions: false)
}
