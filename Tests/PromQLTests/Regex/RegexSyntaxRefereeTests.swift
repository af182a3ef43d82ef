import Foundation
import PromQL
import TestKit
import Testing

/// Validity and error texts of generated patterns against promtool 2.42, thousands in a call.
@Suite struct RegexSyntaxRefereeTests {
    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired), arguments: [1, 2, 3] as [UInt64])
    func `promtool says the same of generated patterns`(seed: UInt64) throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        var generator = RegexPatterns(seed: seed)
        let patterns = (0..<4000).map { _ in generator.next() }
        let expected = try Self.verdicts(of: patterns, promtool)
        var broken = 0
        for (pattern, theirs) in zip(patterns, expected) {
            let ours = RegexSyntax.validate(pattern, as: .matcher, .prometheus2)?.message
            if theirs != nil { broken += 1 }
            #expect(ours == theirs, "pattern \(String(decoding: pattern, as: UTF8.self)), seed \(seed)")
        }
        #expect(broken > 1200, "too few broken patterns to prove anything: \(broken)")
        #expect(broken < 3200, "too few valid patterns to prove anything: \(4000 - broken)")
    }

    /// Each pattern's error text by promtool, nil where it is valid.
    static func verdicts(of patterns: [[UInt8]], _ promtool: URL) throws -> [String?] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("regex-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var file = "groups:\n- name: g\n  rules:\n"
        for (index, pattern) in patterns.enumerated() {
            // Every byte in hexadecimal, for PromQL's string; the backslash doubled for YAML's.
            let escaped = pattern.map { "\\\\x" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            file += "  - record: r\(index)\n    expr: \"x{a=~\\\"\(escaped)\\\"}\"\n"
        }
        let rules = folder.appendingPathComponent("rules.yml")
        try Data(file.utf8).write(to: rules)
        let output = try Referee.run(promtool, ["check", "rules", rules.path])
        var verdicts = [String?](repeating: nil, count: patterns.count)
        for line in (output.standardOutput + output.standardError).split(separator: "\n") {
            guard let name = line.range(of: ", \"r"), let found = line.range(of: "parse error: error parsing regexp: ")
            else { continue }
            guard let index = Int(line[name.upperBound...].prefix { $0.isNumber }) else { continue }
            verdicts[index] = "error parsing regexp: " + String(line[found.upperBound...])
        }
        return verdicts
    }
}
