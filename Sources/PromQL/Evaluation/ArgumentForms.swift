package import TimeSeries

extension Expression {
    /// The labels that `absent` and `absent_over_time` give their result: what a plain selector demands by `=`.
    ///
    /// A label that is demanded twice, or also in another way, is left out; the metric name always is. Anything but a
    /// selector gives none.
    package func absentLabels(of argument: NodeID, in table: inout LabelTable) -> LabelSetID {
        let selector: VectorSelector
        switch self[strippingParentheses(argument)].kind {
        case .vectorSelector(let vector): selector = vector
        case .matrixSelector(let matrix):
            guard case .vectorSelector(let vector) = self[matrix.vector].kind else { return .empty }
            selector = vector
        default: return .empty
        }
        var demanded: [LabelPair] = []
        var seen: [TextID] = []
        for matcher in selector.matchers where !matcher.isOnMetricName {
            let name = table.intern(matcher.name)
            if matcher.operator == .equal && !seen.contains(name) {
                demanded.append(LabelPair(name: name, value: table.intern(matcher.value)))
                seen.append(name)
            } else {
                demanded.removeAll { $0.name == name }
            }
        }
        return table.set(demanded)
    }

    /// The node within any number of parentheses.
    package func strippingParentheses(_ id: NodeID) -> NodeID {
        var id = id
        while case .parentheses(let inner) = self[id].kind { id = inner }
        return id
    }

    /// The selector that stands directly under `timestamp`, which then tells when its samples were taken.
    package func timestampedSelector(under id: NodeID) -> NodeID? {
        guard case .call(let call) = self[id].kind, case .shape(.timestamp) = call.function.function.implementation,
            let argument = call.arguments.first
        else { return nil }
        let selector = strippingParentheses(argument)
        if case .vectorSelector = self[selector].kind { return selector }
        return nil
    }

    /// The selector whose offset Prometheus half forgets: directly under `timestamp`, and pinned by `@`.
    ///
    /// It fetches samples as the offset asks, but then looks from the moment of `@` itself: only what lies in both
    /// lookback windows is seen.
    /// Source: prometheus/prometheus, `promql/engine.go` (`rangeEvalTimestampFunctionOverVectorSelector`); measured on
    /// promtool 2.42.
    package func selectorWithoutOffset(under id: NodeID) -> NodeID? {
        guard let selector = timestampedSelector(under: id), case .vectorSelector(let vector) = self[selector].kind,
            vector.modifiers.at != nil
        else { return nil }
        return selector
    }
}
