extension Function {
    /// One number for one number.
    static let arithmetic: [Function] = [
        Function("abs", [.vector], summary: "The value without its sign.", example: "abs(delta(queue_depth[5m]))"),
        Function("ceil", [.vector], summary: "The value rounded up.", example: "ceil(queue_depth)"),
        Function("floor", [.vector], summary: "The value rounded down.", example: "floor(queue_depth)"),
        Function(
            "round", [.vector, .scalar], repetition: .upTo(1),
            summary: "The value rounded to the nearest multiple, of 1 unless another is given; halves round up.",
            example: "round(spend_usd, 0.01)"),
        Function(
            "clamp", [.vector, .scalar, .scalar],
            summary: "The value, but at least the first bound and at most the second.",
            example: "clamp(hit_ratio, 0, 1)"),
        Function(
            "clamp_min", [.vector, .scalar], summary: "The value, but at least the bound.",
            example: "errors / clamp_min(requests, 1)"),
        Function(
            "clamp_max", [.vector, .scalar], summary: "The value, but at most the bound.",
            example: "clamp_max(hit_ratio, 1)"),
        Function("exp", [.vector], summary: "e to the power of the value.", example: "exp(growth)"),
        Function("ln", [.vector], summary: "The natural logarithm.", example: "ln(requests_total)"),
        Function("log2", [.vector], summary: "The logarithm to base 2.", example: "log2(size_bytes)"),
        Function("log10", [.vector], summary: "The logarithm to base 10.", example: "log10(size_bytes)"),
        Function("sqrt", [.vector], summary: "The square root.", example: "sqrt(variance)"),
        Function(
            "sgn", [.vector], summary: "1, 0 or -1, as the value is above, at or below 0.",
            example: "sgn(deriv(queue_depth[5m]))"),
    ]
}
