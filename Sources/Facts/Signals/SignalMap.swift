import PromQL
package import SourceText

/// From the series names that queries read to the signals they mean, for the conventions of one service.
package struct SignalMap: Sendable {
    package struct Entry: Sendable {
        package var signal: Signal
        package var part: SignalSelection.Part
        package var spelling: MetricSpelling
        /// What each label of the spelling tells, by its name.
        let roles: [ByteString: LabelRole]

        init(signal: Signal, part: SignalSelection.Part, spelling: MetricSpelling) {
            self.signal = signal
            self.part = part
            self.spelling = spelling
            let labels = spelling.labels.sorted { $0.key.rawValue < $1.key.rawValue }
            roles = Dictionary(labels.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        }
    }

    private var bySeries: [ByteString: [Entry]] = [:]
    private var byFamily: [ByteString: MetricSpelling] = [:]
    /// How this service spells each signal: the manifest's own word first, then the conventions in their order.
    package private(set) var spellings: [Signal: [MetricSpelling]] = [:]

    package init(conventions: [Convention], declared: [Signal: MetricSpelling]) {
        for (signal, spelling) in declared.sorted(by: { $0.key.name < $1.key.name }) { add(signal, spelling) }
        for convention in conventions {
            let signals = Set(convention.spellings.keys).union(convention.alternatives.keys)
            for signal in signals.sorted(by: { $0.name < $1.name }) where declared[signal] == nil {
                for spelling in convention.allSpellings(of: signal) where spellings[signal]?.contains(spelling) != true
                {
                    add(signal, spelling)
                }
            }
        }
    }

    private mutating func add(_ signal: Signal, _ spelling: MetricSpelling) {
        spellings[signal, default: []].append(spelling)
        byFamily[spelling.family] = byFamily[spelling.family] ?? spelling
        for (name, part) in SignalMap.series(of: spelling) {
            bySeries[name, default: []].append(Entry(signal: signal, part: part, spelling: spelling))
        }
    }

    package func knows(family: ByteString) -> Bool { byFamily[family] != nil }

    package func knows(series: ByteString) -> Bool { bySeries[series] != nil }

    /// The signals that a query of this name may mean, before its matchers decide.
    package func signals(ofSeries name: ByteString) -> [Signal] { (bySeries[name] ?? []).map(\.signal) }

    /// What a selector of this name and these matchers reads, or nil if the name spells no signal of this service.
    package func selection(of selector: SelectorFact) -> SignalSelection? {
        guard let name = selector.name?.value, let entries = bySeries[name] else { return nil }
        guard let entry = SignalMap.entry(for: selector, among: entries) else { return nil }
        var selection = SignalSelection(
            source: .signal(entry.signal), part: entry.part, family: entry.spelling.family, unit: entry.spelling.unit)
        let chosen = entry.spelling.selector.map(\.label)
        for matcher in selector.matchers where !matcher.acceptsEverything && !chosen.contains(matcher.label) {
            switch entry.roles[matcher.label] {
            case .status: SignalMap.narrow(&selection, byStatus: matcher)
            case .errorClass: SignalMap.narrow(&selection, byClass: matcher, entry.spelling)
            default: selection.narrowedBy.append(matcher.text)
            }
        }
        selection.narrowedBy.sort()
        return selection
    }

    /// The entry that says most about what is selected. Where a family holds several signals and the selector picks none
    /// of them, it reads their sum, which is no signal.
    private static func entry(for selector: SelectorFact, among entries: [Entry]) -> Entry? {
        let fitting = entries.filter { selector.selects($0.spelling.selector) }
        return fitting.first { !$0.spelling.selector.isEmpty } ?? fitting.first { $0.spelling.usesHistogramCount }
            ?? fitting.first
    }

    /// Words that say a request succeeded, lowercase. Anything else in a status label is a failure.
    private static let successes = ["ok", "success", "succeeded", "true", "200", "2xx", "completed"]
    private static let failures = [
        "error", "errors", "failed", "failure", "false", "429", "500", "503", "529", "timeout", "5xx",
    ]

    /// `status="error"` turns requests into errors, `status="ok"` into successes; anything mixed only narrows.
    private static func narrow(_ selection: inout SignalSelection, byStatus matcher: SelectorFact.Matcher) {
        // No service uses all of these words: a matcher that shuts one out (`!="ok"`) means to shut out what it says.
        let isNegative = matcher.comparison == .notEqual || matcher.comparison == .matchesNot
        let accepted = { (words: [String]) in words.filter { matcher.accepts(ByteString($0)) }.count }
        let takesSuccess = isNegative ? accepted(successes) == successes.count : accepted(successes) > 0
        let takesFailure = isNegative ? accepted(failures) == failures.count : accepted(failures) > 0
        let isRequests = selection.source == .signal(.requests)
        switch (takesSuccess, takesFailure) {
        case (false, true) where isRequests:
            selection.source = .signal(.errors)
            let classes = ErrorClass.allCases.filter { one in one.spellings.contains { matcher.accepts(ByteString($0)) }
            }
            // A matcher such as `status!="ok"` accepts every class: that is no narrowing.
            if !classes.isEmpty, classes.count < ErrorClass.allCases.count, !matcher.accepts("error") {
                selection.classes = classes.sorted { $0.rawValue < $1.rawValue }
            }
        case (true, false) where isRequests: selection.isSuccess = true
        default: selection.narrowedBy.append(matcher.text)
        }
    }

    private static func narrow(
        _ selection: inout SignalSelection, byClass matcher: SelectorFact.Matcher, _ spelling: MetricSpelling
    ) {
        let classes = ErrorClass.allCases.filter { one in one.spellings.contains { matcher.accepts(ByteString($0)) } }
        if classes.isEmpty {
            selection.narrowedBy.append(matcher.text)
        } else if classes.count < ErrorClass.allCases.count {
            selection.classes = classes.sorted { $0.rawValue < $1.rawValue }
        }
    }

    private static func series(of spelling: MetricSpelling) -> [(ByteString, SignalSelection.Part)] {
        switch spelling.kind {
        case .counter, .gauge: [(spelling.family, .value)]
        case .histogram where spelling.usesHistogramCount: [(spelling.family.appending("_count"), .value)]
        case .histogram:
            [
                (spelling.family.appending("_bucket"), .bucket), (spelling.family.appending("_sum"), .sum),
                (spelling.family.appending("_count"), .count),
            ]
        case .summary:
            [
                (spelling.family, .value), (spelling.family.appending("_sum"), .sum),
                (spelling.family.appending("_count"), .count),
            ]
        }
    }
}
