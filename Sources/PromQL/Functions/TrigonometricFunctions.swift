extension Function {
    /// Angles are in radians unless the name says otherwise.
    static let trigonometry: [Function] = [
        Function("sin", [.vector], summary: "The sine.", example: "sin(phase)"),
        Function("cos", [.vector], summary: "The cosine.", example: "cos(phase)"),
        Function("tan", [.vector], summary: "The tangent.", example: "tan(phase)"),
        Function("asin", [.vector], summary: "The angle of a sine.", example: "asin(ratio)"),
        Function("acos", [.vector], summary: "The angle of a cosine.", example: "acos(ratio)"),
        Function("atan", [.vector], summary: "The angle of a tangent.", example: "atan(ratio)"),
        Function("sinh", [.vector], summary: "The hyperbolic sine.", example: "sinh(phase)"),
        Function("cosh", [.vector], summary: "The hyperbolic cosine.", example: "cosh(phase)"),
        Function("tanh", [.vector], summary: "The hyperbolic tangent.", example: "tanh(phase)"),
        Function("asinh", [.vector], summary: "The inverse hyperbolic sine.", example: "asinh(ratio)"),
        Function("acosh", [.vector], summary: "The inverse hyperbolic cosine.", example: "acosh(ratio)"),
        Function("atanh", [.vector], summary: "The inverse hyperbolic tangent.", example: "atanh(ratio)"),
        Function("deg", [.vector], summary: "Degrees for radians.", example: "deg(phase)"),
        Function("rad", [.vector], summary: "Radians for degrees.", example: "rad(phase_degrees)"),
        Function("pi", [], returns: .scalar, summary: "The number pi.", example: "phase / pi()"),
    ]
}
