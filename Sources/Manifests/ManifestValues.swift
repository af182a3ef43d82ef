import Documents
import Facts
import PromQL
import SourceText

/// The scalar grammars that manifests use beyond YAML's own.
extension ValueReader {
    mutating func nonEmptyString() -> Located<String>? {
        parsed(expected: "a name that is not empty") { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) }
    }

    mutating func date() -> Located<CivilDate>? {
        parsed(expected: "a day written YYYY-MM-DD") { CivilDate(String(decoding: $0, as: UTF8.self)) }
    }

    mutating func signal() -> Located<Signal>? {
        parsed(expected: "a signal such as `errors`, `ttft`, `tokens.input` or `quality.NAME`") {
            Signal(name: ByteString($0))
        }
    }

    /// A metric name as PromQL can read it, quoted names of Prometheus 3 included; never empty.
    mutating func metricName() -> Located<ByteString>? {
        parsed(expected: "the name of a metric") { $0.isEmpty ? nil : ByteString($0) }
    }

    /// One or more PromQL matchers without braces: `severity=~"page|critical"`.
    mutating func selector() -> Located<ByteString>? {
        parsed(expected: "PromQL matchers such as `severity=\"page\"`") { bytes in
            let expression = try? Expression.parse(Array("{".utf8) + bytes + Array("}".utf8))
            guard let expression, case .vectorSelector = expression[expression.root].kind else { return nil }
            return ByteString(bytes)
        }
    }

    /// A glob pattern relative to the manifest; checked where it is followed.
    mutating func pattern() -> Located<ByteString>? {
        parsed(expected: "a path or a pattern") { $0.isEmpty ? nil : ByteString($0) }
    }
}
