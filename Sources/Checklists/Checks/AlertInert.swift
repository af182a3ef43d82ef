import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// Routed, and yet never sent: muted for ever, or held back by an alert that always fires.
    static let alertInert = Check(
        kind: FindingKind(code: "PF109", name: "alert-inert"), scope: .alert, severity: .error,
        summary: "an alert is routed and never sent: muted for ever, or inhibited by an alert that always fires",
        why: "the rule fires, the route is right, and Alertmanager holds the notification back without end",
        remedy:
            "Take the interval off the route, or narrow the inhibition so that an always firing alert is no source.",
        source: "prometheus/alertmanager `docs/configuration.md`: time intervals, `inhibit_rules`",
        examples: [
            CheckExample(
                "muted at every hour of every day", .fails,
                files: RoutingExamples.files(
                    RoutingExamples.good.replacingFirst(
                        "receiver: oncall", with: "receiver: oncall\n      mute_time_intervals: [week]")
                        + "time_intervals: [{name: week, time_intervals: [{weekdays: ['sunday:saturday']}]}]\n")),
            CheckExample(
                "active on a day that never comes", .fails,
                files: RoutingExamples.files(
                    RoutingExamples.good.replacingFirst(
                        "receiver: oncall", with: "receiver: oncall\n      active_time_intervals: [never]")
                        + "time_intervals: [{name: never, time_intervals: [{days_of_month: ['30'], months: [february]}]}]\n"
                )),
            CheckExample(
                "inhibited by the dead man's switch", .fails,
                files: RoutingExamples.files(
                    RoutingExamples.good
                        + "inhibit_rules: [{source_matchers: [severity=\"none\"], target_matchers: [severity=\"page\"]}]\n",
                    rules: RoutingExamples.rules
                        + "      - alert: Watchdog\n        expr: vector(1)\n        labels: {severity: none}\n")),
            CheckExample(
                "muted at night only", .passes,
                files: RoutingExamples.files(
                    RoutingExamples.good.replacingFirst(
                        "receiver: oncall", with: "receiver: oncall\n      mute_time_intervals: [night]")
                        + "time_intervals: [{name: night, time_intervals: [{times: [{start_time: '22:00', end_time: '24:00'}]}]}]\n",
                    rules: RoutingExamples.rules.replacingFirst("⟦Errors⟧", with: "Errors"))),
        ],
        judge: { context in
            let constant = context.facts.rules.filter { $0.kind == .alert && alwaysFires($0.expression) }
                .map { AlertLabels(of: $0, context) }
            return RoutingJudging.eachAlert(context) { rule, context, result in
                judgeSilence(rule, constant, context, &result)
            }
        })

    private static func judgeSilence(
        _ rule: RuleFact, _ constant: [AlertLabels], _ context: CheckContext, _ result: inout CheckResult
    ) {
        let labels = AlertLabels(of: rule, context)
        for routing in context.facts.routings {
            let resolution = RouteResolution(of: labels, in: routing)
            let routes = (resolution.certain + resolution.possible).map { routing.routes[$0] }
            let silences = routes.compactMap { routing.silence(of: $0, inYear: context.asOf.year) }
            if let silence = silences.first, silences.count == routes.count, let route = routes.first {
                let how = silence.isMuted ? "is muted at all times" : "is active at no time"
                result.failures.append(
                    alertInert.finding(
                        "\(rule.subjectInBackticks) is never sent: its route to `\(route.receiver.value.string)` \(how)",
                        fix: "take the interval off the route, or correct its hours",
                        at: Annotation(rule.name.range, "never sent"),
                        related: route.place.map { [Annotation($0, how)] } ?? [], subject: rule.subject))
            }
            for inhibition in routing.inhibitions
            where labels.satisfy(inhibition.target) == true && !inhibition.target.isEmpty {
                guard let source = constant.first(where: { holdsBack($0, labels, inhibition) }) else { continue }
                let name = source.known["alertname"]?.string ?? ""
                result.failures.append(
                    alertInert.finding(
                        "\(rule.subjectInBackticks) is never sent: it is inhibited while `\(name)` fires, and that one always fires",
                        fix: "leave `\(name)` out of the source: add the matcher `alertname!=\"\(name)\"`",
                        at: Annotation(rule.name.range, "never sent"),
                        related: inhibition.place.map { [Annotation($0, "inhibits it")] } ?? [], subject: rule.subject,
                        discriminator: "inhibited"))
                break
            }
        }
    }

    /// An alert that matches both sides is not held back by one that does too (`inhibit/inhibit.go`).
    private static func holdsBack(_ source: AlertLabels, _ target: AlertLabels, _ inhibition: Inhibition) -> Bool {
        guard source.satisfy(inhibition.source) == true else { return false }
        if source.satisfy(inhibition.target) == true, target.satisfy(inhibition.source) != false { return false }
        return inhibition.equal.allSatisfy { label in
            let isOpen = target.open.contains(label) || (target.mayHaveOthers && target.known[label] == nil)
            return !isOpen && source.known[label] == target.known[label]
        }
    }

    /// `vector(1)`, and what compares it with something it always passes.
    static func alwaysFires(_ expression: Expression) -> Bool {
        var id = expression.root
        while case .parentheses(let inner) = expression[id].kind { id = inner }
        guard case .call(let call) = expression[id].kind else { return false }
        let name = String(decoding: expression.text[call.nameRange.range], as: UTF8.self)
        return name.utf8.elementsEqual("vector".utf8)
    }
}
