import Facts
import PromQL
import SourceText

/// Holds one alert against a demand: by what it means, never by what it is called.
struct AlertComparison {
    let demand: AlertDemand
    let context: CheckContext

    enum Answer {
        /// At least as strict.
        case strict(PlacedCondition)
        /// It watches the same thing, and lets more pass than it may.
        case lax(PlacedCondition, [Laxness])
        /// The same thing over two windows at once: what it catches is for the rehearsal to say.
        case burnRate(PlacedCondition)

        var isStrict: Bool {
            if case .strict = self { true } else { false }
        }
    }

    /// One way in which an alert is too lax.
    struct Laxness {
        /// "it waits for more than 5%, and 2% is asked".
        var sentence: String
        /// What to write instead.
        var fix: String
        var place: Place

        enum Place { case threshold, window, hold, whole }
    }

    /// The best that any alternative of the alert gives; nil if it watches something else.
    func answer(for rule: RuleFact, _ recognition: Recognition) -> Answer? {
        guard case .recognised(let first, let others) = recognition else { return nil }
        var best: Answer?
        for conditions in [first] + others {
            guard let answer = answer(for: rule, conditions) else { continue }
            if best.map({ Self.rank(answer) < Self.rank($0) }) ?? true { best = answer }
        }
        return best
    }

    /// Smaller is better.
    static func rank(_ answer: Answer) -> Int {
        switch answer {
        case .strict: 0
        case .burnRate: 1
        case .lax(_, let reasons): 1 + reasons.count
        }
    }

    private func answer(for rule: RuleFact, _ conditions: [PlacedCondition]) -> Answer? {
        let matching = conditions.filter { isAbout($0.condition) }
        guard let main = matching.first else { return nil }
        let windows = Set(matching.map(\.condition.windowMilliseconds))
        if matching.count > 1, windows.count > 1 { return .burnRate(main) }
        // Of two bounds on one quantity the stricter decides when it fires.
        let principal = matching.dropFirst().reduce(main) { isStricter($0.condition, than: $1.condition) ? $0 : $1 }
        var reasons = thresholdReasons(principal.condition) + windowReasons(principal.condition)
        reasons += coverageReasons(principal.condition, rule)
        for other in conditions where !isAbout(other.condition) && !isFloor(other.condition) {
            let name = other.condition.subject.selections.map(\.name).joined(separator: " and ")
            reasons.append(
                Laxness(
                    sentence:
                        "it also waits for \(name) \(other.condition.comparator.rawValue) \(NumberWords.text(other.condition.threshold))",
                    fix: "take the other condition out of it", place: .whole))
        }
        return reasons.isEmpty ? .strict(principal) : .lax(principal, reasons)
    }

    // MARK: What it is about

    private func isAbout(_ condition: AlertCondition) -> Bool {
        guard isRightWay(condition.comparator) else { return false }
        switch demand.subject {
        case .ratio(let wanted, let base):
            guard case .ratio(let numerator, let denominator) = condition.subject else { return false }
            return numerator.allSatisfy { $0.signal == wanted && $0.part == .value }
                && denominator.allSatisfy { isCount($0, of: base) }
        case .signal(.cacheHitRate, _): return isHitRate(condition)
        case .signal(let signal, let errorClass?):
            guard isRateOfOne(condition) else { return false }
            return condition.subject.selections.contains { counts(errorClass, $0, of: signal) }
        case .signal(.cost, nil):
            if let series = demand.forecastSeries {
                guard case .ratio(let numerator, let denominator) = condition.subject else { return false }
                return numerator.allSatisfy { $0.signal == .cost } && denominator.allSatisfy { $0.family == series }
            }
            return isRateOfOne(condition) && condition.subject.selections.allSatisfy { $0.signal == .cost }
                && isOfThisSpan(condition.windowMilliseconds)
        case .signal(let signal, nil):
            guard case .value(let selection) = condition.subject, selection.signal == signal else { return false }
            guard let wanted = demand.quantile else { return true }
            // A lower quantile watches something else, and to raise it would take that away.
            guard case .quantile(let own) = condition.statistic else { return false }
            return own >= wanted - 1e-9
        }
    }

    private func isRightWay(_ comparator: AlertCondition.Comparator) -> Bool {
        switch comparator {
        case .above, .atLeast: !demand.isBelow
        case .below, .atMost: demand.isBelow
        case .equal, .notEqual: false
        }
    }

    private func isRateOfOne(_ condition: AlertCondition) -> Bool {
        if case .ratio = condition.subject { return false }
        return condition.statistic == .rate
    }

