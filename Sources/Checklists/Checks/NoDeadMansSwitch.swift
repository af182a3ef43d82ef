import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// When the numbers stop, every alert over them is silent.
    static let noDeadMansSwitch = Check(
        kind: FindingKind(code: "PF124", name: "no-dead-mans-switch"), scope: .service, severity: .warning,
        summary: "no alert fires when the service's own metrics stop coming",
        why: "every other alert reads those metrics: once they stop, silence looks like health",
        remedy: "Alert on `up == 0` for the job and on `absent(...)` of a series that is always there.",
        source: "failure catalogue G14",
        examples: [
            AlertExamples.one("only what is emitted", .remarks, "\(AlertExamples.ratio) > 0.02"),
            AlertExamples.one("absence is an alert", .passes, "absent(claude_requests_count_total)"),
        ],
        judge: judgeSwitch)

    private static func judgeSwitch(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard context.facts.isRead(.prometheusRules) else {
            result.undecided = [CheckResult.Undecided(.noArtefact(kind: "Prometheus rules"), subject: "alert rules")]
            return result
        }
        guard !context.facts.ownAlerts.isEmpty else { return result }
        result.subjectCount = 1
        if let rule = context.facts.rules.first(where: { $0.kind == .alert && noticesSilence($0, context) }) {
            result.prove(Evidence(.configured, at: rule.name.range, "\(rule.subject) notices silence"))
            return result
        }
        let always = context.facts.signals.spellings[.requests]?.first {
            context.facts.emitted.families[$0.family] != nil
        }
        let name = always?.seriesNames.last?.string ?? "..."
        let jobMatcher = context.facts.service.targetLabels["job"].map { "{job=\"\($0.string)\"}" } ?? ""
        result.remarks.append(
            noDeadMansSwitch.finding(
                "no alert fires when the metrics of `\(context.facts.service.name)` stop coming, so silence looks like health",
                fix:
                    "- alert: ClaudeTelemetryMissing\n  expr: absent(\(name)\(jobMatcher))\n  for: 5m\n  labels: {severity: page}",
                at: nil, subject: "dead man's switch"))
        return result
    }

    /// Any alert over `up`, over absence, or over counting that falls to zero, of this service or of its job.
    private static func noticesSilence(_ rule: RuleFact, _ context: CheckContext) -> Bool {
        let job = context.facts.service.targetLabels["job"]
        for id in rule.expression.ids {
            guard case .call(let call) = rule.expression[id].kind else { continue }
            let name = String(decoding: rule.expression.text[call.nameRange.range], as: UTF8.self)
            if name.hasPrefix("absent"), rule.selectors.contains(where: { isOwn($0, context) }) { return true }
        }
        return rule.selectors.contains { selector in
            guard selector.name?.value == "up" else { return false }
            let jobs = selector.matchers.filter { $0.label == "job" }
            return job.map { job in jobs.allSatisfy { $0.accepts(job) } } ?? true
        }
    }

    private static func isOwn(_ selector: SelectorFact, _ context: CheckContext) -> Bool {
        guard let name = selector.name?.value else { return false }
        return context.facts.emitted.family(ofSeries: name) != nil || context.facts.signals.knows(series: name)
            || name == "up"
    }
}
