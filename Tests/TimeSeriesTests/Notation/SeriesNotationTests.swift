import SourceText
import TestKit
import Testing
import TimeSeries

/// Values as a person would list them.
func listed(_ values: [SeriesValue]) -> String {
    values.map { value in
        switch value {
        case .gap: "_"
        case .staleMarker: "stale"
        case .sample(let number): "\(number)"
        }
    }.joined(separator: " ")
}

@Suite struct SeriesNotationTests {
    static let values: [(text: String, meaning: String)] = [
        ("", ""), ("1", "1.0"), ("1 2 3", "1.0 2.0 3.0"), ("-2.5e3 +.5", "-2500.0 0.5"),
        ("NaN Inf -Inf +inf", "nan inf -inf inf"), ("_ _x2 _x0 1", "_ _ _ 1.0"), ("stale", "stale"),
        ("3x0", "3.0"), ("3x2", "3.0 3.0 3.0"), ("1+2x3", "1.0 3.0 5.0 7.0"), ("-2-2x2", "-2.0 -4.0 -6.0"),
        ("010 09", "8.0 9.0"), ("0.1+0.1x2", "0.1 0.2 0.30000000000000004"), ("-0x1 -0+0x1", "-0.0 -0.0 -0.0 0.0"),
        ("stale+1x2", "stale nan nan"), ("Inf+0x1", "inf inf"), ("1\t2  3", "1.0 2.0 3.0"),
    ]

    @Test(arguments: values)
    func `values are what promtool takes them for`(text: String, meaning: String) throws {
        let series = try SeriesNotation.parse(Array("a \(text)".utf8))
        #expect(listed(series.values) == meaning)
        #expect(series.count == series.values.count)
    }

    static let metrics: [(text: String, labels: String)] = [
        ("", ""), ("a", "__name__=a"), ("a:b{}", "__name__=a:b"), ("sum{by='1',}", "__name__=sum by=1"),
        ("{b=\"1\", a=`x\\`}", "a=x\\ b=1"), ("a{b=\"\\u00e9\\n\\x41\\101\\\"\"}", "__name__=a b=é\nAA\""),
        ("a{__name__=\"b\"}", "__name__=a"), ("{\"http.requests\", \"a.b\"=\"c\"}", "__name__=http.requests a.b=c"),
    ]

    @Test(arguments: metrics)
    func `a metric is its labels, ascending by name`(text: String, labels: String) throws {
        let metric = try SeriesNotation.parseMetric(Array(text.utf8))
        #expect(metric.map { "\($0.name)=\($0.value)" }.joined(separator: " ") == labels)
    }

    static let refused: [(line: String, column: Int, message: String)] = [
        ("a 1 foo", 5, "unexpected identifier \"foo\" in series values, expected number or \"stale\""),
        ("a {b=\"c\"} 1", 3, "unexpected character in series sequence: '{'"),
        ("a{b=c} 1", 5, "unexpected identifier \"c\" in label set, expected string"),
        ("a{b} 1", 4, "unexpected \"}\" in label set, expected \"=\""),
        ("a{b='c' d='e'} 1", 9, "unexpected identifier \"d\" in label set, expected \",\" or \"}\""),
        ("a 1+2", 6, "unexpected end of input in series values"),
        ("a 1 stale x3", 11, "unexpected \"x\""),
        ("a 0x1F", 5, "bad number syntax"), ("a 1x3.5", 5, "invalid repetition in series values"),
        ("a 1e400", 3, "error parsing number"), ("a {{schema:1}}", 3, "native histogram"),
        ("a 1x99999999999", 3, "more than 1000000000 values"), ("a{b=\"c", 5, "unterminated quoted string"),
    ]

    @Test(arguments: refused)
    func `an objection has promtool's words and place`(line: String, column: Int, message: String) throws {
        let error = #expect(throws: SeriesNotationError.self) { try SeriesNotation.parse(Array(line.utf8)) }
        #expect(error?.message.hasPrefix(message) == true || error?.message == message, "\(error?.message ?? "none")")
        #expect((error?.range.start ?? -1) + 1 == column)
    }

    @Test func `Prometheus 2 knows no quoted names and no separators of digits`() throws {
        for line in ["{\"a\"} 1", "a 1_000"] {
            #expect(throws: Never.self) { try SeriesNotation.parse(Array(line.utf8), .prometheus3) }
            #expect(throws: SeriesNotationError.self) { try SeriesNotation.parse(Array(line.utf8), .prometheus2) }
        }
    }

    @Test func `any bytes are read or refused, never trapped on`() {
        var generator = SeededGenerator(seed: 3)
        let alphabet = Array("a{}=\"'`\\x_+-.019 \t\nestl,#{}:éNaN".utf8) + [0x00, 0xFF, 0xC3]
        for _ in 0..<5_000 {
            let line = (0..<generator.below(24)).map { _ in generator.pick(alphabet) }
            for dialect in [SeriesDialect.prometheus2, .prometheus3] {
                do throws(SeriesNotationError) {
                    _ = try SeriesNotation.parse(line, dialect).values(limit: 1_000)
                } catch {
                    #expect(error.range.end <= line.count && !error.message.isEmpty)
                }
            }
        }
    }
}
