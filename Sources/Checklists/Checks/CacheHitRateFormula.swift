import Facts
import Findings
import Manifests
import PromQL
import SourceText

extension Check {
    /// Of the formulas called hit rate only one is a share of what was sent.
    ///
    /// Rules and panels are classified by what they divide, never by their names. 40 to 70 % is usual for chat and for
    /// retrieval; that is a note and no verdict.
    static let cacheHitRateFormula = Check(
        kind: FindingKind(code: "PF136", name: "cache-hit-rate-formula"), scope: .query, severity: .error,
        summary: "a cache hit rate divides by something else than all input tokens",
        why:
            "the same service shows 93%, 100%, 1,667% or 8,000% by formula, and a threshold on the wrong one never speaks",
        remedy: "Divide cache reads by uncached input plus reads plus writes. Requests with a read over requests is "
            + "another number, worth its own name.",
        source: "failure catalogue A04; telemetry-formats notes, section 8.3: five formulas, with where each ships",
        examples: [
            CheckExample(
                "reads over uncached input", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Hit rate",
                        "⟦sum(rate(claude_tokens_cache_read_total[5m])) / sum(rate(claude_tokens_input_total[5m]))⟧"))),
            CheckExample(
                "reads over reads and writes, in a recording rule that the panel reads", .fails,
                dashboard: CheckExample.dashboard(CheckExample.panel("Hit rate", "claude:cache_hit_rate")),
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - record: claude:cache_hit_rate
                            expr: ⟦sum(rate(claude_tokens_cache_read_total[5m])) / (sum(rate(claude_tokens_cache_read_total[5m])) + sum(rate(claude_tokens_cache_creation_total[5m])))⟧

                    """),
            CheckExample(
                "reads over writes", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Hit rate",
                        "100 * sum(rate(claude_tokens_cache_read_total[5m])) / sum(rate(claude_tokens_cache_creation_total[5m]))"
                    ))),
            CheckExample(
                "over the lifetime of the processes", .remarks,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Hit rate",
                        "sum(claude_tokens_cache_read_total) / (sum(claude_tokens_input_total) + sum(claude_tokens_cache_read_total) + sum(claude_tokens_cache_creation_total))"
                    ))),
            CheckExample(
                "reads over all input, written as what is left", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Hit rate",
                        "1 - (sum(rate(claude_tokens_input_total[5m])) + sum(rate(claude_tokens_cache_creation_total[5m]))) / (sum(rate(claude_tokens_input_total[5m])) + sum(rate(claude_tokens_cache_read_total[5m])) + sum(rate(claude_tokens_cache_creation_total[5m])))"
                    ))),
            CheckExample(
                "a gauge that the service computes", .passes,
                dashboard: CheckExample.dashboard(CheckExample.panel("Hit rate", "avg(claude_cache_hit_rate)"))),
            CheckExample(
                "caching is off", .notApplicable,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Requests", "sum(rate(claude_requests_count_total[5m]))")),
                manifest: CheckExample.dashboardManifest.replacing(
                    "prompt_caching: true", with: "prompt_caching: false")),
        ],
        judge: { context in
            var result = PanelJudging.start(context)
            if context.manifest.claude.promptCaching?.value == false {
                result.notApplicable = "prompt caching is off"
                return result
            }
            let inclusion = InputInclusion(context.facts)
            for formula in context.facts.formulas { judge(formula, inclusion, context, &result) }
            return result
        })

    private static func judge(
        _ formula: Formula, _ inclusion: InputInclusion, _ context: CheckContext, _ result: inout CheckResult
    ) {
        guard let meaning = formula.meaning else { return }
        if meaning.denominator.isEmpty, meaning.numerator.contains(where: { $0.selection.signal == .cacheHitRate }) {
            result.subjectCount += 1
            result.prove(
                Evidence(.configured, at: formula.range, "reads the hit rate that the service computes itself"))
            return
        }
        let kind = CacheHitRate.classify(meaning, inclusion.includesCache(meaning.denominator.map(\.selection)))
        guard let kind else { return }
        result.subjectCount += 1
        switch kind {
        case .ofAllInput: judgeWindow(formula, meaning, context, &result)
        case .ofRequests, .ofResponses:
            result.remarks.append(finding(kind, formula, context, severity: .info))
        case .ofCachedInput, .perWrite, .ofUncachedInput, .withoutWrites:
            result.failures.append(finding(kind, formula, context, severity: .error))
        }
    }

    /// Raw counters add up since the process started, so that an hour without caching hardly moves the quotient.
    private static func judgeWindow(
        _ formula: Formula, _ meaning: QueryMeaning, _ context: CheckContext, _ result: inout CheckResult
    ) {
        guard (meaning.numerator + meaning.denominator).contains(where: { $0.statistic == .level }) else {
            result.prove(
                Evidence(
                    .configured, at: formula.range,
                    "divides cache reads by all input tokens; 40 to 70% is usual for chat and retrieval"))
            return
        }
        result.remarks.append(
            cacheHitRateFormula.finding(
                "\(formula.subjectInBackticks) computes a hit rate since the processes started, so caching that breaks today hardly moves it",
                fix: "put `rate(...[5m])` around each counter", at: Annotation(formula.range, "counters read raw"),
                subject: formula.subject, discriminator: "lifetime", severity: .warning))
    }

    private static func finding(
        _ kind: CacheHitRate, _ formula: Formula, _ context: CheckContext, severity: Severity
    ) -> Finding {
        let right = PanelSuggestion(facts: context.facts).hitRate
        return cacheHitRateFormula.finding(
            "\(formula.subjectInBackticks) computes a cache hit rate as \(kind.sentence)",
            fix: right.map { "write `\($0)`" } ?? "divide cache reads by uncached input plus reads plus writes",
            at: Annotation(formula.range, "not over all input tokens"), subject: formula.subject,
            discriminator: "\(kind)", severity: severity)
    }
}

/// Whether a family of input tokens also counts those read from the cache and written to it.
struct InputInclusion {
    private var byFamily: [ByteString: Bool] = [:]

    /// The service's own conventions win over others that have the name too.
    init(_ facts: FactBase) {
        for convention in (facts.service.conventions + Convention.catalogue).reversed() {
            guard let includes = convention.inputIncludesCache else { continue }
            for spelling in convention.allSpellings(of: .tokens(.input)) { byFamily[spelling.family] = includes }
        }
    }

    /// Nil where no convention says.
    func includesCache(_ family: ByteString) -> Bool? { byFamily[family] }

    /// The first answer among the input tokens of a formula.
    func includesCache(_ selections: [SignalSelection]) -> Bool? {
        selections.lazy.filter { $0.signal == .tokens(.input) }.compactMap { includesCache($0.family) }.first
    }
}
