import Facts
import Findings
import Manifests
import PromQL
import SourceText

extension Check {
    /// What is only alerted on cannot be looked into: during an incident somebody has to see the signal itself.
    ///
    /// A signal is on a dashboard if a visible panel draws it, on its own or through recording rules; a divisor or a
    /// filter does not count. Signals of features that the manifest switches off do not apply.
    static let signalOnDashboard = Check(
        kind: FindingKind(code: "PF132", name: "signal-on-dashboard"), scope: .signal, severity: .error,
        summary: "a signal that an incident is judged by is on no dashboard",
        why: "an alert says that something is wrong; which feature, which model and since when is read off a panel",
        remedy: "Add a panel with the query of the finding. If a library panel shows it, hand its JSON in as well.",
        source: "the production guide this project is built on: its dashboard list; telemetry-formats notes, section 2",
        parameters: [
            CheckParameter("signals", .signals, example: "[requests, errors]", "the signals that a panel must show"),
            CheckParameter(
                "family", .word(["quality", "dependency"]), example: "quality",
                "instead of `signals`: at least one declared quality signal, or the latency and errors of each dependency"
            ),
            CheckParameter(
                "quantiles", .texts, example: "[p50, p95, p99]", "the quantiles that must be shown of each signal"),
            CheckParameter(
                "split_by", .word(LabelRole.allCases.map(\.rawValue)), example: "class",
                "the label role that tells the lines of at least one panel apart"),
        ],
        examples: SignalOnDashboardExamples.all,
        judge: { context in
            var result = CheckResult()
            if let missing = PanelJudging.missingDashboards(context) {
                result.undecided.append(missing)
                return result
            }
            let demands = DashboardDemand.all(context)
            let applicable = demands.filter { $0.inapplicable == nil }
            if applicable.isEmpty, let reason = demands.compactMap(\.inapplicable).first {
                result.notApplicable = reason
                return result
            }
            if context.parameters.text("family") == "quality" {
                judgeAny(applicable, context, &result)
            } else {
                for demand in applicable { judge(demand, context, &result) }
            }
            return result
        })

    /// Quality needs one signal; which one is the team's to say.
    private static func judgeAny(_ demands: [DashboardDemand], _ context: CheckContext, _ result: inout CheckResult) {
        for demand in demands {
            var one = CheckResult()
            judge(demand, context, &one)
            if one.failures.isEmpty, one.undecided.isEmpty {
                result = one
                return
            }
            result.subjectCount += 1
            if result.failures.isEmpty, result.undecided.isEmpty {
                result.failures = one.failures
                result.undecided = one.undecided
            }
        }
        if demands.isEmpty {
            result.undecided.append(
                CheckResult.Undecided(.notDeclared(key: "quality"), subject: "the quality signals of the service"))
        }
    }

    private static func judge(_ demand: DashboardDemand, _ context: CheckContext, _ result: inout CheckResult) {
        if let key = demand.undeclared {
            result.undecided.append(
                CheckResult.Undecided(.notDeclared(key: key), subject: "\(demand.words) on a dashboard"))
            return
        }
        result.subjectCount += 1
        let views = context.facts.ownPanels.flatMap { panel in
            panel.shownQueries.filter(demand.isShown).map { (panel: panel, query: $0) }
        }
        if let view = views.first {
            let range = view.query.query.expression[view.query.query.expression.root].range
            result.prove(
                Evidence(.configured, at: view.query.query.place(of: range), "\(demand.words) is drawn"))
            return
        }
        // A panel that cannot be read and says by its title that it shows the signal may well do so.
        for panel in context.facts.dashboards.flatMap(\.panels) {
            guard let opaque = panel.opaque, panel.isVisible, demand.isMentioned(in: panel.title.value) else {
                continue
            }
            result.undecided.append(
                CheckResult.Undecided(
                    .unsupported(feature: opaque.sentence), subject: "\(demand.words) on a dashboard",
                    evidence: Evidence(.configured, at: panel.title.range, "may show it")))
            return
        }
        let suggestion = PanelSuggestion(facts: context.facts)
        guard
            let query = suggestion.query(
                for: demand.signal, quantile: demand.quantile, splitBy: demand.splitBy)
        else {
            result.undecided.append(
                CheckResult.Undecided(
                    .notDeclared(key: "telemetry.metrics.\(demand.signal.name)"),
                    subject: "what \(demand.words) is called"))
            return
        }
        result.failures.append(finding(demand, query: query, context))
    }

