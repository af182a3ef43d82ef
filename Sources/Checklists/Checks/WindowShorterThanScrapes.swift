import Facts
import Findings
import PromQL
import SourceText
import TimeSeries

extension Check {
    /// A window must hold at least two samples for growth to be seen in it.
    ///
    /// Prometheus 3 leaves out the left edge of a window (3.0, left-open ranges). A window no longer than one interval
    /// then never holds two samples: impossible. Up to two intervals it depends on how scrape and evaluation happen to
    /// lie to each other: luck. From four intervals on, three scrapes may fail and the rule still sees: safe.
    static let windowShorterThanScrapes = Check(
        kind: FindingKind(code: "PF104", name: "window-shorter-than-scrapes"), scope: .rule, severity: .error,
        summary: "a rule looks at a window in which too few scrapes fall, so it sees nothing, always or by bad luck",
        why:
            "`rate` and `increase` need two samples in the window; with fewer they return nothing, and nothing never fires",
        remedy: "Make every window at least four times the scrape interval.",
        source: "Prometheus 3.0 migration guide, left-open range selectors; `promql/functions.go` extrapolatedRate; "
            + "failure catalogue G01; grafana/mimir#15174 for the factor of four",
        examples: [
            CheckExample(
                "a window of one scrape", .fails,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Errors
                            expr: sum(rate(⟦claude_errors_count_total[30s]⟧)) > 1

                    """, exposition: errors),
            CheckExample(
                "a window that holds two scrapes only if they lie well", .fails,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Errors
                            expr: sum(rate(⟦claude_errors_count_total[45s]⟧)) > 1

                    """, exposition: errors),
            CheckExample(
                "two scrapes, none to spare", .remarks,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Errors
                            expr: sum(rate(⟦claude_errors_count_total[1m]⟧)) > 1

                    """, exposition: errors),
            CheckExample(
                "four scrapes", .passes,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Errors
                            expr: sum(rate(claude_errors_count_total[2m])) > 1

                    """, exposition: errors),
        ],
        judge: { context in
            guard context.facts.service.scrapeIntervalMilliseconds != nil else {
                var result = CheckResult()
                result.undecided = [
                    CheckResult.Undecided(
                        .notDeclared(key: "telemetry.scrape_interval"), subject: "the windows of the rules")
                ]
                return result
            }
            return RuleJudging.eachOwnRule(context, judgeWindows)
        })

    private static let errors = """
        # TYPE claude_errors_count_total counter
        claude_errors_count_total{error_type="timeout"} 1

        """

    /// Functions that need two samples; the others are satisfied with one.
    static let needsTwo: Set<String> = [
        "rate", "increase", "delta", "irate", "idelta", "deriv", "predict_linear",
    ]

    private static func judgeWindows(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        let expression = rule.expression
        for id in expression.ids {
            guard case .call(let call) = expression[id].kind else { continue }
            let function = String(decoding: expression.text[call.nameRange.range], as: UTF8.self)
            for argument in call.arguments {
                guard case .matrixSelector(let matrix) = expression[argument].kind,
                    let window = try? matrix.range.milliseconds(),
                    let selector = SelectorFact(matrix.vector, in: expression),
                    let spacing = spacing(of: selector, context)
                else { continue }
                let verdict = WindowVerdict(
                    windowMilliseconds: window, spacing: spacing, needed: needsTwo.contains(function) ? 2 : 1)
                report(verdict, function: function, at: expression[argument].range, rule, &result)
            }
        }
    }

    /// How far apart the samples of a selector lie, and who says so; nil for what other jobs emit.
    static func spacing(of selector: SelectorFact, _ context: CheckContext) -> SampleSpacing? {
        guard let name = selector.name?.value else { return nil }
        let facts = context.facts
        switch facts.emitted.emission(of: name) {
        case .external, .synthetic: return nil
        case .recorded:
            if let interval = facts.recordings.slowestIntervalMilliseconds(of: name) {
                return SampleSpacing(milliseconds: interval, words: "evaluation interval of its group", place: nil)
            }
            return facts.service.evaluationIntervalMilliseconds.map {
                SampleSpacing(milliseconds: $0.value, words: "evaluation interval", place: $0.range)
            }
        case .emitted, .absent:
            return facts.service.scrapeIntervalMilliseconds.map {
                SampleSpacing(milliseconds: $0.value, words: "scrape interval", place: $0.range)
            }
        }
    }

