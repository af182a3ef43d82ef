import Foundation
import TestKit

/// The expressions of upstream's PromQL test scripts, read as data.
///
/// A script line `eval instant at 5m EXPRESSION` or `eval range from 0 to 1h step 1m EXPRESSION` holds one. Those whose
/// evaluation must fail parse all the same: no script tests the parser.
/// Source: prometheus/prometheus, `promql/promqltest/README.md`.
struct PromqltestExpression {
    let file: String
    let line: Int
    let text: String

    /// All expressions of one version, in the order of file names and lines; nil where the data is not at hand.
    static func all(of version: String) throws -> [PromqltestExpression]? {
        guard let folder = Referee.promqltest?.appendingPathComponent(version) else { return nil }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".test") }
        return try files.sorted().flatMap { file in
            read(try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8), file)
        }
    }

    private static func read(_ script: String, _ file: String) -> [PromqltestExpression] {
        let lines = script.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        var expressions: [PromqltestExpression] = []
        for (index, line) in lines.enumerated() {
            guard let text = expression(in: line) else { continue }
            expressions.append(PromqltestExpression(file: file, line: index + 1, text: text))
        }
        return expressions
    }

    private static func expression(in line: String) -> String? {
        guard line.hasPrefix("eval") else { return nil }
        let words = line.split(whereSeparator: \.isWhitespace)
        let skipped: Int
        switch words.dropFirst().first {
        case "instant": skipped = words.dropFirst(2).first == "at" ? 4 : 2
        case "range": skipped = 8
        default: return nil
        }
        guard words.count > skipped else { return nil }
        return String(line[words[skipped].startIndex...])
    }
}
