import Facts
import Findings
import SourceText

extension Check {
    /// An alert that fires and reaches nobody is a light in an empty room.
    static let alertRouted = Check(
        kind: FindingKind(code: "PF108", name: "alert-routed"), scope: .alert, severity: .error,
        summary: "an alert's labels lead to a receiver that tells nobody",
        why: "an alert that fires and is sent to nobody looks, from the outside, like one that never fired",
        remedy: "Give the receiver a real integration, or the route a matcher that catches the alert's labels. "
            + "`amtool config routes test` shows where labels lead.",
        source:
            "failure catalogue J07; prometheus/alertmanager `dispatch/route.go`, compared with `amtool` on random trees",
        examples: [
            CheckExample(
                "the label stands in no route", .fails,
                files: RoutingExamples.files(
                    RoutingExamples.good.replacingFirst("severity=\"page\"", with: "severity=\"critical\""))),
            CheckExample(
                "the receiver has no integration", .fails,
                files: RoutingExamples.files("route: {receiver: oncall}\nreceivers: [{name: oncall}]\n")),
            CheckExample(
                "the target is a placeholder", .fails,
                files: RoutingExamples.files(
                    "route: {receiver: oncall}\nreceivers: [{name: oncall, webhook_configs: [{url: 'https://example.com/hook'}]}]\n"
                )),
            CheckExample(
                "somebody is told", .passes,
                files: RoutingExamples.files(
                    RoutingExamples.good, rules: RoutingExamples.rules.replacingFirst("⟦Errors⟧", with: "Errors"))),
            CheckExample(
                "no Alertmanager configuration handed in", .unprovable,
                rules: RoutingExamples.rules.replacingFirst("⟦Errors⟧", with: "Errors")),
        ],
        judge: { context in
            RoutingJudging.eachAlert(context) { rule, context, result in judgeRoute(rule, context, &result) }
        })

    private static func judgeRoute(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        let labels = AlertLabels(of: rule, context)
        var mayReach: ByteString?
        var dead: (route: Route, receiver: Receiver?)?
        for routing in context.facts.routings {
            let resolution = RouteResolution(of: labels, in: routing)
            for index in resolution.certain + resolution.possible {
                let route = routing.routes[index]
                let receiver = routing.receiver(named: route.receiver.value)
                if receiver?.reachesSomebody == true {
                    if resolution.certain.contains(index) {
                        remarkOnSeverity(rule, labels, route, routing, &result)
                        result.prove(
                            Evidence(
                                .configured, at: route.place,
                                "\(rule.subject) is sent to \(route.receiver.value.string)"))
                        return
                    }
                    mayReach = mayReach ?? resolution.openLabels.first
                } else if resolution.certain.contains(index) {
                    dead = dead ?? (route, receiver)
                }
            }
        }
        if let mayReach {
            result.undecided.append(
                CheckResult.Undecided(
                    .unsupported(feature: "routes that depend on the series' label `\(mayReach.string)`"),
                    subject: rule.subjectInBackticks))
            return
        }
        result.failures.append(unrouted(rule, labels, dead?.route, dead?.receiver))
    }

    private static func unrouted(
        _ rule: RuleFact, _ labels: AlertLabels, _ route: Route?, _ receiver: Receiver?
    ) -> Finding {
        let shown = labels.known.filter { $0.key != "alertname" }.sorted { $0.key < $1.key }
            .map { "\($0.key.string)=\"\($0.value.string)\"" }.joined(separator: ", ")
        let message: String
        let fix: String
        if let route {
            let name = route.receiver.value.string
            if let integration = receiver?.integrations.first, let placeholder = integration.placeholder {
                message =
                    "\(rule.subjectInBackticks) reaches nobody: it is sent to `\(name)`, whose \(integration.kind) `\(placeholder.key)` \(placeholder.trouble.rawValue)"
                fix = "give `\(name)` a real `\(placeholder.key)`, from a file if it is secret"
            } else {
                message = "\(rule.subjectInBackticks) reaches nobody: it is sent to `\(name)`, which has no integration"
                fix =
                    "add a route that catches `\(shown)` and names a receiver with an integration, or give `\(name)` one"
            }
        } else {
            message = "\(rule.subjectInBackticks) reaches nobody: no route takes its labels (\(shown))"
            fix = "add a route that catches `\(shown)`"
        }
        let related = route?.place.map { [Annotation($0, "its labels lead here")] } ?? []
        return alertRouted.finding(
            message, fix: fix, at: Annotation(rule.name.range, "told to nobody"), related: related,
            subject: rule.subject)
    }

    /// A severity that no route names is often a misspelt one, which lands with the root's receiver.
    private static func remarkOnSeverity(
        _ rule: RuleFact, _ labels: AlertLabels, _ route: Route, _ routing: RoutingFact, _ result: inout CheckResult
    ) {
        guard let severity = labels.known["severity"], route.range == routing.routes[0].range else { return }
        let named = routing.routes.flatMap(\.matchers).filter { $0.label == "severity" }
        guard !named.isEmpty, !named.contains(where: { $0.accepts(severity) }) else { return }
        let label = rule.labels.first { $0.name.value == "severity" }
        result.remarks.append(
            alertRouted.finding(
                "\(rule.subjectInBackticks) has the severity `\(severity.string)`, which no route names, so it is left to the root's receiver `\(route.receiver.value.string)`",
                fix: "use one of \(named.map { "`\($0.text)`" }.joined(separator: ", ")), or add a route for it",
                at: Annotation(label?.value.outer ?? rule.name.range, "named by no route"), subject: rule.subject,
                discriminator: "severity", severity: .warning))
    }
}

/// What the checks over routes share: without a configuration nothing can be shown.
enum RoutingJudging {
    static func eachAlert(
        _ context: CheckContext, _ judge: (RuleFact, CheckContext, inout CheckResult) -> Void
    ) -> CheckResult {
        var result = CheckResult()
        guard let status = context.facts.artefact(.alertmanager), status.state == .read else {
            result.undecided = [
                CheckResult.Undecided(.noArtefact(kind: "Alertmanager configuration"), subject: "where alerts go")
            ]
            return result
        }
        guard !context.facts.routings.isEmpty else {
            result.undecided = [
                CheckResult.Undecided(.dependsOn(requirement: "artefact-refused"), subject: "where alerts go")
            ]
            return result
        }
        return RuleJudging.eachOwnAlert(context, judge)
    }
}

extension String {
    /// The text with the first place of `part` replaced; for the examples of checks.
    func replacingFirst(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return replacingCharacters(in: range, with: other)
    }

    private func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
        self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
