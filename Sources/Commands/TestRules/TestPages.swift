import Findings

/// What `explain` says of findings of `test rules`.
enum TestPages {
    static let all: [CheckPage] = rows.map(\.page)

    private typealias Row = PageRow

    private static let rows: [Row] = [
        Row(
            code: "PF070", name: "test-input-unreadable", summary: "an input series of a rule test cannot be read",
            remedy:
                "Write `name{label=\"value\"}` without a blank before the brace, and values as `1 2 _ stale 0+5x10`."),
        Row(
            code: "PF071", name: "test-file-invalid", summary: "promtool would refuse the test file",
            remedy: "Correct the place shown."),
        Row(
            code: "PF072", name: "test-rule-file-missing", summary: "a test names rule files that are not there",
            remedy: "Correct the path; it is relative to the folder of the test file, and `**` means nothing."),
        Row(
            code: "PF073", name: "test-input-lost", severity: .warning,
            summary: "a part of a test file is never read, without a word from promtool",
            remedy: "Write values on one line, give each series once, and one document a file."),
        Row(
            code: "PF074", name: "test-rule-file-refused", summary: "Prometheus would refuse a rule file under test",
            remedy: "Hand in plain rule files, with the keys that the version knows."),
        Row(
            code: "PF075", name: "test-order-unspecified", severity: .warning,
            summary: "the outcome of a test depends on an order that promtool leaves open",
            remedy: "List the groups under `group_eval_order`, those that record before those that read."),
        Row(
            code: "PF080", name: "test-alert-differs", summary: "other alerts fire than a test expects",
            remedy: "Compare expected with got; labels and annotations must be the same to the letter."),
        Row(
            code: "PF081", name: "test-samples-differ",
            summary: "an expression yields other samples than a test expects",
            remedy: "Compare expected with got; values must be the same to the last bit."),
        Row(
            code: "PF082", name: "test-expression-fails", summary: "an expression of a test cannot be evaluated",
            remedy: "Correct the expression or the labels at the place shown."),
        Row(
            code: "PF083", name: "test-rule-evaluation-fails", summary: "evaluating a rule fails during a test",
            remedy: "Make the match unambiguous, or the labels of the result unique."),
        Row(
            code: "PF084", name: "test-passes-vacuously", severity: .warning,
            summary: "a test passes whatever the rules say",
            remedy: "Correct the name of the alert or the metric; `--strict` fails such tests."),
        Row(
            code: "PF085", name: "test-undecided", severity: .warning,
            summary: "a test asks for something that this evaluator does not model",
            remedy: "Run promtool for this test."),
    ]
}
