/// What an aggregation knows of one group while its values come in.
///
/// Source: prometheus/prometheus, `promql/engine.go` (`aggregation`), v2.42.0 and v3.14.0.
package struct GroupAccumulator: Sendable {
    private enum Kind {
        case sum(compensates: Bool)
        case average(AverageOfSum)
        case incrementalAverage
        case count, group, minimum, maximum
        case spread(isDeviation: Bool)
        case quantile
    }

    private var kind: Kind
    private var count = 1.0
    private var value: CompensatedSum
    /// The mean so far, for the incremental average and the spread.
    private var mean: Double
    /// All values, for the quantile.
    private var values: [Double] = []

    /// Begins a group with its first value.
    ///
    /// - Precondition: an operator that yields one value for a group.
    package init(_ op: AggregationOperator, first: Double, _ semantics: Semantics) {
        value = CompensatedSum(sum: first)
        mean = first
        switch op {
        case .sum: kind = .sum(compensates: semantics.compensatesSums)
        case .avg: kind = semantics.averagesFromSums ? .average(AverageOfSum(first)) : .incrementalAverage
        case .count: kind = .count
        case .group: kind = .group
        case .min: kind = .minimum
        case .max: kind = .maximum
        case .stddev, .stdvar:
            kind = .spread(isDeviation: op == .stddev)
            value.sum = semantics.spoilsSpreadByNonFiniteValues && !first.isFinite ? .nan : 0
        case .quantile:
            kind = .quantile
            values = [first]
        case .topk, .bottomk, .countValues, .limitk, .limitRatio:
            preconditionFailure("\(op.text) picks or counts elements, it does not fold them into one")
        }
    }

    package mutating func add(_ next: Double) {
        count += 1
        switch kind {
        case .sum(let compensates):
            if compensates { value.add(next, forgetsAtInfinity: true) } else { value.sum += next }
        case .average(var average):
            average.add(next)
            kind = .average(average)
        case .incrementalAverage:
            if !WindowStatistics.keepsInfinity(mean, against: next) { mean += next / count - mean / count }
        case .count, .group: break
        case .minimum: if value.sum > next || value.sum.isNaN { value.sum = next }
        case .maximum: if value.sum < next || value.sum.isNaN { value.sum = next }
        case .spread:
            let difference = next - mean
            mean += difference / count
            value.sum += difference * (next - mean)
        case .quantile: values.append(next)
        }
    }

    /// - Parameter parameter: the rank of a quantile; otherwise ignored.
    package func result(parameter: Double) -> Double {
        switch kind {
        case .sum(let compensates): compensates ? value.total : value.sum
        case .average(let average): average.value
        case .incrementalAverage: mean
        case .count: count
        case .group: 1
        case .minimum, .maximum: value.sum
        case .spread(let isDeviation): isDeviation ? (value.sum / count).squareRoot() : value.sum / count
        case .quantile: WindowStatistics.quantile(parameter, of: values)
        }
    }
}
