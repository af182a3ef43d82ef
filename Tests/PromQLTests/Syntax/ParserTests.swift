import PromQL
import SourceText
import TestKit
import Testing

@Suite("Parsing PromQL")
struct ParserTests {
    @Test(
        "binds operators as Prometheus does:",
        arguments: [
            ("-2^2", "-(2 ^ 2)"), ("2^3^2", "2 ^ (3 ^ 2)"), ("1 ^ -2 ^ 2", "1 ^ (-(2 ^ 2))"),
            ("10-5-2%3", "(10 - 5) - (2 % 3)"), ("a or b and c", "a or (b and c)"), ("a and b or c", "(a and b) or c"),
            ("a unless b and c", "(a unless b) and c"), ("a > b + c", "a > (b + c)"), ("a == b > c", "(a == b) > c"),
            ("a atan2 b * c", "(a atan2 b) * c"), ("-a * b", "(-a) * b"), ("a * -b + c", "(a * (-b)) + c"),
            ("-a ^ b", "-(a ^ b)"), ("- - a", "-(-a)"), ("a offset 5m + b", "a offset 5m + b"),
            ("-a offset 5m", "-a offset 5m"), ("1 + a @ 5", "1 + a @ 5.000"), ("2 ^ -a * b", "(2 ^ (-a)) * b"),
            ("a or b or c", "(a or b) or c"), ("1 - -1", "1 - -1"), ("(a + b) * c", "((a + b)) * c"),
        ])
    func precedence(_ text: String, _ grouped: String) throws {
        let expression = try Expression.parse(text)
        #expect(Self.grouped(expression, expression.root, isOutermost: true) == grouped)
    }

    @Test(
        "prints canonical text:",
        arguments: [
            ("up", "up"),
            (
                "sum(rate(requests_total{job=\"a\", code=~'5..'}[5m])) by (le)",
                "sum by (le) (rate(requests_total{code=~\"5..\",job=\"a\"}[5m]))"
            ),
            ("a/b>.05", "a / b > 0.05"),
            ("- 1", "-1"),
            ("x offset 1w @ 5", "x @ 5.000 offset 1w"),
            ("x @ -1.5 offset -90d", "x @ -1.500 offset -90d"),
            ("X[ 90m ] @ START()", "X[1h30m] @ start()"),
            ("max_over_time(deriv(x[1m])[1h:30s] offset 5m)", "max_over_time(deriv(x[1m])[1h:30s] offset 5m)"),
            ("a * on(x,) group_left b", "a * on (x) group_left () b"),
            ("a * ignoring() group_right(y) b", "a * ignoring () group_right (y) b"),
            ("a == BOOL on () b", "a == bool on () b"),
            ("1 + ignoring() a", "1 + a"),
            ("topk(3, x) by (y)", "topk by (y) (3, x)"),
            ("SUM WITHOUT () (x)", "sum without () (x)"),
            ("sum by () (x)", "sum(x)"),
            ("{__name__=\"x\",a=\"b\"}", "{__name__=\"x\",a=\"b\"}"),
            ("x{}", "x"),
            ("1e6 + 1E-7 + 0x1F + 010 + Inf + nan", "1000000 + 0.0000001 + 31 + 8 + Inf + NaN"),
            (
                "label_replace(x, 'a', `$1`, \"b\", '\\x00\\xff\\u00e9')",
                "label_replace(x, \"a\", \"$1\", \"b\", \"\\x00\\xffé\")"
            ),
            ("{\"claude.requests\", \"llm.model\"=\"opus\"}", "{\"llm.model\"=\"opus\",__name__=\"claude.requests\"}"),
            ("sum by (\"llm.model\", a) (x)", "sum by (\"llm.model\", a) (x)"),
            ("time() - x > 10m", "time() - x > 10m"),
            ("x[300] offset 60", "x[5m] offset 1m"),
            ("x[0.0015]", "x[0.0015]"),
            ("1_000", "1000"),
            ("x[(5m + 3m) * 2:max_of(step(), 1m)]", "x[(5m + 3m) * 2:max_of(step(), 1m)]"),
            ("x offset (1h / 2)", "x offset (1h / 2)"),
            ("x offset -(1h / 2)", "x offset -(1h / 2)"),
            ("x offset (5m) + 1m", "x offset (5m + 1m)"),
            ("x offset (1h / 2) @ 5 + y", "x offset (1h / 2) @ 5.000 + y"),
            ("x offset - -step() @ 5", "x offset --step() @ 5.000"),
            ("x offset -step() + 1", "x offset -step() + 1"),
            ("x[(-5m) ^ 2]", "x[(-5m) ^ 2]"),
            ("inf ^ x", "Inf ^ x"),
            ("x[((5m+1m))]", "x[(5m + 1m)]"),
            ("x[-(-5m)]", "x[5m]"),
            ("x </ 5", "x </ 5"),
            ("fill + smoothed", "fill + smoothed"),
        ])
    func canonicalText(_ text: String, _ expected: String) throws {
        let expression = try Expression.parse(text)
        #expect(expression.canonicalText == expected)
        #expect(try Expression.parse(expected).canonicalText == expected)
    }

