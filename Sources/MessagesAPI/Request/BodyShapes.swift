import ClaudeBackend

/// What a body may hold on each way in. Sources: anthropic-sdk-python 2.12.0, `types/message_create_params.py`,
/// `types/message_count_tokens_params.py` and their namesakes in `types/beta`; platform.claude.com, "Batch processing".
enum BodyShapes {
    static func of(_ endpoint: MessagesRequest.Endpoint) -> ObjectShape {
        switch endpoint {
        case .messages, .batch: messages
        case .countTokens: countTokens
        }
    }

    /// Fields that exist for requests with an `anthropic-beta` header.
    static let betaFields = JSONWordSet([
        .fallbacks, .fallbackCreditToken, .contextManagement, .mcpServers, .billingPolicy, .compaction, .thread,
    ])
    /// The same of `output_config`.
    static let betaOutputFields = JSONWordSet([.taskBudget])

    private static let shared: [ObjectShape.Field] = [
        .required(.model, .string), .required(.messages, .list), .optional(.system, .stringOrList),
        .optional(.thinking, .object), .optional(.outputConfig, .object), .optional(.tools, .list),
        .optional(.toolChoice, .object), .optional(.cacheControl, .cacheControl),
    ]

    private static let countTokens = ObjectShape(shared + [speed])
    private static let speed = ObjectShape.Field.optional(.speed, .oneOf([.standard, .fast]))

    private static let messages = ObjectShape(
        shared.prefix(1) + [.required(.maxTokens, .integer(atLeast: 0))] + shared.dropFirst() + [
            .optional(.stopSequences, .strings), .optional(.stream, .bool), .optional(.metadata, .object),
            .optional(.temperature, .number(0...1)), .optional(.topP, .number(0...1)),
            .optional(.topK, .integer(atLeast: 0)), .optional(.container, .anything),
            .optional(.serviceTier, .oneOf([.auto, .standardOnly])), speed,
            .optional(.inferenceGeo, .string), .optional(.diagnostics, .object),
        ])

    static let metadata = ObjectShape([.optional(.userID, .string)])
    static let diagnostics = ObjectShape([.optional(.previousMessageID, .string)])
    static let container = ObjectShape([.optional(.id, .string), .optional(.skills, .list)])

    static let outputConfig = ObjectShape([
        .optional(.effort, .oneOf([.low, .medium, .high, .xhigh, .max])), .optional(.format, .object),
    ])
    static let outputFormat = ObjectShape([
        .required(.type, .oneOf([.jsonSchema])), .required(.schema, .dictionary),
    ])

    // MARK: Thinking

    static let thinkingTypes: [JSONWord] = [.adaptive, .betweenTools, .disabled, .enabled]

    static func thinking(_ type: JSONWord) -> ObjectShape {
        switch type {
        case .enabled: enabledThinking
        case .disabled, .betweenTools: plainThinking
        default: adaptiveThinking
        }
    }

    private static let display = ObjectShape.Field.optional(.display, .oneOf([.summarized, .omitted]))
    private static let enabledThinking = ObjectShape([
        .required(.type, .string), .required(.budgetTokens, .integer(atLeast: 1024)), display,
    ])
    private static let plainThinking = ObjectShape([.required(.type, .string)])
    private static let adaptiveThinking = ObjectShape([.required(.type, .string), display])

    // MARK: Tool choice

    static let toolChoiceTypes: [JSONWord] = [.any, .auto, .none, .tool]

    static func toolChoice(_ type: JSONWord) -> ObjectShape {
        switch type {
        case .tool: oneTool
        case .none: noTool
        default: anyTool
        }
    }

    private static let parallel = ObjectShape.Field.optional(.disableParallelToolUse, .bool)
    private static let anyTool = ObjectShape([.required(.type, .string), parallel])
    private static let oneTool = ObjectShape([.required(.type, .string), .required(.name, .string), parallel])
    private static let noTool = ObjectShape([.required(.type, .string)])

    // MARK: Tools

    static let customTool = ObjectShape([
        .required(.name, .string), .required(.inputSchema, .dictionary), .optional(.type, .string),
        .optional(.description, .string), .optional(.strict, .bool), .optional(.cacheControl, .cacheControl),
        .optional(.eagerInputStreaming, .bool), .optional(.deferLoading, .bool), .optional(.allowedCallers, .strings),
        .optional(.inputExamples, .list),
    ])
}
