package import PromQL
import SourceText
package import TimeSeries

/// An alert that missed an incident, with all that is needed to ask again.
package struct MissedAlert: Sendable {
    package var rules: RuleSet
    package var rule: RuleID
    package var grid: EvaluationGrid
    package var options: EvaluationOptions
    /// What the store of metrics came to hold in the run that was missed.
    package var store: SeriesStore
    package var incident: ClosedRange<Int64>
    package var scrapeIntervalMilliseconds: Int64
    /// The same run with more buckets; nil where no histogram is read.
    package var finerBuckets: Alternative?
    /// The same run with nothing lost and nothing late on the way.
    package var perfectPipeline: Alternative?

    /// The same traffic and the same faults, measured otherwise.
    package struct Alternative: Sendable {
        /// What to change, ready to be made.
        package var words: String
        /// Built only if it is asked for: it may cost a replay of the run.
        package var store: @Sendable () -> SeriesStore

        package init(words: String, store: @escaping @Sendable () -> SeriesStore) {
            self.words = words
            self.store = store
        }
    }

    package init(
        rules: RuleSet, rule: RuleID, grid: EvaluationGrid, options: EvaluationOptions, store: SeriesStore,
        incident: ClosedRange<Int64>, scrapeIntervalMilliseconds: Int64, finerBuckets: Alternative? = nil,
        perfectPipeline: Alternative? = nil
    ) {
        self.rules = rules
        self.rule = rule
        self.grid = grid
        self.options = options
        self.store = store
        self.incident = incident
        self.scrapeIntervalMilliseconds = scrapeIntervalMilliseconds
        self.finerBuckets = finerBuckets
        self.perfectPipeline = perfectPipeline
    }
}

/// What would have made an alert fire: the same numbers, asked with one thing changed at a time.
package enum Counterfactuals {
    /// Every kind of change that applies, with the smallest of its kind that works: first those that work, in the order
    /// in which they are least to make, then those that do not, as far as they were tried.
    ///
    /// A change that makes the alert fire before the incident does not work.
    ///
    /// - Complexity: at most seven evaluations of the rule and of what it reads.
    package static func search(_ missed: MissedAlert) -> [Counterfactual] {
        let question = Question(missed)
        let kinds = [question.shorterHolds, question.shorterWindows, question.fixedLabels, question.otherSamples]
        let tried = kinds.flatMap { $0() }
        return tried.filter { $0.detectionMilliseconds != nil } + tried.filter { $0.detectionMilliseconds == nil }
    }
}

/// The rule by itself, with those that it reads.
private struct Question {
    let missed: MissedAlert
    private let rules: RuleSet
    private let rule: RuleID

    init(_ missed: MissedAlert) {
        self.missed = missed
        (rules, rule) = missed.rules.closure(of: missed.rule)
    }

    func shorterHolds() -> [Counterfactual] {
        guard let hold = rules[rule].alerting?.holdMilliseconds, hold > 0 else { return [] }
        let half = hold / 2_000 * 1_000
        let was = PrometheusDuration.text(milliseconds: hold)
        let changes = [half, 0].filter { $0 < hold }
        return smallest(of: .shorterHold, in: Array(Set(changes)).sorted(by: >)) { length in
            var changed = rules
            changed.setHold(of: rule, milliseconds: length)
            let words =
                length == 0
                ? "no `for` instead of `\(was)`"
                : "`for: \(PrometheusDuration.text(milliseconds: length))` instead of `\(was)`"
            return (words, changed, nil)
        }
    }

    func shorterWindows() -> [Counterfactual] {
        smallest(of: .shorterWindow, in: [Int64(2), 5]) { divisor in
            var changed = rules
            var words: [String] = []
            let least = 2 * max(1, missed.scrapeIntervalMilliseconds)
            changed.rewrite { expression in
                let (text, changes) = RangeRewriting.shortened(expression, by: divisor, notBelow: least)
                for change in changes where !words.contains(change) { words.append(change) }
                return text
            }
            return words.isEmpty ? nil : (words.prefix(3).joined(separator: ", "), changed, nil)
        }
    }

