import PromQL
import SourceText

/// A panel that shows something of this service, with what its queries mean.
package struct OwnPanel: Sendable {
    package let dashboard: DashboardFact
    package let panel: PanelFact
    /// The queries that read this service; others in the same panel are left alone.
    package let queries: [OwnQuery]

    package struct OwnQuery: Sendable {
        package let query: PanelQuery
        /// What it puts on the screen, on its own or through recording rules.
        package let readings: [QueryReading]
        /// The number it computes; nil where that is not followed.
        package let meaning: QueryMeaning?
    }

    /// How findings name the panel: "panel Chat overview / Time to first token".
    package var subject: String { "panel \(dashboard.title.value.string) / \(panel.title.value.string)" }

    /// "panel `Time to first token` of `Chat overview`": the subject of a sentence.
    package var subjectInBackticks: String {
        "panel `\(panel.title.value.string)` of `\(dashboard.title.value.string)`"
    }

    /// The queries whose values a person can see.
    package var shownQueries: [OwnQuery] {
        panel.isVisible ? queries.filter { $0.query.display != .hidden } : []
    }
}

extension RuleScoping {
    /// True if a query reads a signal of this service, directly or through recording rules.
    func isOwn(_ query: PanelQuery) -> Bool {
        var visited: Set<ByteString> = []
        return query.selectors.contains { readsOwn($0, &visited) }
    }

    /// The panels that are this service's business, in reading order.
    func ownPanels(of dashboards: [DashboardFact], _ reader: ConditionReader, _ workers: Workers) -> [OwnPanel] {
        workers.map(dashboards.count) { index in
            let dashboard = dashboards[index]
            return dashboard.panels.compactMap { panel -> OwnPanel? in
                let own = panel.queries.filter(isOwn).map {
                    OwnPanel.OwnQuery(
                        query: $0, readings: reader.readings(of: $0.expression),
                        meaning: reader.meaning(of: $0.expression))
                }
                return own.isEmpty ? nil : OwnPanel(dashboard: dashboard, panel: panel, queries: own)
            }
        }.flatMap(\.self)
    }
}
