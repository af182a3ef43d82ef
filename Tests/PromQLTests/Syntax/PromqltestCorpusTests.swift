import PromQL
import TestKit
import Testing

@Suite("Upstream's PromQL test scripts")
struct PromqltestCorpusTests {
    /// Why an expression that upstream's tests evaluate does not parse without feature flags; nothing else may.
    enum Refusal: String, CaseIterable {
        case experimentalFunction
        case experimentalAggregation
        case fill
        case anchored
        case smoothed
    }

    struct Version: CustomTestStringConvertible {
        let folder: String
        let semantics: Semantics
        let expressions: Int
        let refusals: [Refusal: Int]

        var testDescription: String { folder }
    }

    static let versions = [
        Version(folder: "v2.42.0", semantics: .prometheus2, expressions: 566, refusals: [:]),
        Version(
            folder: "v3.14.0", semantics: .prometheus3, expressions: 2_195,
            refusals: [
                .experimentalFunction: 149, .experimentalAggregation: 42, .fill: 45, .anchored: 68, .smoothed: 67,
            ]),
    ]

    @Test("parse, but for experimental syntax, in their own version:", arguments: versions)
    func parse(_ version: Version) throws {
        guard let expressions = try PromqltestExpression.all(of: version.folder) else {
            #expect(!Referee.isRequired, "upstream's test scripts are missing beside the checkout")
            return
        }
        var refusals: [Refusal: Int] = [:]
        for expression in expressions {
            do throws(PromQLError) {
                let parsed = try Expression.parse(expression.text, version.semantics)
                try expectFixedPoint(parsed)
            } catch {
                guard let refusal = refusal(error) else {
                    Issue.record("\(expression.file):\(expression.line): \(expression.text)\n\(error.promtoolText)")
                    continue
                }
                refusals[refusal, default: 0] += 1
            }
        }
        #expect(expressions.count == version.expressions)
        #expect(refusals == version.refusals)
    }

    @Test("parse with experimental functions where that flag is all they need")
    func parseExperimentalFunctions() throws {
        guard let expressions = try PromqltestExpression.all(of: "v3.14.0") else { return }
        var semantics = Semantics.prometheus3
        semantics.acceptsExperimentalFunctions = true
        var refusals: [Refusal: Int] = [:]
        for expression in expressions {
            do throws(PromQLError) {
                try expectFixedPoint(try Expression.parse(expression.text, semantics))
            } catch {
                guard let refusal = refusal(error) else {
                    Issue.record("\(expression.file):\(expression.line): \(expression.text)\n\(error.promtoolText)")
                    continue
                }
                refusals[refusal, default: 0] += 1
            }
        }
        #expect(refusals == [.fill: 45, .anchored: 68, .smoothed: 67])
    }

    private func expectFixedPoint(_ expression: Expression) throws(PromQLError) {
        let text = expression.canonicalText
        #expect(try Expression.parse(text, expression.semantics).canonicalText == text)
    }

    private func refusal(_ error: PromQLError) -> Refusal? {
        switch error.kind {
        case .semantic(.functionNotEnabled): .experimentalFunction
        case .semantic(.aggregationNotEnabled): .experimentalAggregation
        case .semantic(.fillNotEnabled): .fill
        case .semantic(.anchoredNotEnabled): .anchored
        case .semantic(.smoothedNotEnabled): .smoothed
        default: nil
        }
    }
}
