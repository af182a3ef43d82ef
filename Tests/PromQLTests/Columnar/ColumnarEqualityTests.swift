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

    // MARK: Samples that are not yet written

    @Test("hide the same sample of series that are written later")
    func hidden() throws {
        for seed in 0..<UInt64(Self.count / 2) {
            let store = RandomStore(seed: seed / 25).store
            var query = RandomQuery(seed: seed, .prometheus3)
            query.looksAhead = false
            let expression = try PromQL.Expression.parse(query.expression(), .prometheus3)
            var random = SeededGenerator(seed: seed)
            let hidden = (0..<store.seriesCount).filter { _ in random.chance(1, in: 2) }.map {
                SeriesID(index: Int32($0))
            }
            // On the clock of most series, so that there is something to hide.
            let grid = StepGrid(startMilliseconds: 120_000, stepMilliseconds: 15_000, count: 66)
            do {
                _ = try EngineComparison().compare(expression, over: grid, in: store, hiding: hidden)
            } catch {
                Issue.record("seed \(seed): \(error)")
            }
        }
    }

    // MARK: The judge

    /// Expressions with a result at most steps, of every kind of kernel.
    static let sabotaged = [
        "rate(requests_total[2m])", "sum by (job) (requests_total)", "max_over_time(level[5m])", "level > 1",
        "histogram_quantile(0.5, latency_bucket)", "requests_total / on (job, instance) group_left () queue",
        "quantile_over_time(0.5, queue[5m])",
    ]

    @Test("are told apart by a bit, an element, a step or a place:", arguments: sabotaged)
    func sabotage(_ text: String) throws {
        let store = RandomStore(seed: 1).store
        let expression = try PromQL.Expression.parse(text, .prometheus3)
        let grid = StepGrid(startMilliseconds: 120_000, stepMilliseconds: 13_000, count: 70)
        #expect(try EngineComparison().compare(expression, over: grid, in: store).elements > 100)
        let sabotages: [(inout Columns) -> Void] = [
            { columns in
                let step = columns.columns[0].validity.firstSet(atOrAfter: 0) ?? 0
                let value = columns.columns[0].values[step]
                columns.columns[0].values[step] = value.isFinite ? value.nextUp : 0
            },
            { columns in
                let step = columns.columns[0].validity.firstSet(atOrAfter: 0) ?? 0
                columns.columns[0].validity[step] = false
            },
            { columns in columns.columns.removeLast() },
            { columns in columns.columns[0].labels = .empty },
        ]
        for sabotage in sabotages {
            var comparison = EngineComparison()
            comparison.sabotage = sabotage
            #expect(throws: EngineComparison.Difference.self, "the judge saw nothing") {
                try comparison.compare(expression, over: grid, in: store)
            }
        }
    }

    struct Switch: CustomTestStringConvertible {
        let turn: @Sendable (inout Semantics) -> Void
        let expression: String
        var testDescription: String { expression }
    }

    /// Each kernel that a version switch changes, with that switch turned the wrong way.
    static let switches = [
        Switch(turn: { $0.opensRangesOnTheLeft.toggle() }, expression: "count_over_time(up[15s])"),
        Switch(turn: { $0.opensRangesOnTheLeft.toggle() }, expression: "count_over_time((level)[1m:15s])"),
        Switch(turn: { $0.halvesDistanceBeforeZero.toggle() }, expression: "increase(requests_total[5m])"),
        Switch(turn: { $0.compensatesSums.toggle() }, expression: "sum(bytes_total)"),
        Switch(turn: { $0.averagesFromSums.toggle() }, expression: "avg(bytes_total)"),
        Switch(turn: { $0.averagesFromSums.toggle() }, expression: "avg_over_time(bytes_total[10m])"),
        Switch(turn: { $0.spoilsSpreadByNonFiniteValues.toggle() }, expression: "stddev by (job, instance) (queue)"),
        Switch(turn: { $0.replacesTopOfHeap.toggle() }, expression: "topk(3, level)"),
        Switch(turn: { $0.dropsNameInAtan2.toggle() }, expression: "level atan2 3"),
        Switch(turn: { $0.dropsTypeAndUnitWithName.toggle() }, expression: "abs(__type__less)"),
        Switch(
            turn: { $0.judgesMatchesBeforeFiltering.toggle() }, expression: "requests_total > on (job, instance) level"),
        Switch(
            turn: { $0.takesFractionsOfClassicHistograms.toggle() },
            expression: "histogram_fraction(0, 1, latency_bucket)"),
        Switch(
            turn: { $0.mergesNegatedSeries.toggle() },
            expression: "sum_over_time((-{__name__=~\"twin_.*\"} > -3)[2m:15s])"),
    ]

    @Test("differ when a switch is turned the wrong way:", arguments: switches)
    func wrongSemantics(_ wrong: Switch) throws {
        var semantics = Semantics.prometheus3
        wrong.turn(&semantics)
        let expression = try PromQL.Expression.parse(wrong.expression, .prometheus3)
        let grid = StepGrid(startMilliseconds: 120_000, stepMilliseconds: 15_000, count: 70)
        var seen = false
        for seed in 0..<UInt64(8) where !seen {
            do {
                _ = try EngineComparison().compare(
                    expression, over: grid, in: RandomStore(seed: seed).store, semantics: semantics)
            } catch {
                seen = true
            }
        }
        #expect(seen, "no store of eight tells the two versions apart")
    }
}
