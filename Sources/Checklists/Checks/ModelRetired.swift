import ClaudeAPI
import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// A model that is gone answers nothing.
    static let modelRetired = Check(
        kind: FindingKind(code: "PF165", name: "model-retired"), scope: .model, severity: .error,
        summary: "a model of the service is retired, or will be within a month, and then every request to it fails",
        why:
            "a retired model answers 404 from one hour to the next, and no retry or fallback inside the API changes that",
        remedy: "Move to the successor named in the release notes, and run the quality checks against it first.",
        source: "platform.claude.com, Model deprecations; anthropic-sdk-python `resources/messages/messages.py`",
        examples: [
            CheckExample("gone since August", .fails, exposition: nil, manifest: manifest("⟦claude-opus-4-1⟧")),
            CheckExample(
                "gone, under its dated name", .fails, exposition: nil, manifest: manifest("⟦claude-sonnet-4-20250514⟧")),
            CheckExample("gone next week", .remarks, exposition: nil, manifest: manifest("⟦claude-sonnet-4-5⟧")),
            CheckExample("current", .passes, exposition: nil, manifest: manifest("claude-haiku-4-5")),
            CheckExample(
                "newer than the catalogue", .unprovable, exposition: nil, manifest: manifest("claude-opus-9")),
            CheckExample(
                "retired by Anthropic, and asked of Amazon", .unprovable, exposition: nil,
                manifest: manifest("us.anthropic.claude-opus-4-1-20250805-v1:0")),
            CheckExample("a gateway's own name", .vacuous, exposition: nil, manifest: manifest("fast")),
            CheckExample(
                "no model", .unprovable, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeRetirement)

    private static func manifest(_ model: String) -> String {
        "preflight: 1\nservice: example\nclaude: {models: [\(model)]}\n"
    }

    private static let soonDays = 30

    private static func judgeRetirement(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let judging = PriceJudging(context)
        if context.manifest.claude.models.isEmpty, judging.models.isEmpty {
            result.undecided.append(
                CheckResult.Undecided(.notDeclared(key: "claude.models"), subject: "the service's models"))
        }
        for (name, key) in judging.models {
            func leaveOpen(_ reason: UnprovableReason) {
                result.undecided.append(CheckResult.Undecided(reason, subject: "`\(name.value.string)`"))
            }
            guard let model = ModelCatalogue.model(key.string) else {
                leaveOpen(.unsupported(feature: "a model the catalogue of \(ModelCatalogue.made) does not know"))
                continue
            }
            result.subjectCount += 1
            let left = model.retiresOn?.days(since: context.asOf)
            if let day = model.retiresOn, let left, left <= soonDays {
                if judging.isPartners(name.value) {
                    leaveOpen(PriceJudging.partnersReason)
                } else if left <= 0 {
                    result.failures.append(retired(name, on: day))
                } else {
                    result.remarks.append(retiring(name, on: day, left))
                }
            } else if isKnown(model, on: context.asOf) {
                result.prove(Evidence(.declared, at: name.range, "`\(name.value.string)` is served"))
            } else {
                leaveOpen(.unsupported(feature: "retirements announced after \(ModelCatalogue.made)"))
            }
        }
        return result
    }

    /// True if no retirement up to that day can have been announced after the catalogue was made.
    private static func isKnown(_ model: ClaudeModel, on day: CivilDate) -> Bool {
        if case .notSoonerThan(let last) = model.retirement, day < last { return true }
        return day.days(since: ModelCatalogue.made) <= ModelCatalogue.noticeDays
    }

    private static func retired(_ name: Located<ByteString>, on day: CivilDate) -> Finding {
        modelRetired.finding(
            "`\(name.value.string)` was retired on \(day), so every request to it is answered with 404",
            fix: "ask for a current model, such as `\(successor(of: name.value))`",
            at: Annotation(name.range, "retired on \(day)"),
            subject: "model \(PriceJudging.key(of: name.value).string)")
    }

    private static func retiring(_ name: Located<ByteString>, on day: CivilDate, _ left: Int) -> Finding {
        modelRetired.finding(
            "`\(name.value.string)` is retired on \(day), \(left == 1 ? "tomorrow" : "in \(left) days"); from then on every request to it fails",
            fix: "move to a current model, such as `\(successor(of: name.value))`, before that day",
            at: Annotation(name.range, "ends on \(day)"),
            subject: "model \(PriceJudging.key(of: name.value).string)", severity: .warning)
    }

    /// The oldest model of the family that has no last day: the smallest step away.
    private static func successor(of name: ByteString) -> String {
        let family = ModelCatalogue.resolve(name)?.model.family
        let current = ModelCatalogue.models.filter { $0.retiresOn == nil && $0.aliases.isEmpty }
        return (current.last { $0.family == family } ?? current.first)?.id ?? "claude-sonnet-5"
    }
}
