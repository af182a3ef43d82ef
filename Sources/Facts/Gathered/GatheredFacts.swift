import SourceText

/// What the adapters read, before it is joined: lists in reading order, one for each kind of fact.
package struct GatheredFacts: Sendable {
    package var rules: [RuleFact] = []
    package var families: [EmittedFamily] = []
    package var dashboards: [DashboardFact] = []
    package var routings: [RoutingFact] = []
    package var logs: [LogSampleFact] = []
    package var prices: [PriceTableFact] = []

    package init() {}

    package mutating func add(_ other: GatheredFacts) {
        rules += other.rules
        families += other.families
        dashboards += other.dashboards
        routings += other.routings
        for log in other.logs {
            if let known = logs.firstIndex(where: { $0.range.file == log.range.file }) {
                logs[known].add(log)
            } else {
                logs.append(log)
            }
        }
        prices += other.prices
    }
}