    /// Spend in an hour and in a day are watched by different alerts: one is no lax form of the other.
    private func isOfThisSpan(_ window: Int64?) -> Bool {
        guard let window else { return true }
        if let shortest = demand.shortestWindowMilliseconds, window < shortest { return false }
        guard let per = demand.perMilliseconds else { return true }
        return window / 4 <= per
    }

    /// The `_count` of a latency histogram counts requests too.
    private func isCount(_ selection: SignalSelection, of signal: Signal) -> Bool {
        if selection.signal == signal { return true }
        guard signal == .requests else { return false }
        return selection.signal == .attempts || (selection.signal == .latency && selection.part == .count)
    }

    private func counts(_ wanted: ErrorClass, _ selection: SignalSelection, of signal: Signal) -> Bool {
        if selection.signal == signal { return selection.classes.map { $0.contains(wanted) } ?? true }
        // Attempts carry the status of each answer; retries that succeed in the end are seen only there.
        guard selection.signal == .attempts else { return false }
        return wanted.spellings.contains { spelling in selection.narrowedBy.contains { $0.string.contains(spelling) } }
    }

    private func isHitRate(_ condition: AlertCondition) -> Bool {
        switch condition.subject {
        case .value(let selection): return selection.signal == .cacheHitRate
        case .sum: return false
        case .ratio(let numerator, let denominator):
            // Reads over everything that was sent: uncached, read and written.
            return numerator.allSatisfy { $0.signal == .tokens(.cacheRead) }
                && Set(denominator.compactMap(\.signal))
                    == [.tokens(.input), .tokens(.cacheRead), .tokens(.cacheCreation)]
        }
    }

    /// A floor on traffic keeps a ratio quiet while almost nothing is asked.
    private func isFloor(_ condition: AlertCondition) -> Bool {
        guard condition.comparator == .above || condition.comparator == .atLeast else { return false }
        if case .ratio = condition.subject { return false }
        return condition.subject.selections.allSatisfy { selection in
            switch selection.signal {
            case .requests, .attempts, .errors: true
            case .latency, .timeToFirstToken: selection.part == .count
            case .tokens: true
            default: false
            }
        }
    }

    // MARK: How strict it is

    /// The threshold in the demand's own measure.
    private func measure(_ condition: AlertCondition) -> Double {
        let window = Double(condition.windowMilliseconds ?? 0) / 1000
        if demand.countsEvents, condition.statistic == .rate {
            // Nobody counts parts of an event: the first whole number that fires decides.
            let count = condition.threshold.value * window
            return condition.comparator == .above
                ? (count + 1e-9).rounded(.down) : (count - 1e-9).rounded(.up) - 1
        }
        guard let per = demand.perMilliseconds, condition.statistic == .rate else { return condition.threshold.value }
        return condition.threshold.value * Double(per) / 1000
    }

    private func isStricter(_ one: AlertCondition, than other: AlertCondition) -> Bool {
        demand.isBelow ? measure(one) < measure(other) : measure(one) > measure(other)
    }

    private func thresholdReasons(_ condition: AlertCondition) -> [Laxness] {
        var reasons: [Laxness] = []
        let limit = demand.threshold.value
        let own = measure(condition)
        let slack = 1e-9 * max(abs(limit), abs(own))
        if demand.isBelow ? own < limit - slack : own > limit + slack {
            let words = NumberWords.text(Quantity(own, demand.threshold.unit))
            reasons.append(
                Laxness(
                    sentence:
                        "it waits for \(demand.isBelow ? "less" : "more") than \(words), and \(NumberWords.text(demand.threshold)) is asked",
                    fix: "make the threshold \(spelled(condition))", place: .threshold))
        }
        return reasons
    }

    /// The demanded threshold in the unit that the rule compares in, as far as that can be told from the family.
    private func spelled(_ condition: AlertCondition) -> String {
        let unit = condition.subject.selections.first?.unit ?? .count
        if case .ratio = condition.subject { return NumberWords.text(demand.threshold) }
        let isSame = unit.canonical.unit == demand.threshold.unit
        let number = isSame ? demand.threshold.value / unit.canonical.factor : demand.threshold.value
        guard unit == .milliseconds else { return NumberWords.text(demand.threshold) }
        return "\(NumberWords.text(demand.threshold)) (\(NumberWords.text(number)) in milliseconds)"
    }

