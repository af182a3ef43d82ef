import Foundation
import PromQL
import SourceText
import TestKit
import Testing

/// Foundation has a type of this name too.
private typealias Query = PromQL.Expression

/// Broken queries, patterns and templates by the thousand: an answer or an objection, never a crash, and every place
/// inside the text.
@Suite struct PromQLFuzzTests {
    @Test(arguments: [Semantics.prometheus3, .prometheus2])
    func `whatever the bytes, a query is parsed or objected to, at a place inside it`(semantics: Semantics) {
        FuzzLoop.run(cases: 4_000) { seed in
            let bytes = QuerySoup.bytes(seed: seed)
            return QueryProperties.violations(of: bytes, semantics, print: { $0.canonicalText })
        }
    }

    @Test func `whatever the bytes, a pattern and a template are read or objected to`() {
        FuzzLoop.run(cases: 4_000) { seed in
            let bytes = QuerySoup.bytes(seed: seed)
            var violations: [String] = []
            for dialect in GoDialect.allCases {
                if let error = RegexSyntax.validate(bytes, as: .matcher, dialect), error.range.end > bytes.count {
                    violations.append("the pattern's fault lies outside it")
                }
                if let regex = try? Regex(bytes, as: .matcher, dialect) {
                    let isSame = regex.matchesWhole(bytes) == regex.matchesWhole(bytes)
                    if !isSame { violations.append("two answers to one question") }
                }
                if let error = Template.validate(bytes, alert: "Fuzz", dialect), error.range.end > bytes.count {
                    violations.append("the template's fault lies outside it")
                }
            }
            return violations
        }
    }

    /// Printers that are wrong in a way that only a property can see.
    enum Sabotage: CaseIterable {
        case dropsAParenthesis
        case swapsOperators
        case forgetsAMatcher

        fileprivate func print(_ expression: Query) -> String {
            let text = expression.canonicalText
            switch self {
            case .dropsAParenthesis: return text.replacing(")", with: "", maxReplacements: 1)
            case .swapsOperators: return text.replacing(" + ", with: " - ")
            case .forgetsAMatcher: return text.replacing(#/\{[^{}"]*"[^{}"]*"\}/#, with: "")
            }
        }
    }

    @Test(arguments: Sabotage.allCases)
    func `the properties notice a sabotaged printer`(sabotage: Sabotage) {
        let isNoticed = (UInt64(1)...2_000).contains { seed in
            !QueryProperties.violations(of: QuerySoup.bytes(seed: seed), .prometheus3, print: sabotage.print).isEmpty
        }
        #expect(isNoticed, "no property fails on a printer that \(sabotage)")
    }
}

/// Runs numbered cases until one fails, their count is reached, or `PREFLIGHT_FUZZ_SECONDS` have passed.
enum FuzzLoop {
    static func run(cases: UInt64, _ violations: (UInt64) -> [String]) {
        let seconds = ProcessInfo.processInfo.environment["PREFLIGHT_FUZZ_SECONDS"].flatMap(Double.init)
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        var seed: UInt64 = 1
        while deadline.map({ ContinuousClock.now < $0 }) ?? (seed <= cases) {
            let found = violations(seed)
            if !found.isEmpty {
                Issue.record("seed \(seed): \(found)\n\(QuerySoup.text(seed: seed).debugDescription)")
                return
            }
            seed += 1
        }
    }
}

/// Texts that are nearly queries, patterns or templates.
enum QuerySoup {
    static func text(seed: UInt64) -> String { String(decoding: bytes(seed: seed), as: UTF8.self) }

    static func bytes(seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes = Array(random.pick(wholes).utf8)
        for _ in 0..<random.below(8) {
            let place = bytes.isEmpty ? 0 : random.below(bytes.count)
            switch random.below(6) {
            case 0 where !bytes.isEmpty: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1 where !bytes.isEmpty: bytes.remove(at: place)
            case 2 where !bytes.isEmpty: bytes.removeSubrange(place..<min(bytes.count, place + random.below(12)))
            case 3: bytes.insert(contentsOf: Array(random.pick(wholes).utf8), at: place)
            default: bytes.insert(contentsOf: Array(random.pick(fragments).utf8), at: place)
            }
        }
        return bytes
    }

