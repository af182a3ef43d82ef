import PromQL
import TestKit
import Testing

@Suite("Upstream's PromQL test scripts, run")
struct UpstreamScriptTests {
    struct Version: CustomTestStringConvertible {
        let folder: String
        let semantics: Semantics
        let passed: Int
        /// Every evaluation that is not run, and why.
        let skipped: String
        /// Lines of evaluations that passed which say that a warning or an info must come, or must not: not asserted.
        let annotations: Int

        var testDescription: String { folder }
    }

    static let versions = [
        Version(folder: "v2.42.0", semantics: .prometheus2, passed: 566, skipped: "", annotations: 0),
        // Upstream's test engine drops names at the end.
        Version(
            folder: "v3.14.0", semantics: delaying, passed: 989, skipped: SkippedEvaluations.thirdGeneration,
            annotations: 164),
    ]

    private static var delaying: Semantics {
        var semantics = Semantics.prometheus3
        semantics.delaysNameRemoval = true
        return semantics
    }

    @Test("pass step by step, but for what is listed as skipped:", arguments: versions)
    func stepwise(_ version: Version) throws { try Self.run(version, StepwiseEngine()) }

    /// Runs all scripts of a version with an engine; whatever is neither passed nor listed is an issue.
    static func run(_ version: Version, _ engine: some PromQLTestEngine) throws {
        guard let scripts = try PromQLTestScript.all(of: version.folder) else {
            #expect(!Referee.isRequired, "upstream's test scripts are missing beside the checkout; nothing was run")
            return
        }
        let runner = PromQLTestRunner(engine: engine, semantics: version.semantics)
        var passed = 0
        var annotations = 0
        var skipped: [SkippedEvaluations.Key: [Int]] = [:]
        for script in scripts {
            for (evaluation, outcome) in zip(script.evaluations, try runner.run(script)) {
                switch outcome {
                case .passed:
                    passed += 1
                    annotations += evaluation.annotationCount
                case .unsupported(let reason):
                    let key = SkippedEvaluations.Key(file: script.file, reason: reason)
                    skipped[key, default: []].append(evaluation.line)
                case .failed(let text):
                    Issue.record("\(version.folder)/\(script.file):\(evaluation.line): \(text)")
                }
            }
        }
        let actual = SkippedEvaluations.text(skipped)
        #expect(
            actual == version.skipped,
            """
            What is skipped differs from the list: a case may run now, or a new one not.
            \(Golden.lineDifference(from: version.skipped, to: actual))
            """)
        #expect(passed == version.passed)
        #expect(annotations == version.annotations)
    }
}