    @Test("takes any letter behind a range for a colon, as Prometheus 2 does")
    func letterForColon() throws {
        #expect(try Expression.parse("x[5m a]", .prometheus2).canonicalText == "x[5m:]")
        #expect(try Expression.parse("x[5m z 1m]", .prometheus2).canonicalText == "x[5m:1m]")
    }

    @Test("keeps the name, matchers and modifiers of a selector, each with its bytes")
    func selector() throws {
        let text = "job:x{ le = \"+Inf\" , code!~'5\\x2e.' } @ 1.5 offset -5m"
        let expression = try Expression.parse(text)
        guard case .vectorSelector(let selector) = expression[expression.root].kind else {
            Issue.record("\(text) is a selector")
            return
        }
        #expect(selector.name == "job:x")
        #expect(selector.nameRange.map { Self.text(expression, $0) } == "job:x")
        #expect(selector.matchers.map(\.name) == ["le", "code"])
        #expect(selector.matchers.map(\.operator) == [.equal, .matchesNot])
        #expect(selector.matchers.map(\.value) == ["+Inf", "5.."])
        #expect(selector.matchers.map { Self.text(expression, $0.nameRange) } == ["le", "code"])
        #expect(selector.matchers.map { Self.text(expression, $0.valueRange) } == ["\"+Inf\"", "'5\\x2e.'"])
        #expect(selector.modifiers.at == .timestamp(milliseconds: 1500))
        #expect(selector.modifiers.offset == .fixed(nanoseconds: -300_000_000_000))
    }

    @Test(
        "knows the metric of a selector wherever it is named:",
        arguments: [
            ("up", "up"), ("{__name__=\"up\"}", "up"), ("{\"claude.up\", a=\"b\"}", "claude.up"),
            ("{__name__=~\"up\"}", nil), ("{a=\"b\"}", nil),
        ] as [(String, String?)])
    func metricName(_ text: String, _ name: String?) throws {
        let expression = try Expression.parse(text)
        guard case .vectorSelector(let selector) = expression[expression.root].kind else {
            Issue.record("\(text) is a selector")
            return
        }
        #expect(selector.metricName == name.map { ByteString($0) })
    }

    /// Each node's range and text, in index order: children first.
    @Test(
        "gives every node the bytes that spell it:",
        arguments: [
            (" sum( x{a='b'} ) by (c) ", ["x{a='b'}", "sum( x{a='b'} ) by (c)"]),
            ("- ( a ) + b", ["a", "( a )", "- ( a )", "b", "- ( a ) + b"]),
            ("rate(x[5m] offset 1m)", ["x", "x[5m] offset 1m", "rate(x[5m] offset 1m)"]),
            ("a @ start()[5m]", ["a @ start()", "a @ start()[5m]"]),
            ("max_over_time(x[1h:] @ 3)", ["x", "x[1h:] @ 3", "max_over_time(x[1h:] @ 3)"]),
            ("+ 5 # five\n> bool\t1", ["+ 5", "1", "+ 5 # five\n> bool\t1"]),
            ("x offset - ( 1h/2 )", ["x offset - ( 1h/2 )"]),
            ("topk by (a) (1, é{})", []),
            ("label_join(a, \"é\", \"\")", ["a", "\"é\"", "\"\"", "label_join(a, \"é\", \"\")"]),
        ])
    func ranges(_ text: String, _ spelled: [String]) throws {
        guard !spelled.isEmpty else {
            #expect(throws: PromQLError.self) { try Expression.parse(text) }
            return
        }
        let expression = try Expression.parse(text)
        #expect(expression.ids.map { String(decoding: expression.text(of: $0), as: UTF8.self) } == spelled)
        #expect(expression.root == expression.ids.last)
    }

