/// What an expression yields.
package enum ValueType: Sendable, Hashable {
    case scalar
    case vector
    case matrix
    case string

    /// The word in Prometheus's code and in some of its errors.
    package var name: String {
        switch self {
        case .scalar: "scalar"
        case .vector: "vector"
        case .matrix: "matrix"
        case .string: "string"
        }
    }

    /// The word in Prometheus's documentation and in most of its errors.
    package var documentedName: String {
        switch self {
        case .scalar: "scalar"
        case .vector: "instant vector"
        case .matrix: "range vector"
        case .string: "string"
        }
    }
}

/// An operator between two expressions.
package enum BinaryOperator: Sendable, Hashable, CaseIterable {
    case add, subtract, multiply, divide, modulo, power, atan2
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case and, or, unless
    /// `</` and `>/` cut native histograms (3.11); the evaluator refuses them by name.
    case trimUpper, trimLower

    /// The operator as the canonical text spells it.
    package var text: String {
        switch self {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .modulo: "%"
        case .power: "^"
        case .atan2: "atan2"
        case .equal: "=="
        case .notEqual: "!="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .and: "and"
        case .or: "or"
        case .unless: "unless"
        case .trimUpper: "</"
        case .trimLower: ">/"
        }
    }

    package var isComparison: Bool {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: false
        }
    }

    package var isSetOperation: Bool { self == .and || self == .or || self == .unless }

    /// Binding strength from 1, the weakest, to 6.
    package var precedence: Int {
        switch self {
        case .or: 1
        case .and, .unless: 2
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .trimUpper, .trimLower: 3
        case .add, .subtract: 4
        case .multiply, .divide, .modulo, .atan2: 5
        case .power: 6
        }
    }

    /// Only `^` groups from the right.
    package var groupsFromTheRight: Bool { self == .power }

    /// A sign binds like `*`, so `-2 ^ 2` is `-(2 ^ 2)`.
    package static let signPrecedence = 5
}

/// `-x` and `+x`.
package enum SignOperator: Sendable, Hashable {
    case plus, minus

    package var text: String { self == .plus ? "+" : "-" }
}

/// How an aggregation folds a group of series into one, or picks from it.
package enum AggregationOperator: Sendable, Hashable, CaseIterable {
    case sum, avg, count, min, max, group, stddev, stdvar
    case topk, bottomk, countValues, quantile
    /// Experimental in every version.
    case limitk, limitRatio

    /// The operator as the canonical text spells it.
    package var text: String {
        switch self {
        case .sum: "sum"
        case .avg: "avg"
        case .count: "count"
        case .min: "min"
        case .max: "max"
        case .group: "group"
        case .stddev: "stddev"
        case .stdvar: "stdvar"
        case .topk: "topk"
        case .bottomk: "bottomk"
        case .countValues: "count_values"
        case .quantile: "quantile"
        case .limitk: "limitk"
        case .limitRatio: "limit_ratio"
        }
    }

    /// The type of the parameter before the expression, for those that take one.
    package var parameterType: ValueType? {
        switch self {
        case .topk, .bottomk, .quantile, .limitk, .limitRatio: .scalar
        case .countValues: .string
        case .sum, .avg, .count, .min, .max, .group, .stddev, .stdvar: nil
        }
    }

    package var isExperimental: Bool { self == .limitk || self == .limitRatio }
}

/// `=`, `!=`, `=~`, `!~` between a label and its value.
package enum MatchOperator: Sendable, Hashable, CaseIterable {
    case equal, notEqual, matches, matchesNot

    package var text: String {
        switch self {
        case .equal: "="
        case .notEqual: "!="
        case .matches: "=~"
        case .matchesNot: "!~"
        }
    }

    /// True for `=~` and `!~`.
    package var isRegex: Bool { self == .matches || self == .matchesNot }
}
