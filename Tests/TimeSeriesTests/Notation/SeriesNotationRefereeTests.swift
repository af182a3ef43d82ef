import Foundation
import SourceText
import TestKit
import Testing
import TimeSeries

/// Random lines against promtool 2.42: the same values, or the same words at the same place.
@Suite struct SeriesNotationRefereeTests {
    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired), arguments: [31, 32] as [UInt64])
    func `promtool reads the same values and objects in the same words`(seed: UInt64) throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        var generator = SeededGenerator(seed: seed)
        var file = "evaluation_interval: 1m\ntests:\n"
        var expected: [String] = []
        var valid = 0
        var lines: [String] = []
        for _ in 0..<400 {
            let (metric, values) = (Self.metric(&generator), Self.values(&generator))
            lines.append("\(metric) \(values)")
            file += "- interval: 1m\n  input_series:\n"
            file += "  - {series: \(Self.quoted(metric)), values: \(Self.quoted(values))}\n"
            do throws(SeriesNotationError) {
                let line = "\(metric) \(values)".trimmingCharacters(in: .whitespaces)
                file += Self.questions(try SeriesNotation.parse(Array(line.utf8), .prometheus2))
                valid += 1
            } catch {
                expected.append("1:\(error.range.start + 1): parse error: \(error.message)")
            }
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("notation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("test.yml")
        try Data(file.utf8).write(to: path)
        let output = try Referee.run(promtool, ["test", "rules", path.path])
        let objections = output.standardError.split(separator: "\n").map(String.init).filter { $0 != "  FAILED:" }
        #expect(
            objections == expected,
            "seed \(seed): \(Golden.lineDifference(from: objections.joined(separator: "\n"), to: expected.joined(separator: "\n")))"
        )
        #expect(valid > 150 && expected.count > 100, "too few of either to prove anything: \(valid), \(expected.count)")
    }

    static func metric(_ generator: inout SeededGenerator) -> String {
        let whole = [
            "a", "a:b", "a{}", "a{b=\"c\"}", "{b=\"c\"}", "sum{by='1',}", "a{b=\"\\u00e9\"}", "a{b=`c`, d='e'}",
        ]
        if generator.chance(4, in: 5) { return generator.pick(whole) }
        let parts = [
            "a", "{", "}", "b", "=", "\"c\"", ",", "'", "1", "!=", "=~", " ", "on", "inf", "\\", "sum", "é", "#",
        ]
        return "a" + (0..<1 + generator.below(6)).map { _ in generator.pick(parts) }.joined()
    }

    static func values(_ generator: inout SeededGenerator) -> String {
        let whole = [
            "1", "2.5", "_", "_x2", "stale", "3x2", "1+1x3", "5-0.1x3", "-2+1x2", "1e3", "010", "09x1", "Inf", "-Inf",
            "+4", ".5", "NaN", "NaN+0x1", "-0", "1e-3+1e-3x2", "0.1+0.1x4",
        ]
        if generator.chance(2, in: 3) {
            return (0..<1 + generator.below(5)).map { _ in generator.pick(whole) }.joined(separator: " ")
        }
        let parts =
            whole + [
                "x", "+", "-", "x3", "1x", "x-1", "1.5x1.5", "foo", "sum", "by", "a:b", ",", "1e", "5m", "{", "1e999",
            ]
        return (0..<1 + generator.below(5)).map { _ in generator.pick(parts) }
            .joined(separator: generator.chance(1, in: 3) ? "" : " ")
    }

    /// Asks for the value at each minute; gaps are looked back over for five minutes, both ends included in 2.42.
    static func questions(_ series: SeriesDescription) -> String {
        let values = series.values
        var text = ""
        for (minute, _) in values.enumerated() {
            let newest = values[max(0, minute - 5)...minute].last { $0 != .gap }
            let all = "({__name__=~'.+'} or {b=~'.+'})"
            var samples = "[]"
            var expression = all
            if case .sample(let value) = newest {
                expression = value.isNaN ? "count(\(all) != \(all))" : "sum\(all)"
                samples = "[{labels: '{}', value: \(value.isNaN ? "1" : Self.yaml(value))}]"
            }
            if text.isEmpty { text = "  promql_expr_test:\n" }
            text += "  - {expr: \(Self.quoted(expression)), eval_time: \(minute)m, exp_samples: \(samples)}\n"
        }
        return text
    }

    static func yaml(_ value: Double) -> String {
        value.isInfinite ? (value < 0 ? "-.inf" : ".inf") : "\(value)"
    }

    static func quoted(_ text: String) -> String { "'" + text.replacingOccurrences(of: "'", with: "''") + "'" }
}
