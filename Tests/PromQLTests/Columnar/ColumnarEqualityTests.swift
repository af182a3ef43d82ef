import Foundation
import PromQL
import TestKit
import Testing
import TimeSeries

@Suite("Columns and steps")
struct ColumnarEqualityTests {
    @Test("upstream's scripts pass in columns too:", arguments: UpstreamScriptTests.versions)
    func upstream(_ version: UpstreamScriptTests.Version) throws {
        try UpstreamScriptTests.run(version, ColumnarTestEngine())
    }

    struct Profile: CustomTestStringConvertible {
        let semantics: Semantics
        var testDescription: String {
            semantics.profileName + (semantics.delaysNameRemoval ? ", names dropped late" : "")
        }
    }

    static let profiles = [
        Profile(semantics: .prometheus3), Profile(semantics: .prometheus2),
        Profile(
            semantics: {
                var late = Semantics.prometheus3
                late.delaysNameRemoval = true
                return late
            }()),
    ]

    /// How many expressions a run tries; `PREFLIGHT_FUZZ` asks for more.
    static let count = ProcessInfo.processInfo.environment["PREFLIGHT_FUZZ"].flatMap(Int.init) ?? 250

    @Test("yield the same bits for random expressions over random series", arguments: profiles)
    func random(_ profile: Profile) throws {
        var histogram = QueryHistogram()
        var elements = 0
        var failures = 0
        var nonEmpty = 0
        for seed in 0..<UInt64(Self.count) {
            let store = RandomStore(seed: seed / 25).store
            var query = RandomQuery(seed: seed, profile.semantics)
            let text = query.expression()
            let expression: PromQL.Expression
            do throws(PromQLError) {
                expression = try Expression.parse(text, profile.semantics)
            } catch {
                Issue.record("seed \(seed): the generator wrote `\(text)`: \(error.promtoolText)")
                continue
            }
            histogram.add(expression)
            let grid = StepGrid(startMilliseconds: 120_000, stepMilliseconds: 13_000, count: 70)
            do {
                let agreement = try EngineComparison().compare(expression, over: grid, in: store)
                elements += agreement.elements
                failures += agreement.failures
                nonEmpty += agreement.elements > 0 ? 1 : 0
            } catch {
                Issue.record("seed \(seed): \(error)")
            }
        }
        print(
            "\(profile.testDescription): \(Self.count) expressions, \(nonEmpty) with a result, \(elements) elements, "
                + "\(failures) failures; \(histogram.text)")
    }
}
