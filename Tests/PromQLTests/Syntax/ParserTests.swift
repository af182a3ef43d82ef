import PromQL
import Testing

@Suite("Parsing PromQL")
struct ParserTests {
    @Test(
        "prints what it parsed in canonical form",
        arguments: [
            ("up", "up"),
            (
                "sum(rate(requests_total{job=\"a\", code=~\"5..\"}[5m])) by (le)",
                "sum by (le) (rate(requests_total{code=~\"5..\",job=\"a\"}[5m]))"
            ),
            ("a/b>.05", "a / b > 0.05"),
            ("- 1", "-1"),
            ("x offset 1w @ 5", "x @ 5.000 offset 1w"),
            ("max_over_time(deriv(x[1m])[1h:30s] offset 5m)", "max_over_time(deriv(x[1m])[1h:30s] offset 5m)"),
            ("a * on(x,) group_left b", "a * on (x) group_left () b"),
            ("topk(3, x) by (y)", "topk by (y) (3, x)"),
        ])
    func canonicalText(_ text: String, _ expected: String) throws {
        let expression = try Expression.parse(text)
        #expect(expression.canonicalText == expected)
        #expect(try Expression.parse(expected).canonicalText == expected)
    }
}
