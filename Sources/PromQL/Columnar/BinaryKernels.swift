import TimeSeries

/// Operators between columns. The operator is chosen once for a column, not for each step; values at steps that are not
/// valid are computed too and mean nothing.
enum BinaryKernels {
    /// Arithmetic at every step.
    ///
    /// - Precondition: no comparison and no set operation.
    static func arithmetic(_ op: BinaryOperator, _ left: ScalarColumn, _ right: ScalarColumn, steps: Int) -> [Double] {
        switch op {
        case .add: each(left, right, steps) { $0 + $1 }
        case .subtract: each(left, right, steps) { $0 - $1 }
        case .multiply: each(left, right, steps) { $0 * $1 }
        case .divide: each(left, right, steps) { $0 / $1 }
        case .modulo: each(left, right, steps) { $0.truncatingRemainder(dividingBy: $1) }
        case .power: each(left, right, steps) { GoMath.power($0, $1) }
        case .atan2: each(left, right, steps) { GoMath.atan2($0, $1) }
        default: preconditionFailure("\(op.text) is no arithmetic")
        }
    }

    /// The steps at which a comparison holds.
    ///
    /// - Precondition: a comparison.
    static func comparison(_ op: BinaryOperator, _ left: ScalarColumn, _ right: ScalarColumn, steps: Int) -> Bitmap {
        switch op {
        case .equal: bits(left, right, steps) { $0 == $1 }
        case .notEqual: bits(left, right, steps) { $0 != $1 }
        case .less: bits(left, right, steps) { $0 < $1 }
        case .lessOrEqual: bits(left, right, steps) { $0 <= $1 }
        case .greater: bits(left, right, steps) { $0 > $1 }
        case .greaterOrEqual: bits(left, right, steps) { $0 >= $1 }
        default: preconditionFailure("\(op.text) is no comparison")
        }
    }

    /// 1 where a bit is set, 0 elsewhere.
    static func numbers(_ bits: Bitmap) -> [Double] {
        var result = [Double](repeating: 0, count: bits.count)
        result.withUnsafeMutableBufferPointer { result in bits.visitSet { step in result[step] = 1 } }
        return result
    }

    @inline(__always)
    private static func each(
        _ left: ScalarColumn, _ right: ScalarColumn, _ steps: Int, _ value: (Double, Double) -> Double
    ) -> [Double] {
        switch (left, right) {
        case (.constant(let left), .constant(let right)):
            return [Double](repeating: value(left, right), count: steps)
        case (.constant(let left), .steps(let right)):
            return map(right) { value(left, $0) }
        case (.steps(let left), .constant(let right)):
            return map(left) { value($0, right) }
        case (.steps(let left), .steps(let right)):
            return left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { right in
                    [Double](unsafeUninitializedCapacity: steps) { result, initialised in
                        for step in 0..<steps { result[step] = value(left[step], right[step]) }
                        initialised = steps
                    }
                }
            }
        }
    }

    /// One number for one number, at every step.
    @inline(__always)
    static func map(_ values: [Double], _ value: (Double) -> Double) -> [Double] {
        values.withUnsafeBufferPointer { values in
            [Double](unsafeUninitializedCapacity: values.count) { result, initialised in
                for step in 0..<values.count { result[step] = value(values[step]) }
                initialised = values.count
            }
        }
    }

    @inline(__always)
    private static func bits(
        _ left: ScalarColumn, _ right: ScalarColumn, _ steps: Int, _ holds: (Double, Double) -> Bool
    ) -> Bitmap {
        switch (left, right) {
        case (.constant(let left), .constant(let right)):
            return Bitmap(repeating: holds(left, right), count: steps)
        case (.constant(let left), .steps(let right)):
            return right.withUnsafeBufferPointer { right in bits(steps) { holds(left, right[$0]) } }
        case (.steps(let left), .constant(let right)):
            return left.withUnsafeBufferPointer { left in bits(steps) { holds(left[$0], right) } }
        case (.steps(let left), .steps(let right)):
            return left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { right in bits(steps) { holds(left[$0], right[$0]) } }
            }
        }
    }

    @inline(__always)
    private static func bits(_ steps: Int, _ holds: (Int) -> Bool) -> Bitmap {
        var words = [UInt64](repeating: 0, count: (steps + 63) / 64)
        words.withUnsafeMutableBufferPointer { words in
            for position in 0..<words.count {
                var word: UInt64 = 0
                let first = position << 6
                for bit in 0..<min(64, steps - first) where holds(first + bit) { word |= 1 << UInt64(bit) }
                words[position] = word
            }
        }
        return Bitmap(words: words, count: steps)
    }
}
