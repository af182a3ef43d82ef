package import SourceText
package import TimeSeries

/// Why an expression has no result: what Prometheus objects to while it evaluates, or a bound or gap of ours.
package enum EvaluationError: Error, Sendable, Equatable {
    /// Dropping or setting labels made two elements equal.
    case duplicateLabelSets
    /// The side that may have one element for each match group has two.
    case manyToMany(group: NamedLabels, side: MatchSide, NamedLabels, NamedLabels)
    case manyToOneNotExplicit
    case groupingLabelsNotUnique
    case parameterIsNotANumber
    case parameterOverflows(Double)
    case invalidSmoothingFactor(Double)
    case invalidTrendFactor(Double)
    /// The label of `count_values`.
    case invalidLabelName([UInt8])
    case labelReplaceRegex([UInt8])
    case labelReplaceDestination([UInt8])
    case labelJoinSource([UInt8])
    case labelJoinDestination([UInt8])
    case duration(DurationExpressionError)
    case unsupported(UnsupportedFeature)
    case limit(EvaluationLimit)

    /// Which operand.
    package enum MatchSide: Sendable, Equatable {
        case left, right
    }
}

/// What this evaluator refuses by name.
package enum UnsupportedFeature: Sendable, Equatable {
    /// A function of native histograms, or one that only they give a result.
    case nativeHistogramFunction(String)
    /// `</` and `>/`.
    case nativeHistogramOperator(BinaryOperator)
    case experimentalFunction(String)
    case experimentalAggregation(AggregationOperator)
    /// A pattern that Go compiles and we do not.
    case regex(RegexError)
}

/// A bound of ours that was reached.
package enum EvaluationLimit: Sendable, Equatable {
    case samples(limit: Int)
    case elements(limit: Int)
    case subquerySteps(limit: Int)
    case labelValueBytes(limit: Int)
}

/// Labels taken out of their table, for errors and reports.
package struct NamedLabels: Sendable, Hashable {
    package struct Label: Sendable, Hashable {
        package let name: ByteString
        package let value: ByteString
    }

    /// Ascending by name.
    package let labels: [Label]

    package init(_ id: LabelSetID, in table: LabelTable) { self.init(Array(table.labels(of: id)), in: table) }

    /// - Precondition: ascending by name.
    package init(_ pairs: [LabelPair], in table: LabelTable) {
        labels = pairs.map {
            Label(name: ByteString(table.bytes(of: $0.name)), value: ByteString(table.bytes(of: $0.value)))
        }
    }

    /// As Prometheus prints labels in errors: `{__name__="up", job="a"}`.
    package var text: String { Self.text(labels) }

    /// As people write a series: `up{job="a"}`, or `{"http.requests", job="a"}` where the name is no plain word.
    package var seriesText: String {
        guard let name = labels.first(where: Self.isMetricName)?.value else { return text }
        let others = labels.filter { !Self.isMetricName($0) }
        if PlainName.isMetricName(name.bytes) { return name.string + (others.isEmpty ? "" : Self.text(others)) }
        return "{" + ([GoQuoting.quoted(name.bytes)] + others.map(Self.text)).joined(separator: ", ") + "}"
    }

    private static func isMetricName(_ label: Label) -> Bool { label.name.bytes.elementsEqual("__name__".utf8) }

    private static func text(_ labels: [Label]) -> String { "{" + labels.map(text).joined(separator: ", ") + "}" }

    private static func text(_ label: Label) -> String {
        let name = PlainName.isLabelName(label.name.bytes) ? label.name.string : GoQuoting.quoted(label.name.bytes)
        return "\(name)=\(GoQuoting.quoted(label.value.bytes))"
    }
}

extension LabelTable {
    /// As Prometheus prints labels in errors: `{__name__="up", job="a"}`.
    package func text(of id: LabelSetID) -> String { NamedLabels(id, in: self).text }

    /// As people write a series: `up{job="a"}`.
    package func seriesText(of id: LabelSetID) -> String { NamedLabels(id, in: self).seriesText }
}
