import Documents
import Findings
import PromQL
import SourceText
import TimeSeries

/// The words of everything that `test rules` can object to.
enum TestFindings {
    private static let input = FindingKind(code: "PF070", name: "test-input-unreadable")
    private static let file = FindingKind(code: "PF071", name: "test-file-invalid")
    private static let ruleFiles = FindingKind(code: "PF072", name: "test-rule-file-missing")
    private static let lost = FindingKind(code: "PF073", name: "test-input-lost")
    private static let refused = FindingKind(code: "PF074", name: "test-rule-file-refused")
    private static let order = FindingKind(code: "PF075", name: "test-order-unspecified")
    private static let alertDiffers = FindingKind(code: "PF080", name: "test-alert-differs")
    private static let samplesDiffer = FindingKind(code: "PF081", name: "test-samples-differ")
    private static let expressionFails = FindingKind(code: "PF082", name: "test-expression-fails")
    private static let ruleFails = FindingKind(code: "PF083", name: "test-rule-evaluation-fails")
    private static let vacuous = FindingKind(code: "PF084", name: "test-passes-vacuously")
    private static let undecided = FindingKind(code: "PF085", name: "test-undecided")

    private static let wholeFile = "promtool runs no test of a file that it cannot read."

    // MARK: Test files

    static func documentIgnored(at place: SourceRange, path: String) -> Finding {
        Finding(
            lost, .warning, message: "promtool reads only the first YAML document of a test file",
            why: "The tests after the second `---` are never run.", fix: "move them into a file of their own",
            at: Annotation(place, "never read"), subject: path)
    }

    static func groupOrderRepeats(_ name: Located<ByteString>, first: SourceRange) -> Finding {
        Finding(
            file, .error, message: "`group_eval_order` names `\(name.value.string)` twice", why: wholeFile,
            fix: "keep one of them", at: Annotation(name.range, "again"), related: [Annotation(first, "first")],
            subject: "group_eval_order", discriminator: name.value.string)
    }

    static func alertNameMissing(at place: SourceRange) -> Finding {
        Finding(
            file, .error, message: "an item under `alert_rule_test` lacks its `alertname`", why: wholeFile,
            fix: "add `alertname: NAME`", at: Annotation(place), subject: "alert_rule_test")
    }

    static func seriesUnreadable(_ failure: SeriesBlock.Failure, isInValues: Bool) -> Finding {
        var message = failure.error.message
        if case .nativeHistogram = failure.error.kind { message += " (this is a limit of preflight)" }
        return Finding(
            input, .error, message: "an input series cannot be read: \(message)", why: wholeFile,
            fix: fix(for: failure.error.kind, isInValues: isInValues), at: Annotation(failure.place),
            subject: "input_series", discriminator: failure.error.message)
    }

    private static func fix(for kind: SeriesNotationError.Kind, isInValues: Bool) -> String {
        switch kind {
        case .unexpectedCharacterInValues(0x7B) where !isInValues: "write the metric without a blank before `{`"
        case .nativeHistogram: "use classic `_bucket` series, or promtool for this test"
        case .tooManyValues: "shorten the repetition behind `x`"
        default:
            isInValues
                ? "write values as `1 -2.5 _ stale 0+5x10`: `_` is no sample, `0+5x10` is 0, 5, 10 up to 50"
                : "write the metric as `name{label=\"value\"}`, each value in double quotes"
        }
    }

    static func seriesRefused(_ reason: String, fix: String, at place: SourceRange) -> Finding {
        Finding(
            input, .error, message: "an input series cannot be stored: \(reason)", why: wholeFile, fix: fix,
            at: Annotation(place, reason), subject: "input_series", discriminator: reason)
    }

    static func inputCut(at place: SourceRange) -> Finding {
        Finding(
            lost, .warning, message: "promtool reads no input series after an empty line, and here is one",
            why: "It writes all series into one text first; a value that ends in a newline (`|`) ends that text.",
            fix: "write the values on one line, or with `>-`", at: Annotation(place, "what follows is never loaded"),
            subject: "input_series")
    }

    static func inputReplaced(_ metric: String, at place: SourceRange, by other: SourceRange) -> Finding {
        Finding(
            lost, .warning, message: "the values of `\(metric)` are lost: the same series is given again",
            why: "Of two series with the same labels promtool loads only the later.",
            fix: "join the values, or give the series different labels", at: Annotation(place, "never loaded"),
            related: [Annotation(other, "loaded")], subject: metric)
    }

