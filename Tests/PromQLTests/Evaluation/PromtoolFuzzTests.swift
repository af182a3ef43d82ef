import Foundation
import PromQL
import TestKit
import Testing
import TimeSeries

@Suite("Random queries against promtool 2.42")
struct PromtoolFuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let seed = UInt64(environment["PREFLIGHT_SEED"] ?? "") ?? 20_261_123
    private static let count = Int(environment["PREFLIGHT_QUERIES"] ?? "") ?? 6_000

    @Test("have the same results step by step, bit for bit but for what is named")
    func stepwise() throws { try Self.compare(StepwiseEngine()) }

    @Test("have the same results in columns, which rules are evaluated in")
    func columnar() throws { try Self.compare(ColumnarTestEngine()) }

    /// `make fuzz-promql COUNT=100000 SEED=1` asks for more.
    static func compare(_ engine: some PromQLTestEngine) throws {
        guard let promtool = PromtoolQueries() else {
            #expect(!Referee.isRequired, "promtool is missing: run make tools")
            return
        }
        var fuzz = PromtoolFuzz(seed: seed, engine: engine)
        try fuzz.run(count, promtool)
        let report = fuzz.report
        print(report.text)
        #expect(
            report.mismatches.isEmpty, "seed \(seed):\n\(report.mismatches.prefix(20).joined(separator: "\n"))")
        #expect(report.nonEmpty * 10 >= report.queries * 6, "too few queries have a result to compare")
        #expect(report.undetermined * 500 <= report.queries, "too many results depend on promtool's random order")
        if report.queries >= 6_000 {
            let rare = RandomQueries.constructs.filter { report.tally[$0, default: 0] < 50 }
            #expect(rare.isEmpty, "these constructs occur too seldom")
        }
    }

    /// What must not go unnoticed.
    enum Sabotage: String, CaseIterable {
        case lastBit, lostElement, thirdGenerationRate, closedLookback
    }

    @Test("tell an evaluator that is wrong:", arguments: Sabotage.allCases)
    func sabotaged(_ sabotage: Sabotage) throws {
        guard let promtool = PromtoolQueries() else {
            #expect(!Referee.isRequired, "promtool is missing: run make tools")
            return
        }
        var fuzz = PromtoolFuzz(seed: 1, engine: SabotagedEngine(sabotage: sabotage))
        try fuzz.run(900, promtool)
        #expect(!fuzz.report.mismatches.isEmpty, "nobody noticed")
    }
}

/// The step-by-step evaluator with one fault.
private struct SabotagedEngine: PromQLTestEngine {
    let sabotage: PromtoolFuzzTests.Sabotage

    func evaluate(
        _ expression: PromQL.Expression, atMilliseconds moments: [Int64], _ options: EvaluationOptions,
        in store: inout SeriesStore
    ) throws(EvaluationError) -> [QueryResult] {
        var semantics = expression.semantics
        semantics.halvesDistanceBeforeZero = sabotage == .thirdGenerationRate
        semantics.opensRangesOnTheLeft = sabotage == .closedLookback
        let sabotaged = (try? PromQL.Expression.parse(expression.text, semantics)) ?? expression
        let results = try StepwiseEngine().evaluate(sabotaged, atMilliseconds: moments, options, in: &store)
        return results.map { result in
            guard case .vector(var elements) = result, !elements.isEmpty else { return result }
            if sabotage == .lastBit, elements[0].value.isFinite { elements[0].value = elements[0].value.nextUp }
            if sabotage == .lostElement { elements.removeLast() }
            return .vector(elements)
        }
    }
}
