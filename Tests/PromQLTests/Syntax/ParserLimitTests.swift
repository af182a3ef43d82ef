import PromQL
import SourceText
import TestKit
import Testing

@Suite("Limits of the PromQL parser")
struct ParserLimitTests {
    @Test(
        "lets expressions nest 1,000 deep and no deeper:",
        arguments: [
            ("parentheses", "(", "x", ")"), ("calls", "abs(", "x", ")"), ("aggregations", "sum(", "x", ")"),
            ("signs", "-", "x", ""), ("powers", "x ^ ", "x", ""), ("sums within", "(1+", "x", ")"),
            ("subqueries", "max_over_time(", "x", "[1h:])"),
        ])
    func nesting(_ name: String, _ opening: String, _ core: String, _ closing: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: opening, count: depth) + core + String(repeating: closing, count: depth)
        }
        let deepest = try Expression.parse(nested(1_000))
        #expect(try Expression.parse(deepest.canonicalText).canonicalText == deepest.canonicalText)
        for depth in [1_001, 100_000] {
            do throws(PromQLError) {
                _ = try Expression.parse(nested(depth))
                Issue.record("\(depth) levels of \(name) are refused")
            } catch {
                #expect(error.kind == .limit(.nesting(limit: 1_000)))
                #expect(error.message == "expression nests more than 1000 levels deep")
            }
        }
    }

    @Test("bounds the nesting of duration expressions")
    func durationNesting() throws {
        func nested(_ depth: Int) -> String {
            "x[" + String(repeating: "(", count: depth) + "5m+1m" + String(repeating: ")", count: depth) + "]"
        }
        #expect(throws: Never.self) { try Expression.parse(nested(999)) }
        #expect(throws: PromQLError.self) { try Expression.parse(nested(100_000)) }
    }

    @Test("parses, walks and prints a sum of 100,000 terms without using up the stack")
    func longSum() throws {
        let count = 100_000
        let text = "x" + String(repeating: " + x", count: count - 1)
        let expression = try Expression.parse(text)
        #expect(expression.nodes.count == 2 * count - 1)
        #expect(expression.canonicalText == text)
        let walked = expression.ids.reduce(0) { $0 + expression.children(of: $1).count }
        #expect(walked == 2 * count - 2)
        let ill = text + " + \"a\""
        #expect(throws: PromQLError.self) { try Expression.parse(ill) }
    }

    @Test("refuses a text beyond 4 MB by name")
    func length() {
        do throws(PromQLError) {
            _ = try Expression.parse([UInt8](repeating: UInt8(ascii: " "), count: (1 << 22) + 1))
            Issue.record("a text of this length is refused")
        } catch {
            #expect(error.kind == .limit(.length(limit: 1 << 22)))
        }
    }

    @Test("keeps children before parents and ranges within them on generated expressions", arguments: profiles)
    func shape(_ semantics: Semantics) throws {
        var generator = ExpressionGenerator(seed: 11, semantics)
        var parsed = 0
        for _ in 0..<4_000 {
            guard let expression = try? Expression.parse(generator.expression(), semantics) else { continue }
            parsed += 1
            for id in expression.ids {
                let range = expression[id].range
                for child in expression.children(of: id) {
                    #expect(child < id)
                    let inner = expression[child].range
                    #expect(inner.start >= range.start && inner.end <= range.end, "\(expression.canonicalText)")
                }
            }
        }
        #expect(parsed > 2_000)
    }

    @Test("prints what parses to the same text on generated expressions", arguments: profiles)
    func fixedPoint(_ semantics: Semantics) throws {
        var generator = ExpressionGenerator(seed: 12, semantics)
        for _ in 0..<10_000 {
            let text = generator.expression()
            guard let expression = try? Expression.parse(text, semantics) else { continue }
            let canonical = expression.canonicalText
            let again = try Expression.parse(canonical, semantics)
            #expect(again.canonicalText == canonical, "\(text)")
            #expect(again.nodes.count == expression.nodes.count, "\(text)")
        }
    }

    @Test("survives any bytes", arguments: profiles)
    func junk(_ semantics: Semantics) {
        var random = SeededGenerator(seed: 13)
        var generator = ExpressionGenerator(seed: 14, semantics)
        for round in 0..<20_000 {
            var bytes: [UInt8]
            if round.isMultiple(of: 2) {
                bytes = (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
            } else {
                bytes = Array(generator.brokenExpression().utf8)
                for _ in 0...random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            }
            do throws(PromQLError) {
                _ = try Expression.parse(bytes, semantics).canonicalText
            } catch {
                #expect(error.range.start <= bytes.count && error.range.end <= bytes.count)
                #expect(!error.promtoolText.isEmpty)
            }
        }
    }

    static let profiles = [Semantics.prometheus2, .prometheus3]
}
