/// What one step of a number means.
package enum Unit: String, Hashable, CaseIterable, Sendable {
    case count
    case seconds
    case milliseconds
    case tokens
    case usDollars = "usd"
    case nanoDollars = "nanodollars"
    /// A share, where 1 is the whole.
    case ratio
    case percent

    /// The unit in which values are compared, and the factor that leads there: 3,000 ms are 3,000 × 0.001 s.
    package var canonical: (unit: Unit, factor: Double) {
        switch self {
        case .milliseconds: (.seconds, 0.001)
        case .nanoDollars: (.usDollars, 1e-9)
        case .percent: (.ratio, 0.01)
        case .count, .seconds, .tokens, .usDollars, .ratio: (self, 1)
        }
    }
}

/// A number with its unit, always canonical, so that quantities of one unit compare directly.
package struct Quantity: Hashable, Sendable {
    package let value: Double
    package let unit: Unit

    package init(_ value: Double, _ unit: Unit) {
        let canonical = unit.canonical
        self.value = value * canonical.factor
        self.unit = canonical.unit
    }
}
