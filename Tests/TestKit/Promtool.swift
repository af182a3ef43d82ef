import Foundation

/// promtool 2.42 as a judge of many expressions at once.
package struct Promtool: Sendable {
    private let program: URL

    /// Nil where promtool is not installed.
    package init?() {
        guard let program = Referee.promtool else { return nil }
        self.program = program
    }

    /// What promtool says of each expression: nil if it is valid, otherwise `line:column: parse error: text`.
    ///
    /// All go into one rule file, since `check rules` reports every bad rule of a file (measured: 20,000 in 0.4 s).
    /// - Precondition: no expression is empty, and each is valid UTF-8; promtool has other words for those.
    package func objections(to expressions: [String]) throws -> [String?] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("promtool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var rules = "groups:\n- name: g\n  rules:\n"
        for (index, expression) in expressions.enumerated() {
            rules += "  - record: r\(index)\n    expr: \(Self.quoted(expression))\n"
        }
        let file = folder.appendingPathComponent("rules.yaml")
        try Data(rules.utf8).write(to: file)
        let output = try Referee.run(program, ["check", "rules", "--lint=none", file.path])
        return try Self.objections(in: output.standardError, of: file.path, count: expressions.count)
    }

    /// A report begins `file: line:column: group "g", rule 7, "r6": could not parse expression: `, and may run over
    /// several lines if the expression does.
    private static func objections(in report: String, of file: String, count: Int) throws -> [String?] {
        var objections = [String?](repeating: nil, count: count)
        var current: Int?
        for line in report.split(separator: "\n", omittingEmptySubsequences: false) {
            let marker = "could not parse expression: "
            if line.hasPrefix("\(file): "), let rule = line.firstRange(of: "group \"g\", rule "),
                let text = line.firstRange(of: marker)
            {
                let digits = line[rule.upperBound...].prefix { $0.isNumber }
                guard let number = Int(digits), number > 0, number <= count else {
                    throw Unreadable(line: String(line))
                }
                objections[number - 1] = String(line[text.upperBound...])
                current = number - 1
            } else if let current {
                objections[current]?.append("\n\(line)")
            } else if line != "  FAILED:" && !line.isEmpty {
                throw Unreadable(line: String(line))
            }
        }
        // The report ends with a line break that belongs to no objection.
        if let current, let text = objections[current], text.hasSuffix("\n") {
            objections[current] = String(text.dropLast())
        }
        return objections
    }

    /// promtool said something that is no report on a rule.
    package struct Unreadable: Error, CustomStringConvertible {
        let line: String

        package var description: String { "promtool said: \(line)" }
    }

    /// A YAML scalar that no reader can alter: double quotes, and an escape for all but plain ASCII.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case " "..."~": result.unicodeScalars.append(scalar)
            default: result += "\\U" + String(format: "%08X", scalar.value)
            }
        }
        return result + "\""
    }
}
