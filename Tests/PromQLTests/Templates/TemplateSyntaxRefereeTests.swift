import Foundation
import PromQL
import SourceText
import TestKit
import Testing

/// Verdicts and error texts of generated templates against promtool 2.42, thousands in a call.
@Suite struct TemplateSyntaxRefereeTests {
    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired), arguments: [1, 2, 3] as [UInt64])
    func `promtool says the same of generated templates`(seed: UInt64) throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        var generator = TemplateTexts(seed: seed)
        // YAML holds no bytes that are no UTF-8, nor control characters.
        let texts = (0..<3000).map { _ in String(decoding: generator.next(), as: UTF8.self) }
        let expected = try Self.verdicts(of: texts, promtool)
        var broken = 0
        for (text, theirs) in zip(texts, expected) {
            let ours = Template.validate(Array(text.utf8), alert: "a", .prometheus2)?.message
            if theirs != nil { broken += 1 }
            #expect(ours == theirs, "template \(text.debugDescription), seed \(seed)")
        }
        #expect(broken > 900, "too few broken templates to prove anything: \(broken)")
        #expect(broken < 2400, "too few valid templates to prove anything: \(3000 - broken)")
    }

    /// Each text's error by promtool as an annotation of an alert named `a`, nil where it is valid.
    static func verdicts(of texts: [String], _ promtool: URL) throws -> [String?] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("template-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var file = "groups:\n- name: g\n  rules:\n"
        for (index, text) in texts.enumerated() {
            file += "  - alert: a\n    expr: vector(1)\n    annotations: {n\(index): \(yaml(text))}\n"
        }
        let rules = folder.appendingPathComponent("rules.yml")
        try Data(file.utf8).write(to: rules)
        let output = try Referee.run(promtool, ["check", "rules", rules.path])
        let report = output.standardOutput + output.standardError
        var verdicts = [String?](repeating: nil, count: texts.count)
        // A message may span lines: it lasts until the next line that begins with the file's name.
        for entry in ("\n" + report).components(separatedBy: "\n\(rules.path): ").dropFirst() {
            guard let name = entry.range(of: "annotation \"n"),
                let index = Int(entry[name.upperBound...].prefix { $0.isNumber }),
                let colon = entry[name.upperBound...].range(of: "\": ")
            else { continue }
            var message = entry[colon.upperBound...]
            while message.last == "\n" { message.removeLast() }
            verdicts[index] = String(message)
        }
        return verdicts
    }

    /// A YAML string in double quotes.
    static func yaml(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\u{20}"..."\u{7E}": quoted.unicodeScalars.append(scalar)
            default:
                quoted +=
                    "\\U" + String(repeating: "0", count: 8 - String(scalar.value, radix: 16).count)
                    + String(scalar.value, radix: 16)
            }
        }
        return quoted + "\""
    }
}
