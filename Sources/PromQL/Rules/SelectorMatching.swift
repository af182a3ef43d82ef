import SourceText
import TimeSeries

/// The conditions of a selector in the form the store asks for.
struct SelectorMatching {
    let conditionsOnName: [LabelCondition]
    let conditionsOnLabels: [(matcher: LabelMatcher, condition: LabelCondition)]

    var conditions: [LabelCondition] { conditionsOnName + conditionsOnLabels.map(\.condition) }

    init(_ selector: VectorSelector, _ semantics: Semantics) {
        var onName: [LabelCondition] = []
        var onLabels: [(LabelMatcher, LabelCondition)] = []
        if let name = selector.name { onName.append(LabelCondition("__name__", .equal(name.bytes))) }
        for matcher in selector.matchers {
            let condition = LabelCondition(matcher.name, Self.requirement(matcher, semantics))
            if matcher.isOnMetricName { onName.append(condition) } else { onLabels.append((matcher, condition)) }
        }
        conditionsOnName = onName
        conditionsOnLabels = onLabels
    }

    private static func requirement(_ matcher: LabelMatcher, _ semantics: Semantics) -> LabelCondition.Requirement {
        switch matcher.operator {
        case .equal: return .equal(matcher.value.bytes)
        case .notEqual: return .notEqual(matcher.value.bytes)
        case .matches, .matchesNot:
            let isWanted = matcher.operator == .matches
            guard let regex = try? Regex(matcher.value.bytes, as: .matcher, semantics.goDialect) else {
                return .satisfies { _ in true }
            }
            return .satisfies { regex.matchesWhole($0) == isWanted }
        }
    }
}
