import Commands
import Foundation
import Reports
import TestKit
import Testing

/// Which way the rules of a test file were evaluated, in both reports.
@Suite struct EvaluationPathTests {
    /// The rule files of the examples, as people would hand them in.
    static let examples = ["support-chat/deploy/rules/*.yaml", "first-draft/alerts.yaml"]

    @Test(arguments: examples)
    func `every rule of the examples is evaluated over all steps at once`(pattern: String) throws {
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let report = try run(
            """
            rule_files: ["\(top.appending(path: "examples").path)/\(pattern)"]
            tests:
              - input_series: [{series: up, values: 1x30}]
                promql_expr_test: [{expr: up, eval_time: 20m, exp_samples: [{labels: up, value: 1}]}]
            """
        ).report
        let rules = report.files.flatMap { $0.groups.flatMap(\.rules) }
        #expect(rules.count > 5)
        #expect(rules.compactMap { $0.stepwiseText }.isEmpty)
    }

    @Test func `a rule that reads its own output is named, with the reason`() throws {
        let outcome = try run(
            """
            rule_files: [rules.yaml]
            tests:
              - input_series: [{series: up, values: 1x30}]
                promql_expr_test: [{expr: loop, eval_time: 5m, exp_samples: [{labels: loop, value: 6}]}]
            """,
            rules: """
                groups:
                  - name: g
                    rules:
                      - {record: loop, expr: loop + 1 or up}
                      - {record: level, expr: sum(up)}
                      - {alert: High, expr: level > 5}
                """)
        #expect(outcome.status == .notReady || outcome.status == .ready)
        let text = RuleTestTextReport.render(outcome.report, sources: outcome.sources)
        #expect(text.contains("; 2 rules columnar, 1 stepwise ("), "\(text)")
        #expect(text.contains("reads its own output)"), "\(text)")
        let json = RuleTestJSONReport.render(outcome.report, sources: outcome.sources)
        #expect(json.contains("\"columnar\": 2"), "\(json)")
        #expect(json.contains("\"reason\": \"cyclic\""), "\(json)")
    }

    private func run(_ test: String, rules: String = "groups: []") throws -> TestRulesOutcome {
        let folder = try TemporaryFolder()
        try folder.write("rules.yaml", rules)
        try folder.write("test.yaml", test)
        return TestRulesPipeline.run(TestRulesRequest(paths: ["test.yaml"]), files: folder.files)
    }
}
