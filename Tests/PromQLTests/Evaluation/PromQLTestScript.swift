import Foundation
import SourceText
import TestKit
import TimeSeries

/// One of upstream's PromQL test scripts, read as data.
///
/// A script is a list of commands in lines: `clear`, `load STEP` with series below it, `eval` with the result expected
/// below it. An empty line or a comment ends a command.
/// Source: prometheus/prometheus, `promql/promqltest/README.md` and `test.go` (v3.14.0), `promql/test.go` (v2.42.0).
struct PromQLTestScript {
    enum Command {
        case clear
        case load(Load)
        case evaluate(Evaluation)
    }

    struct Load {
        var stepMilliseconds: Int64
        /// Native histograms are made of the classic ones too.
        var makesNativeHistograms: Bool
        var lines: [String]
    }

    /// An expression, when to evaluate it, and what must come out.
    struct Evaluation {
        /// Counted from one.
        var line: Int
        var expression: String
        var time: Time
        var expectsFailure = false
        var message: MessageExpectation?
        var isOrdered = false
        /// Lines about warnings and infos, whose texts nobody here produces.
        var annotationCount = 0
        var expected: Expected = .series([])
    }

    enum Time: Equatable {
        case instant(milliseconds: Int64)
        case range(startMilliseconds: Int64, endMilliseconds: Int64, stepMilliseconds: Int64)
    }

    enum MessageExpectation {
        case text(String)
        case pattern(String)
    }

    enum Expected {
        case scalar(Double)
        case string(String)
        /// In the order written; the values of an instant evaluation are one each.
        case series([String])
        /// A range vector out of an instant query.
        case rangeVector(startMilliseconds: Int64, endMilliseconds: Int64, stepMilliseconds: Int64, [String])
    }

    /// Why a script could not be read: it says something that no version of the format known here has.
    struct Unreadable: Error, CustomStringConvertible {
        let file: String
        let line: Int
        let text: String

        var description: String { "\(file):\(line): not understood: \(text)" }
    }

    let file: String
    private(set) var commands: [Command] = []

    var evaluations: [Evaluation] {
        commands.compactMap { if case .evaluate(let evaluation) = $0 { evaluation } else { nil } }
    }

    /// All scripts of one version in the order of their names; nil where the data is not at hand.
    static func all(of version: String) throws -> [PromQLTestScript]? {
        guard let folder = Referee.promqltest?.appendingPathComponent(version) else { return nil }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".test") }
        return try files.sorted().map { file in
            try PromQLTestScript(
                try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8), file: file)
        }
    }

    init(_ text: String, file: String) throws {
        self.file = file
        var reader = ScriptReader(text, file: file)
        while let command = try reader.next() { commands.append(command) }
    }
}

/// Takes a script line by line.
private struct ScriptReader {
    private let lines: [String]
    private let file: String
    private var index = 0

