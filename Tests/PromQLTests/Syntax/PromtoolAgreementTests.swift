import Foundation
import PromQL
import TestKit
import Testing

@Suite("Agreement with promtool 2.42")
struct PromtoolAgreementTests {
    /// Half of them broken; the environment may ask for another seed or for more.
    private static let seed = UInt64(ProcessInfo.processInfo.environment["PREFLIGHT_SEED"] ?? "") ?? 20_261_123
    private static let count = Int(ProcessInfo.processInfo.environment["PREFLIGHT_EXPRESSIONS"] ?? "") ?? 20_000

    /// No expression is skipped: where we differ knowingly (nesting beyond 1,000), the generator does not go.
    @Test("gives the same verdict and the same first error on generated expressions")
    func generatedExpressions() throws {
        guard let promtool = Promtool() else {
            #expect(!Referee.isRequired, "promtool is missing: run make tools")
            return
        }
        var generator = ExpressionGenerator(seed: Self.seed, .prometheus2)
        let expressions = (0..<Self.count).map { index in
            index.isMultiple(of: 2) ? generator.expression() : generator.brokenExpression()
        }
        let theirs = try promtool.objections(to: expressions)
        var mismatches: [String] = []
        for (expression, theirs) in zip(expressions, theirs) {
            let ours = Self.objection(to: expression)
            // Bytewise: Swift's `==` would take two spellings of "é" for one.
            if !(ours ?? "valid").utf8.elementsEqual((theirs ?? "valid").utf8) {
                mismatches.append(
                    "\(expression.debugDescription)\n  ours:   \(ours ?? "valid")\n  theirs: \(theirs ?? "valid")")
            }
        }
        let valid = theirs.count { $0 == nil }
        #expect(
            min(valid, theirs.count - valid) >= theirs.count / 4, "the generator has lost its balance: \(valid) valid")
        #expect(
            mismatches.isEmpty,
            "seed \(Self.seed): \(mismatches.count) differ, among them\n\(mismatches.prefix(20).joined(separator: "\n"))"
        )
    }

    private static func objection(to expression: String) -> String? {
        do throws(PromQLError) {
            _ = try Expression.parse(expression, .prometheus2)
            return nil
        } catch {
            return error.promtoolText
        }
    }
}
