extension EvaluationError {
    /// Prometheus's words where it has any.
    package var message: String {
        switch self {
        case .duplicateLabelSets: "vector cannot contain metrics with the same labelset"
        case .manyToMany(let group, let side, let first, let second):
            "found duplicate series for the match group \(group.text) on the \(side.word) hand-side of the operation: "
                + "[\(first.text), \(second.text)];many-to-many matching not allowed: matching labels must be unique on "
                + "one side"
        case .manyToOneNotExplicit:
            "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
        case .groupingLabelsNotUnique: "multiple matches for labels: grouping labels must ensure unique matches"
        case .parameterIsNotANumber: "Parameter value is NaN"
        case .parameterOverflows(let value): "Scalar value \(GoNumberText.general(value)) overflows int64"
        case .invalidSmoothingFactor(let value):
            "invalid smoothing factor. Expected: 0 < sf < 1, got: \(GoNumberText.fixed(value, decimals: 6))"
        case .invalidTrendFactor(let value):
            "invalid trend factor. Expected: 0 < tf < 1, got: \(GoNumberText.fixed(value, decimals: 6))"
        case .invalidLabelName(let name): "invalid label name \(GoQuoting.quoted(name))"
        case .labelReplaceRegex(let pattern): "invalid regular expression in label_replace(): \(text(pattern))"
        case .labelReplaceDestination(let name): "invalid destination label name in label_replace(): \(text(name))"
        case .labelJoinSource(let name): "invalid source label name in label_join(): \(text(name))"
        case .labelJoinDestination(let name): "invalid destination label name in label_join(): \(text(name))"
        case .duration(let error): error.message
        case .unsupported(let feature): feature.message
        case .limit(let limit): limit.message
        }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension EvaluationError.MatchSide {
    var word: String { self == .left ? "left" : "right" }
}

extension UnsupportedFeature {
    var message: String {
        switch self {
        case .nativeHistogramFunction(let name): "\(name) needs native histograms, which this evaluator does not model"
        case .nativeHistogramOperator(let op):
            "\"\(op.text)\" needs native histograms, which this evaluator does not model"
        case .experimentalFunction(let name): "\(name) is experimental, and this evaluator does not model it"
        case .experimentalAggregation(let op): "\(op.text) is experimental, and this evaluator does not model it"
        case .regex(let error): error.message
        }
    }
}

extension EvaluationLimit {
    var message: String {
        switch self {
        case .samples(let limit): "the evaluation needs more than \(limit) samples"
        case .elements(let limit): "a vector has more than \(limit) elements"
        case .subquerySteps(let limit): "a subquery has more than \(limit) steps"
        case .labelValueBytes(let limit): "a label value is longer than \(limit) bytes"
        }
    }
}

extension DurationExpressionError {
    /// What is wrong with a computed duration.
    package var message: String {
        switch self {
        case .notFinite: "duration is NaN or infinite"
        case .notPositive: "duration must be greater than 0"
        case .outOfRange: "duration is out of range"
        case .divisionByZero: "division by zero"
        case .moduloByZero: "modulo by zero"
        }
    }
}