    static func tooManyEvaluations(limit: Int, at place: SourceRange) -> Finding {
        Finding(
            file, .error, message: "the tests ask for more than \(limit) evaluations",
            why: "They would take hours.", fix: "shorten `eval_time` or lengthen `evaluation_interval`",
            at: Annotation(place), subject: "tests")
    }

    // MARK: Rule files

    static func patternMalformed(_ pattern: Located<String>) -> Finding {
        Finding(
            file, .error, message: "`\(pattern.value)` is no pattern of paths", why: wholeFile,
            fix: "close the bracket; `*`, `?`, `[a-z]` and `\\` have a meaning", at: Annotation(pattern.range),
            subject: "rule_files", discriminator: pattern.value)
    }

    static func matchesNothing(_ pattern: Located<String>) -> Finding {
        Finding(
            ruleFiles, .warning, message: "no file matches `\(pattern.value)`, so its rules are not tested",
            why: "promtool passes a test of nothing.",
            fix: "correct the path; it is relative to the folder of the test file",
            at: Annotation(pattern.range, "no file is called so"), subject: "rule_files",
            discriminator: pattern.value)
    }

    static func ruleFileUnreadable(_ path: String, _ problem: FileProblem, at place: SourceRange) -> Finding {
        Finding(
            ruleFiles, .error, message: "the rule file `\(path)` \(problem.sentence)",
            why: "Without its rules the tests say nothing.", fix: "correct the path or the permissions",
            at: Annotation(place, problem.sentence), subject: path)
    }

    static func notPlainRules(_ key: Documents.Node, path: String) -> Finding {
        refusal(
            "a rule file has no key `\(key.string())`",
            "hand promtool plain rule files: `groups:` at the top, without a Kubernetes wrapper", at: key.range, path)
    }

    static func unknownGroupKey(_ key: Documents.Node, profile: String, path: String) -> Finding {
        refusal("a group has no key `\(key.string())` in \(profile)", "remove it", at: key.range, path)
    }

    static func limitIsNoNumber(_ limit: Documents.Node, path: String) -> Finding {
        refusal("`limit` is a whole number", "write `limit: 10`", at: limit.range, path)
    }

    static func offsetIsNoDuration(_ offset: Documents.Node, path: String) -> Finding {
        refusal("`query_offset` is a duration", "write `query_offset: 1m`", at: offset.range, path)
    }

    private static func refusal(_ message: String, _ fix: String, at place: SourceRange, _ path: String) -> Finding {
        Finding(
            refused, .error, message: "\(message); Prometheus refuses the whole file",
            why: "None of its rules would exist.", fix: fix, at: Annotation(place), subject: path,
            discriminator: message)
    }

    static func orderUnspecified(
        _ reader: ByteString, _ writer: ByteString, at place: SourceRange, writes: SourceRange
    ) -> Finding {
        Finding(
            order, .warning,
            message: "promtool evaluates the groups `\(writer.string)` and `\(reader.string)` in any order",
            why: "One reads what the other records at the same moment, so the same tests may pass and fail in turn.",
            fix: "add `group_eval_order: [\(writer.string), \(reader.string)]`",
            at: Annotation(place, "reads"), related: [Annotation(writes, "records")],
            subject: "group_eval_order", discriminator: "\(writer.string) \(reader.string)")
    }

    // MARK: Tests

    /// An alert that no rule file has, and the name of one that is called almost so.
    struct UnknownAlert {
        var name: String?

        var question: String { name.map { "; did you mean `\($0)`?" } ?? "" }
    }

    static func alertDiffers(
        _ test: AlertTest, time: String, expected: Int, got: Int, related: [Annotation], unknown: UnknownAlert?,
        difference: String
    ) -> Finding {
        let name = test.alert.value.string
        if let unknown {
            return Finding(
                alertDiffers, .error,
                message: "no rule file has an alert `\(name)`, so it cannot fire at \(time)\(unknown.question)",
                why: "", fix: unknown.name.map { "write `alertname: \($0)`" } ?? "correct the name, or `rule_files`",
                at: Annotation(test.alert.range, "there is no such alert"), related: related,
                subject: "alert \(name)", discriminator: time)
        }
        let message =
            switch (expected, got) {
            case (0, _): "alert `\(name)` fires at \(time), and should not"
            case (_, 0): "alert `\(name)` does not fire at \(time), and should"
            default: "alert `\(name)` fires at \(time), but not as expected"
            }
        return Finding(
            alertDiffers, .error, message: message, why: difference, fix: "", at: Annotation(test.alert.range),
            related: related, subject: "alert \(name)", discriminator: time)
    }

