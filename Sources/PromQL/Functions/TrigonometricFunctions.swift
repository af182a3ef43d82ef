import TimeSeries

extension Function {
    /// Angles are in radians unless the name says otherwise.
    static let trigonometry: [Function] = [
        Function(
            "sin", [.vector], summary: "The sine.", example: "sin(phase)",
            implementation: .element(GoMath.sin)),
        Function(
            "cos", [.vector], summary: "The cosine.", example: "cos(phase)",
            implementation: .element(GoMath.cos)),
        Function(
            "tan", [.vector], summary: "The tangent.", example: "tan(phase)",
            implementation: .element(GoMath.tan)),
        Function(
            "asin", [.vector], summary: "The angle of a sine.", example: "asin(ratio)",
            implementation: .element(GoMath.asin)),
        Function(
            "acos", [.vector], summary: "The angle of a cosine.", example: "acos(ratio)",
            implementation: .element(GoMath.acos)),
        Function(
            "atan", [.vector], summary: "The angle of a tangent.", example: "atan(ratio)",
            implementation: .element(GoMath.atan)),
        Function(
            "sinh", [.vector], summary: "The hyperbolic sine.", example: "sinh(phase)",
            implementation: .element(GoMath.sinh)),
        Function(
            "cosh", [.vector], summary: "The hyperbolic cosine.", example: "cosh(phase)",
            implementation: .element(GoMath.cosh)),
        Function(
            "tanh", [.vector], summary: "The hyperbolic tangent.", example: "tanh(phase)",
            implementation: .element(GoMath.tanh)),
        Function(
            "asinh", [.vector], summary: "The inverse hyperbolic sine.", example: "asinh(ratio)",
            implementation: .element(GoMath.asinh)),
        Function(
            "acosh", [.vector], summary: "The inverse hyperbolic cosine.", example: "acosh(ratio)",
            implementation: .element(GoMath.acosh)),
        Function(
            "atanh", [.vector], summary: "The inverse hyperbolic tangent.", example: "atanh(ratio)",
            implementation: .element(GoMath.atanh)),
        Function(
            "deg", [.vector], summary: "Degrees for radians.", example: "deg(phase)",
            implementation: .element(GoMath.degrees)),
        Function(
            "rad", [.vector], summary: "Radians for degrees.", example: "rad(phase_degrees)",
            implementation: .element(GoMath.radians)),
        Function(
            "pi", [], returns: .scalar, summary: "The number pi.", example: "phase / pi()",
            implementation: .shape(.constant(.pi))),
    ]
}
