import ClaudeBackend
import Simulation
import Testing

struct DistributionTests {
    @Test func `draws have the mean and the variance of their distribution`() {
        // exp(sigma²/2) and so on, for a median of 100 and a 95th percentile of 300.
        let lognormal = (mean: 124.988446, variance: 8782.9255)
        for (distribution, mean, variance) in [
            (Distribution.exponential(mean: 7), 7.0, 49.0), (.gamma(mean: 10, cv: 0.3), 10, 9),
            (.gamma(mean: 10, cv: 2), 10, 400), (.gamma(mean: 3, cv: 1), 3, 9), (.gamma(mean: 3, cv: 0.02), 3, 0.0036),
            (.uniform(low: 5, high: 25), 15, 400.0 / 12),
            (.percentiles(p50: 100, p95: 300), lognormal.mean, lognormal.variance),
        ] {
            let table = distribution.table
            let draws = (0..<400_000).map { index in
                table.sample((UInt64(index) &* .requestStep).draw(.shape).lowBits)
            }
            let (measured, spread) = (Estimate(draws), Estimate.variance(of: draws))
            #expect(measured.agrees(with: mean), "\(distribution): \(measured) instead of \(mean)")
            #expect(!measured.agrees(with: mean * 1.05), "\(distribution): nothing would be noticed")
            #expect(spread.agrees(with: variance), "\(distribution): \(spread) instead of \(variance)")
        }
    }

    @Test func `a gamma distribution of shape one is the exponential one`() {
        let (gamma, exponential) = (Distribution.gamma(mean: 5, cv: 1).table, Distribution.exponential(mean: 5).table)
        for (one, other) in zip(gamma.nodes, exponential.nodes) {
            #expect((one - other).magnitude <= 2e-6 * other, "\(one) instead of \(other)")
        }
    }
}
