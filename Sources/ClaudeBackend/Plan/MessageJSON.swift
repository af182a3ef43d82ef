/// The message of one answer, whole and as its stream begins and ends. Source: anthropic-sdk-python 2.12.0,
/// `types/message.py`; the keys of the stream follow answers of Opus 5.5 in October 2026.
package struct MessageJSON {
    let decision: Decision
    let context: ResponseContext

    package init(decision: Decision, context: ResponseContext) {
        self.decision = decision
        self.context = context
    }

    var usage: UsageJSON { UsageJSON(decision: decision, details: context.usage) }

    package var whole: WireJSON {
        .object([
            ("model", .string(context.model)), ("id", .string(context.messageID)), ("type", .string("message")),
            ("role", .string("assistant")), ("content", .array(context.content.map(\.json))), ("container", .null),
            ("stop_reason", .optional(decision.stopReason.word)), ("stop_sequence", stopSequence),
            ("stop_details", stopDetails), ("diagnostics", .null), ("usage", usage.whole),
        ])
    }

    /// `message_start`.
    var start: WireJSON {
        let message: [(key: String, value: WireJSON)] = [
            ("model", .string(context.model)), ("id", .string(context.messageID)), ("type", .string("message")),
            ("role", .string("assistant")), ("content", .array([])), ("container", .null), ("stop_reason", .null),
            ("stop_sequence", .null), ("stop_details", .null), ("diagnostics", .null), ("usage", usage.start),
        ]
        return .object([("type", .string("message_start")), ("message", .object(message))])
    }

    /// `message_delta`.
    var delta: WireJSON {
        let delta: [(key: String, value: WireJSON)] = [
            ("stop_reason", .optional(decision.stopReason.word)), ("stop_sequence", stopSequence),
            ("stop_details", stopDetails), ("container", .null),
        ]
        return .object([("type", .string("message_delta")), ("delta", .object(delta)), ("usage", usage.delta)])
    }

    private var stopSequence: WireJSON {
        decision.stopReason == .stopSequence ? .optional(context.stopSequence) : .null
    }

    private var stopDetails: WireJSON {
        guard decision.stopReason == .refusal else { return .null }
        return .object([
            ("type", .string("refusal")), ("category", .optional(context.refusal.category)),
            ("explanation", .optional(context.refusal.explanation)),
        ])
    }
}
