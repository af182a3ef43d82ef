import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// A time series is for ever, as far as memory is concerned.
    static let unboundedLabel = Check(
        kind: FindingKind(code: "PF206", name: "unbounded-label"), scope: .family, severity: .error,
        summary: "a metric has a label whose values never end, so its series grow until the server falls over",
        why: "every new value makes a new series in the process and in Prometheus, for each bucket of a histogram; the "
            + "bill or the outage comes weeks after the change",
        remedy: "Take the label off the metric and write the id to the log line of the request.",
        source: "failure catalogue F01 to F03: 5,000 users and 11 buckets are 70,000 series of one histogram",
        examples: [
            CheckExample(
                "a user id on requests", .fails,
                exposition: """
                    # TYPE claude_requests_count_total ⟦counter⟧
                    claude_requests_count_total{user_id="u-1"} 1
                    claude_requests_count_total{user_id="u-2"} 1

                    """),
            CheckExample(
                "a conversation on a histogram", .fails,
                exposition: """
                    # TYPE claude_latency_total_ms ⟦histogram⟧
                    claude_latency_total_ms_bucket{conversation_id="c1",le="1000"} 1
                    claude_latency_total_ms_bucket{conversation_id="c1",le="+Inf"} 1
                    claude_latency_total_ms_sum{conversation_id="c1"} 1
                    claude_latency_total_ms_count{conversation_id="c1"} 1

                    """,
                manifest: CheckExample.sampleManifest + "traffic: {peak_rps: 10}\n"),
            CheckExample(
                "an error's message", .remarks,
                exposition:
                    "# TYPE claude_errors_count_total ⟦counter⟧\nclaude_errors_count_total{error_type=\"Read timed out after 30 seconds\"} 1\n"
            ),
            CheckExample(
                "labels that end", .passes,
                exposition: """
                    # TYPE claude_requests_count_total counter
                    claude_requests_count_total{model="a",feature="chat",token_type="x"} 1

                    """),
            CheckExample("no sample", .unprovable, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeEndless)

    private static func judgeEndless(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard context.facts.emitted.hasSample else {
            result.undecided.append(
                CheckResult.Undecided(.noArtefact(kind: ArtefactKind.exposition.title), subject: "metric labels"))
            return result
        }
        for family in context.facts.emitted.sampledFamilies where !RuntimeFamilies.contain(family.name) {
            result.subjectCount += 1
            for label in family.labels.keys.sorted() where LabelShapes.isEndless(label) {
                result.failures.append(finding(family, label, context))
            }
            for (label, domain) in family.labels.sorted(by: { $0.key < $1.key })
            where !LabelShapes.isEndless(label) && LabelShapes.proseCount(domain) > 0 {
                result.remarks.append(
                    unboundedLabel.finding(
                        "`\(family.name.string)` has sentences as values of `\(label.string)`, and every new wording makes a new series",
                        fix: "put a word out of a closed list there, and the sentence into the log",
                        at: family.place, subject: "metric \(family.name.string)", discriminator: label.string,
                        severity: .warning))
            }
        }
        return result
    }

    /// For the prediction, where the manifest gives no rate to count by.
    private static let exampleValueCount = 1000

    private static func finding(_ family: EmittedFamily, _ label: ByteString, _ context: CheckContext) -> Finding {
        let name = "`\(family.name.string)`"
        let series = SeriesCount.perCombination(family)
        var prediction =
            "\(SeriesCount.text(exampleValueCount)) values are \(SeriesCount.text(SeriesCount.predicted(family, label, values: exampleValueCount, context))) series"
        if isPerRequest(label), let peak = context.manifest.traffic.peakRequestsPerSecond?.value {
            let hourly = Int(exactly: (peak * 3600).rounded(.down)) ?? Int.max
            prediction =
                "at the declared peak of \(NumberWords.text(peak)) requests a second that is \(SeriesCount.text(SeriesCount.predicted(family, label, values: max(1, hourly), context))) new series an hour"
        }
        return unboundedLabel.finding(
            "\(name) has the label `\(label.string)`, whose values never end: \(prediction)",
            fix:
                "take `\(label.string)` off \(name) and write it to the request's log line; who is behind a spike is a question for logs",
            at: family.place.map {
                Annotation($0.range, series == 1 ? "one series a value" : "\(series) series a value")
            },
            subject: "metric \(family.name.string)", discriminator: label.string)
    }

    private static func isPerRequest(_ label: ByteString) -> Bool {
        let name = label.string.lowercased()
        return [
            "request", "req_", "trace", "span", "message", "msg", "conversation", "thread", "session", "correlation",
        ]
        .contains { name.contains($0) }
    }
}
