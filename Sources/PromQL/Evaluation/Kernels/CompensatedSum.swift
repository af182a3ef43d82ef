/// A running sum that carries the digits it loses.
///
/// Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen" (1974);
/// prometheus/prometheus, `util/kahansum/kahansum.go`.
package struct CompensatedSum: Sendable {
    package var sum: Double
    package var compensation: Double

    package init(sum: Double = 0, compensation: Double = 0) {
        self.sum = sum
        self.compensation = compensation
    }

    /// - Parameter forgetsAtInfinity: what `Semantics.forgetsCompensationAtInfinity` says.
    package mutating func add(_ value: Double, forgetsAtInfinity: Bool) {
        let total = sum + value
        if forgetsAtInfinity, total.isInfinite {
            compensation = 0
        } else if sum.magnitude >= value.magnitude {
            compensation += (sum - total) + value
        } else {
            compensation += (value - total) + sum
        }
        sum = total
    }

    package var total: Double { sum + compensation }
}