    @Test("keeps operators, functions and labels with their bytes")
    func partRanges() throws {
        let text = "a *\non ( x , y ) group_left( z ) sum by(w) (abs(b))"
        let expression = try Expression.parse(text)
        var parts: [String] = []
        for id in expression.ids {
            switch expression[id].kind {
            case .binary(let operation):
                parts.append(Self.text(expression, operation.operatorRange))
                parts += (operation.matching?.labels ?? []).map { Self.text(expression, $0.range) }
                parts += (operation.matching?.include ?? []).map { Self.text(expression, $0.range) }
            case .aggregation(let aggregation):
                parts.append(Self.text(expression, aggregation.operatorRange))
                parts += aggregation.grouping.map { Self.text(expression, $0.range) }
            case .call(let call): parts.append(Self.text(expression, call.nameRange))
            default: break
            }
        }
        #expect(parts == ["abs", "sum", "w", "*", "x", "y", "z"])
    }

    @Test(
        "types every kind of expression:",
        arguments: [
            ("1", .scalar), ("\"a\"", .string), ("x", .vector), ("x[5m]", .matrix), ("x[5m:]", .matrix),
            ("1 + 1", .scalar), ("1 + x", .vector), ("(1)", .scalar), ("-x", .vector), ("sum(x)", .vector),
            ("time()", .scalar), ("scalar(x)", .scalar), ("1 > bool 2", .scalar),
        ] as [(String, ValueType)])
    func types(_ text: String, _ type: ValueType) throws {
        #expect(try Expression.parse(text).type == type)
    }

    @Test("calculates durations when the query's step and range are known")
    func durations() throws {
        let expression = try Expression.parse("x[step() * 3 + min_of(range(), 1h) - 10s]")
        guard case .matrixSelector(let selector) = expression[expression.root].kind else {
            Issue.record("a range selector")
            return
        }
        let milliseconds = try selector.range.milliseconds(stepSeconds: 20, rangeSeconds: 600, allowsNegative: false)
        #expect(milliseconds == 650_000)
        #expect(throws: DurationExpressionError.notPositive) {
            try selector.range.milliseconds(stepSeconds: 0, rangeSeconds: 0, allowsNegative: false)
        }
    }

    @Test("names what needs native histograms")
    func nativeHistograms() throws {
        let expression = try Expression.parse("histogram_avg(x) > 1 and x </ 5 or histogram_quantile(0.9, x)")
        let uses = expression.nativeHistogramUses.map { expression.canonicalText(of: $0) }
        #expect(uses == ["histogram_avg(x)", "x </ 5"])
    }

    // MARK: Helpers

    private static func text(_ expression: Expression, _ range: ByteRange) -> String {
        String(decoding: expression.text[range.range], as: UTF8.self)
    }

    /// The text with parentheses around every operator that is not outermost.
    private static func grouped(_ expression: Expression, _ id: NodeID, isOutermost: Bool = false) -> String {
        func wrapped(_ text: String) -> String { isOutermost ? text : "(\(text))" }
        switch expression[id].kind {
        case .binary(let operation):
            let left = grouped(expression, operation.left)
            return wrapped("\(left) \(operation.operator.text) \(grouped(expression, operation.right))")
        case .sign(let sign, let operand): return wrapped(sign.text + grouped(expression, operand))
        case .parentheses(let inner): return "(\(grouped(expression, inner)))"
        default: return expression.canonicalText(of: id)
        }
    }
}
