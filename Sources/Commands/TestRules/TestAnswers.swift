import Facts
import Findings
import PromQL
import Reports
import SourceText
import TimeSeries

/// Holds the questions of a group against what the rules did.
struct TestAnswers {
    let run: RuleRun
    let group: TestGroup
    let file: TestFile
    let rules: RuleFileReading
    let profile: TestProfile
    let isStrict: Bool

    /// The evaluation at which promtool gives up: nothing after it is asked.
    var end: Int64? { run.failures.first?.atMilliseconds }

    /// What went wrong at that evaluation.
    func failures() -> [Finding] {
        run.failures.filter { $0.atMilliseconds == end }.map { failure in
            let fact = rules.fact(failure.rule)
            let part = run.explain(failure.rule, atMilliseconds: failure.atMilliseconds).first?.node
            return TestFindings.ruleFails(
                fact.subject, failure.error, time: text(failure.atMilliseconds - group.startMilliseconds),
                at: part.map { fact.place(of: fact.expression[$0].range) } ?? fact.text.outer)
        }
    }

    func text(_ milliseconds: Int64) -> String { PrometheusDuration.text(milliseconds: milliseconds) }

    // MARK: Alerts

    func answer(_ test: AlertTest) -> RuleTestReport.Test {
        let interval = file.evaluationIntervalMilliseconds
        let time = group.startMilliseconds + test.evaluation.value / interval * interval
        var answer = RuleTestReport.Test(
            kind: .alert, subject: test.alert.value.string, timeMilliseconds: test.evaluation.value,
            place: test.alert.range, outcome: .passed)
        if let end, time >= end {
            answer.outcome = .notReached
            return answer
        }
        let ids = run.rules.ids.filter {
            run.rules[$0].alerting != nil && run.rules[$0].name == test.alert.value
        }
        if let (rule, reason) = run.unprovable.first(where: { ids.contains($0.rule) }) {
            answer.outcome = .undecided
            let words = reason.message { rules.fact($0).subject }
            answer.finding = TestFindings.undecided(rules.fact(rule).subject, words, at: test.alert.range)
            return answer
        }
        let firing: [FiringAlert]
        do throws(TemplateError) {
            firing = try self.firing(ids, at: time)
        } catch {
            answer.outcome = .undecided
            answer.finding = TestFindings.undecided(answer.subject, error.message, at: test.alert.range)
            return answer
        }
        let expected = test.expected.map { FiringAlert($0, name: test.alert.value) }
        let (missing, extra) = Self.difference(expected, firing)
        if missing.isEmpty && extra.isEmpty {
            if ids.isEmpty && expected.isEmpty { noteVacuous(test, &answer) }
            return answer
        }
        answer.outcome = .failed
        answer.expected = missing.map(\.element)
        answer.got = extra.map(\.element)
        if firing.isEmpty { answer.reasons = reasons(ids, at: time) }
        answer.finding = TestFindings.alertDiffers(
            test, time: text(test.evaluation.value), expected: expected.count, got: firing.count,
            related: annotations(answer.reasons, ids), unknown: ids.isEmpty ? nearest(test) : nil,
            difference: missing.first.flatMap { $0.difference(fromClosestOf: extra) } ?? "")
        return answer
    }

    /// All alerts of these rules that fire at an evaluation.
    private func firing(_ ids: [RuleID], at time: Int64) throws(TemplateError) -> [FiringAlert] {
        var result: [FiringAlert] = []
        for id in ids {
            for timeline in run.alerts[id] ?? [] where timeline.state(atMilliseconds: time) == .firing {
                let annotations = try run.annotations(of: id, timeline, atMilliseconds: time) ?? []
                result.append(FiringAlert(run.labels(of: timeline.labels), annotations))
            }
        }
        return result.sorted()
    }

    private static func difference(
        _ expected: [FiringAlert], _ got: [FiringAlert]
    ) -> (missing: [FiringAlert], extra: [FiringAlert]) {
        var extra = got
        var missing: [FiringAlert] = []
        for alert in expected.sorted() {
            if let index = extra.firstIndex(of: alert) { extra.remove(at: index) } else { missing.append(alert) }
        }
        return (missing, extra)
    }

    private func noteVacuous(_ test: AlertTest, _ answer: inout RuleTestReport.Test) {
        answer.outcome = .vacuous
        answer.finding = TestFindings.vacuousAlert(test, near: nearest(test).name, isStrict: isStrict)
    }

    /// The alert that is called almost like the one in a test.
    private func nearest(_ test: AlertTest) -> TestFindings.UnknownAlert {
        let names = run.rules.ids.filter { run.rules[$0].alerting != nil }.map { run.rules[$0].name.string }
        return TestFindings.UnknownAlert(name: NearMiss.closest(to: test.alert.value.string, among: names))
    }

    private func reasons(_ ids: [RuleID], at time: Int64) -> [RuleTestReport.Reason] {
        ids.flatMap { id in
            run.explain(id, atMilliseconds: time).map { reason in
                let fact = rules.fact(reason.rule ?? id)
                return RuleTestReport.Reason(
                    word: ReasonWords.word(reason.kind),
                    text: ReasonWords.text(reason.kind, at: time, metrics: run.metricNames),
                    place: fact.place(of: fact.expression[reason.node].range))
            }
        }
    }

    /// Reasons at their places; where there are none, the expressions of the rules.
    private func annotations(_ reasons: [RuleTestReport.Reason], _ ids: [RuleID]) -> [Annotation] {
        if !reasons.isEmpty { return reasons.map { Annotation($0.place, $0.text) } }
        return ids.prefix(3).map { Annotation(rules.fact($0).name.range, "the rule") }
    }
}