    private static func finding(_ demand: DashboardDemand, query: String, _ context: CheckContext) -> Finding {
        let facts = context.facts
        let suggestion = PanelSuggestion(facts: facts)
        let dashboard = facts.ownPanels.first?.dashboard ?? facts.dashboards.first
        let reason = facts.service.conventions.lazy.compactMap { $0.reasonWithout(demand.signal) }.first
        let emission = suggestion.isEmitted(demand.signal) ? nil : reason.map { "emit it first (\($0)), then " }
        let family = suggestion.spelling(of: demand.signal).flatMap { facts.emitted.families[$0.family] }
        return signalOnDashboard.finding(
            "\(demand.words) is on no dashboard, so during an incident nobody can see it",
            fix: "\(emission ?? "")add a panel `\(demand.title)` with the query `\(query)`",
            at: dashboard.map { Annotation($0.title.range, "no panel of this dashboard shows it") },
            related: family.map { [Annotation($0.range, "emitted")] } ?? [], subject: "signal \(demand.signal.name)",
            discriminator: demand.discriminator)
    }
}

/// One thing that must be seen on a dashboard.
private struct DashboardDemand {
    var signal: Signal
    var quantile: Double?
    var splitBy: LabelRole?
    /// The labels that tell what `splitBy` asks for.
    var labels: [ByteString] = []
    /// The labels of requests that tell failures from successes.
    var statusLabels: [ByteString] = []
    /// Families that hold the signal among others, with the labels that single it out: `type` of a family of tokens.
    var shared: [(family: ByteString, labels: [ByteString])] = []
    /// Why it does not concern this service.
    var inapplicable: String?
    /// The key of the manifest that would say whether it does.
    var undeclared: String?

    static func all(_ context: CheckContext) -> [DashboardDemand] {
        let parameters = context.parameters
        let splitBy = parameters.text("split_by").flatMap(LabelRole.init(rawValue:))
        let quantiles = parameters.texts("quantiles").compactMap(quantile).map { Optional($0) }
        return signals(context).flatMap { signal -> [DashboardDemand] in
            var demand = DashboardDemand(signal: signal)
            demand.splitBy = splitBy
            demand.statusLabels = (context.facts.signals.spellings[.requests] ?? []).compactMap { $0.labels[.status] }
            demand.labels = labels(signal, splitBy, context.facts, statusLabels: demand.statusLabels)
            demand.shared = (context.facts.signals.spellings[signal] ?? []).filter { !$0.selector.isEmpty }
                .map { ($0.family, $0.selector.map(\.label)) }
            (demand.inapplicable, demand.undeclared) = applicability(signal, context)
            if let reason = splitBy.flatMap({ SignalApplicability.reasonAgainst($0, context.manifest) }) {
                demand.inapplicable = demand.inapplicable ?? reason
            }
            return (quantiles.isEmpty ? [nil] : quantiles).map {
                demand.quantile = $0
                return demand
            }
        }
    }

