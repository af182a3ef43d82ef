import Foundation
import PromQL
import SourceText
import TestKit
import Testing

/// Expansion of generated templates over values and labels against promtool 2.42: what an alert's annotation says.
@Suite struct TemplateExpansionRefereeTests {
    struct Element: Sendable {
        /// In promtool's notation.
        let value: String
        let number: Double
        let labels: [(name: String, value: String)]
    }

    static let elements: [Element] = [
        ("0", 0), ("1", 1), ("-1", -1), ("0.000123", 0.000123), ("1234567.891", 1234567.891), ("1e6", 1e6),
        ("999999", 999999),
        ("100000.25", 100000.25), ("1e21", 1e21), ("1.5e-7", 1.5e-7), ("NaN", .nan), ("Inf", .infinity),
        ("-Inf", -.infinity),
        ("86399.5", 86399.5), ("0.5", 0.5), ("123456789012", 123456789012), ("1.5e300", 1.5e300),
        ("-0.02345", -0.02345), ("3661", 3661),
        ("1700000000.25", 1700000000.25), ("12345", 12345), ("1048576", 1048576),
    ].enumerated().map { index, pair in
        let texts = ["x", "aab", "don't o'neil", "ÉtÉ ß", "5m", "", "a b.c:d", "%d\"q\"`", "日本 ǆ"]
        return Element(
            value: pair.0, number: pair.1,
            labels: [
                ("__name__", "x"), ("i", "\(index)"), ("a", texts[index % texts.count]),
                ("host", "db-1.example.com:90\(index)"),
                ("n", "\(index).5"),
            ].filter { !$0.1.isEmpty })
    }

    static let canned: [String: [TemplateSample]] = {
        func sample(_ labels: [(String, String)], _ value: Double) -> TemplateSample {
            TemplateSample(labels: TemplateLabels(labels.map { (ByteString($0.0), ByteString($0.1)) }), value: value)
        }
        let first = sample([("__name__", "y"), ("k", "b")], 1.5)
        let second = sample([("__name__", "y"), ("k", "a"), ("z", "1")], 2)
        let third = sample([("__name__", "y"), ("k", "c")], 30)
        return [
            "sort(y)": [first, second, third], "sort_desc(y)": [third, second, first], "y{k='a'}": [second],
            "nosuch": [],
            "vector(2)": [sample([], 2)],
        ]
    }()

    /// Why a template is not compared.
    enum Skip: String, Error, CaseIterable {
        /// The text does not parse, which another test compares.
        case doesNotParse
        /// We say by name that we do not support it.
        case unsupported
        /// The result holds bytes that YAML cannot.
        case notText
        /// `slice` tells a number in an interface from a number: an element of `args` gives Go an error, and us an index.
        case slicesByArgument
    }

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired), arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `promtool expands generated templates to the same text`(seed: UInt64) throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        var generator = TemplateExpansions(seed: seed)
        var random = SeededGenerator(seed: seed)
        var skips: [Skip: Int] = [:]
        var cases: [(text: String, element: Int, expansion: String)] = []
        while cases.count < 600 {
            let text = generator.next()
            let element = random.below(Self.elements.count)
            switch Self.expand(text, Self.elements[element], alert: "a\(cases.count)") {
            case .success(let expansion): cases.append((text, element, expansion))
            case .failure(let skip): skips[skip, default: 0] += 1
            }
        }
        let failures = try Self.failures(of: cases, promtool)
        for failure in failures {
            Issue.record("seed \(seed): \(cases[failure.index].text.debugDescription)\n\(failure.report)")
        }
        #expect(
            skips[.unsupported, default: 0] < 90
                && skips[.notText, default: 0] + skips[.slicesByArgument, default: 0] < 30, "skipped: \(skips)")
        let errors = cases.filter { $0.expansion.hasPrefix("<error") }.count
        #expect(errors < 400, "too many templates that fail: \(errors)")
    }

    static func expand(_ text: String, _ element: Element, alert: String) -> Result<String, Skip> {
        guard let template = try? Template(Array(text.utf8), alert: ByteString(alert), .prometheus2) else {
            return .failure(.doesNotParse)
        }
        let labels = TemplateLabels(element.labels.map { (ByteString($0.name), ByteString($0.value)) })
        let result = template.expand(TemplateData(labels: labels, value: element.number)) { query, _ in
            if let samples = canned[query.string] { return .success(samples) }
            return .failure(.failed("1:3: parse error: unexpected end of input inside braces"))
        }
        if text.contains("slice"), text.contains(".arg1") { return .failure(.slicesByArgument) }
        var bytes: [UInt8]
        switch result {
        case .success(let expansion): bytes = expansion
        case .failure(let error):
            if error.kind == .unsupported { return .failure(.unsupported) }
            bytes = template.textInPlace(of: error)
        }
        guard let string = String(validating: bytes, as: UTF8.self) else { return .failure(.notText) }
        return .success(string)
    }

    static func failures(
        of cases: [(text: String, element: Int, expansion: String)], _ promtool: URL
    ) throws -> [(index: Int, report: String)] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("template-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let yaml = TemplateSyntaxRefereeTests.yaml
        var rules = "groups:\n- name: g\n  rules:\n"
        var test = "rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n  input_series:\n"
        for element in elements {
            let labels = element.labels.filter { $0.name != "__name__" }.map { "\($0.name)=\(yaml($0.value))" }
            test += "  - {series: \(yaml("x{\(labels.joined(separator: ","))}")), values: '\(element.value)'}\n"
        }
        for (labels, value) in [("k=\"b\"", "1.5"), ("k=\"a\",z=\"1\"", "2"), ("k=\"c\"", "30")] {
            test += "  - {series: 'y{\(labels)}', values: '\(value)'}\n"
        }
        test += "  alert_rule_test:\n"
        for (index, example) in cases.enumerated() {
            rules +=
                "  - alert: a\(index)\n    expr: x{i=\"\(example.element)\"}\n    annotations: {t: \(yaml(example.text))}\n"
            let labels = elements[example.element].labels.filter { $0.name != "__name__" }
                .map { "\($0.name): \(yaml($0.value))" }.joined(separator: ", ")
            test += "  - {eval_time: 0m, alertname: a\(index), exp_alerts: [{exp_labels: {\(labels)}, "
            test += "exp_annotations: {t: \(yaml(example.expansion))}}]}\n"
        }
        try Data(rules.utf8).write(to: folder.appendingPathComponent("rules.yml"))
        let path = folder.appendingPathComponent("test.yml")
        try Data(test.utf8).write(to: path)
        let output = try Referee.run(promtool, ["test", "rules", path.path])
        if output.status == 0 { return [] }
        let report = output.standardOutput + output.standardError
        let entries = report.components(separatedBy: "alertname: a").dropFirst()
        let failures = entries.compactMap { entry in Int(entry.prefix { $0.isNumber }).map { ($0, entry) } }
        return failures.isEmpty ? [(0, report)] : failures
    }
}
