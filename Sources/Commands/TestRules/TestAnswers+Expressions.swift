import Facts
import Findings
import PromQL
import Reports
import SourceText
import TimeSeries

extension TestAnswers {
    func expressionAnswers() -> [RuleTestReport.Test] { group.expressionTests.map(answer) }

    private func answer(_ test: ExpressionTest) -> RuleTestReport.Test {
        var answer = RuleTestReport.Test(
            kind: .expression, subject: test.expression.string, timeMilliseconds: test.evaluation.value,
            place: test.expression.outer, outcome: .passed)
        if end != nil {
            answer.outcome = .notReached
            return answer
        }
        do throws(TestFailure) {
            try compare(test, &answer)
        } catch {
            answer.outcome = error.isUndecided ? .undecided : .failed
            answer.finding = error.finding
        }
        return answer
    }

    private struct TestFailure: Error {
        var finding: Finding
        var isUndecided = false
    }

    private func compare(_ test: ExpressionTest, _ answer: inout RuleTestReport.Test) throws(TestFailure) {
        let expression: Expression
        do throws(PromQLError) {
            expression = try Expression.parse(test.expression.bytes, profile.semantics)
        } catch {
            throw TestFailure(
                finding: TestFindings.expressionFails(
                    test, error.message, at: test.expression.sourceRange(of: error.range)))
        }
        try refuseUnprovable(expression, test)
        let time = group.startMilliseconds + test.evaluation.value
        let got = try samples(of: expression, test, at: time).sorted()
        let expected = try self.expected(test).sorted()
        if Self.agree(expected, got, fuzzily: file.comparesFuzzily) {
            if expected.isEmpty { noteVacuous(expression, test, at: time, &answer) }
            return
        }
        answer.outcome = .failed
        let (missing, extra) = difference(expected, got)
        answer.expected = missing.map(\.element)
        answer.got = extra.map(\.element)
        if got.isEmpty { answer.reasons = reasons(expression, test, at: time) }
        let expectsNaN = missing.contains { $0.value.isNaN }
        answer.finding = TestFindings.samplesDiffer(
            test, time: text(test.evaluation.value), related: answer.reasons.map { Annotation($0.place, $0.text) },
            hint: expectsNaN
                ? "NaN equals nothing, NaN included, so promtool cannot pass this; compare with `x != x` instead." : "")
    }

    /// What reads a rule of which nothing can be said cannot be decided either.
    private func refuseUnprovable(_ expression: Expression, _ test: ExpressionTest) throws(TestFailure) {
        guard !run.unprovable.isEmpty else { return }
        // The expression in the place of a rule behind all others reads what it reads.
        var set = run.rules
        set.groups.append(
            RuleGroup(name: "", rules: [Rule(kind: .recording, name: "", expression: expression)]))
        let dependencies = RuleDependencies(set)
        let read = dependencies.reads.last?.map { dependencies.ids[$0] } ?? []
        if let (_, reason) = run.unprovable.first(where: { read.contains($0.rule) }) {
            let words = reason.message { rules.fact($0).subject }
            throw TestFailure(
                finding: TestFindings.undecided("the expression", words, at: test.expression.outer), isUndecided: true)
        }
    }

    private func samples(
        of expression: Expression, _ test: ExpressionTest, at time: Int64
    ) throws(TestFailure) -> [TestSample] {
        do throws(RuleError) {
            return try run.query(expression, atMilliseconds: time).map { TestSample($0.labels, $0.value) }
        } catch  where error.isOurs {
            throw TestFailure(
                finding: TestFindings.undecided("the expression", error.message, at: test.expression.outer),
                isUndecided: true)
        } catch {
            throw TestFailure(
                finding: TestFindings.expressionFails(test, error.message, at: test.expression.outer))
        }
    }

    private func expected(_ test: ExpressionTest) throws(TestFailure) -> [TestSample] {
        var result: [TestSample] = []
        for sample in test.expected {
            do throws(SeriesNotationError) {
                let labels = try SeriesNotation.parseMetric(sample.labels.bytes, profile.dialect)
                result.append(
                    TestSample(labels.map { RuleLabel(name: $0.name, value: $0.value) }, sample.value))
            } catch {
                let place = sample.labels.sourceRange(of: error.range)
                throw TestFailure(finding: TestFindings.sampleUnreadable(error, at: place, test))
            }
            if sample.expectsHistogram {
                throw TestFailure(
                    finding: TestFindings.undecided(
                        "the expression", "a native histogram is expected", at: sample.place), isUndecided: true)
            }
        }
        return result
    }

    private static func agree(_ expected: [TestSample], _ got: [TestSample], fuzzily: Bool) -> Bool {
        expected.count == got.count
            && zip(expected, got).allSatisfy { $0.labels == $1.labels && isSame($0.value, $1.value, fuzzily: fuzzily) }
    }

    /// Zero is minus zero, and NaN equals nothing; fuzzily also the next number on either side.
    private static func isSame(_ left: Double, _ right: Double, fuzzily: Bool) -> Bool {
        left == right || (fuzzily && (left.nextUp == right || left.nextDown == right))
    }

    private func difference(
        _ expected: [TestSample], _ got: [TestSample]
    ) -> (missing: [TestSample], extra: [TestSample]) {
        var extra = got
        var missing: [TestSample] = []
        for sample in expected {
            let index = extra.firstIndex {
                $0.labels == sample.labels && Self.isSame($0.value, sample.value, fuzzily: file.comparesFuzzily)
            }
            if let index { extra.remove(at: index) } else { missing.append(sample) }
        }
        return (missing, extra)
    }

    private func reasons(
        _ expression: Expression, _ test: ExpressionTest, at time: Int64
    ) -> [RuleTestReport.Reason] {
        run.explain(expression, atMilliseconds: time).map { reason in
            let fact = reason.rule.map { rules.fact($0) }
            return RuleTestReport.Reason(
                word: ReasonWords.word(reason.kind),
                text: ReasonWords.text(reason.kind, at: time, metrics: run.metricNames),
                place: fact.map { $0.place(of: $0.expression[reason.node].range) }
                    ?? test.expression.sourceRange(of: expression[reason.node].range))
        }
    }

    private func noteVacuous(
        _ expression: Expression, _ test: ExpressionTest, at time: Int64, _ answer: inout RuleTestReport.Test
    ) {
        let reasons = Explanation.reasons(for: expression, atMilliseconds: time, in: run.store, run.options)
        for reason in reasons {
            guard case .noSuchMetric(let metric) = reason.kind, !run.records(metric) else { continue }
            answer.outcome = .vacuous
            answer.finding = TestFindings.vacuousExpression(
                test, metric: metric.string, near: NearMiss.closest(to: metric.string, among: run.metricNames),
                at: test.expression.sourceRange(of: expression[reason.node].range), isStrict: isStrict)
            return
        }
    }
}