    private static func report(
        _ verdict: WindowVerdict, function: String, at range: ByteRange, _ rule: RuleFact, _ result: inout CheckResult
    ) {
        let window = PrometheusDuration.text(milliseconds: verdict.windowMilliseconds)
        let interval = PrometheusDuration.text(milliseconds: verdict.spacing.milliseconds)
        let place = rule.place(of: range)
        // Almost every window is safe, so what only failures need is made behind this.
        if case .safe = verdict.outcome {
            let text = "window \(window) holds at least four samples, one every \(interval)"
            result.prove(Evidence(.configured, at: place, text))
            return
        }
        let related = verdict.spacing.place.map { [Annotation($0, "\(verdict.spacing.words): \(interval)")] } ?? []
        let fix =
            "use a window of at least `[\(PrometheusDuration.text(milliseconds: verdict.safeMilliseconds))]`, four times the \(verdict.spacing.words)"
        switch verdict.outcome {
        case .safe: break
        case .impossible:
            result.failures.append(
                windowShorterThanScrapes.finding(
                    "\(rule.subjectInBackticks) can never see growth: `\(function)` over \(window) holds at most one sample at a \(verdict.spacing.words) of \(interval)",
                    fix: fix, at: Annotation(place, "never holds two samples"), related: related, subject: rule.subject,
                    discriminator: "\(function) \(window)"))
        case .luck:
            result.failures.append(
                windowShorterThanScrapes.finding(
                    "\(rule.subjectInBackticks) works by luck: `\(function)` over \(window) holds \(verdict.needed) sample\(verdict.needed == 1 ? "" : "s") at a \(verdict.spacing.words) of \(interval) only if scrape and evaluation happen to lie well",
                    fix: fix,
                    at: Annotation(place, "too few samples in \(verdict.unluckyPercent)% of the ways they can lie"),
                    related: related, subject: rule.subject, discriminator: "\(function) \(window)"))
        case .thin:
            result.remarks.append(
                windowShorterThanScrapes.finding(
                    "\(rule.subjectInBackticks) is blind after \(verdict.spareSamples + 1 == 1 ? "one missed scrape" : "\(verdict.spareSamples + 1) missed scrapes"): `\(function)` over \(window) holds \(verdict.certainSamples) samples at a \(verdict.spacing.words) of \(interval)",
                    fix: fix, at: Annotation(place, "\(verdict.certainSamples) samples, \(verdict.needed) needed"),
                    related: related,
                    subject: rule.subject, discriminator: "\(function) \(window)", severity: .warning))
        }
    }
}

/// How far apart samples lie, and what sets that.
struct SampleSpacing {
    var milliseconds: Int64
    var words: String
    var place: SourceRange?
}

/// What a window of a length can hold, by arithmetic alone.
struct WindowVerdict {
    enum Outcome { case impossible, luck, thin, safe }

    var windowMilliseconds: Int64
    var spacing: SampleSpacing
    /// How many samples the function needs.
    var needed: Int64

    /// A left-open window of k intervals always holds k samples, and k + 1 at times if a rest remains.
    var certainSamples: Int64 { spacing.milliseconds > 0 ? windowMilliseconds / spacing.milliseconds : 0 }

    var spareSamples: Int64 { certainSamples - needed }

    var safeMilliseconds: Int64 { spacing.milliseconds.multipliedReportingOverflow(by: 4).partialValue }

    /// In how many of a hundred relative positions of scrape and evaluation one sample too few falls into the window.
    var unluckyPercent: Int64 {
        guard spacing.milliseconds > 0 else { return 0 }
        return 100 - windowMilliseconds % spacing.milliseconds * 100 / spacing.milliseconds
    }

    var outcome: Outcome {
        guard spacing.milliseconds > 0 else { return .safe }
        if certainSamples >= 4 || (needed == 1 && certainSamples >= 2) { return .safe }
        if certainSamples >= needed { return needed == 1 ? .safe : .thin }
        let best = certainSamples + (windowMilliseconds % spacing.milliseconds > 0 ? 1 : 0)
        return best >= needed ? .luck : .impossible
    }
}
