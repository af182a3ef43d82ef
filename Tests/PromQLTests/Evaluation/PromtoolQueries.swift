import Foundation
import PromQL
import SourceText
import TestKit
import TimeSeries

/// What promtool 2.42 answers to many instant queries over series in its notation.
///
/// An expression test that expects what cannot come prints what came; 300 of them in one file take 0.2 s.
struct PromtoolQueries {
    struct Query {
        var expression: String
        var milliseconds: Int64
    }

    enum Answer: Equatable {
        case samples([Sample])
        case error(String)
    }

    struct Sample: Equatable {
        var labels: [SeriesLabel]
        var value: Double
    }

    private let program: URL

    /// Nil where promtool is not installed.
    init?() {
        guard let program = Referee.promtool else { return nil }
        self.program = program
    }

    /// - Parameter series: metric and values of each, `intervalMilliseconds` apart. Samples come in interval by interval,
    ///   so the order of series is that of their first samples; where these coincide it is random.
    func answers(
        to queries: [Query], over series: [(metric: String, values: String)], intervalMilliseconds: Int64
    ) throws -> [Answer] {
        let interval = PrometheusDuration.text(milliseconds: intervalMilliseconds)
        var file = "evaluation_interval: \(interval)\ntests:\n- interval: \(interval)\n  input_series:\n"
        for (metric, values) in series {
            file += "  - {series: \(Self.quoted(metric)), values: \(Self.quoted(values))}\n"
        }
        file += "  promql_expr_test:\n"
        // promtool loads samples up to the last query only, and `@` may look further.
        let last = Query(expression: "vector(1)", milliseconds: intervalMilliseconds * Int64(Self.longestSeries))
        for query in queries + [last] {
            let time = PrometheusDuration.text(milliseconds: query.milliseconds)
            file += "  - {expr: \(Self.quoted(query.expression)), eval_time: \(time), "
            file += "exp_samples: [{labels: '{impossible=\"1\"}', value: 1}]}\n"
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("queries-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("queries.yaml")
        try Data(file.utf8).write(to: path)
        let output = try Referee.run(program, ["test", "rules", path.path])
        let answers = try Self.answers(in: output.standardError).dropLast()
        guard answers.count == queries.count else {
            throw Unreadable(line: "\(answers.count) answers to \(queries.count) queries:\n\(output.standardError)")
        }
        return Array(answers)
    }

    /// In intervals.
    private static let longestSeries = 240

    /// A report has for each query either `expr: "...", time: 5m,` with lines `exp: ...` and `got: ...`, or the same line
    /// with `err: ...` at its end.
    private static func answers(in report: String) throws -> [Answer] {
        var answers: [Answer] = []
        for line in report.split(separator: "\n") {
            if line.hasPrefix("        got: ") {
                answers.append(.samples(try samples(in: line.dropFirst("        got: ".count))))
            } else if line.hasPrefix("    expr: "), let mark = line.firstRange(of: ", err: ") {
                answers.append(.error(String(line[mark.upperBound...])))
            }
        }
        return answers
    }

    /// `{a="b"} 1E+00, {} NaN`, or `nil`.
    private static func samples(in text: Substring) throws -> [Sample] {
        if text == "nil" { return [] }
        var samples: [Sample] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            guard let end = endOfLabels(rest) else { throw Unreadable(line: String(text)) }
            let labels = try SeriesNotation.parseMetric(Array(rest[..<end]), .prometheus2)
            let number = rest[(end + 1)...].prefix { $0 != UInt8(ascii: ",") }
            guard let value = Double(String(decoding: number, as: UTF8.self)) else {
                throw Unreadable(line: String(text))
            }
            samples.append(Sample(labels: labels.sorted(), value: value))
            rest = rest[number.endIndex...].dropFirst(2)
        }
        return samples
    }

    /// Where the braces that the text begins with close; quoted texts may hold any.
    private static func endOfLabels(_ text: ArraySlice<UInt8>) -> Int? {
        var isQuoted = false
        var isEscaped = false
        for (index, byte) in zip(text.indices, text) {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: "}") && !isQuoted {
                return index + 1
            }
        }
        return nil
    }

    /// A YAML scalar that no reader can alter.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// promtool said something that is no report on a query.
    struct Unreadable: Error, CustomStringConvertible {
        let line: String

        var description: String { "promtool said: \(line)" }
    }
}
