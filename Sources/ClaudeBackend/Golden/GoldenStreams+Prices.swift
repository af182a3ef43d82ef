extension GoldenStreams {
    /// G11 to G14: what a table of input and output prices misses.
    static let prices: [GoldenStream] =
        [
            stream(
                "G11", "written to the cache for an hour",
                shows: "costs twice the input; priced as a write of five minutes it is 37 % too cheap",
                decision: decision {
                    $0.inputTokens = 20
                    $0.cacheReadTokens = 0
                    $0.cacheWrite1hTokens = 5000
                },
                expected: record(cost: 31_020_000) {
                    $0.inputTokens = 20
                    $0.cacheReadTokens = 0
                    $0.cacheWrite1hTokens = 5000
                })
        ] + spellings + [webSearch] + tiers

    private static let spellings: [GoldenStream] = [
        spelling("unknown", "claude-unheard-of-9", cost: nil, shows: "a model without a price is flagged, not free"),
        spelling(
            "dated", "claude-haiku-4-5-20251001", cost: 1_541_600,
            shows: "an alias is asked for, the dated id answers"),
        spelling(
            "bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", cost: 1_541_600,
            shows: "the id of a cross-region profile of Bedrock"),
        spelling("vertex", "claude-haiku-4-5@20251001", cost: 1_541_600, shows: "the id of Vertex AI"),
    ]

    private static func spelling(_ variant: String, _ model: String, cost: Int64?, shows: String) -> GoldenStream {
        stream(
            "G12-\(variant)", "answered by `\(model)`", shows: shows, context: context(model: model),
            expected: record(cost: cost) { $0.model = model })
    }

    private static let webSearch = stream(
        "G13", "three web searches",
        shows: "each search costs a cent, six times what the tokens of this answer do",
        context: context {
            var identifiers = WireIdentifiers(seed: 13, ordinal: 0)
            let id = identifiers.serverTool()
            let result = WireJSON.object([
                ("type", .string("web_search_tool_result")), ("tool_use_id", .string(id)), ("content", .array([])),
            ])
            $0.content =
                [
                    .serverTool(id: id, name: "web_search", input: Array(#"{"query":"refund days"}"#.utf8)),
                    .whole(result.bytes),
                ] + content
            $0.usage.webSearchRequests = 3
        },
        expected: record(cost: 34_624_800) {
            $0.webSearchRequests = 3
            // Behind the call and its result, which take a quarter of the bytes.
            $0.firstTextMilliseconds = 1160
        })

    private static let tiers: [GoldenStream] = [
        stream(
            "G14-batch", "`service_tier` is `batch`", shows: "half the price, and only the answer says so",
            context: context {
                $0.isStreaming = false
                $0.usage.serviceTier = "batch"
            },
            expected: record(cost: 2_312_400) {
                $0.serviceTier = "batch"
                $0.firstTokenMilliseconds = nil
                $0.firstTextMilliseconds = nil
            }),
        stream(
            "G14-fast", "`speed` is `fast`", shows: "twice the price of the model, on all kinds of tokens",
            context: context(model: "claude-opus-5-5") { $0.usage.speed = "fast" },
            expected: record(cost: 10_694_400) {
                $0.model = "claude-opus-5-5"
                $0.speed = "fast"
            }),
        stream(
            "G14-priority", "`service_tier` is `priority`",
            shows: "paid by commitment: the list price is not what it costs",
            context: context { $0.usage.serviceTier = "priority" },
            expected: record(cost: nil) { $0.serviceTier = "priority" }),
    ]
}
