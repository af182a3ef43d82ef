import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// Two numbers that mean different things must not be one.
    static let firstTokenNotApart = Check(
        kind: FindingKind(code: "PF201", name: "ttft-not-apart-from-total"), scope: .signal, severity: .error,
        confidence: .medium,
        summary:
            "time to first token is the same number as total latency, so neither a slow start nor a slow end shows",
        why: "people wait for the first token and machines for the last; an incident moves one of the two",
        remedy: "Stamp the first content delta of the stream in a histogram of its own. A wrapper that collects the "
            + "stream before it returns makes both equal; calls that do not stream belong into the total only.",
        source:
            "failure catalogue C01, C03, C04; one instrumentation records the full latency of calls that do not stream",
        examples: [
            CheckExample(
                "one family for both", .fails, exposition: histogram("llm_seconds", sum: 40, count: 10),
                manifest: declaring(firstToken: "⟦llm_seconds⟧", total: "llm_seconds")),
            CheckExample(
                "the first token takes as long as the answer", .remarks,
                exposition: histogram("first_seconds", type: "⟦histogram⟧", sum: 39, count: 10)
                    + histogram("total_seconds", sum: 40, count: 10),
                manifest: declaring(firstToken: "first_seconds", total: "total_seconds")),
            CheckExample(
                "the opening of the stream, before anything is generated", .remarks,
                exposition: histogram("first_seconds", type: "⟦histogram⟧", sum: 0.1, count: 10)
                    + histogram("total_seconds", sum: 40, count: 10),
                manifest: declaring(firstToken: "first_seconds", total: "total_seconds")),
            CheckExample(
                "two families, ten seconds apart", .passes,
                exposition: histogram("first_seconds", sum: 9, count: 10)
                    + histogram("total_seconds", sum: 110, count: 10),
                manifest: declaring(firstToken: "first_seconds", total: "total_seconds")),
            CheckExample(
                "no streaming", .notApplicable, exposition: histogram("total_seconds", sum: 40, count: 10),
                manifest: CheckExample.sampleManifest.replacing("streaming: true", with: "streaming: false")),
        ],
        judge: judgeFirstToken)

    private static func histogram(_ name: String, type: String = "histogram", sum: Double, count: Int) -> String {
        """
        # TYPE \(name) \(type)
        \(name)_bucket{le="1"} 1
        \(name)_bucket{le="+Inf"} \(count)
        \(name)_sum \(sum)
        \(name)_count \(count)

        """
    }

    private static func declaring(firstToken: String, total: String) -> String {
        """
        preflight: 1
        service: example
        claude: {streaming: true}
        telemetry:
          metrics:
            ttft: {name: \(firstToken)}
            latency: {name: \(total)}
        artefacts:
          exposition: [{files: metrics.prom, complete: true}]

        """
    }

    private static func judgeFirstToken(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        if let reason = SignalApplicability.reasonAgainst(.timeToFirstToken, context.manifest) {
            result.notApplicable = reason
            return result
        }
        let requirement = "signal-not-emitted with ttft and latency"
        guard case .emitted(let first, let firstSpelling) = SignalPresence.of(.timeToFirstToken, context),
            case .emitted(let total, let totalSpelling) = SignalPresence.of(.latency, context)
        else {
            let reason: UnprovableReason =
                context.facts.emitted.hasSample
                ? .dependsOn(requirement: requirement) : .noArtefact(kind: ArtefactKind.exposition.title)
            result.undecided.append(CheckResult.Undecided(reason, subject: "`ttft` and `latency`"))
            return result
        }
        result.subjectCount = 1
        if first.name == total.name {
            result.failures.append(
                firstTokenNotApart.finding(
                    "`ttft` and `latency` are both `\(first.name.string)`, so a slow first token cannot be told from a slow answer",
                    fix: SignalWords.emit(.timeToFirstToken, as: nil),
                    at: SignalWords.place(.timeToFirstToken, context.manifest), subject: "signal ttft"))
            return result
        }
        result.evidence += [first.evidence, total.evidence]
        remark(first, firstSpelling.unit, total, totalSpelling.unit, &result)
        return result
    }

    /// A mean below this share of 50 ms, or above this share of the total, has another explanation than a fast model.
    private static let fastestBelievable = Quantity(0.05, .seconds)
    private static let nearlyAll = 0.95

    private static func remark(
        _ first: EmittedFamily, _ firstUnit: Unit, _ total: EmittedFamily, _ totalUnit: Unit,
        _ result: inout CheckResult
    ) {
        guard let firstMean = first.observations?.mean.map({ Quantity($0, firstUnit) }),
            let totalMean = total.observations?.mean.map({ Quantity($0, totalUnit) }), totalMean.value > 0
        else { return }
        let what: String
        if firstMean.value >= nearlyAll * totalMean.value {
            what =
                "is as long as the whole answer (\(NumberWords.text(firstMean)) of \(NumberWords.text(totalMean)) on average in the sample), as if the stream were collected first"
        } else if firstMean.value < fastestBelievable.value {
            what =
                "is \(NumberWords.text(firstMean)) on average in the sample, which is the opening of the stream and no token"
        } else {
            return
        }
        result.remarks.append(
            firstTokenNotApart.finding(
                "`\(first.name.string)` \(what)",
                fix: "stamp it at the first `content_block_delta` of each stream, and only for calls that stream",
                at: first.place, subject: "signal ttft", discriminator: "stamp", severity: .warning))
    }
}
