import PromQL
import SourceText
import TestKit
import TimeSeries

/// Puts random queries over random series to an evaluator and to promtool, and compares the answers.
struct PromtoolFuzz<Engine: PromQLTestEngine> {
    struct Report {
        var queries = 0
        var nonEmpty = 0
        var errors = 0
        /// Different only within what is allowed: see `Verdict`.
        var close = 0
        var undetermined = 0
        var mismatches: [String] = []
        var tally: [String: Int] = [:]

        var text: String {
            let rows = tally.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map { "\($0.key) \($0.value)" }
            return """
                \(queries) queries: \(nonEmpty) with elements, \(errors) with errors, \(close) equal to 2 or 4 units or to 1e-12 only, \
                \(undetermined) undetermined, \(mismatches.count) different
                \(rows.joined(separator: " · "))
                """
        }
    }

    private(set) var report = Report()
    private let engine: Engine
    private let seed: UInt64
    private var queries: RandomQueries

    init(seed: UInt64, engine: Engine) {
        self.engine = engine
        self.seed = seed
        queries = RandomQueries(seed: seed)
    }

    /// - Parameter count: rounded up to whole files of 300 queries, each over its own series.
    mutating func run(_ count: Int, _ promtool: PromtoolQueries) throws {
        let files = (count + 299) / 300
        for file in 0..<files {
            let series = RandomSeries(seed: seed &+ UInt64(file) &* 7_919)
            var batch: [RandomQueries.Query] = []
            for _ in 0..<300 { batch.append(queries.next()) }
            let theirs = try promtool.answers(
                to: batch.map { PromtoolQueries.Query(expression: $0.text, milliseconds: $0.milliseconds) },
                over: series.lines, intervalMilliseconds: RandomSeries.intervalMilliseconds)
            let store = series.store
            for (query, answer) in zip(batch, theirs) { judge(query, answer, store) }
        }
        report.tally = queries.tally
    }

    private mutating func judge(
        _ query: RandomQueries.Query, _ theirs: PromtoolQueries.Answer, _ store: SeriesStore
    ) {
        let ours = answer(to: query, store)
        report.queries += 1
        switch theirs {
        case .error: report.errors += 1
        case .samples(let samples): if !samples.isEmpty { report.nonEmpty += 1 }
        }
        switch Verdict(ours, theirs, query) {
        case .same: break
        case .close: report.close += 1
        case .undetermined: report.undetermined += 1
        case .different:
            report.mismatches.append("\(query.text)  at \(query.milliseconds) ms\n   ours \(ours)\n theirs \(theirs)")
        }
    }

    private func answer(to query: RandomQueries.Query, _ store: SeriesStore) -> PromtoolQueries.Answer {
        var store = store
        var options = EvaluationOptions()
        options.defaultSubqueryStepMilliseconds = RandomSeries.intervalMilliseconds
        do throws(PromQLError) {
            let expression = try Expression.parse(query.text, .prometheus2)
            do throws(EvaluationError) {
                let results = try engine.evaluate(
                    expression, atMilliseconds: [query.milliseconds], options, in: &store)
                return .samples(results.first.map { Self.samples($0, store) } ?? [])
            } catch {
                return .error(error.message)
            }
        } catch {
            return .error(error.promtoolText)
        }
    }

    private static func samples(_ result: QueryResult, _ store: SeriesStore) -> [PromtoolQueries.Sample] {
        switch result {
        case .scalar(let value): return [PromtoolQueries.Sample(labels: [], value: value)]
        case .vector(let elements):
            return elements.map { element in
                let labels = NamedLabels(element.labels, in: store.labels).labels
                return PromtoolQueries.Sample(
                    labels: labels.map { SeriesLabel(name: $0.name, value: $0.value) }, value: element.value)
            }
        case .matrix, .string: return []
        }
    }
}

/// How two answers compare.
enum Verdict {
    /// Equal bit for bit; all NaN are one.
    case same
    /// Equal to 2 units in the last place of 1 after a function whose last bits differ between machines, to 4 after a
    /// power, or to 1e-12 where promtool adds up in random order.
    case close
    /// promtool's own answer depends on a random order: of ties, or of the series that an error names.
    case undetermined
    case different

    init(_ ours: PromtoolQueries.Answer, _ theirs: PromtoolQueries.Answer, _ query: RandomQueries.Query) {
        switch (ours, theirs) {
        case (.error(let ours), .error(let theirs)):
            if ours == theirs {
                self = .same
            } else {
                self = query.isUnordered && Self.kind(ours) == Self.kind(theirs) ? .undetermined : .different
            }
        case (.samples(let ours), .samples(let theirs)): self.init(ours, theirs, query)
        default: self = .different
        }
    }

    private init(
        _ ours: [PromtoolQueries.Sample], _ theirs: [PromtoolQueries.Sample], _ query: RandomQueries.Query
    ) {
        let ours = ours.sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
        let theirs = theirs.sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
        // The last bit of a sum may decide a tie, a comparison, or what counts as a fall.
        let orderMatters: Set<String> = ["topk", "bottomk", "count_values", "sum", "avg", "stddev", "stdvar"]
        let breaksTies = query.isUnordered && !query.features.isDisjoint(with: orderMatters)
        guard ours.map(\.labels) == theirs.map(\.labels) else {
            self = breaksTies ? .undetermined : .different
            return
        }
        self = .same
        for (mine, other) in zip(ours, theirs) where !Self.isSame(mine.value, other.value) {
            guard Self.isClose(mine.value, other.value, query) else {
                self = breaksTies ? .undetermined : .different
                return
            }
            self = .close
        }
    }

    private static func isSame(_ left: Double, _ right: Double) -> Bool {
        left.isNaN ? right.isNaN : left.bitPattern == right.bitPattern
    }

    private static func isClose(_ left: Double, _ right: Double, _ query: RandomQueries.Query) -> Bool {
        guard left.isFinite, right.isFinite else { return false }
        let difference = (left - right).magnitude
        // In units of the last place of 1: greater significands have finer ones. A power is the exponential of a product.
        let units = query.features.contains("^") ? 4.0 : 2.0
        let magnitude = max(left.magnitude, right.magnitude)
        if query.isTranscendental && difference <= units * .ulpOfOne * magnitude { return true }
        return query.isUnordered && difference <= 1e-12 * magnitude
    }

    /// The error without the series it names.
    private static func kind(_ message: String) -> Substring { message.prefix { $0 != "{" } }
}
