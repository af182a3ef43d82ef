extension Function {
    /// Distributions.
    static let histograms: [Function] = [
        Function(
            "histogram_quantile", [.scalar, .vector],
            summary: "A quantile of the distribution that the buckets describe, interpolated within its bucket.",
            example: "histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[5m])))",
            implementation: .histogram { buckets, parameters, semantics in
                BucketKernels.quantile(
                    parameters[0], buckets, levelsSmallDifferences: semantics.levelsSmallBucketDifferences)
            }),
        Function(
            "histogram_fraction", [.scalar, .scalar, .vector],
            summary: "The share of observations between two bounds.",
            example: "histogram_fraction(0, 3, sum by (le) (rate(latency_seconds_bucket[5m])))",
            implementation: .histogram { buckets, parameters, semantics in
                semantics.takesFractionsOfClassicHistograms
                    ? BucketKernels.fraction(from: parameters[0], to: parameters[1], buckets) : nil
            }),
        Function(
            "histogram_quantiles", [.vector, .string, .scalar, .scalar], repetition: .upTo(9),
            standing: .experimental, availability: .onlyInPrometheus3,
            summary: "Several quantiles at once, told apart by a label.",
            example: "histogram_quantiles(rate(latency_seconds[5m]), \"quantile\", 0.5, 0.95)"),
        native("histogram_count", "The number of observations", availability: .always),
        native("histogram_sum", "The sum of observations", availability: .always),
        native("histogram_avg", "The mean observation"),
        native("histogram_stddev", "The standard deviation of observations"),
        native("histogram_stdvar", "The variance of observations"),
    ]

    private static func native(
        _ name: String, _ what: String, availability: Availability = .onlyInPrometheus3
    ) -> Function {
        Function(
            name, [.vector], standing: .nativeHistograms, availability: availability,
            summary: "\(what) in a native histogram.", example: "\(name)(rate(latency_seconds[5m]))")
    }
}
