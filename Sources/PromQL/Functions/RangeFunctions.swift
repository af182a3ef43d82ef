extension Function {
    /// What became of a counter or gauge within a window.
    static let overRanges: [Function] = [
        Function(
            "rate", [.matrix],
            summary:
                "The per-second increase of a counter within the window, resets made good, extrapolated to its ends.",
            example: "rate(requests_total[5m])"),
        Function(
            "increase", [.matrix],
            summary: "The increase of a counter within the window, resets made good, extrapolated to its ends.",
            example: "increase(requests_total[1h])"),
        Function(
            "irate", [.matrix],
            summary: "The per-second increase between the last two samples of a counter.",
            example: "irate(requests_total[5m])"),
        Function(
            "delta", [.matrix],
            summary: "The difference of a gauge between the ends of the window, extrapolated to them.",
            example: "delta(queue_depth[10m])"),
        Function(
            "idelta", [.matrix],
            summary: "The difference between the last two samples of a gauge.",
            example: "idelta(queue_depth[5m])"),
        Function(
            "deriv", [.matrix],
            summary: "The per-second slope of a gauge by least squares.",
            example: "deriv(disk_free_bytes[1h])"),
        Function(
            "predict_linear", [.matrix, .scalar],
            summary: "What a gauge will be that many seconds from now, if it keeps to its line of least squares.",
            example: "predict_linear(disk_free_bytes[1h], 4 * 3600)"),
        Function(
            "resets", [.matrix],
            summary: "How often a counter fell within the window.",
            example: "resets(requests_total[1h])"),
        Function(
            "changes", [.matrix],
            summary: "How often the value changed within the window.",
            example: "changes(process_start_time_seconds[15m])"),
        Function(
            "holt_winters", [.matrix, .scalar, .scalar], availability: .onlyInPrometheus2,
            summary: "A gauge smoothed by level and trend, each with its own factor.",
            example: "holt_winters(queue_depth[1h], 0.5, 0.5)"),
        Function(
            "double_exponential_smoothing", [.matrix, .scalar, .scalar], standing: .experimental,
            availability: .onlyInPrometheus3,
            summary: "A gauge smoothed by level and trend, each with its own factor; once called holt_winters.",
            example: "double_exponential_smoothing(queue_depth[1h], 0.5, 0.5)"),
    ]
}
