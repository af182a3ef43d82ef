import PromQL
package import SourceText

/// What an alert demands, whatever its name, its spelling and the recording rules it hides behind.
///
/// Checks, sweeps and mutants stand on this and never on names: `0.02 < x`, `x * 100 > 2`, `1 - ok / total > 0.02`
/// and the same through a recording rule all give one condition.
package struct AlertCondition: Hashable, Sendable {
    package var subject: Subject
    package var statistic: Statistic
    package var comparator: Comparator
    /// In the canonical unit of the subject; for `rate`, per second.
    package var threshold: Quantity
    /// The longest window that the subject is read over; nil for an instant reading.
    package var windowMilliseconds: Int64?
    /// The rule's `for`.
    package var holdMilliseconds: Int64
    /// The labels that tell its alerts apart, sorted; empty for one alert over everything.
    package var groupedBy: [ByteString]

    package enum Subject: Hashable, Sendable {
        case value(SignalSelection)
        case sum([SignalSelection])
        case ratio(numerator: [SignalSelection], denominator: [SignalSelection])

        package var selections: [SignalSelection] {
            switch self {
            case .value(let selection): [selection]
            case .sum(let selections): selections
            case .ratio(let numerator, let denominator): numerator + denominator
            }
        }
    }

    /// How a series of samples becomes the number that is compared.
    package enum Statistic: Hashable, Sendable {
        /// Growth per second over the window.
        case rate
        /// A quantile of a classic histogram; 0.99 for p99.
        case quantile(Double)
        /// Sum over count of a histogram or summary: the mean.
        case mean
        /// The number itself: a gauge, or a counter read raw.
        case level
        /// A statistic over time of a gauge: `max_over_time`.
        case overTime(String)
        /// The series must be missing.
        case absence
    }

    package enum Comparator: String, Hashable, Sendable {
        case above = ">"
        case atLeast = ">="
        case below = "<"
        case atMost = "<="
        case equal = "=="
        case notEqual = "!="

        /// The comparator with its sides swapped: `2 < x` is `x > 2`.
        package var mirrored: Comparator {
            switch self {
            case .above: .below
            case .atLeast: .atMost
            case .below: .above
            case .atMost: .atLeast
            case .equal, .notEqual: self
            }
        }
    }

    package init(
        subject: Subject, statistic: Statistic, comparator: Comparator, threshold: Quantity,
        windowMilliseconds: Int64?, holdMilliseconds: Int64, groupedBy: [ByteString]
    ) {
        self.subject = subject
        self.statistic = statistic
        self.comparator = comparator
        self.threshold = threshold
        self.windowMilliseconds = windowMilliseconds
        self.holdMilliseconds = holdMilliseconds
        self.groupedBy = groupedBy
    }
}

/// Which part of which signal a selector reads.
package struct SignalSelection: Hashable, Comparable, Sendable {
    /// The canonical signal, or the bare family where no convention knows it.
    package var source: Source
    package var part: Part
    /// The error classes it is narrowed to, sorted; nil means all of them.
    package var classes: [ErrorClass]?
    /// Matchers that narrow it further, as they stand, sorted: `model="claude-haiku-4-5"`.
    package var narrowedBy: [ByteString]
    /// True if only requests that succeeded are counted.
    package var isSuccess: Bool
    /// The family that spells it, for messages and for the join with what is emitted.
    package var family: ByteString
    /// The unit in which the family is exposed; thresholds are canonical.
    package var unit: Unit

    package enum Source: Hashable, Sendable {
        case signal(Signal)
        case family(ByteString)
    }

    /// Which series of the family.
    package enum Part: String, Hashable, Sendable {
        case value
        case bucket
        case sum
        case count
    }

    package init(
        source: Source, part: Part, classes: [ErrorClass]? = nil, narrowedBy: [ByteString] = [],
        isSuccess: Bool = false, family: ByteString, unit: Unit
    ) {
        self.source = source
        self.part = part
        self.classes = classes
        self.narrowedBy = narrowedBy
        self.isSuccess = isSuccess
        self.family = family
        self.unit = unit
    }

    package var signal: Signal? {
        if case .signal(let signal) = source { signal } else { nil }
    }

    /// A stable text for ordering and for messages.
    package var name: String {
        var text =
            switch source {
            case .signal(let signal): signal.name
            case .family(let family): family.string
            }
        if part != .value, part != .bucket { text += "_\(part.rawValue)" }
        if let classes { text += "{\(classes.map(\.rawValue).joined(separator: "|"))}" }
        if !narrowedBy.isEmpty { text += "{\(narrowedBy.map(\.string).joined(separator: ","))}" }
        return text
    }

    package static func < (left: SignalSelection, right: SignalSelection) -> Bool {
        left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
}

/// The result of reading an alert expression for its meaning.
package enum Recognition: Sendable {
    /// Conditions that must all hold; `alternatives` holds more such lists where the rule says `or`.
    case recognised([PlacedCondition], alternatives: [[PlacedCondition]])
    case unrecognised(Reason, at: ByteRange)

    package enum Reason: Hashable, Sendable {
        case noComparison
        case comparesTwoExpressions
        case notLinear
        case function(String)
        case aggregation(String)
        case ambiguousRecordingRule(ByteString)
        case cyclicRecordingRule(ByteString)
        case tooDeep

        /// One clause for a person.
        package var sentence: String {
            switch self {
            case .noComparison: "it compares nothing with a threshold"
            case .comparesTwoExpressions: "it compares two expressions, none of them a number"
            case .notLinear: "it multiplies or divides measured values in a way that is no ratio"
            case .function(let name): "it uses `\(name)`, whose meaning is not followed"
            case .aggregation(let name): "it aggregates with `\(name)`, whose meaning is not followed"
            case .ambiguousRecordingRule(let name): "several recording rules are called `\(name.string)`"
            case .cyclicRecordingRule(let name): "the recording rule `\(name.string)` reads itself"
            case .tooDeep: "recording rules are nested too deep"
            }
        }
    }

    /// The conditions of the first alternative, which for most alerts is the only one.
    package var conditions: [AlertCondition] {
        switch self {
        case .recognised(let conditions, _): conditions.map(\.condition)
        case .unrecognised: []
        }
    }

    /// Every condition of every alternative, with its place.
    package var placedConditions: [PlacedCondition] {
        switch self {
        case .recognised(let first, let alternatives): first + alternatives.joined()
        case .unrecognised: []
        }
    }
}

/// A condition and the comparison that states it, in the alert's own text.
package struct PlacedCondition: Hashable, Sendable {
    package var condition: AlertCondition
    package var range: ByteRange
}
