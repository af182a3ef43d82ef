import Facts
import Findings
import PromQL
import Reports
import SourceText
import TimeSeries

/// Runs one group of tests: evaluates the rules over its input, and answers its questions.
///
/// Source: prometheus/prometheus, `cmd/promtool/unittest.go` (`test`), v2.42.0 and v3.14.0.
struct TestGroupRun {
    let group: TestGroup
    let file: TestFile
    let rules: RuleFileReading
    let profile: TestProfile
    let isStrict: Bool
    let input: TestInput

    /// The evaluations end at the last one before the last question.
    static func lastEvaluation(of group: TestGroup, in file: TestFile) -> Int64 {
        let interval = file.evaluationIntervalMilliseconds
        return group.lastEvaluationMilliseconds / interval * interval
    }

    /// Nil where the grid would be too long.
    static func grid(of group: TestGroup, in file: TestFile) -> EvaluationGrid? {
        let (end, overflowed) = group.startMilliseconds.addingReportingOverflow(lastEvaluation(of: group, in: file))
        if overflowed { return nil }
        return EvaluationGrid(
            startMilliseconds: group.startMilliseconds, endMilliseconds: end,
            intervalMilliseconds: file.evaluationIntervalMilliseconds, heedsGroupIntervals: false)
    }

    func run(_ grid: EvaluationGrid) -> RuleTestReport.Group {
        var options = EvaluationOptions()
        options.defaultSubqueryStepMilliseconds = file.evaluationIntervalMilliseconds
        let set = RuleSet(groups: rules.groups, externalLabels: group.externalLabels, externalURL: group.externalURL)
        let run = RuleRun.columnar(set, input.store, grid, options)
        let answers = TestAnswers(
            run: run, group: group, file: file, rules: rules, profile: profile, isStrict: isStrict)
        return RuleTestReport.Group(
            name: group.name?.string ?? "", place: group.place, findings: answers.failures(),
            tests: group.alertTests.map(answers.answer) + answers.expressionAnswers(),
            rules: set.ids.map { report($0, run.paths[$0] ?? .columnar) })
    }

    private func report(_ id: RuleID, _ path: EvaluationPath) -> RuleTestReport.Rule {
        let fact = rules.fact(id)
        let reported: RuleTestReport.Rule.Path
        switch path {
        case .columnar: reported = .columnar
        case .stepwise(let reason):
            let words = ReasonWords.words(reason)
            reported = .stepwise(word: words.word, text: words.text)
        }
        return RuleTestReport.Rule(subject: fact.subject, place: fact.name.range, path: reported)
    }
}
