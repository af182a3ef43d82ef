import TimeSeries

/// Folds the columns of one group into one, step by step: what `sum`, `avg` and their like do.
///
/// A whole member is added at a time, so the state of each step stands in an array; the arithmetic is that of the shared
/// kernels, value after value in the order of the members.
enum GroupFolding {
    /// - Precondition: an operator that yields one value for a group; a quantile has its own way.
    static func fold(_ op: AggregationOperator, _ members: [Column], steps: Int, _ semantics: Semantics) -> FilledColumn
    {
        switch op {
        case .sum where semantics.compensatesSums:
            fold(
                members, steps: steps, begin: { CompensatedSum(sum: $0) },
                add: { $0.add($1, forgetsAtInfinity: true) }, result: { $0.total })
        case .sum:
            fold(members, steps: steps, begin: { $0 }, add: { $0 += $1 }, result: { $0 })
        case .avg where semantics.averagesFromSums:
            fold(
                members, steps: steps, begin: { AverageOfSum($0) }, add: { $0.add($1) }, result: { $0.value })
        case .count:
            fold(
                members, steps: steps, begin: { _ in 1 }, add: { count, _ in count += 1 },
                result: { (count: Double) in count })
        case .group:
            FilledColumn(values: [Double](repeating: 1, count: steps), validity: union(members, steps: steps))
        case .min:
            fold(
                members, steps: steps, begin: { $0 }, add: { if $0 > $1 || $0.isNaN { $0 = $1 } }, result: { $0 })
        case .max:
            fold(
                members, steps: steps, begin: { $0 }, add: { if $0 < $1 || $0.isNaN { $0 = $1 } }, result: { $0 })
        case .avg, .stddev, .stdvar:
            fold(
                members, steps: steps, begin: { GroupAccumulator(op, first: $0, semantics) },
                add: { $0.add($1) }, result: { $0.result(parameter: 0) })
        case .quantile, .topk, .bottomk, .countValues, .limitk, .limitRatio:
            preconditionFailure("\(op.text) does not fold value by value")
        }
    }

    /// `quantile`: needs all values of a step together.
    static func quantile(_ ranks: ScalarColumn, _ members: [Column], steps: Int) -> FilledColumn {
        var values: [Double] = []
        return FilledColumn(steps: steps) { step in
            values.removeAll(keepingCapacity: true)
            for member in members where member.validity[step] { values.append(member.values[step]) }
            return values.isEmpty ? nil : WindowStatistics.quantile(ranks[step], of: values)
        }
    }

    /// Where any of the columns is valid.
    static func union(_ members: [Column], steps: Int) -> Bitmap {
        var words = [UInt64](repeating: 0, count: (steps + 63) / 64)
        for member in members {
            for index in words.indices { words[index] |= member.validity.words[index] }
        }
        return Bitmap(words: words, count: steps)
    }

    @inline(__always)
    private static func fold<State>(
        _ members: [Column], steps: Int, begin: (Double) -> State, add: (inout State, Double) -> Void,
        result: (State) -> Double
    ) -> FilledColumn {
        var seen = [UInt64](repeating: 0, count: (steps + 63) / 64)
        let neutral = begin(0)
        var states = [State](repeating: neutral, count: steps)
        states.withUnsafeMutableBufferPointer { states in
            seen.withUnsafeMutableBufferPointer { seen in
                for member in members {
                    member.values.withUnsafeBufferPointer { values in
                        member.validity.words.withUnsafeBufferPointer { words in
                            for position in 0..<seen.count {
                                let first = position << 6
                                var added = words[position] & seen[position]
                                if added == .max {
                                    for step in first..<first + 64 { add(&states[step], values[step]) }
                                    continue
                                }
                                while added != 0 {
                                    let step = first + added.trailingZeroBitCount
                                    add(&states[step], values[step])
                                    added &= added - 1
                                }
                                var begun = words[position] & ~seen[position]
                                seen[position] |= begun
                                while begun != 0 {
                                    let step = first + begun.trailingZeroBitCount
                                    states[step] = begin(values[step])
                                    begun &= begun - 1
                                }
                            }
                        }
                    }
                }
            }
        }
        let values = states.withUnsafeBufferPointer { states in
            [Double](unsafeUninitializedCapacity: steps) { buffer, initialised in
                for step in 0..<steps { buffer[step] = result(states[step]) }
                initialised = steps
            }
        }
        return FilledColumn(values: values, validity: Bitmap(words: seen, count: steps))
    }
}

extension FilledColumn {
    init(values: [Double], validity: Bitmap) {
        self.values = values
        self.validity = validity
    }
}
