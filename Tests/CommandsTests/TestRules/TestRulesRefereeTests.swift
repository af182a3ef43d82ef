import Commands
import Findings
import Foundation
import Reports
import TestKit
import Testing

/// Random rules over random series against promtool 2.42. Our answers are written down as what a test expects, and
/// promtool must agree to every label, annotation, value and error.
@Suite struct TestRulesRefereeTests {
    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired), arguments: [0, 1, 2, 3] as [UInt64])
    func `promtool finds what we find`(part: UInt64) throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        var tally = Tally()
        for seed in part * 1_000..<part * 1_000 + Self.filesAPart {
            try compare(seed: seed, promtool, &tally)
        }
        #expect(
            tally.firing > 100 && tally.failures > 2 && tally.samples > 100, "too little to prove anything: \(tally)")
    }

    /// `RULE_TEST_SEEDS=1000` asks for more.
    static let filesAPart = UInt64(ProcessInfo.processInfo.environment["RULE_TEST_SEEDS"].flatMap { Int($0) } ?? 40)

    struct Tally {
        var firing = 0
        var samples = 0
        var failures = 0
    }

    private func compare(seed: UInt64, _ promtool: URL, _ tally: inout Tally) throws {
        var generated = GeneratedRuleTest(seed: seed)
        let folder = try TemporaryFolder()
        try folder.write("rules.yaml", generated.rules)
        let questions = generated.questions()
        try folder.write("test.yaml", generated.testFile(questions))
        let request = TestRulesRequest(paths: ["test.yaml"], profile: .two)
        let asked = TestRulesPipeline.run(request, files: folder.files).report
        let answers = try #require(
            Self.answers(questions, asked, &tally),
            "seed \(seed): our own file is refused: \(asked.files.flatMap(\.findings).map(\.message))\n\(generated.rules)"
        )
        let file = generated.testFile(answers)
        try folder.write("test.yaml", file)
        let ours = TestRulesPipeline.run(request, files: folder.files).report
        #expect(
            ours.tests.allSatisfy { $0.outcome != .failed && $0.outcome != .undecided },
            "seed \(seed): we disagree with ourselves\n\(generated.rules)\n\(file)")
        let output = try Referee.run(promtool, ["test", "rules", folder.path("test.yaml")])
        let expected = (ours.files.first?.groups.first?.findings ?? []).map { "\($0.subject): \($0.discriminator)" }
        let got = Self.ruleErrors(output.standardError)
        tally.failures += expected.isEmpty ? 0 : 1
        let unexplained = output.standardError.contains("exp:") || (expected.isEmpty && output.status != 0)
        if unexplained || got != expected.map(Self.withoutKind).sorted() {
            Issue.record("seed \(seed): \(output.standardError)\nexpected \(expected)\n\(generated.rules)\n\(file)")
        }
    }

    /// The questions with what we got as what is expected; nil if our run refused the file.
    private static func answers(
        _ questions: [GeneratedRuleTest.Answer], _ report: RuleTestReport, _ tally: inout Tally
    ) -> [GeneratedRuleTest.Answer]? {
        guard let group = report.files.first?.groups.first, group.tests.count == questions.count else { return nil }
        var alerts = group.tests.filter { $0.kind == .alert }[...]
        var expressions = group.tests.filter { $0.kind == .expression }[...]
        return questions.compactMap { question in
            switch question {
            case .alert(let name, let seconds, _):
                let got = alerts.popFirst()?.got ?? []
                tally.firing += got.count
                return .alert(
                    name: name, seconds: seconds,
                    alerts: got.map { element in
                        (element.labels.map { ($0.name, $0.value) }, element.annotations.map { ($0.name, $0.value) })
                    })
            case .expression(let text, let seconds, _):
                let got = expressions.popFirst()?.got ?? []
                // NaN equals nothing, so no test can expect it.
                if got.contains(where: { $0.value == "NaN" }) { return nil }
                tally.samples += got.count
                return .expression(
                    text: text, seconds: seconds,
                    samples: got.map { (metric($0), yaml($0.value ?? "0")) })
            }
        }
    }

    private static func metric(_ element: RuleTestReport.Element) -> String {
        "{"
            + element.labels.map {
                "\($0.name)=\"\($0.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
            }
            .joined(separator: ",") + "}"
    }

    private static func yaml(_ value: String) -> String {
        switch value {
        case "+Inf": ".inf"
        case "-Inf": "-.inf"
        default: value
        }
    }

    /// `    rule: NAME, time: 3m0s, err: WORDS` as `NAME: WORDS`, sorted.
    private static func ruleErrors(_ text: String) -> [String] {
        text.matches(of: #/rule: (\S+), time: (\S+), err: (.*)/#).map { withoutOrder("\($0.1): \($0.3)") }.sorted()
    }

    /// promtool stores series in any order, and errors that name two of them name them in that order.
    private static func withoutOrder(_ text: String) -> String {
        text.replacing(#/match group \{.*\} on the (.*) operation: \[.*\];/#) { "match group on the \($0.1)" }
    }

    private static func withoutKind(_ subject: String) -> String {
        withoutOrder(subject.replacing(#/^(alert|recording rule) /#, with: ""))
    }
}