    init(_ text: String, file: String) {
        self.file = file
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            return trimmed.hasPrefix("#") ? "" : trimmed
        }
    }

    mutating func next() throws -> PromQLTestScript.Command? {
        while index < lines.count, lines[index].isEmpty { index += 1 }
        guard index < lines.count else { return nil }
        let line = lines[index]
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        index += 1
        switch words[0] {
        case "clear": return .clear
        case "load", "load_with_nhcb":
            guard words.count == 2, let step = Self.milliseconds(words[1]) else { throw unreadable(line) }
            return .load(
                PromQLTestScript.Load(
                    stepMilliseconds: step, makesNativeHistograms: words[0] == "load_with_nhcb", lines: block()))
        case let word where word.hasPrefix("eval"): return .evaluate(try evaluation(line, words))
        default: throw unreadable(line)
        }
    }

    /// The lines up to the next empty one.
    private mutating func block() -> [String] {
        var block: [String] = []
        while index < lines.count, !lines[index].isEmpty {
            block.append(lines[index])
            index += 1
        }
        return block
    }

    private mutating func evaluation(_ line: String, _ words: [String]) throws -> PromQLTestScript.Evaluation {
        let (time, headCount) = try time(line, words)
        var result = PromQLTestScript.Evaluation(
            line: index, expression: Self.text(after: headCount, in: line), time: time)
        switch words[0] {
        case "eval": break
        case "eval_fail": result.expectsFailure = true
        case "eval_ordered": result.isOrdered = true
        case "eval_warn", "eval_info": result.annotationCount += 1
        default: throw unreadable(line)
        }
        var series: [String] = []
        for detail in block() { try read(detail, into: &result, &series) }
        switch result.expected {
        case .series: result.expected = .series(series)
        case .rangeVector(let start, let end, let step, _):
            result.expected = .rangeVector(
                startMilliseconds: start, endMilliseconds: end, stepMilliseconds: step, series)
        case .scalar, .string: break
        }
        return result
    }

    private func time(_ line: String, _ words: [String]) throws -> (PromQLTestScript.Time, headCount: Int) {
        if words.count > 4, words[1] == "instant", words[2] == "at", let moment = Self.milliseconds(words[3]) {
            return (.instant(milliseconds: moment), 4)
        }
        if words.count > 8, words[1] == "range", words[2] == "from", words[4] == "to", words[6] == "step",
            let start = Self.milliseconds(words[3]), let end = Self.milliseconds(words[5]),
            let step = Self.milliseconds(words[7])
        {
            return (.range(startMilliseconds: start, endMilliseconds: end, stepMilliseconds: step), 8)
        }
        throw unreadable(line)
    }

    private func read(
        _ detail: String, into evaluation: inout PromQLTestScript.Evaluation, _ series: inout [String]
    ) throws {
        let words = detail.split(whereSeparator: \.isWhitespace).map(String.init)
        if let message = Self.rest(of: detail, after: "expected_fail_message") {
            evaluation.message = .text(message)
        } else if let pattern = Self.rest(of: detail, after: "expected_fail_regexp") {
            evaluation.message = .pattern(pattern)
        } else if let text = Self.rest(of: detail, after: "expect string") {
            evaluation.expected = .string(text)
        } else if detail.hasPrefix("expect range vector"), words.count == 9, let start = Self.milliseconds(words[4]),
            let end = Self.milliseconds(words[6]), let step = Self.milliseconds(words[8])
        {
            evaluation.expected = .rangeVector(
                startMilliseconds: start, endMilliseconds: end, stepMilliseconds: step, [])
        } else if words[0] == "expect" {
            try readExpectation(detail, words, into: &evaluation)
        } else if let number = Self.number(detail) {
            evaluation.expected = .scalar(number)
        } else {
            series.append(detail)
        }
    }

    private func readExpectation(
        _ detail: String, _ words: [String], into evaluation: inout PromQLTestScript.Evaluation
    ) throws {
        switch words.dropFirst().first {
        case "ordered": evaluation.isOrdered = true
        case "warn", "no_warn", "info", "no_info": evaluation.annotationCount += 1
        case "fail":
            evaluation.expectsFailure = true
            if let range = detail.firstRange(of: "msg:") {
                evaluation.message = .text(detail[range.upperBound...].trimmingCharacters(in: .whitespaces))
            } else if let range = detail.firstRange(of: "regex:") {
                evaluation.message = .pattern(detail[range.upperBound...].trimmingCharacters(in: .whitespaces))
            }
        default: throw unreadable(detail)
        }
    }

    private func unreadable(_ text: String) -> PromQLTestScript.Unreadable {
        PromQLTestScript.Unreadable(file: file, line: index, text: text)
    }

    // MARK: Words

    private static func milliseconds(_ text: String) -> Int64? { PrometheusDuration.parse(Array(text.utf8)) }

    private static func rest(of line: String, after prefix: String) -> String? {
        guard line.hasPrefix(prefix + " ") else { return nil }
        return line.dropFirst(prefix.count).trimmingCharacters(in: .whitespaces)
    }

    private static func text(after count: Int, in line: String) -> String {
        let words = line.split(whereSeparator: \.isWhitespace)
        return String(line[words[count].startIndex...])
    }

    private static func number(_ text: String) -> Double? {
        if let integer = Int(text) { return Double(integer) }
        let isHexadecimal = text.hasPrefix("0x")
        return isHexadecimal ? Int(text.dropFirst(2), radix: 16).map(Double.init) : Double(text)
    }
}
