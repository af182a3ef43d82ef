/// A range, a step or an offset.
package enum DurationValue: Sendable, Equatable {
    /// Nanoseconds, because a number of seconds may have nine decimals; negative only for offsets.
    case fixed(nanoseconds: Int64)
    /// A calculation that only the query can finish, since `step()` and `range()` are the query's.
    case computed(DurationExpression)

    /// The length in whole milliseconds, towards zero, in an instant query, such as a rule: `step()` and `range()`
    /// are 0 there.
    package func milliseconds() throws(DurationExpressionError) -> Int64 {
        try milliseconds(stepSeconds: 0, rangeSeconds: 0, allowsNegative: true)
    }

    /// The length in whole milliseconds, towards zero.
    ///
    /// - Parameters:
    ///   - stepSeconds: the step of a range query.
    ///   - rangeSeconds: the distance between its ends.
    ///   - allowsNegative: true for offsets; ranges and steps must be longer than nothing.
    package func milliseconds(
        stepSeconds: Double, rangeSeconds: Double, allowsNegative: Bool
    ) throws(DurationExpressionError) -> Int64 {
        switch self {
        case .fixed(let nanoseconds):
            return nanoseconds / 1_000_000
        case .computed(let expression):
            let seconds = try expression.seconds(stepSeconds: stepSeconds, rangeSeconds: rangeSeconds)
            if !seconds.isFinite { throw .notFinite }
            if seconds <= 0 && !allowsNegative { throw .notPositive }
            guard seconds.magnitude <= longestSeconds, let whole = Int64(exactly: (seconds * 1000).rounded(.towardZero))
            else { throw .outOfRange }
            return whole
        }
    }

    /// True where nothing moves: no offset.
    package var isZero: Bool { self == .fixed(nanoseconds: 0) }
}

/// What 63 bits of nanoseconds hold, about 292 years.
let longestSeconds = 9_223_372_036.854775808

/// A calculation with durations, as `[...]` and `offset (...)` allow since 3.14: terms in postfix order.
package struct DurationExpression: Sendable, Equatable {
    package enum Term: Sendable, Equatable {
        case number(NumberLiteral)
        /// `step()` and `range()`: the query's own.
        case step, range
        case add, subtract, multiply, divide, modulo, power
        case minimum, maximum
        case negate
        /// Parentheses around what stands before; they matter to the printer only.
        case wrap

        /// Whether it is an operator between two operands.
        var isBinary: Bool {
            switch self {
            case .add, .subtract, .multiply, .divide, .modulo, .power: true
            case .number, .step, .range, .minimum, .maximum, .negate, .wrap: false
            }
        }
    }

    package var terms: [Term]
}

/// Why a duration cannot be used; found only when the query runs.
package enum DurationExpressionError: Error, Sendable, Equatable {
    case notFinite
    case notPositive
    case outOfRange
    case divisionByZero
    case moduloByZero
}

extension DurationExpression {
    /// The value in seconds, before any check of its size.
    ///
    /// Source: prometheus/prometheus, `promql/durations.go`.
    package func seconds(stepSeconds: Double, rangeSeconds: Double) throws(DurationExpressionError) -> Double {
        var stack: [Double] = []
        for term in terms {
            switch term {
            case .number(let number): stack.append(number.value)
            case .step: stack.append(stepSeconds)
            case .range: stack.append(rangeSeconds)
            case .negate: stack.append(-(stack.popLast() ?? 0))
            case .wrap: break
            case .add, .subtract, .multiply, .divide, .modulo, .power, .minimum, .maximum:
                let right = stack.popLast() ?? 0
                let left = stack.popLast() ?? 0
                stack.append(try combine(term, left, right))
            }
        }
        return stack.last ?? 0
    }

    private func combine(_ term: Term, _ left: Double, _ right: Double) throws(DurationExpressionError) -> Double {
        switch term {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide:
            if right == 0 { throw .divisionByZero }
            return left / right
        case .modulo:
            if right == 0 { throw .moduloByZero }
            return left.truncatingRemainder(dividingBy: right)
        case .minimum: return left.isNaN || right.isNaN ? .nan : Swift.min(left, right)
        case .maximum: return left.isNaN || right.isNaN ? .nan : Swift.max(left, right)
        case .power: return GoMath.power(left, right)
        case .number, .step, .range, .negate, .wrap:
            preconditionFailure("only operators with two operands are combined")
        }
    }
}
