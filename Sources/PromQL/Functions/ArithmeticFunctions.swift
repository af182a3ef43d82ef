import TimeSeries

extension Function {
    /// One number for one number.
    static let arithmetic: [Function] = [
        Function(
            "abs", [.vector], summary: "The value without its sign.", example: "abs(delta(queue_depth[5m]))",
            implementation: .element { $0.magnitude }),
        Function(
            "ceil", [.vector], summary: "The value rounded up.", example: "ceil(queue_depth)",
            implementation: .element { $0.rounded(.up) }),
        Function(
            "floor", [.vector], summary: "The value rounded down.", example: "floor(queue_depth)",
            implementation: .element { $0.rounded(.down) }),
        Function(
            "round", [.vector, .scalar], repetition: .upTo(1),
            summary: "The value rounded to the nearest multiple, of 1 unless another is given; halves round up.",
            example: "round(spend_usd, 0.01)",
            implementation: .elementWithParameters(rounded)),
        Function(
            "clamp", [.vector, .scalar, .scalar],
            summary: "The value, but at least the first bound and at most the second.",
            example: "clamp(hit_ratio, 0, 1)",
            implementation: .elementWithParameters { clamped($0, $1[0], $1[1]) }),
        Function(
            "clamp_min", [.vector, .scalar], summary: "The value, but at least the bound.",
            example: "errors / clamp_min(requests, 1)",
            implementation: .elementWithParameters { clamped($0, $1[0], .infinity) }),
        Function(
            "clamp_max", [.vector, .scalar], summary: "The value, but at most the bound.",
            example: "clamp_max(hit_ratio, 1)",
            implementation: .elementWithParameters { clamped($0, -.infinity, $1[0]) }),
        Function(
            "exp", [.vector], summary: "e to the power of the value.", example: "exp(growth)",
            implementation: .element(PortableMath.exp)),
        Function(
            "ln", [.vector], summary: "The natural logarithm.", example: "ln(requests_total)",
            implementation: .element(GoMath.log)),
        Function(
            "log2", [.vector], summary: "The logarithm to base 2.", example: "log2(size_bytes)",
            implementation: .element(GoMath.log2)),
        Function(
            "log10", [.vector], summary: "The logarithm to base 10.", example: "log10(size_bytes)",
            implementation: .element(GoMath.log10)),
        Function(
            "sqrt", [.vector], summary: "The square root.", example: "sqrt(variance)",
            implementation: .element { $0.squareRoot() }),
        Function(
            "sgn", [.vector], summary: "1, 0 or -1, as the value is above, at or below 0.",
            example: "sgn(deriv(queue_depth[5m]))",
            implementation: .element { $0 < 0 ? -1 : $0 > 0 ? 1 : $0 }),
    ]

    /// Halves round up; the multiple is inverted first, as Prometheus does for the sake of the last digits.
    private static func rounded(_ value: Double, _ parameters: [Double]) -> Double? {
        let inverse = 1 / (parameters.first ?? 1)
        return (value * inverse + 0.5).rounded(.down) / inverse
    }

    private static func clamped(_ value: Double, _ lower: Double, _ upper: Double) -> Double? {
        upper < lower ? nil : GoMath.max(lower, GoMath.min(upper, value))
    }
}
