import ClaudeBackend
import Testing

struct QuantileTableTests {
    @Test func `lognormal quantiles are right into the tails`() {
        let table = QuantileTable.lognormal(median: 100, sigma: 0.5)
        // Of the normal distribution: at 1e-9, 1e-6, 0.001, 0.05 and their mirror images (Abramowitz and Stegun, 26.5,
        // and published tables).
        for (share, normal) in [
            (1e-6, 4.753_424_308_822_899), (0.001, 3.090_232_306_167_813_5), (0.05, 1.644_853_626_951_472_2),
            (0.25, 0.674_489_750_196_081_7),
        ] {
            for sign in [-1.0, 1.0] {
                let bits = UInt32((sign < 0 ? share : 1 - share) * 4_294_967_296)
                let expected = 100 * exponential(0.5 * sign * normal)
                let measured = table.sample(bits)
                // Tails are interpolated; elsewhere a draw is the mean of its cell, half of whose width it can be off.
                let tolerance = share < 0.003 ? 2e-4 : 3e-3
                #expect((measured / expected - 1).magnitude < tolerance, "\(share): \(measured) instead of \(expected)")
            }
        }
        let normal = 5.997_807_015_007_6869
        let measured = table.sample(UInt32((1 - 1e-9) * 4_294_967_296))
        #expect((measured / (100 * exponential(0.5 * normal)) - 1).magnitude < 0.02, "32 bits end at 2e-10")
    }

    @Test func `draws grow with their bits`() {
        let table = QuantileTable.lognormal(median: 1, sigma: 1)
        var last = -1.0
        for step in 0..<200_000 {
            let value = table.sample(UInt32(step) * 21_474 + 3)
            #expect(value >= last)
            last = value
        }
    }

    private func exponential(_ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        for index in 1..<60 {
            term *= x / Double(index)
            sum += term
        }
        return sum
    }
}
