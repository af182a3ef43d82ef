extension BinaryOperator {
    /// The number that two numbers give; 1 or 0 for a comparison.
    ///
    /// - Precondition: no set operation and no operator of native histograms.
    package func value(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .modulo: left.truncatingRemainder(dividingBy: right)
        case .power: GoMath.power(left, right)
        case .atan2: GoMath.atan2(left, right)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: holds(left, right) ? 1 : 0
        case .and, .or, .unless, .trimUpper, .trimLower:
            preconditionFailure("\(text) does not combine two numbers")
        }
    }

    /// Whether a comparison holds.
    ///
    /// - Precondition: a comparison.
    package func holds(_ left: Double, _ right: Double) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        default: preconditionFailure("\(text) is no comparison")
        }
    }

    /// Whether the result is no longer what the metric name says: arithmetic, and `atan2` since 2.47.
    package func dropsName(_ semantics: Semantics) -> Bool {
        switch self {
        case .add, .subtract, .multiply, .divide, .modulo, .power: true
        case .atan2: semantics.dropsNameInAtan2
        default: false
        }
    }
}
