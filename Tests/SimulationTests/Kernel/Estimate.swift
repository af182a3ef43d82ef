/// A mean that was measured, and how far it may be from the truth by chance.
struct Estimate {
    let mean: Double
    let standardError: Double

    init(mean: Double, standardError: Double) {
        self.mean = mean
        self.standardError = standardError
    }

    /// Of independent measurements.
    init(_ values: [Double]) {
        let count = Double(values.count)
        mean = values.reduce(0, +) / count
        let mean = mean
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        standardError = (variance / count).squareRoot()
    }

    /// Of the variance of independent measurements, by the fourth moment.
    static func variance(of values: [Double]) -> Estimate {
        let mean = Estimate(values).mean
        return Estimate(values.map { ($0 - mean) * ($0 - mean) })
    }

    /// Within four standard errors: by chance one of sixteen thousand is not.
    func agrees(with truth: Double) -> Bool { (mean - truth).magnitude <= 4 * standardError }

    /// Whether the measurement agrees with the truth and would notice one that is 5 % off: an oracle that cannot fail
    /// proves nothing.
    func confirms(_ truth: Double) -> Bool {
        agrees(with: truth) && !agrees(with: truth * 1.05) && !agrees(with: truth * 0.95)
    }
}

extension Estimate: CustomStringConvertible {
    var description: String { "\(mean) with a standard error of \(standardError)" }
}
