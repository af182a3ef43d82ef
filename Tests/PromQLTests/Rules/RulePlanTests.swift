import PromQL
import SourceText
import Testing
import TimeSeries

@Suite struct RuleDependenciesTests {
    static let cases: [(rules: [(name: String, expression: String)], reads: [[Int]])] = [
        ([("r", "a"), ("s", "r")], [[], [0]]),
        ([("s", "r"), ("r", "a")], [[1], []]),
        ([("r", "{__name__=~\"r|s\"}"), ("s", "{job=\"x\"}")], [[0, 1], [0, 1]]),
        ([("r", "{__name__=\"s\"}"), ("s", "sum_over_time(r[5m:1m])")], [[1], [0]]),
        ([("A!", "a"), ("B!", "ALERTS{alertname=\"A\"}"), ("C!", "ALERTS{alertname!=\"A\"}")], [[], [0], [1, 2]]),
        ([("A!", "ALERTS_FOR_STATE{alertname=\"B\"}"), ("B!", "absent(nothing)")], [[1], []]),
        ([("A!", "ALERTS{severity=\"ticket\"}"), ("r", "ALERTS{alertstate=\"firing\"}")], [[], [0]]),
    ]

    @Test(arguments: cases)
    func `what a rule reads is told from its selectors`(
        rules: [(name: String, expression: String)], reads: [[Int]]
    ) throws {
        let made = try rules.map { name, expression in
            name.hasSuffix("!")
                ? try Rule.alert(ByteString(String(name.dropLast())), expression, labels: [("severity", "page")])
                : try Rule.recording(ByteString(name), expression)
        }
        #expect(RuleDependencies(RuleSet(groups: [RuleGroup(name: "g", rules: made)])).reads == reads)
    }

    @Test func `a label that asks the store may read anything`() throws {
        let rules = [
            try Rule.recording("r", "a"), try Rule.recording("s", "a"),
            try Rule.alert("A", "a", labels: [("n", #"{{ query "r" | len }}"#)]),
            try Rule.alert("B", "a", labels: [("n", #"{{ query .Labels.q | len }}"#)]),
        ]
        #expect(
            RuleDependencies(RuleSet(groups: [RuleGroup(name: "g", rules: rules)])).reads == [
                [], [], [0], [0, 1, 2, 3],
            ])
    }

    @Test func `a chain of 20,000 rules is planned without recursion`() throws {
        let rules = try (0..<20_000).map { try Rule.recording(ByteString("r\($0)"), "r\(max(0, $0 - 1))") }
        let set = RuleSet(groups: [RuleGroup(name: "g", rules: rules)])
        var engine = DecliningEngine()
        let grid = try #require(EvaluationGrid(startMilliseconds: 0, endMilliseconds: 0, intervalMilliseconds: 1))
        let run = RuleRun.columnar(set, .init(), grid, EvaluationOptions(), with: &engine)
        #expect(run.paths[RuleID(group: 0, rule: 0)] == .stepwise(.cyclic))
        #expect(run.paths[RuleID(group: 0, rule: 19_999)] == .stepwise(.declined))
    }
}

/// Evaluates nothing, as an engine may.
struct DecliningEngine: ColumnEngine {
    mutating func columns(
        of expression: Expression, atMilliseconds times: [Int64], hiding hidden: [SeriesID],
        in store: inout SeriesStore,
        _ options: EvaluationOptions
    ) -> ExpressionColumns? { nil }
}
