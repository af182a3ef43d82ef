extension Function {
    /// One number for all samples of a window.
    static let overTime: [Function] = [
        Function(
            "avg_over_time", [.matrix], summary: "The mean of the samples in the window.",
            example: "avg_over_time(queue_depth[10m])",
            implementation: .window({ WindowStatistics.average($0.values, $1.semantics) }, keepsName: false)),
        Function(
            "sum_over_time", [.matrix], summary: "The sum of the samples in the window.",
            example: "sum_over_time(errors_per_scrape[1h])",
            implementation: .window({ WindowStatistics.sum($0.values, $1.semantics) }, keepsName: false)),
        Function(
            "min_over_time", [.matrix], summary: "The smallest sample in the window.",
            example: "min_over_time(up[5m])",
            implementation: .window({ window, _ in WindowStatistics.minimum(window.values) }, keepsName: false)),
        Function(
            "max_over_time", [.matrix], summary: "The greatest sample in the window.",
            example: "max_over_time(queue_depth[10m])",
            implementation: .window({ window, _ in WindowStatistics.maximum(window.values) }, keepsName: false)),
        Function(
            "count_over_time", [.matrix], summary: "How many samples the window holds.",
            example: "count_over_time(up[5m])",
            implementation: .window({ window, _ in Double(window.count) }, keepsName: false)),
        Function(
            "stddev_over_time", [.matrix], summary: "The population standard deviation of the samples in the window.",
            example: "stddev_over_time(queue_depth[1h])",
            implementation: .window(
                { WindowStatistics.variance($0.values, $1.semantics).squareRoot() }, keepsName: false)),
        Function(
            "stdvar_over_time", [.matrix], summary: "The population variance of the samples in the window.",
            example: "stdvar_over_time(queue_depth[1h])",
            implementation: .window({ WindowStatistics.variance($0.values, $1.semantics) }, keepsName: false)),
        Function(
            "quantile_over_time", [.scalar, .matrix], summary: "A quantile of the samples in the window, interpolated.",
            example: "quantile_over_time(0.95, queue_depth[1h])",
            implementation: .window(
                { WindowStatistics.quantile($1.parameters[0], of: Array($0.values)) }, keepsName: false)),
        Function(
            "last_over_time", [.matrix], summary: "The newest sample in the window.",
            example: "last_over_time(spend_usd[1h])",
            implementation: .window({ window, _ in window.last }, keepsName: true)),
        Function(
            "first_over_time", [.matrix], availability: .onlyInPrometheus3,
            summary: "The oldest sample in the window.", example: "first_over_time(spend_usd[1h])",
            implementation: .window({ window, _ in window.first }, keepsName: true)),
        Function(
            "present_over_time", [.matrix], summary: "1 for each series with a sample in the window.",
            example: "present_over_time(up[1h])",
            implementation: .window({ _, _ in 1 }, keepsName: false)),
        Function(
            "absent_over_time", [.matrix], summary: "1 if no series has a sample in the window, otherwise nothing.",
            example: "absent_over_time(up{job=\"assist\"}[10m])",
            implementation: .shape(.absentOverTime)),
        Function(
            "mad_over_time", [.matrix], standing: .experimental, availability: .onlyInPrometheus3,
            summary: "The median distance of the samples from their median.",
            example: "mad_over_time(queue_depth[1h])"),
        Function(
            "ts_of_first_over_time", [.matrix], standing: .experimental, availability: .onlyInPrometheus3,
            summary: "When the oldest sample of the window was taken.", example: "ts_of_first_over_time(up[1h])"),
        Function(
            "ts_of_last_over_time", [.matrix], standing: .experimental, availability: .onlyInPrometheus3,
            summary: "When the newest sample of the window was taken.", example: "ts_of_last_over_time(up[1h])"),
        Function(
            "ts_of_max_over_time", [.matrix], standing: .experimental, availability: .onlyInPrometheus3,
            summary: "When the window had its greatest sample, the latest of equals.",
            example: "ts_of_max_over_time(queue_depth[1h])"),
        Function(
            "ts_of_min_over_time", [.matrix], standing: .experimental, availability: .onlyInPrometheus3,
            summary: "When the window had its smallest sample, the latest of equals.",
            example: "ts_of_min_over_time(queue_depth[1h])"),
    ]
}
