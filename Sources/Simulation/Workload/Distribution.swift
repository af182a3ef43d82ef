/// How a quantity varies from request to request, in the words that people know their services by.
package enum Distribution: Sendable, Equatable {
    case constant(Double)
    /// Lognormal by median and 95th percentile; `p95 >= p50 > 0`.
    case percentiles(p50: Double, p95: Double)
    /// Gamma by mean and coefficient of variation.
    case gamma(mean: Double, cv: Double)
    case exponential(mean: Double)
    case uniform(low: Double, high: Double)
}
