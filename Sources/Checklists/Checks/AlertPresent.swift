import Facts
import Findings
import Manifests
import PromQL
import SourceText

extension Check {
    /// The service must be told of what the item names, by any alert that is at least as strict.
    static let alertPresent = Check(
        kind: FindingKind(code: "PF107", name: "alert-present"), scope: .alert, severity: .error,
        summary: "no alert tells of what the checklist names, or the one that does waits for more than it may",
        why: "what no alert watches is found by customers",
        remedy: "Paste the rule of the finding, or make the alert it points at as strict as asked. An alert that is "
            + "stricter counts, whatever it is called, through recording rules and behind a floor on traffic.",
        source: "the production guide's table of alerts; arithmetic for what is at least as strict",
        parameters: [
            CheckParameter("ratio", .signals, example: "[errors, requests]", "the share that is watched"),
            CheckParameter("signal", .signal, example: "ttft", "the signal that is watched, instead of a share"),
            CheckParameter(
                "class", .word(ErrorClass.allCases.map(\.rawValue)), example: "\"429\"", "one class of errors"),
            CheckParameter("quantile", .share, example: "0.99", "the lowest quantile that counts"),
            CheckParameter(
                "threshold", .bound, isRequired: true, example: "{at_most: 2%}",
                "`at_most`: the alert must fire above it or earlier; `at_least`: below it"),
            CheckParameter("per", .duration, example: "1h", "the length of time that the threshold is for"),
            CheckParameter(
                "window", .bound, example: "{at_most: 5m}",
                "how far the alert may look back; never demanded "
                    + "shorter than four scrapes"),
            CheckParameter("for", .bound, example: "{at_most: 15m}", "how long it may wait before it fires"),
            CheckParameter(
                "pages", .flag, example: "true", "whether the alert must be one that the manifest's `paging` selects"),
        ],
        examples: AlertPresentExamples.all, judge: judgeAlertPresent)

    private static func judgeAlertPresent(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let demand: AlertDemand
        do throws(AlertDemand.Obstacle) {
            demand = try AlertDemand(context)
        } catch {
            switch error {
            case .notApplicable(let sentence): result.notApplicable = sentence
            case .notDeclared(let key):
                result.undecided = [
                    CheckResult.Undecided(
                        .notDeclared(key: key),
                        subject: "an alert on \(context.parameters.signal("signal")?.name ?? "it")")
                ]
            case .incomplete:
                result.undecided = [
                    CheckResult.Undecided(.notDeclared(key: "ratio or signal"), subject: "the requirement")
                ]
            }
            return result
        }
        if let obstacle = blindness(context, demand) {
            result.undecided = [obstacle]
            return result
        }
        result.outOfScopeCount = context.facts.foreignRuleCount
        result.subjectCount = max(1, context.facts.ownAlerts.count)
        decide(demand, context, &result)
        return result
    }

    /// Why an alert may be there that was not seen.
    private static func blindness(_ context: CheckContext, _ demand: AlertDemand) -> CheckResult.Undecided? {
        let facts = context.facts
        for kind in [ArtefactKind.grafanaAlerts, .datadogMonitors] where facts.artefact(kind)?.state == .notReadYet {
            return CheckResult.Undecided(.notReadYet(kind: kind.rawValue), subject: kind.title)
        }
        guard let rules = facts.artefact(.prometheusRules), rules.state == .read else {
            return CheckResult.Undecided(.noArtefact(kind: "Prometheus rules"), subject: demand.sentence)
        }
        guard !rules.findings.contains(where: { $0.severity == .error }) else {
            return CheckResult.Undecided(.dependsOn(requirement: "artefact-refused"), subject: demand.sentence)
        }
        return nil
    }

    private static func decide(_ demand: AlertDemand, _ context: CheckContext, _ result: inout CheckResult) {
        let comparison = AlertComparison(demand: demand, context: context)
        var best: (rule: RuleFact, answer: AlertComparison.Answer)?
        let unread = self.unread(demand, context)
        let paging = demandedPaging(context)
        var quiet: RuleFact?
        for (rule, recognition) in context.facts.ownAlerts {
            guard let answer = comparison.answer(for: rule, recognition) else { continue }
            if case .strict = answer, paging?.selects(AlertLabels(of: rule, context)) == false {
                quiet = quiet ?? rule
                continue
            }
            if best.map({ AlertComparison.rank(answer) < AlertComparison.rank($0.answer) }) ?? true {
                best = (rule, answer)
            }
        }
        if let quiet, best.map({ !$0.answer.isStrict }) ?? true {
            result.failures.append(tooQuiet(quiet, demand, context))
            return
        }
        switch best?.answer {
        case .strict(let placed)?:
            guard let rule = best?.rule else { return }
            result.prove(
                Evidence(.configured, at: rule.place(of: placed.range), "\(rule.subject) tells of \(demand.sentence)"))
        case .burnRate(let placed)?:
            guard let rule = best?.rule else { return }
            result.undecided.append(
                CheckResult.Undecided(
                    .dependsOn(requirement: "the rehearsal, which shows what a burn rate over several windows catches"),
                    subject: rule.subjectInBackticks,
                    evidence: Evidence(.configured, at: rule.place(of: placed.range), "burn rate over several windows"))
            )
        case .lax(let placed, let reasons)?:
            guard let rule = best?.rule else { return }
            if let unread {
                result.undecided.append(undecided(unread))
            } else {
                result.failures.append(tooLax(rule, placed, reasons, demand))
            }
        case nil:
            if let unread {
                result.undecided.append(undecided(unread))
            } else {
                result.failures.append(missing(demand, context))
            }
        }
    }

