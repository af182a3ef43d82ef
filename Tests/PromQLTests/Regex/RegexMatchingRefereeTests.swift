import Foundation
import PromQL
import TestKit
import Testing

/// Matching and capturing against promtool 2.42: each pattern over all texts in one expression, as a matcher and in
/// `label_replace`.
@Suite struct RegexMatchingRefereeTests {
    static let template = Array("<$0,$1,${2},${3}>$n$$".utf8)

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired), arguments: [11, 12] as [UInt64])
    func `promtool matches and captures the same`(seed: UInt64) throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        var generator = RegexPatterns(seed: seed)
        var texts: [[UInt8]] = [[], [0xFF], Array("a".utf8), [0x61, 0xC3], Array("ab\nb".utf8)]
        while texts.count < 40 {
            let text = generator.nextText()
            if !texts.contains(text) { texts.append(text) }
        }
        let patterns = (0..<300).map { _ in Array(generator.nextValid().utf8) }
        var matchCount = 0
        var questions: [(expression: String, samples: [String])] = []
        for pattern in patterns {
            let matcher = try Regex(pattern, as: .matcher, .prometheus2)
            let replacer = try Regex(pattern, as: .labelReplace, .prometheus2)
            let matching = texts.indices.filter { matcher.matchesWhole(texts[$0]) }
            matchCount += matching.count
            questions.append(("x{src=~\(Self.quoted(pattern))}", matching.map { Self.series(at: $0, texts[$0], nil) }))
            let replaced = texts.indices.map { index in
                let match = replacer.captures(in: texts[index])
                return Self.series(
                    at: index, texts[index], match.map { replacer.expand(Self.template, $0, in: texts[index]) })
            }
            let arguments = "\(Self.quoted(Self.template)), \"src\", \(Self.quoted(pattern))"
            questions.append(("label_replace(x, \"dst\", \(arguments))", replaced))
        }
        let failures = try Self.failures(of: questions, texts, promtool)
        for failure in failures { Issue.record("seed \(seed): \(failure)") }
        #expect(matchCount > 600, "too few matches to prove anything: \(matchCount)")
    }

    /// A PromQL string with every byte in hexadecimal.
    static func quoted(_ bytes: [UInt8]) -> String {
        "\"" + bytes.map { "\\x" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + "\""
    }

    static func series(at index: Int, _ text: [UInt8], _ replaced: [UInt8]?) -> String {
        let destination = replaced.map { ",dst=\(quoted($0))" } ?? ""
        return "x{i=\"\(index)\"\(text.isEmpty ? "" : ",src=\(quoted(text))")\(destination)}"
    }

    /// What promtool has to object to, one entry an expression.
    static func failures(
        of questions: [(expression: String, samples: [String])], _ texts: [[UInt8]], _ promtool: URL
    ) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("regex-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var file = "rule_files: []\nevaluation_interval: 1000h\ntests:\n- interval: 1m\n  input_series:\n"
        for (index, text) in texts.enumerated() {
            file += "  - series: '\(series(at: index, text, nil))'\n    values: '1'\n"
        }
        file += "  promql_expr_test:\n"
        for (expression, samples) in questions {
            file += "  - expr: '\(expression)'\n    eval_time: 0m\n    exp_samples:\(samples.isEmpty ? " []" : "")\n"
            for sample in samples { file += "    - {labels: '\(sample)', value: 1}\n" }
        }
        let path = folder.appendingPathComponent("test.yml")
        try Data(file.utf8).write(to: path)
        let output = try Referee.run(promtool, ["test", "rules", path.path])
        if output.status == 0 { return [] }
        let report = output.standardOutput + output.standardError
        let failures = report.components(separatedBy: "\n    expr: ").dropFirst()
        return failures.isEmpty ? [report] : Array(failures)
    }
}
