/// The `usage` objects of one answer; their numbers are the decision's.
///
/// Identities: the three kinds of input add up to the prompt, both kinds of cache writes to
/// `cache_creation_input_tokens`; thinking is part of the output. Source: anthropic-sdk-python 2.12.0, `types/usage.py`
/// and `types/message_delta_usage.py`.
struct UsageJSON {
    let decision: Decision
    let details: UsageDetails

    /// Of a whole message.
    var whole: WireJSON {
        .object(
            input + [
                ("cache_creation", cacheCreation), ("output_tokens", .integer(decision.outputTokens)),
                ("output_tokens_details", outputDetails), ("server_tool_use", serverTools ?? .null),
            ] + service)
    }

    /// Of `message_start`.
    var start: WireJSON {
        let placeholder = min(max(0, details.placeholderOutputTokens), max(0, decision.outputTokens))
        return .object(
            input + [("cache_creation", cacheCreation), ("output_tokens", .integer(placeholder))] + service)
    }

    /// Of `message_delta`: counts of the whole message, to replace those of the start and not to be added to them.
    var delta: WireJSON {
        var members: [(key: String, value: WireJSON)] = []
        switch details.inDelta {
        case .cumulative: members = input
        case .nullInput: members = input.map { ($0.key, .null) }
        case .outputOnly: break
        }
        members.append(("output_tokens", .integer(decision.outputTokens)))
        if details.inDelta != .outputOnly { members.append(("output_tokens_details", outputDetails)) }
        if let serverTools { members.append(("server_tool_use", serverTools)) }
        return .object(members)
    }

    private var input: [(key: String, value: WireJSON)] {
        [
            ("input_tokens", .integer(decision.inputTokens)),
            (
                "cache_creation_input_tokens",
                .integer(Int64(decision.cacheWrite5mTokens) + Int64(decision.cacheWrite1hTokens))
            ),
            ("cache_read_input_tokens", .integer(decision.cacheReadTokens)),
        ]
    }

    private var cacheCreation: WireJSON {
        .object([
            ("ephemeral_5m_input_tokens", .integer(decision.cacheWrite5mTokens)),
            ("ephemeral_1h_input_tokens", .integer(decision.cacheWrite1hTokens)),
        ])
    }

    private var outputDetails: WireJSON { .object([("thinking_tokens", .integer(decision.thinkingTokens))]) }

    private var serverTools: WireJSON? {
        guard details.webSearchRequests > 0 || details.webFetchRequests > 0 else { return nil }
        return .object([
            ("web_search_requests", .integer(details.webSearchRequests)),
            ("web_fetch_requests", .integer(details.webFetchRequests)),
        ])
    }

    private var service: [(key: String, value: WireJSON)] {
        [
            ("service_tier", .string(details.serviceTier)), ("inference_geo", .string(details.inferenceGeo)),
            ("speed", .string(details.speed)),
        ]
    }
}
