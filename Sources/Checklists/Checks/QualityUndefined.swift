import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// A number whose meaning nobody wrote down is nobody's.
    static let qualityUndefined = Check(
        kind: FindingKind(code: "PF216", name: "quality-metric-undefined"), scope: .signal, severity: .error,
        summary: "no quality measure is declared, or one does not say what counts as correct",
        why:
            "a service can answer quickly, cheaply and wrongly; without a written definition nobody acts on the number",
        remedy:
            "Declare one measure that the service can compute: answers that fit the schema, tool calls that succeed, "
            + "thumbs, escalations.",
        source: "the production guide's quality layer",
        examples: [
            CheckExample("none", .fails, exposition: nil, manifest: "preflight: 1\nservice: ⟦chat⟧\n"),
            CheckExample(
                "one that does not say what is correct", .fails, exposition: nil,
                manifest: "preflight: 1\nservice: chat\nquality: [{signal: ⟦quality.schema⟧, owner: team}]\n"),
            CheckExample(
                "one without an owner", .remarks, exposition: nil,
                manifest:
                    "preflight: 1\nservice: chat\nquality: [{signal: ⟦quality.schema⟧, correct: it parses}]\n"),
            CheckExample(
                "one that is defined", .passes, exposition: nil,
                manifest:
                    "preflight: 1\nservice: chat\nquality: [{signal: quality.schema, correct: it parses, owner: team}]\n"
            ),
        ],
        judge: judgeDefinitions)

    private static func judgeDefinitions(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let measures = context.manifest.quality
        result.subjectCount = max(1, measures.count)
        if measures.isEmpty {
            result.failures.append(
                qualityUndefined.finding(
                    "`\(context.manifest.service.value)` declares no quality measure, so wrong answers look like good ones",
                    fix:
                        "write `quality: [{signal: quality.schema, correct: the answer parses against schema v1, owner: TEAM}]` and emit it",
                    at: Annotation(context.manifest.service.range), subject: "service"))
        }
        for measure in measures {
            let name = measure.signal.value.name
            let isDefined = measure.correct.map { $0.value.contains { !$0.isWhitespace } } ?? false
            if !isDefined {
                result.failures.append(
                    qualityUndefined.finding(
                        "`\(name)` does not say what counts as correct, so nobody can act on it",
                        fix: "add `correct: ...` in one sentence that two people would apply alike",
                        at: Annotation(measure.signal.range), subject: "signal \(name)"))
            } else if measure.owner == nil {
                result.remarks.append(
                    qualityUndefined.finding(
                        "`\(name)` has no owner, so nobody is asked when it falls", fix: "add `owner: TEAM`",
                        at: Annotation(measure.signal.range), subject: "signal \(name)", severity: .warning))
            } else {
                result.prove(
                    Evidence(.declared, at: measure.signal.range, "`\(name)` says what is correct"))
            }
        }
        return result
    }
}
