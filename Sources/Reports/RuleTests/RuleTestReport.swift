package import Findings
package import SourceText

/// What a run of rule unit tests has to say; every output format is a function of this value and the files read.
package struct RuleTestReport: Sendable {
    package var tool: Report.Tool
    /// The Prometheus that rules and tests were judged as: `prometheus-3`.
    package var profile: String
    /// Tests that can only pass vacuously count as failed.
    package var isStrict: Bool
    package var files: [File]

    package init(tool: Report.Tool, profile: String, isStrict: Bool, files: [File]) {
        self.tool = tool
        self.profile = profile
        self.isStrict = isStrict
        self.files = files
    }

    /// One test file.
    package struct File: Sendable {
        package var path: String
        /// False if the file, or what it says of its input, cannot be used; then no test of it was run.
        package var isValid: Bool
        /// What is wrong with the file, its rules and its input, or worth knowing of them.
        package var findings: [Finding]
        package var groups: [Group]

        package init(path: String, isValid: Bool, findings: [Finding], groups: [Group] = []) {
            self.path = path
            self.isValid = isValid
            self.findings = findings
            self.groups = groups
        }
    }

    /// One entry under `tests`.
    package struct Group: Sendable {
        /// Empty if it has none.
        package var name: String
        package var place: SourceRange
        /// What went wrong while rules were evaluated.
        package var findings: [Finding]
        package var tests: [Test]
        /// The rules it evaluated, in the order of evaluation.
        package var rules: [Rule]

        package init(name: String, place: SourceRange, findings: [Finding], tests: [Test], rules: [Rule]) {
            self.name = name
            self.place = place
            self.findings = findings
            self.tests = tests
            self.rules = rules
        }
    }

    /// How the expression of a rule was evaluated.
    package struct Rule: Sendable {
        package enum Path: Sendable {
            /// At all evaluations at once.
            case columnar
            /// At one evaluation after the other: why, for machines and for people.
            case stepwise(word: String, text: String)
        }

        /// `alert X`.
        package var subject: String
        package var place: SourceRange
        package var path: Path

        package init(subject: String, place: SourceRange, path: Path) {
            self.subject = subject
            self.place = place
            self.path = path
        }

        /// Why it was evaluated step by step; nil if it was not.
        package var stepwiseText: String? {
            if case .stepwise(_, let text) = path { return text }
            return nil
        }
    }

    /// One question of a group and its answer.
    package struct Test: Sendable {
        package enum Kind: String, Sendable {
            case alert
            case expression
        }

        package enum Outcome: String, Sendable {
            case passed
            case failed
            /// It passes whatever the rules say.
            case vacuous
            /// It asks for something this evaluator does not model.
            case undecided
            /// An evaluation failed before it.
            case notReached = "not-reached"
        }

        package var kind: Kind
        /// The alert or the expression.
        package var subject: String
        /// From the beginning of the test.
        package var timeMilliseconds: Int64
        package var place: SourceRange
        package var outcome: Outcome
        /// Nil for a test that passed or was not reached.
        package var finding: Finding?
        /// What was asked for and not there.
        package var expected: [Element]
        /// What was there and not asked for.
        package var got: [Element]
        package var reasons: [Reason]

        package init(
            kind: Kind, subject: String, timeMilliseconds: Int64, place: SourceRange, outcome: Outcome,
            finding: Finding? = nil, expected: [Element] = [], got: [Element] = [], reasons: [Reason] = []
        ) {
            self.kind = kind
            self.subject = subject
            self.timeMilliseconds = timeMilliseconds
            self.place = place
            self.outcome = outcome
            self.finding = finding
            self.expected = expected
            self.got = got
            self.reasons = reasons
        }
    }

    /// An alert or a sample.
    package struct Element: Hashable, Sendable {
        package struct Label: Hashable, Sendable {
            package var name: String
            package var value: String

            package init(name: String, value: String) {
                self.name = name
                self.value = value
            }
        }

        /// Ascending by name; of a sample `__name__` is among them, of an alert `alertname`.
        package var labels: [Label]
        /// Of an alert.
        package var annotations: [Label]
        /// Of a sample, in the shortest digits that read back the same.
        package var value: String?
        /// As people write it: `up{job="a"} 1`.
        package var text: String

        package init(labels: [Label], annotations: [Label] = [], value: String? = nil, text: String) {
            self.labels = labels
            self.annotations = annotations
            self.value = value
            self.text = text
        }
    }

    /// Why an expression yielded nothing.
    package struct Reason: Hashable, Sendable {
        /// For machines: `no-such-metric`.
        package var word: String
        package var text: String
        /// The piece of the expression it lies in.
        package var place: SourceRange

        package init(word: String, text: String, place: SourceRange) {
            self.word = word
            self.text = text
            self.place = place
        }
    }

    // MARK: Verdicts

    package var tests: [Test] { files.flatMap { $0.groups.flatMap(\.tests) } }

    /// How many tests came out so.
    package func count(_ outcome: Test.Outcome) -> Int { tests.count { $0.outcome == outcome } }

    /// Whether a test keeps its file from passing.
    package func fails(_ test: Test) -> Bool {
        test.outcome == .failed || (isStrict && test.outcome == .vacuous)
    }

    /// Whether a file passes, as promtool would have it, or more strictly if that was asked for.
    package func passes(_ file: File) -> Bool {
        file.isValid && !file.findings.contains { $0.severity == .error }
            && file.groups.allSatisfy { group in
                !group.findings.contains { $0.severity == .error } && !group.tests.contains { fails($0) }
            }
    }
}
