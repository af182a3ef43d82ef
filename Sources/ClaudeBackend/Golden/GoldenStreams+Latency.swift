extension GoldenStreams {
    /// G7 and G15: when the first token comes, and answers that outlast the buckets.
    static let latency: [GoldenStream] = [
        stream(
            "G7", "one second between headers and text",
            shows: "a meter that takes `message_start` or `ping` for the first token measures zero",
            decision: decision {
                $0.firstTokenMilliseconds = 1000
                $0.durationMilliseconds = 2000
            },
            context: context { $0.headLeadMilliseconds = 1000 },
            expected: record(cost: 4_624_800) {
                $0.firstTokenMilliseconds = 1000
                $0.firstTextMilliseconds = 1000
                $0.durationMilliseconds = 2000
            }),
        stream(
            "G7t", "one second of thinking before the text",
            shows: "the first token and the first text that a person sees are two numbers",
            decision: decision {
                $0.firstTokenMilliseconds = 500
                $0.durationMilliseconds = 2500
                $0.outputTokens = 200
                $0.thinkingTokens = 100
            },
            context: context {
                $0.content =
                    [
                        .thinking(
                            "They ask for a refund. The order is three days old, so it is due.",
                            signature: "c2lnbmF0dXJlIG9mIGEgdGhvdWdodA==")
                    ] + content
            },
            expected: record(cost: 6_664_800) {
                $0.outputTokens = 200
                $0.firstTokenMilliseconds = 500
                $0.firstTextMilliseconds = 1500
                $0.durationMilliseconds = 2500
            }),
        long(seconds: 60, output: 3_900, cost: 62_164_800),
        long(seconds: 400, output: 26_000, cost: 393_664_800),
    ]

    private static func long(seconds: Int32, output: Int32, cost: Int64) -> GoldenStream {
        stream(
            "G15-\(seconds)s", "an answer of \(seconds) s",
            shows: "above the highest bucket every quantile is that bucket's bound, however long it took",
            decision: decision {
                $0.durationMilliseconds = seconds * 1000
                $0.outputTokens = output
            },
            expected: record(cost: cost) {
                $0.durationMilliseconds = Int64(seconds) * 1000
                $0.outputTokens = Int64(output)
            })
    }
}
