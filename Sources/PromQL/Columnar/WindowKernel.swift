import TimeSeries

/// How the windows of one function are computed.
enum WindowKernel: Sendable, Equatable {
    case extrapolated(CounterKernels.Kind)
    case instant(isRate: Bool)
    case resets, changes
    case count, present, last, first
    case minimum, maximum
    /// From sums of whole numbers where the series holds nothing else; other windows are scanned.
    case sum, average
    /// 2.x updates a mean, in which the order of additions counts even for whole numbers: every window is scanned.
    case incrementalAverage
    /// Every window is scanned: `stddev_over_time`, `stdvar_over_time`, `quantile_over_time`, `deriv`;
    /// `predict_linear`, which also depends on the time, `holt_winters`, which may throw, and whatever is not named here.
    case scanned(dependsOnTime: Bool)

    init(_ name: String, _ semantics: Semantics) {
        switch name {
        case "rate": self = .extrapolated(.rate)
        case "increase": self = .extrapolated(.increase)
        case "delta": self = .extrapolated(.delta)
        case "irate": self = .instant(isRate: true)
        case "idelta": self = .instant(isRate: false)
        case "resets": self = .resets
        case "changes": self = .changes
        case "count_over_time": self = .count
        case "present_over_time": self = .present
        case "last_over_time": self = .last
        case "first_over_time": self = .first
        case "min_over_time": self = .minimum
        case "max_over_time": self = .maximum
        case "sum_over_time": self = .sum
        case "avg_over_time": self = semantics.averagesFromSums ? .average : .incrementalAverage
        case "stddev_over_time", "stdvar_over_time", "quantile_over_time", "deriv":
            self = .scanned(dependsOnTime: false)
        default: self = .scanned(dependsOnTime: true)
        }
    }
}

/// A call of a function of windows, ready for one series after the other.
struct WindowCall {
    let kernel: WindowKernel
    let function: WindowFunction
    let parameters: Parameters
    let operand: RangeOperand
    let frame: Frame
    let semantics: Semantics
    /// What the function throws, by step; the first series counts.
    private(set) var thrown: [Int: EvaluationError] = [:]
    /// Samples gone through again for each step.
    private(set) var samplesScannedAgain = 0

    init(
        _ call: Call, _ function: @escaping WindowFunction, _ parameters: Parameters, _ operand: RangeOperand,
        _ frame: Frame, _ semantics: Semantics
    ) {
        kernel = WindowKernel(call.function.name, semantics)
        self.function = function
        self.parameters = parameters
        self.operand = operand
        self.frame = frame
        self.semantics = semantics
    }

    /// The steps at which the function throws.
    var failures: [StepFailure] {
        thrown.sorted { $0.key < $1.key }.map { StepFailure(step: $0.key, error: $0.value) }
    }

    /// The function's value for every window of a series.
    mutating func column(_ run: SampleRun) -> FilledColumn {
        switch kernel {
        case .extrapolated(let kind):
            return RangeKernels.extrapolated(
                run, kind, ends: operand.ends, lengthMilliseconds: operand.lengthMilliseconds, semantics,
                &samplesScannedAgain)
        case .instant(let isRate): return RangeKernels.instant(run, isRate: isRate)
        case .resets: return RangeKernels.count(run) { CounterKernels.resets($0) }
        case .changes: return RangeKernels.count(run) { CounterKernels.changes($0) }
        case .count: return RangeKernels.bounds(run) { _, first, next in Double(next - first) }
        case .present: return RangeKernels.bounds(run) { _, _, _ in 1 }
        case .last: return RangeKernels.bounds(run) { values, _, next in values[next - 1] }
        case .first: return RangeKernels.bounds(run) { values, first, _ in values[first] }
        case .minimum: return RangeKernels.extreme(run) { $0 < $1 }
        case .maximum: return RangeKernels.extreme(run) { $0 > $1 }
        case .sum: return summed(run, ExactSums(run.values), .sum)
        case .average: return summed(run, ExactSums(run.values), .average)
        case .incrementalAverage: return summed(run, nil, .incrementalAverage)
        case .scanned(let dependsOnTime):
            return scanned(run, nil, dependsOnTime: dependsOnTime || parameters.constants == nil)
        }
    }

    /// Sums or averages: from sums of whole numbers, else four windows at a time, else one at a time.
    private mutating func summed(
        _ run: SampleRun, _ sums: ExactSums?, _ operation: WindowLanes.Operation
    ) -> FilledColumn {
        guard sums == nil, let lanes = WindowLanes(operation, run.values) else {
            return scanned(run, sums, dependsOnTime: false)
        }
        return lanes.column(run.windows, &samplesScannedAgain)
    }

    /// - Parameter sums: what knows the sum of a window without a scan.
    private mutating func scanned(_ run: SampleRun, _ sums: ExactSums?, dependsOnTime: Bool) -> FilledColumn {
        let isAverage = kernel == .average
        var question = WindowQuestion(
            evaluationMilliseconds: 0, startMilliseconds: 0, endMilliseconds: 0,
            parameters: parameters.constants ?? [], semantics: semantics)
        return RangeKernels.rescanned(
            run, dependsOnTime: dependsOnTime,
            shortcut: { first, next in
                sums?.sum(from: first, upTo: next).map { isAverage ? $0 / Double(next - first) : $0 }
            },
            { window, step in
                samplesScannedAgain += window.count
                question.evaluationMilliseconds = frame.grid[step]
                question.endMilliseconds = operand.ends[step]
                question.startMilliseconds = operand.ends[step] &- operand.lengthMilliseconds
                if parameters.constants == nil { question.parameters = parameters.values(at: step) }
                do throws(EvaluationError) {
                    return try function(window, question)
                } catch {
                    if thrown[step] == nil { thrown[step] = error }
                    return nil
                }
            })
    }
}
