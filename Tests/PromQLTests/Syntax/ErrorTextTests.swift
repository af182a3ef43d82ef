import PromQL
import SourceText
import TestKit
import Testing

@Suite("Errors in PromQL")
struct ErrorTextTests {
    struct Case: CustomTestStringConvertible {
        let text: String
        let error: String

        init(_ text: String, _ error: String) {
            self.text = text
            self.error = error
        }

        var testDescription: String { text }
    }

    /// What both generations say alike.
    static let common = [
        Case("rate(x)", "1:6: expected type range vector in call to function \"rate\", got instant vector"),
        Case("topk(x, y)", "1:6: expected type scalar in aggregation parameter, got instant vector"),
        Case("sum(1)", "1:5: expected type instant vector in aggregation expression, got scalar"),
        Case("count_values(1, x)", "1:14: expected type string in aggregation parameter, got scalar"),
        Case("foo(x)", "1:1: unknown function with name \"foo\""),
        Case("Rate(x[5m])", "1:1: unknown function with name \"Rate\""),
        Case("round(x, 1, 2)", "1:1: expected at most 2 argument(s) in call to \"round\", got 3"),
        Case("1 + rate()", "1:5: expected 1 argument(s) in call to \"rate\", got 0"),
        Case("label_join(x)", "1:1: expected at least 3 argument(s) in call to \"label_join\", got 1"),
        Case("1 == 1", "1:3: comparisons between scalars must use BOOL modifier"),
        Case("x + bool y", "1:3: bool modifier can only be used on comparison operators"),
        Case("1 and x", "1:1: set operator \"and\" not allowed in binary scalar expression"),
        Case("x + \"a\"", "1:5: binary expression must contain only scalar and instant vector types"),
        Case("x[5m] + y", "1:1: binary expression must contain only scalar and instant vector types"),
        Case("x + on(a) 1", "1:1: vector matching only allowed between instant vectors"),
        Case("x and on(a) group_left y", "1:1: no grouping allowed for \"and\" operation"),
        Case("x * on(a) group_left(a) y", "1:3: label \"a\" must not occur in ON and GROUP clause at once"),
        Case("{}", "1:1: vector selector must contain at least one non-empty matcher"),
        Case("{a=~\".*\"}", "1:1: vector selector must contain at least one non-empty matcher"),
        Case("{a!=\"b\"}", "1:1: vector selector must contain at least one non-empty matcher"),
        Case("x{__name__=\"y\"}", "1:1: metric name must not be set twice: \"x\" or \"y\""),
        Case("rate(x)[5m]", "1:8: ranges only allowed for vector selectors"),
        Case("x offset 1m [5m]", "1:13: no offset modifiers allowed before range"),
        Case("x @ 1 [5m]", "1:7: no @ modifiers allowed before range"),
        Case("x[0s]", "1:3: duration must be greater than 0"),
        Case("x offset 1m offset 2m", "1:1: offset may not be set multiple times"),
        Case("x @ 1 @ 2", "1:1: @ <timestamp> may not be set multiple times"),
        Case(
            "1 offset 5m",
            "1:1: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery"
        ),
        Case(
            "1 @ 5",
            "1:1: @ modifier must be preceded by an instant vector selector or range vector selector or a subquery"),
        Case("x @ inf", "1:1: timestamp out of bounds for @ modifier: +Inf"),
        Case("x @ 1e30", "1:1: timestamp out of bounds for @ modifier: 1000000000000000019884624838656.000000"),
        Case("1[5m:]", "1:1: subquery is only allowed on instant vector, got scalar instead"),
        Case("x[5m][5m:]", "1:1: subquery is only allowed on instant vector, got matrix instead"),
        Case(
            "-\"a\"",
            "1:1: unary expression only allowed on expressions of type scalar or instant vector, got \"string\""),
        Case("sum by (a b) (x)", "1:11: unexpected identifier \"b\" in grouping opts, expected \",\" or \")\""),
        Case("sum by a (x)", "1:8: unexpected identifier \"a\" in grouping opts, expected \"(\""),
        Case("sum by (without) (x)", "1:9: unexpected <without> in grouping opts, expected label"),
        Case("x{a}", "1:4: unexpected \"}\" in label matching, expected label matching operator"),
        Case("x{a=1}", "1:5: unexpected character inside braces: '1'"),
        Case("x{a=b}", "1:5: unexpected identifier \"b\" in label matching, expected string"),
        Case("x{a=\"b\" c}", "1:9: unexpected identifier \"c\" in label matching, expected \",\" or \"}\""),
        Case("x{,}", "1:3: unexpected \",\" in label matching, expected identifier or \"}\""),
        Case("sum(x) y", "1:8: unexpected identifier \"y\""),
        Case("sum(x y)", "1:7: unexpected identifier \"y\" in aggregation"),
        Case("x + ", "1:5: unexpected end of input"),
        Case("x + * y", "1:5: unexpected <op:*>"),
        Case("x + by sum", "1:8: unexpected <aggr:sum>"),
        Case("x by", "1:3: unexpected <by>"),
        Case("x 123456789012", "1:3: unexpected number \"1234567890\"..."),
        Case("x \"a\"", "1:3: unexpected string \"\\\"a\\\"\""),
        Case("x @ y", "1:5: unexpected identifier \"y\" in @, expected timestamp"),
        Case("sum()", "1:1: no arguments for aggregate expression provided"),
        Case("topk(x)", "1:1: wrong number of arguments for aggregate expression provided, expected 2, got 1"),
        Case("rate(x[5m],)", "1:11: trailing commas not allowed in function call args"),
        Case("x[5m:3m 2m]", "1:9: unexpected duration \"2m\" in subquery selector, expected \"]\""),
        Case("x[5m 3m]", "1:6: unexpected duration \"3m\" in subquery or range, expected \":\" or \"]\""),
        Case("x{a=\"b", "1:5: unterminated quoted string"),
        Case("x{a=`b", "1:5: unterminated raw string"),
        Case("\"\\q\"", "1:1: unknown escape sequence U+0071 'q'"),
        Case("\"\\xg0\"", "1:1: illegal character U+0067 'g' in escape sequence"),
        Case("\"\\ud800\"", "1:1: escape sequence is an invalid Unicode code point"),
        Case("\"\\", "1:1: escape sequence not terminated"),
        Case("(x", "1:3: unclosed left parenthesis"),
        Case("x)", "1:3: unexpected right parenthesis ')'"),
        Case("x]", "1:2: unexpected right bracket ']'"),
        Case("x{", "1:3: unexpected end of input inside braces"),
        Case("x{{", "1:3: unexpected left brace '{'"),
        Case("x[5m[", "1:5: unexpected left bracket '['"),
        Case("$x", "1:1: unexpected character: '$'"),
        Case("é", "1:1: unexpected character: 'é'"),
        Case("x =~ y", "1:3: unexpected character after '=': '~'"),
        Case("!", "1:1: unexpected character after '!': '\u{FFFD}'"),
        Case("x{a!b}", "1:4: unexpected character after '!' inside braces: 'b'"),
        Case("5mm", "1:1: bad number or duration syntax: \"5mm\""),
        Case("1e400", "1:1: error parsing number: strconv.ParseFloat: parsing \"1e400\": value out of range"),
        Case("300y", "1:1: unexpected duration \"300y\""),
        Case("# nothing", "1:1: no expression found in input"),
        Case("x\n +\n  $", "3:3: unexpected character: '$'"),
        Case("é = x{a=\"é\"}", "1:1: unexpected character: 'é'"),
        Case("x{a=\"é\"} $", "1:11: unexpected character: '$'"),
    ]

