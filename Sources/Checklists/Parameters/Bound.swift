package import Facts
package import Manifests
import SourceText
import TimeSeries

/// `{at_most: 2%}`: how strict something must at least be.
package struct Bound: Hashable, Sendable {
    package enum Side: String, CaseIterable, Sendable {
        case atMost = "at_most"
        case atLeast = "at_least"
    }

    package var side: Side
    package var amount: Amount

    package init(_ side: Side, _ amount: Amount) {
        self.side = side
        self.amount = amount
    }
}

/// A number with its unit, or a share of one that the manifest declares: `110% of claude.budget.hourly_forecast_usd`.
package struct Amount: Hashable, Sendable {
    package var quantity: Quantity?
    /// The key in the manifest; `quantity` then stands in where the manifest leaves it out.
    package var key: ManifestAmount?
    /// What the manifest's value is multiplied by.
    package var factor: Double

    /// Reads `2%`, `8s`, `0.2`, `25usd`, `claude.sla.ttft_p95`, `claude.sla.ttft_p95 or 3s`,
    /// `110% of claude.budget.hourly_forecast_usd`; nil for anything else.
    package init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        key = nil
        factor = 1
        quantity = nil
        switch words.count {
        case 1:
            if let key = ManifestAmount(rawValue: words[0]) {
                self.key = key
            } else if let quantity = Amount.quantity(words[0]) {
                self.quantity = quantity
            } else {
                return nil
            }
        case 3 where words[1] == "or":
            guard let key = ManifestAmount(rawValue: words[0]), let fallback = Amount.quantity(words[2]) else {
                return nil
            }
            self.key = key
            quantity = fallback
        case 3 where words[1] == "of":
            guard let share = Amount.quantity(words[0]), share.unit == .ratio,
                let key = ManifestAmount(rawValue: words[2])
            else { return nil }
            self.key = key
            factor = share.value
        default: return nil
        }
    }

    private static let suffixes: [(String, Unit)] = [
        ("%", .percent), ("ms", .milliseconds), ("usd", .usDollars), ("s", .seconds),
    ]

    /// A number, with a unit behind it or a duration; without one it counts.
    private static func quantity(_ text: String) -> Quantity? {
        for (suffix, unit) in suffixes where text.hasSuffix(suffix) {
            if let number = Double(text.dropLast(suffix.count)), number.isFinite { return Quantity(number, unit) }
        }
        if let length = try? PrometheusDuration.milliseconds(of: Array(text.utf8)), text != "0" {
            return Quantity(Double(length), .milliseconds)
        }
        guard let number = Double(text), number.isFinite else { return nil }
        return Quantity(number, .count)
    }

    /// The amount for one service; nil if it stands on a key that the manifest leaves out.
    package func resolved(for manifest: Manifest) -> Quantity? {
        guard let key else { return quantity }
        guard let declared = key.quantity(in: manifest) else { return quantity }
        return Quantity(declared.value * factor, declared.unit)
    }
}

/// The amounts a checklist may refer to, by their keys in the manifest.
package enum ManifestAmount: String, CaseIterable, Sendable {
    case ttftP95 = "claude.sla.ttft_p95"
    case totalP95 = "claude.sla.total_p95"
    case errorRate = "claude.sla.error_rate"
    case monthlyUSD = "claude.budget.monthly_usd"
    case hourlyForecastUSD = "claude.budget.hourly_forecast_usd"

    /// Nil where the manifest leaves it out, or where the forecast is a series.
    package func quantity(in manifest: Manifest) -> Quantity? {
        let level = manifest.claude.serviceLevel
        switch self {
        case .ttftP95: return level.ttftP95Milliseconds.map { Quantity(Double($0.value), .milliseconds) }
        case .totalP95: return level.totalP95Milliseconds.map { Quantity(Double($0.value), .milliseconds) }
        case .errorRate: return level.errorRate.map { Quantity($0.value, .ratio) }
        case .monthlyUSD: return manifest.claude.budget.monthlyUSD.map { Quantity($0.value, .usDollars) }
        case .hourlyForecastUSD:
            guard case .usDollars(let amount)? = manifest.claude.budget.hourlyForecast?.value else { return nil }
            return Quantity(amount, .usDollars)
        }
    }
}