    func fixedLabels() -> [Counterfactual] {
        smallest(of: .labelFixed, in: [()]) { _ in
            var changed = rules
            var words: [String] = []
            changed.rewrite { expression in
                let (text, changes) = MatcherRewriting.withoutIdleMatchers(expression, in: missed.store)
                for change in changes where !words.contains(change) { words.append(change) }
                return text
            }
            return words.isEmpty ? nil : (words.prefix(3).joined(separator: "; "), changed, nil)
        }
    }

    func otherSamples() -> [Counterfactual] {
        let alternatives = [
            (Counterfactual.Change.finerBuckets, missed.finerBuckets), (.perfectPipeline, missed.perfectPipeline),
        ]
        return alternatives.flatMap { change, alternative -> [Counterfactual] in
            guard let alternative else { return [] }
            return smallest(of: change, in: [alternative]) { ($0.words, rules, $0.store()) }
        }
    }

    /// The first of several changes of one kind that works, or the last that was tried.
    private func smallest<Size>(
        of change: Counterfactual.Change, in sizes: [Size],
        _ make: (Size) -> (words: String, rules: RuleSet, store: SeriesStore?)?
    ) -> [Counterfactual] {
        var last: Counterfactual?
        for size in sizes {
            guard let (words, rules, store) = make(size) else { continue }
            let found = Counterfactual(
                change, words: words, detectionMilliseconds: detection(rules, store ?? missed.store))
            if found.detectionMilliseconds != nil { return [found] }
            last = found
        }
        return last.map { [$0] } ?? []
    }

    private func detection(_ rules: RuleSet, _ store: SeriesStore) -> Int64? {
        let run = RuleRun.columnar(rules, store, missed.grid, missed.options)
        let conduct = AlertConduct(
            run.observedEpisodes(of: rule), incident: missed.incident,
            durationMilliseconds: missed.grid.endMilliseconds)
        guard !conduct.hasMisfired else { return nil }
        return conduct.detectedAt.map { $0 - missed.incident.lowerBound }
    }
}

extension RuleSet {
    /// A rule with the rules that it reads, directly or not, in their order, and its place among them.
    func closure(of rule: RuleID) -> (rules: RuleSet, rule: RuleID) {
        let dependencies = RuleDependencies(self)
        guard let start = dependencies.ids.firstIndex(of: rule) else { return (self, rule) }
        var needed: Set<Int> = [start]
        var waiting = [start]
        while let reader = waiting.popLast() {
            for writer in dependencies.reads[reader] where needed.insert(writer).inserted { waiting.append(writer) }
        }
        var result = self
        result.groups = []
        var place = rule
        for (index, group) in groups.enumerated() {
            let kept = group.rules.indices.filter { position in
                needed.contains { dependencies.ids[$0] == RuleID(group: index, rule: position) }
            }
            if kept.isEmpty { continue }
            if index == Int(rule.group), let position = kept.firstIndex(of: Int(rule.rule)) {
                place = RuleID(group: result.groups.count, rule: position)
            }
            var part = group
            part.rules = kept.map { group.rules[$0] }
            result.groups.append(part)
        }
        return (result, place)
    }

    fileprivate mutating func setHold(of rule: RuleID, milliseconds: Int64) {
        guard var alerting = self[rule].alerting else { return }
        alerting.holdMilliseconds = milliseconds
        groups[Int(rule.group)].rules[Int(rule.rule)].kind = .alerting(alerting)
    }

    /// Puts other texts in place of expressions; one that does not parse is left as it was.
    fileprivate mutating func rewrite(_ text: (Expression) -> [UInt8]) {
        for group in groups.indices {
            for rule in groups[group].rules.indices {
                let expression = groups[group].rules[rule].expression
                if let changed = try? Expression.parse(text(expression), expression.semantics) {
                    groups[group].rules[rule].expression = changed
                }
            }
        }
    }
}