    /// The labels of a role; where requests carry classes of errors in their status, that too.
    private static func labels(
        _ signal: Signal, _ role: LabelRole?, _ facts: FactBase, statusLabels: [ByteString]
    ) -> [ByteString] {
        guard let role else { return [] }
        var labels = (facts.signals.spellings[signal] ?? []).compactMap { $0.labels[role] }
        // Where nobody says what the label is called, it may well bear the usual name.
        if labels.isEmpty { labels = [ByteString(role.rawValue)] }
        if signal == .errors, role == .errorClass {
            let classes = Set(ErrorClass.allCases.flatMap(\.spellings))
            labels += (facts.signals.spellings[.requests] ?? []).flatMap { spelling in
                statusLabels.filter { label in
                    let values = facts.emitted.families[spelling.family]?.labels[label]?.values ?? []
                    return values.contains { classes.contains($0.string.lowercased()) }
                }
            }
        }
        return labels
    }

    private static func signals(_ context: CheckContext) -> [Signal] {
        switch context.parameters.text("family") {
        case "quality": context.manifest.quality.map(\.signal.value)
        case "dependency":
            context.manifest.dependencies.flatMap { dependency in
                dependency.signals.map { Signal.dependency(dependency.name.value, $0.aspect.value) }
            }
        default: context.parameters.signals("signals")
        }
    }

    /// `p95`, `0.95` and `95%` are one quantile.
    private static func quantile(_ text: String) -> Double? {
        if text.hasPrefix("p"), let number = Double(text.dropFirst()) { return number / 100 }
        if text.hasSuffix("%"), let number = Double(text.dropLast()) { return number / 100 }
        return Double(text)
    }

    /// Whether the service uses what the signal is about; where the manifest does not say, what it emits may.
    private static func applicability(
        _ signal: Signal, _ context: CheckContext
    ) -> (inapplicable: String?, undeclared: String?) {
        let claude = context.manifest.claude
        let suggestion = PanelSuggestion(facts: context.facts)
        func decide(
            _ declared: Bool?, _ reason: String, _ key: String, _ signs: [Signal]
        ) -> (inapplicable: String?, undeclared: String?) {
            switch declared {
            case false?: (reason, nil)
            case true?: (nil, nil)
            case nil: (nil, signs.contains(where: suggestion.isEmitted) ? nil : key)
            }
        }
        switch signal {
        case .timeToFirstToken:
            return decide(
                claude.streaming?.value, "the service does not stream", "claude.streaming", [.timeToFirstToken])
        case .cacheHitRate, .tokens(.cacheRead), .tokens(.cacheCreation):
            return decide(
                claude.promptCaching?.value, "prompt caching is off", "claude.prompt_caching",
                [.cacheHitRate, .tokens(.cacheRead), .tokens(.cacheCreation)])
        case .thinkingActivation, .tokens(.thinking):
            return decide(
                claude.extendedThinking?.value, "extended thinking is off", "claude.extended_thinking",
                [.thinkingActivation, .tokens(.thinking)])
        default: return (nil, nil)
        }
    }

    // MARK: Words

    var words: String {
        let which = quantile.map { "the p\(NumberWords.text($0 * 100)) of " } ?? ""
        let how = splitBy.map { " by \($0.rawValue)" } ?? ""
        return "\(which)`\(signal.name)`\(how)"
    }

    var title: String {
        let name = signal.name.replacing(".", with: " ").replacing("_", with: " ")
        return quantile.map { "\(name) p\(NumberWords.text($0 * 100))" } ?? name
    }

    var discriminator: String {
        (quantile.map { "p\(NumberWords.text($0 * 100))" } ?? "") + (splitBy.map { "by \($0.rawValue)" } ?? "")
    }

    /// True if a title has a word of the signal.
    func isMentioned(in title: ByteString) -> Bool {
        let lowercase = title.string.lowercased()
        return hints.contains { lowercase.contains($0) }
    }

    private var hints: [String] {
        switch signal {
        case .requests: ["request", "traffic", "throughput"]
        case .errors: ["error", "failure"]
        case .attempts: ["attempt", "retries", "retry"]
        case .timeToFirstToken: ["first token", "ttft"]
        case .latency: ["latency", "duration", "response time"]
        case .tokens: ["token"]
        case .cost: ["cost", "spend", "usd"]
        case .cacheHitRate: ["cache"]
        case .thinkingActivation: ["thinking"]
        case .quality: ["quality"]
        case .dependency(let name, _): [name.string.lowercased()]
        }
    }

