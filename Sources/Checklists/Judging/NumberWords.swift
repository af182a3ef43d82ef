import Facts

/// Numbers in sentences: short, with their unit, the same on every machine.
enum NumberWords {
    /// At most six significant digits, without trailing zeros: `0.02`, `8`, `12000`.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : (value < 0 ? "-Inf" : "+Inf") }
        if value == 0 { return "0" }
        var scale = 1.0
        var digits = 0
        // Six significant digits are more than any threshold states.
        while abs(value) * scale < 99_999.5, digits < 12 {
            scale *= 10
            digits += 1
        }
        let rounded = (value * scale).rounded() / scale
        let text = rounded.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A quantity with its unit: `8 s`, `2%`, `27.5 USD`.
    static func text(_ quantity: Quantity) -> String {
        switch quantity.unit {
        case .seconds, .milliseconds: "\(text(quantity.value)) s"
        case .ratio, .percent: "\(text(quantity.value * 100))%"
        case .usDollars, .nanoDollars: "\(text(quantity.value)) USD"
        case .tokens: "\(text(quantity.value)) tokens"
        case .count: text(quantity.value)
        }
    }

    /// A length of time in the largest unit that keeps it whole: `30s`, `5m`.
    static func duration(milliseconds: Int64) -> String {
        for (unit, length) in [("h", Int64(3_600_000)), ("m", 60_000), ("s", 1000)] where milliseconds % length == 0 {
            return "\(milliseconds / length)\(unit)"
        }
        return "\(milliseconds)ms"
    }
}