    static let inPrometheus2 = [
        Case("x[]", "1:3: missing unit character in duration"),
        Case("x[5]", "1:3: missing unit character in duration"),
        Case("x[a]", "1:3: bad duration syntax: \"\""),
        Case("x[5m:(]", "1:6: unexpected \"(\" in subquery selector, expected duration or \"]\""),
        Case("x[5m ab]", "1:7: unexpected colon 'b'"),
        Case("x[5m1h]", "1:3: not a valid duration string: \"5m1h\""),
        Case("x[5hs]", "1:3: not a valid duration string: \"5hs\""),
        Case("x[300y]", "1:3: duration out of range"),
        Case("x offset 0s", "1:10: duration must be greater than 0"),
        Case("x offset 5", "1:10: unexpected number \"5\" in offset, expected duration"),
        Case("x @ 2m", "1:5: unexpected duration \"2m\" in @, expected timestamp"),
        Case("x @ @", "1:5: unexpected \"<Item 57385>\" <op:@> in @, expected timestamp"),
        Case("5m", "1:1: unexpected duration \"5m\""),
        Case("1_000", "1:1: bad number or duration syntax: \"1\""),
        Case("{\"x\"}", "1:2: unexpected string \"\\\"x\\\"\" in label matching, expected identifier or \"}\""),
        Case("sum by (\"x\") (y)", "1:9: unexpected string \"\\\"x\\\"\" in grouping opts, expected label"),
        Case("sum by (a:b) (y)", "1:9: unexpected metric identifier \"a:b\" in grouping opts, expected label"),
        Case("x{a=~\"(b\"}", "1:3: error parsing regexp: missing closing ): `^(?:(b)$`"),
        Case("first_over_time(x[5m])", "1:1: unknown function with name \"first_over_time\""),
        Case("limitk(1, x)", "1:1: unknown function with name \"limitk\""),
        Case("x anchored", "1:3: unexpected identifier \"anchored\""),
        Case("x </ 5", "1:4: unexpected <op:/>"),
    ]