    private static func undecided(
        _ unread: (rule: RuleFact, reason: Recognition.Reason, range: ByteRange)
    ) -> CheckResult.Undecided {
        CheckResult.Undecided(
            .unsupported(feature: "the meaning of \(unread.rule.subjectInBackticks), since \(unread.reason.sentence)"),
            subject: unread.rule.subjectInBackticks,
            evidence: Evidence(.configured, at: unread.rule.place(of: unread.range), unread.reason.sentence))
    }

    /// An alert that reads the signal and says something about it that was not understood.
    private static func unread(
        _ demand: AlertDemand, _ context: CheckContext
    ) -> (rule: RuleFact, reason: Recognition.Reason, range: ByteRange)? {
        guard let index = context.facts.unrecognisedReaders[demand.mainSignal] else { return nil }
        let (rule, recognition) = context.facts.ownAlerts[index]
        guard case .unrecognised(let reason, let range) = recognition else { return nil }
        return (rule, reason, range)
    }

    /// The manifest's `paging`, if the item asks for an alert that it selects. That it selects nothing at all is said
    /// once, by the check of `paging` itself.
    private static func demandedPaging(_ context: CheckContext) -> PagingSelector? {
        guard context.parameters.flag("pages"), let paging = PagingSelector(context.manifest) else { return nil }
        let selectsAny = context.facts.ownAlerts.contains { paging.selects(AlertLabels(of: $0.rule, context)) != false }
        return selectsAny ? paging : nil
    }

    // MARK: Findings

    private static func tooQuiet(_ rule: RuleFact, _ demand: AlertDemand, _ context: CheckContext) -> Finding {
        let paging = context.manifest.paging
        let related = paging.map { [Annotation($0.range, "what pages")] } ?? []
        return alertPresent.finding(
            "\(rule.subjectInBackticks) tells of \(demand.sentence) and pages nobody, since `paging` does not select its labels",
            fix: "give it the labels that page: `\(paging?.value.string ?? "")`",
            at: Annotation(rule.name.range, "a ticket, not a page"), related: related,
            subject: "alert on \(demand.identity)", discriminator: "\(rule.name.value.string) pages")
    }

    private static func missing(_ demand: AlertDemand, _ context: CheckContext) -> Finding {
        let fix =
            AlertDraft(demand: demand, context: context).rule
            ?? "emit `\(demand.mainSignal.name)` first (name its metric under `telemetry.metrics`), then alert on it"
        return alertPresent.finding(
            "no alert of `\(context.facts.service.name)` tells of \(demand.sentence)", fix: fix, at: nil,
            subject: "alert on \(demand.identity)", discriminator: "missing")
    }

    private static func tooLax(
        _ rule: RuleFact, _ placed: PlacedCondition, _ reasons: [AlertComparison.Laxness], _ demand: AlertDemand
    ) -> Finding {
        let sentences = reasons.map(\.sentence).joined(separator: "; ")
        let place = reasons.first.map { self.place($0.place, rule, placed) } ?? rule.place(of: placed.range)
        return alertPresent.finding(
            "\(rule.subjectInBackticks) is too lax to tell of \(demand.sentence): \(sentences)",
            fix: reasons.map(\.fix).joined(separator: "; "), at: Annotation(place, "too lax"),
            subject: "alert on \(demand.identity)", discriminator: rule.name.value.string)
    }

    /// The number, the window or the `for` that is to be changed, if it stands in the alert itself.
    private static func place(
        _ place: AlertComparison.Laxness.Place, _ rule: RuleFact, _ placed: PlacedCondition
    ) -> SourceRange {
        let expression = rule.expression
        switch place {
        case .whole: break
        case .hold: if let hold = rule.holdMilliseconds { return hold.range }
        case .threshold:
            for id in expression.ids where expression[id].range == placed.range {
                guard case .binary(let operation) = expression[id].kind else { continue }
                for side in [operation.right, operation.left] where expression[side].type == .scalar {
                    return rule.place(of: expression[side].range)
                }
            }
        case .window:
            for id in expression.ids {
                guard case .matrixSelector = expression[id].kind, expression[id].range.start >= placed.range.start,
                    expression[id].range.end <= placed.range.end
                else { continue }
                return rule.place(of: expression[id].range)
            }
        }
        return rule.place(of: placed.range)
    }
}