    private static let wholes = [
        "", "up == 0", "sum by (le, model) (rate(claude_latency_ms_bucket{feature=~\"chat|sum.*\"}[5m]))",
        "histogram_quantile(0.99, sum(rate(x_bucket[10m])) by (le)) > 8", "a / on (x) group_left (y) b",
        "1 - sum(rate(ok[5m])) / sum(rate(all[5m] offset 1h)) > 0.02 and on () vector(1)",
        "max_over_time(rate(x[1m])[1h:30s]) @ end()", "label_replace(x, \"a\", \"$1\", \"b\", \"(.*)-\\\\d+\")",
        "{\"claude.requests\", \"a.b\"=\"c\"} unless topk by (m) (3, x)", "-2 ^ 3 ^ -x % 0x1F * 1_000 + 1e-3",
        "absent(up{job=\"a\"}) or vector(0)", "count_values(\"v\", x) without (z)", "(?i)(a|b)*[[:alpha:]]{2,5}\\pL$",
        "{{ $labels.model }}: {{ $value | humanizePercentage }}",
        "{{ with query \"up\" }}{{ range . }}x{{ end }}{{ end }}",
        "{{- if and (gt $value 1.0) .Labels.a -}} a {{ else }} b {{ end }}",
    ]
    private static let fragments = [
        "(", ")", "{", "}", "[", "]", ",", "\"", "'", "`", "\\", "#", ":", "@", "offset", "by", "without", "on", "bool",
        "5m", "1h30m", "0", "1e400", "NaN", "Inf", "=~", "!~", "!=", "==", "<=", "+", "-", "*", "/", "%", "^", "and",
        "or",
        "unless", "atan2", "rate", "sum", "é", "\u{1F600}", "\u{0}", "\n", "\r\n", "{{", "}}", "|", "?", "+?", "{1001}",
        "(?=", "\\Q", "\\x{110000}", "[a-", "[^", "$x", ".Labels", "end", "range", "printf \"%",
    ]
}

/// What must hold of any reading of any query.
enum QueryProperties {
    fileprivate static func violations(of bytes: [UInt8], _ semantics: Semantics, print: (Query) -> String) -> [String]
    {
        let expression: Query
        do throws(PromQLError) {
            expression = try Query.parse(bytes, semantics)
        } catch {
            let isInside = error.range.end <= bytes.count && error.focus.end <= bytes.count
            return isInside ? [] : ["the objection `\(error.message)` lies outside the text"]
        }
        var violations: [String] = []
        for id in expression.ids {
            let range = expression[id].range
            if range.end > bytes.count { violations.append("a node lies outside the text") }
            for child in expression.children(of: id)
            where expression[child].range.start < range.start || expression[child].range.end > range.end {
                violations.append("a child lies outside its parent")
            }
        }
        guard violations.isEmpty else { return violations }
        return violations + printing(expression, print)
    }

    /// Printing and parsing again gives the same tree, and the same text.
    private static func printing(_ expression: Query, _ print: (Query) -> String) -> [String] {
        // 2.x expressions print in the form of 3.x, so they are read back as such.
        let text = print(expression)
        guard let again = try? Query.parse(Array(text.utf8), .prometheus3) else {
            return ["`\(text)` was printed and does not parse"]
        }
        if !again.canonicalText.utf8.elementsEqual(text.utf8) {
            return ["`\(text)` prints as `\(again.canonicalText)`"]
        }
        return again.canonicalText.utf8.elementsEqual(expression.canonicalText.utf8)
            ? [] : ["`\(text)` means something else"]
    }
}