    private func windowReasons(_ condition: AlertCondition) -> [Laxness] {
        var reasons: [Laxness] = []
        if let window = condition.windowMilliseconds {
            let words = NumberWords.duration(milliseconds: window)
            if let longest = demand.longestWindowMilliseconds, window > longest {
                let limit = NumberWords.duration(milliseconds: longest)
                reasons.append(
                    Laxness(
                        sentence: "it looks over \(words), so what happens within \(limit) is thinned out",
                        fix: "look over `[\(limit)]`", place: .window))
            }
            if let shortest = demand.shortestWindowMilliseconds, window < shortest {
                let limit = NumberWords.duration(milliseconds: demand.perMilliseconds ?? shortest)
                reasons.append(
                    Laxness(
                        sentence: "it looks over \(words) only, so what adds up over \(limit) is never seen",
                        fix: "look over `[\(limit)]`", place: .window))
            }
        }
        if let longest = demand.longestHoldMilliseconds, condition.holdMilliseconds > longest {
            let limit = NumberWords.duration(milliseconds: longest)
            reasons.append(
                Laxness(
                    sentence:
                        "it waits \(NumberWords.duration(milliseconds: condition.holdMilliseconds)) before it fires, and at most \(limit) is asked",
                    fix: "write `for: \(limit)` or less", place: .hold))
        }
        return reasons
    }

    // MARK: Whether it sees everything

    private func coverageReasons(_ condition: AlertCondition, _ rule: RuleFact) -> [Laxness] {
        var reasons: [Laxness] = []
        let watched: [SignalSelection] =
            if case .ratio(let numerator, _) = condition.subject { numerator } else { condition.subject.selections }
        if case .ratio(.errors, _) = demand.subject {
            let classes = Set(watched.flatMap { $0.classes ?? ErrorClass.allCases })
            let missing = [ErrorClass.serverError, .overloaded].filter { !classes.contains($0) }
            if !missing.isEmpty {
                let names = missing.map(\.rawValue).joined(separator: " and ")
                reasons.append(
                    Laxness(sentence: "it leaves out \(names)", fix: "count every class of failure", place: .whole))
            }
        }
        if demand.forecastSeries == nil, case .signal(.attempts, _) = demand.subject { return reasons }
        if case .signal(_, .some) = demand.subject, watched.contains(where: { $0.signal == .attempts }) {
            return reasons
        }
        for selection in watched {
            for matcher in selection.narrowedBy where narrows(matcher, selection) {
                reasons.append(
                    Laxness(
                        sentence: "it looks at `\(matcher.string)` alone", fix: "take `\(matcher.string)` out of it",
                        place: .whole))
            }
        }
        if case .signal(.cost, nil) = demand.subject, let label = splitLabel(rule, watched) {
            reasons.append(
                Laxness(
                    sentence: "it compares each `\(label.string)` by itself, and the sum of all is asked",
                    fix: "compare `sum(...)` over everything", place: .whole))
        }
        return reasons
    }

    /// True if a matcher leaves out series of this service that the sample shows.
    private func narrows(_ text: ByteString, _ selection: SignalSelection) -> Bool {
        let label = ByteString(text.bytes.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "!") })
        let sign = text.bytes.dropFirst(label.count).first
        // Leaving a part out is a decision; picking a part is not watching the rest.
        guard sign == UInt8(ascii: "="), context.facts.service.targetLabels[label] == nil else { return false }
        guard let domain = context.facts.emitted.families[selection.family]?.labels[label] else { return false }
        // The text is `label="value"` or `label=~"value"`; reading it again is cheaper than looking for its selector.
        let isPattern = text.bytes.dropFirst(label.count + 1).first == UInt8(ascii: "~")
        let value = text.bytes.dropFirst(label.count + (isPattern ? 3 : 2)).dropLast()
        let place = SourceRange(file: FileID(index: 0), start: 0, length: 0)
        let matcher = RouteMatcher(
            label: label, isPattern ? .matches : .equal, value: ByteString(Array(value)), range: place)
        return matcher.map { matcher in !domain.values.allSatisfy(matcher.accepts) } ?? true
    }

    /// A label with several values that keeps amounts apart which ought to be added up.
    private func splitLabel(_ rule: RuleFact, _ watched: [SignalSelection]) -> ByteString? {
        let left = OutputLabels.of(rule, in: context.facts)
        let families = watched.compactMap { context.facts.emitted.families[$0.family] }
        let split = families.flatMap(\.labels).filter { $0.value.values.count > 1 && left.mayHave($0.key) }
        return split.map(\.key).min()
    }
}