    static let inPrometheus3 = [
        Case(
            "x[]", "1:3: unexpected \"]\" in subquery or range selector, expected number, duration, step(), or range()"),
        Case("x[a]", "1:3: unexpected character in duration expression: 'a'"),
        Case("x[5m a]", "1:6: unexpected character: 'a', expected ':'"),
        Case("x[:5m]", "1:4: unexpected colon before duration in duration expression"),
        Case("x[5m:5m:]", "1:8: unexpected colon ':'"),
        Case("x[5m1h]", "1:3: not a valid duration string: \"5m1h\""),
        Case("x[5hs]", "1:3: unknown unit \"hs\" in duration \"5hs\""),
        Case("x[1.5h]", "1:3: unknown unit \".\" in duration \"1.5h\""),
        Case("x[300y]", "1:3: duration out of range"),
        Case("x[0]", "1:3: duration must be greater than 0"),
        Case("x[-5m]", "1:3: duration must be greater than 0"),
        Case("x[5m / 0]", "1:6: division by zero"),
        Case("x[5m % 0]", "1:6: modulo by zero"),
        Case("x[1e10]", "1:3: duration out of range"),
        Case("x[", "1:3: unexpected end of input in duration expression"),
        Case(
            "x offset y", "1:10: unexpected identifier \"y\" in offset, expected number, duration, step(), or range()"),
        Case("x @ @", "1:5: unexpected <op:@> in @, expected timestamp"),
        Case("1__000", "1:1: bad number or duration syntax: \"1__\""),
        Case("0x1e", "1:1: bad number or duration syntax: \"0x1e\""),
        Case("sum by (\"\") (y)", "1:9: invalid label name for grouping: \"\""),
        Case("{\"x\", a}", "1:8: unexpected \"}\" in label matching, expected label matching operator"),
        Case("x{\"y\"}", "1:1: metric name must not be set twice: \"x\" or \"y\""),
        Case("x{a=~\"(b\"}", "1:3: error parsing regexp: missing closing ): `(b`"),
        Case("holt_winters(x[5m], 1, 1)", "1:1: unknown function with name \"holt_winters\""),
        Case("info(x)", "1:1: function \"info\" is not enabled"),
        Case("1 + start()", "1:5: function \"start\" is not enabled"),
        Case(
            "limitk(1, x)",
            "1:1: limitk() is experimental and must be enabled with --enable-feature=promql-experimental-functions"),
        Case("x + fill(0) y", "1:1: binop fill modifiers are experimental and not enabled"),
        Case("x + on(a) fill_left(0) fill_right(-1) y", "1:1: binop fill modifiers are experimental and not enabled"),
        Case("rate(x anchored[5m])", "1:6: anchored modifier is experimental and not enabled"),
        Case("rate(x[5m] smoothed)", "1:6: smoothed modifier is experimental and not enabled"),
    ]

    @Test("read as in Prometheus 2.42:", arguments: common + inPrometheus2)
    func prometheus2(_ example: Case) {
        expect(example, .prometheus2)
    }

    @Test("read as in Prometheus 3:", arguments: common + inPrometheus3)
    func prometheus3(_ example: Case) {
        // A duration is a number there.
        if example.text == "300y" { return expect(Case("300y", "1:1: duration out of range"), .prometheus3) }
        expect(example, .prometheus3)
    }

    @Test("of an empty text have no place in Prometheus 3")
    func emptyText() {
        #expect(objection("", .prometheus2) == "1:1: parse error: no expression found in input")
        #expect(objection("", .prometheus3) == "unknown position: parse error: no expression found in input")
    }

    @Test(
        "point at what is wrong, even where Prometheus points elsewhere:",
        arguments: [
            ("x{a=~\"b|(c\"}", "b|(c"), ("x{a=~'\\x28c'}", "\\x28c"), ("x{a=~`é[b`}", "[b"), ("x)", ")"),
            ("x[:5m]", ":"),
            ("\"a\\qb\"", "\\q"), ("\"é\\ud800\"", "\\ud800"), ("sum(x y)", "y"), ("x + rate(y)", "y"),
            ("x + fooo(y)", "fooo"), ("x > bool 1 + \"a\"", "\"a\""), ("x +", ""), ("1 == 2", "=="),
        ])
    func focus(_ text: String, _ expected: String) {
        do throws(PromQLError) {
            _ = try Expression.parse(text)
            Issue.record("\(text) is wrong")
        } catch {
            #expect(String(decoding: Array(text.utf8)[error.focus.range], as: UTF8.self) == expected)
        }
    }

    /// The tables above were written from upstream's sources; promtool has the last word on what it can judge.
    @Test("are what promtool says")
    func promtool() throws {
        guard let promtool = Promtool() else {
            #expect(!Referee.isRequired, "promtool is missing: run make tools")
            return
        }
        let cases = Self.common + Self.inPrometheus2
        for (example, theirs) in zip(cases, try promtool.objections(to: cases.map(\.text))) {
            #expect(theirs == Self.promtoolText(example), "\(example.text)")
        }
    }

    private func expect(_ example: Case, _ semantics: Semantics) {
        #expect(objection(example.text, semantics) == Self.promtoolText(example))
    }

    private func objection(_ text: String, _ semantics: Semantics) -> String? {
        do throws(PromQLError) {
            _ = try Expression.parse(text, semantics)
            return nil
        } catch {
            return error.promtoolText
        }
    }

    /// The tables leave out what all have in common.
    private static func promtoolText(_ example: Case) -> String {
        let parts = example.error.split(separator: " ", maxSplits: 1)
        return "\(parts[0]) parse error: \(parts[1])"
    }
}
