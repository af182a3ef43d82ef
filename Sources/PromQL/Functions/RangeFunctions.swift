extension Function {
    /// What became of a counter or gauge within a window.
    static let overRanges: [Function] = [
        Function(
            "rate", [.matrix],
            summary:
                "The per-second increase of a counter within the window, resets made good, extrapolated to its ends.",
            example: "rate(requests_total[5m])",
            implementation: .window({ CounterKernels.extrapolated($0, .rate, $1) }, keepsName: false)),
        Function(
            "increase", [.matrix],
            summary: "The increase of a counter within the window, resets made good, extrapolated to its ends.",
            example: "increase(requests_total[1h])",
            implementation: .window({ CounterKernels.extrapolated($0, .increase, $1) }, keepsName: false)),
        Function(
            "irate", [.matrix],
            summary: "The per-second increase between the last two samples of a counter.",
            example: "irate(requests_total[5m])",
            implementation: .window({ window, _ in CounterKernels.instant(window, isRate: true) }, keepsName: false)),
        Function(
            "delta", [.matrix],
            summary: "The difference of a gauge between the ends of the window, extrapolated to them.",
            example: "delta(queue_depth[10m])",
            implementation: .window({ CounterKernels.extrapolated($0, .delta, $1) }, keepsName: false)),
        Function(
            "idelta", [.matrix],
            summary: "The difference between the last two samples of a gauge.",
            example: "idelta(queue_depth[5m])",
            implementation: .window({ window, _ in CounterKernels.instant(window, isRate: false) }, keepsName: false)),
        Function(
            "deriv", [.matrix],
            summary: "The per-second slope of a gauge by least squares.",
            example: "deriv(disk_free_bytes[1h])",
            implementation: .window({ LinearRegression.slope(of: $0, $1) }, keepsName: false)),
        Function(
            "predict_linear", [.matrix, .scalar],
            summary: "What a gauge will be that many seconds from now, if it keeps to its line of least squares.",
            example: "predict_linear(disk_free_bytes[1h], 4 * 3600)",
            implementation: .window({ LinearRegression.prediction(from: $0, $1) }, keepsName: false)),
        Function(
            "resets", [.matrix],
            summary: "How often a counter fell within the window.",
            example: "resets(requests_total[1h])",
            implementation: .window({ window, _ in CounterKernels.resets(window.values) }, keepsName: false)),
        Function(
            "changes", [.matrix],
            summary: "How often the value changed within the window.",
            example: "changes(process_start_time_seconds[15m])",
            implementation: .window({ window, _ in CounterKernels.changes(window.values) }, keepsName: false)),
        Function(
            "holt_winters", [.matrix, .scalar, .scalar], availability: .onlyInPrometheus2,
            summary: "A gauge smoothed by level and trend, each with its own factor.",
            example: "holt_winters(queue_depth[1h], 0.5, 0.5)",
            implementation: .window(
                { window, question throws(EvaluationError) in
                    try WindowStatistics.doubleExponentialSmoothing(
                        window.values, smoothingFactor: question.parameters[0], trendFactor: question.parameters[1])
                }, keepsName: false)),
        Function(
            "double_exponential_smoothing", [.matrix, .scalar, .scalar], standing: .experimental,
            availability: .onlyInPrometheus3,
            summary: "A gauge smoothed by level and trend, each with its own factor; once called holt_winters.",
            example: "double_exponential_smoothing(queue_depth[1h], 0.5, 0.5)"),
    ]
}