    static func samplesDiffer(_ test: ExpressionTest, time: String, related: [Annotation], hint: String) -> Finding {
        Finding(
            samplesDiffer, .error, message: "the expression does not yield at \(time) what is expected", why: hint,
            fix: "", at: Annotation(test.expression.outer), related: related, subject: test.expression.string,
            discriminator: time)
    }

    static func expressionFails(_ test: ExpressionTest, _ message: String, at place: SourceRange) -> Finding {
        Finding(
            expressionFails, .error, message: "the expression cannot be evaluated: \(message)", why: "", fix: "",
            at: Annotation(place), subject: test.expression.string, discriminator: message)
    }

    static func sampleUnreadable(_ error: SeriesNotationError, at place: SourceRange, _ test: ExpressionTest) -> Finding
    {
        Finding(
            expressionFails, .error, message: "the labels of an expected sample cannot be read: \(error.message)",
            why: "", fix: "write them as `name{label=\"value\"}`", at: Annotation(place),
            subject: test.expression.string, discriminator: error.message)
    }

    static func ruleFails(_ subject: String, _ error: RuleError, time: String, at place: SourceRange) -> Finding {
        Finding(
            ruleFails, .error, message: "evaluating \(subject) fails at \(time): \(error.message)",
            why: "promtool ends the test there; on a server the rule would record and alert on nothing.",
            fix: fix(for: error), at: Annotation(place, "fails"), subject: subject, discriminator: error.message)
    }

    private static func fix(for error: RuleError) -> String {
        switch error {
        case .evaluation(.manyToMany):
            "aggregate the side with several series, or match on the labels that tell them apart"
        case .evaluation(.manyToOneNotExplicit), .evaluation(.groupingLabelsNotUnique):
            "add `group_left` or `group_right` for the side with several series, or match on more labels"
        case .evaluation(.duplicateLabelSets): "keep the labels that tell the series apart, or aggregate first"
        case .duplicateRecordedLabels, .duplicateAlertLabels:
            "give the rule no label that all its series share the value of, or aggregate first"
        case .tooManySeries, .tooManyAlerts: "raise `limit` of the group, or aggregate"
        case .duplicateSample: "give the two rules different names or labels"
        default: ""
        }
    }

    static func vacuousAlert(_ test: AlertTest, near: String?, isStrict: Bool) -> Finding {
        let name = test.alert.value.string
        return Finding(
            vacuous, isStrict ? .error : .warning,
            message: "no rule file has an alert `\(name)`, so it can never fire here"
                + (near.map { "; did you mean `\($0)`?" } ?? ""),
            why: "The test passes whatever the rules say: after the alert was renamed, too.",
            fix: near.map { "write `alertname: \($0)`" } ?? "correct the name, or remove the test",
            at: Annotation(test.alert.range, "there is no such alert"), subject: "alert \(name)")
    }

    static func vacuousExpression(
        _ test: ExpressionTest, metric: String, near: String?, at place: SourceRange, isStrict: Bool
    ) -> Finding {
        Finding(
            vacuous, isStrict ? .error : .warning,
            message: "no input series and no rule gives `\(metric)`, so nothing is all this can yield"
                + (near.map { "; did you mean `\($0)`?" } ?? ""),
            why: "The test passes whatever the rules say.",
            fix: "correct the name, or add the series to `input_series`",
            at: Annotation(place, "there is no such metric"),
            subject: test.expression.string, discriminator: metric)
    }

    static func undecided(_ subject: String, _ reason: String, at place: SourceRange) -> Finding {
        Finding(
            undecided, .warning, message: "\(subject) cannot be decided: \(reason)",
            why: "This evaluator does not model it, and says so rather than guess.", fix: "run promtool for this test",
            at: Annotation(place, reason), subject: subject, discriminator: reason)
    }
}
