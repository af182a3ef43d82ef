package import SourceText

/// A node of an `Expression`, by its place in the arena.
package struct NodeID: Hashable, Comparable, Sendable {
    package let index: Int32

    package init(index: Int32) { self.index = index }

    package static func < (left: NodeID, right: NodeID) -> Bool { left.index < right.index }
}

/// One piece of an expression, with the bytes that spell it.
package struct Node: Sendable, Equatable {
    package var kind: Kind
    /// From the first byte of the leftmost part to the last byte of the rightmost, modifiers included.
    package var range: ByteRange
    package var type: ValueType

    package enum Kind: Sendable, Equatable {
        case number(NumberLiteral)
        /// The unquoted bytes, which need not be UTF-8.
        case string([UInt8])
        case vectorSelector(VectorSelector)
        case matrixSelector(MatrixSelector)
        case subquery(Subquery)
        case call(Call)
        case aggregation(Aggregation)
        case binary(BinaryOperation)
        case sign(SignOperator, operand: NodeID)
        case parentheses(NodeID)
    }

    package init(kind: Kind, range: ByteRange, type: ValueType) {
        self.kind = kind
        self.range = range
        self.type = type
    }
}

/// A number, with a sign directly before it folded in.
package struct NumberLiteral: Sendable, Equatable {
    package var value: Double
    /// Written as a duration (`5m` is 300), and printed as one.
    package var isDuration: Bool

    package init(value: Double, isDuration: Bool = false) {
        self.value = value
        self.isDuration = isDuration
    }
}

/// `name{label="value"} @ 1 offset 5m`. Inside a `MatrixSelector` it also holds the modifiers that follow the range.
package struct VectorSelector: Sendable, Equatable {
    /// The name before the braces, if there is one.
    package var name: ByteString?
    package var nameRange: ByteRange?
    /// In the order written; a name before the braces is not among them.
    package var matchers: [LabelMatcher]
    package var modifiers = TimeModifiers()

    /// The metric that is meant: the name before the braces, or what `__name__` must equal.
    package var metricName: ByteString? {
        if let name { return name }
        return matchers.first { $0.operator == .equal && $0.isOnMetricName }?.value
    }
}

/// One condition on a label.
package struct LabelMatcher: Sendable, Equatable {
    package var name: ByteString
    package var nameRange: ByteRange
    package var `operator`: MatchOperator
    /// The unquoted bytes.
    package var value: ByteString
    /// The string with its quotes. A quoted metric name in braces is its own value, so both ranges are one.
    package var valueRange: ByteRange

    package var isOnMetricName: Bool { name.bytes.elementsEqual("__name__".utf8) }
}

/// `offset` and `@`, which move a selector or a subquery in time.
package struct TimeModifiers: Sendable, Equatable {
    /// How far back to look, negative for forward; zero where none is given.
    package var offset: DurationValue = .fixed(nanoseconds: 0)
    package var at: AtModifier?
}

/// The moment a selector is pinned to.
package enum AtModifier: Sendable, Equatable {
    /// Milliseconds since the Unix epoch.
    case timestamp(milliseconds: Int64)
    /// The beginning of a range query, or the moment of an instant query.
    case start
    case end
}

/// `selector[range]`.
package struct MatrixSelector: Sendable, Equatable {
    /// A `vectorSelector` node, which holds the modifiers too.
    package var vector: NodeID
    package var range: DurationValue
}

/// `expression[range:step]`.
package struct Subquery: Sendable, Equatable {
    package var expression: NodeID
    package var range: DurationValue
    /// Nil for the default step, which is the global evaluation interval.
    package var step: DurationValue?
    package var modifiers = TimeModifiers()
}

/// `function(arguments)`.
package struct Call: Sendable, Equatable {
    package var function: FunctionID
    package var nameRange: ByteRange
    package var arguments: [NodeID]
}

/// `sum by (labels) (expression)`.
package struct Aggregation: Sendable, Equatable {
    package var `operator`: AggregationOperator
    package var operatorRange: ByteRange
    package var expression: NodeID
    /// The `k` of `topk`, the quantile, the label of `count_values`.
    package var parameter: NodeID?
    package var grouping: [LabelName]
    /// `without` rather than `by`; false where no grouping is given.
    package var isWithout: Bool
}

/// A label in a list of `by`, `without`, `on`, `ignoring`, `group_left` or `group_right`.
package struct LabelName: Sendable, Equatable {
    package var name: ByteString
    /// The name with its quotes, if it has any.
    package var range: ByteRange
}

/// `left operator right`.
package struct BinaryOperation: Sendable, Equatable {
    package var `operator`: BinaryOperator
    package var operatorRange: ByteRange
    package var left: NodeID
    package var right: NodeID
    /// Nil unless both sides are instant vectors.
    package var matching: VectorMatching?
    /// `bool`: a comparison yields 0 or 1 and drops nothing.
    package var returnsBool: Bool
}

/// Which elements of two vectors belong together.
package struct VectorMatching: Sendable, Equatable {
    package enum Cardinality: Sendable, Equatable {
        case oneToOne
        /// `group_left`.
        case manyToOne
        /// `group_right`.
        case oneToMany
        /// The set operations.
        case manyToMany
    }

    package var cardinality: Cardinality
    package var labels: [LabelName]
    /// `on` rather than `ignoring`; false where neither is given.
    package var isOn: Bool
    /// Labels that `group_left` or `group_right` copies from the one side.
    package var include: [LabelName]
}