    // MARK: Matching

    func isShown(by own: OwnPanel.OwnQuery) -> Bool {
        guard own.readings.contains(where: { isShown($0, in: own) }) || isComputed(by: own) else { return false }
        guard splitBy != nil else { return true }
        return own.splits(by: labels)
    }

    private func isShown(_ reading: QueryReading, in own: OwnPanel.OwnQuery) -> Bool {
        guard !reading.isDivisor, reads(reading.selection, in: own) else { return false }
        guard let wanted = quantile else { return true }
        if let quantile = reading.quantile, abs(quantile - wanted) < 1e-9 { return true }
        // `histogram_quantile($quantile, ...)`: the person chooses which.
        return reading.quantile != nil
            && own.query.substitutes.contains { substitute in
                substitute.values.contains { Double($0.string).map { abs($0 - wanted) < 1e-9 } ?? false }
            }
    }

    /// True if a selection is the signal: as such, or as the part of another that says the same.
    private func reads(_ selection: SignalSelection, in own: OwnPanel.OwnQuery) -> Bool {
        switch (signal, selection.signal) {
        // How often a latency was measured is how often a request was made, and no latency.
        case (.requests, .latency?) where selection.part == .count: true
        case (.latency, .latency?), (.timeToFirstToken, .timeToFirstToken?): selection.part != .count
        // A line for each outcome shows the failures.
        case (.errors, .requests?) where !selection.isSuccess && !statusLabels.isEmpty: own.splits(by: statusLabels)
        default: selection.signal == signal || isLineOfShared(selection, in: own)
        }
    }

    /// `sum by (type) (rate(tokens_total[5m]))` draws a line for each kind of token.
    private func isLineOfShared(_ selection: SignalSelection, in own: OwnPanel.OwnQuery) -> Bool {
        guard selection.signal == nil, case .family(let name) = selection.source else { return false }
        return shared.contains { one in
            let isOfFamily =
                name == one.family
                || MetricSpelling.histogramSuffixes.contains {
                    name.dropping(suffix: $0) == one.family
                }
            return isOfFamily && own.splits(by: one.labels)
        }
    }

    /// A share that is computed from other signals rather than emitted.
    private func isComputed(by own: OwnPanel.OwnQuery) -> Bool {
        guard quantile == nil, let meaning = own.meaning, !meaning.denominator.isEmpty else { return false }
        let numerator = meaning.numerator.map(\.selection)
        switch signal {
        case .cacheHitRate: return CacheHitRate.classify(meaning, nil) != nil
        case .thinkingActivation:
            return numerator.contains { selection in
                selection.narrowedBy.contains { $0.string.lowercased().contains("thinking") }
            }
        default: return false
        }
    }
}

extension OwnPanel.OwnQuery {
    /// True if its lines are told apart by one of the labels: grouped by it, or not aggregated at all.
    func splits(by labels: [ByteString]) -> Bool {
        let expression = query.expression
        let aggregations = expression.ids.compactMap { id -> Aggregation? in
            if case .aggregation(let aggregation) = expression[id].kind { aggregation } else { nil }
        }
        let isFoldedAway = aggregations.contains { aggregation in
            if aggregation.operator == .topk || aggregation.operator == .bottomk { return false }
            let names = aggregation.grouping.map(\.name)
            return aggregation.isWithout
                ? !names.allSatisfy { !labels.contains($0) } : !names.contains(where: labels.contains)
        }
        // Through a recording rule the labels are those that the rule keeps.
        return !isFoldedAway
            && (meaning.map { $0.groupedBy.isEmpty || $0.groupedBy.contains(where: labels.contains) } ?? true)
    }
}
