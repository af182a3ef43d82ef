import ClaudeBackend
import SourceText

/// Everything in a body that is no block of the prompt, checked against what the model takes.
struct RequestSettings {
    var maximumTokens: Int32 = 0
    var isStreaming = false
    var thinking = MessagesRequest.Thinking.off
    var showsThinking = true
    var effort = ModelGates.Effort.high
    var toolChoice = MessagesRequest.ToolChoice.auto
    var allowsParallelTools = true
    var outputSchema: [UInt8]?
    var stopSequences: [String] = []
    var isFast = false
    var inferenceGeo = "global"
    var allowsPriority = true
    var previousMessageID: String?
    /// Top-level `cache_control`.
    var automaticBreakpoint: CacheLifetime?

    private let reader: RequestReader
    private let gates: ModelGates
    /// The canonical id, for messages.
    private let id: String

    init(_ reader: RequestReader, _ gates: ModelGates, id: String) throws(ErrorResponse) {
        self.reader = reader
        self.gates = gates
        self.id = id
        try readLimits()
        try readEffort()
        try readThinking()
        try readSampling()
        try readToolChoice()
        try readOutput()
        try readService()
        automaticBreakpoint = reader.lifetime(of: reader.root)
        if reader.endpoint != .countTokens, maximumTokens == 0 { try checkWarming() }
    }

    func fill(_ request: inout MessagesRequest) {
        request.isStreaming = isStreaming
        request.thinking = thinking
        request.showsThinking = showsThinking
        request.effort = effort
        request.toolChoice = toolChoice
        request.allowsParallelTools = allowsParallelTools
        request.outputSchema = outputSchema
        request.stopSequences = stopSequences
        request.isFast = isFast
        request.inferenceGeo = inferenceGeo
        request.allowsPriority = allowsPriority
        request.previousMessageID = previousMessageID
    }

    var isToolForced: Bool {
        switch toolChoice {
        case .any, .tool: true
        case .auto, .none: false
        }
    }

    // MARK: Length

    private mutating func readLimits() throws(ErrorResponse) {
        if let stream = reader.member(.stream) { isStreaming = reader.tree.isTrue(stream) }
        if reader.endpoint == .batch, isStreaming {
            throw .invalid("stream: streaming is not supported for requests in a batch")
        }
        guard let node = reader.member(.maxTokens), let value = reader.tree.integer(node).value else { return }
        let isLong = reader.endpoint == .batch && gates.hasLongBatchOutput
        let cap = isLong && reader.betas.contains("output-300k-2026-03-24") ? 300_000 : gates.maximumOutput
        if value > Int(cap) {
            throw .invalid(
                "max_tokens: \(value) > \(cap), which is the maximum allowed number of output tokens for \(id)")
        }
        maximumTokens = Int32(value)
    }

    /// `max_tokens: 0` only writes the cache: nothing may be asked that needs an answer. Source: platform.claude.com,
    /// "Prompt caching"; the texts are not quoted anywhere.
    private func checkWarming() throws(ErrorResponse) {
        var reason: String?
        if isStreaming { reason = "`stream` is true" }
        if case .budget = thinking { reason = "thinking is enabled" }
        if outputSchema != nil { reason = "`output_config.format` is set" }
        if isToolForced { reason = "`tool_choice` forces tool use" }
        if reader.endpoint == .batch { reason = "the request is part of a batch" }
        if let reason { throw .invalid("max_tokens: must be greater than 0 when \(reason)") }
    }

    // MARK: Thinking

    private mutating func readEffort() throws(ErrorResponse) {
        effort = gates.defaultEffort
        guard let output = reader.member(.outputConfig), let node = reader.member(.effort, of: output) else { return }
        switch reader.tree[node].word {
        case .low: effort = .low
        case .medium: effort = .medium
        case .high: effort = .high
        case .xhigh: effort = .xhigh
        case .max: effort = .max
        default: break
        }
        if gates.efforts.isEmpty { throw .invalid("This model does not support the effort parameter.") }
        if !gates.efforts.contains(effort) {
            let list = gates.efforts.map { "'\($0)'" }.joined(separator: ", ")
            throw .invalid(
                "output_config.effort: '\(effort)' is not supported on this model. Supported levels: \(list).")
        }
    }

    private mutating func readThinking() throws(ErrorResponse) {
        showsThinking = gates.showsThinking
        thinking = gates.thinkingDefault == .off ? .off : .adaptive
        guard let node = reader.member(.thinking) else { return }
        switch reader.word(.type, of: node) {
        case .enabled: thinking = try budget(node)
        case .disabled: thinking = try disabled()
        case .betweenTools: thinking = try betweenTools()
        default:
            if !gates.takesAdaptiveThinking { throw .invalid("adaptive thinking is not supported on this model") }
            thinking = .adaptive
        }
        if let display = reader.member(.display, of: node) { showsThinking = reader.tree[display].word == .summarized }
    }

    private func budget(_ node: Int) throws(ErrorResponse) -> MessagesRequest.Thinking {
        guard gates.takesThinkingBudget else {
            throw .invalid(
                "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and "
                    + "\"output_config.effort\" to control thinking behavior.")
        }
        let budget = reader.member(.budgetTokens, of: node).flatMap { reader.tree.integer($0).value } ?? 1024
        // With interleaved thinking the budget is for all of a turn, which has several answers.
        let isInterleaved =
            reader.betas.contains { $0.hasPrefix("interleaved-thinking") } && reader.member(.tools) != nil
        if reader.endpoint != .countTokens, maximumTokens > 0, budget >= Int(maximumTokens), !isInterleaved {
            throw .invalid(
                "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at "
                    + "https://docs.claude.com/en/docs/build-with-claude/extended-thinking"
                    + "#max-tokens-and-context-window-size")
        }
        return .budget(Int32(clamping: budget))
    }

    /// The text about effort: anthropics/claude-code issue 81084.
    private func disabled() throws(ErrorResponse) -> MessagesRequest.Thinking {
        switch gates.disabling {
        case .yes: return .off
        case .upToEffortHigh:
            if effort <= .high { return .off }
            throw .invalid(
                "output_config.effort '\(effort)' is not supported when thinking is disabled on this model. "
                    + "Use effort 'high' or below, or enable thinking.")
        case .no:
            throw .invalid(
                "\"thinking.type.disabled\" is not supported for this model. Use \"thinking.type."
                    + "\(gates.thinksBetweenTools ? "between_tools" : "adaptive")\" and a lower "
                    + "\"output_config.effort\" to think less.")
        }
    }

    private func betweenTools() throws(ErrorResponse) -> MessagesRequest.Thinking {
        guard gates.thinksBetweenTools else {
            throw .invalid("\"thinking.type.between_tools\" is not supported for this model.")
        }
        if effort <= .high { return .betweenTools }
        throw .invalid(
            "output_config.effort '\(effort)' is not supported with \"thinking.type.between_tools\" on this model.")
    }

    private var isBudgeted: Bool {
        if case .budget = thinking { return true }
        return false
    }

    // MARK: Sampling

    /// Texts of the newer models: the reference of errors; of the older ones: MartialBE/one-hub issue 529 and
    /// router-for-me/CLIProxyAPI issue 193.
    private func readSampling() throws(ErrorResponse) {
        guard reader.endpoint != .countTokens else { return }
        let temperature = reader.member(.temperature).flatMap { reader.tree.number($0) }
        let topP = reader.member(.topP).flatMap { reader.tree.number($0) }
        let topK = reader.member(.topK)
        guard gates.takesSampling else {
            if let temperature, temperature != 1 { throw Self.deprecated(.temperature) }
            if let topP, topP != 1, topP != 0.99 { throw Self.deprecated(.topP) }
            if topK != nil { throw Self.deprecated(.topK) }
            return
        }
        if gates.takesOneSamplingParameter, temperature != nil, topP != nil {
            throw .invalid(
                "`temperature` and `top_p` cannot both be specified for this model. Please use only one.")
        }
        guard thinking != .off else { return }
        let reference =
            "Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking"
            + "#important-considerations-when-using-extended-thinking"
        if let temperature, temperature != 1 {
            throw .invalid("`temperature` may only be set to 1 when thinking is enabled. \(reference)")
        }
        if let topP, topP < 0.95 {
            throw .invalid(
                "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled. \(reference)")
        }
        if topK != nil { throw .invalid("`top_k` must be unset when thinking is enabled. \(reference)") }
    }

    private static func deprecated(_ word: JSONWord) -> ErrorResponse {
        .invalid("`\(word.string)` is deprecated for this model.")
    }

    // MARK: Tools

    private mutating func readToolChoice() throws(ErrorResponse) {
        let hasTools = reader.member(.tools).map { reader.tree[$0].count > 0 } ?? false
        guard let node = reader.member(.toolChoice) else { return }
        if let parallel = reader.member(.disableParallelToolUse, of: node) {
            allowsParallelTools = !reader.tree.isTrue(parallel)
        }
        switch reader.word(.type, of: node) {
        case .any: toolChoice = .any
        case .tool: toolChoice = .tool(reader.member(.name, of: node).map(reader.tree.string) ?? "")
        case .none: toolChoice = .none
        default: toolChoice = .auto
        }
        if !hasTools, toolChoice != .none {
            throw .invalid("tool_choice: may only be specified while providing tools")
        }
        if case .tool(let name) = toolChoice, !reader.hasTool(named: name) {
            throw .invalid("Tool '\(name)' not found in provided tools")
        }
        guard isToolForced else { return }
        switch gates.forcedTools {
        case .yes: break
        case .no: throw .invalid("tool_choice: type \"tool\" and \"any\" are not supported for this model")
        case .noOfOld: throw .invalid("tool_choice forces tool use is not compatible with this model")
        case .withoutBudget:
            if isBudgeted { throw .invalid("Thinking may not be enabled when tool_choice forces tool use.") }
        }
    }

    // MARK: Output and service

    private mutating func readOutput() throws(ErrorResponse) {
        if let output = reader.member(.outputConfig), let format = reader.member(.format, of: output),
            let schema = reader.member(.schema, of: format)
        {
            try OutputSchemaRules(reader.tree, root: schema).check()
            outputSchema = Array(reader.tree.source(schema))
        }
        if let sequences = reader.member(.stopSequences) {
            stopSequences = reader.tree.children(of: sequences).map(reader.tree.string)
        }
        if let diagnostics = reader.member(.diagnostics) {
            previousMessageID = reader.member(.previousMessageID, of: diagnostics).map(reader.tree.string)
        }
    }

    private mutating func readService() throws(ErrorResponse) {
        if let tier = reader.member(.serviceTier) { allowsPriority = reader.tree[tier].word != .standardOnly }
        if let geo = reader.member(.inferenceGeo) {
            if !gates.takesInferenceGeo { throw .invalid("inference_geo: not supported for \(id)") }
            inferenceGeo = reader.tree.string(geo)
        }
        guard let speed = reader.member(.speed) else { return }
        if reader.endpoint == .batch { throw .invalid("speed: fast mode is not supported for requests in a batch") }
        isFast = reader.tree[speed].word == .fast
        if isFast, !gates.isFastOffered { throw .invalid("speed: 'fast' is not supported for \(id)") }
    }
}

extension RequestReader {
    /// Of a `cache_control`; its shape has been checked.
    func lifetime(of node: Int) -> CacheLifetime? {
        guard let control = member(.cacheControl, of: node) else { return nil }
        return word(.ttl, of: control) == .hour ? .hour : .fiveMinutes
    }

    func hasTool(named name: String) -> Bool {
        guard let tools = member(.tools) else { return false }
        let bytes = Array(name.utf8)
        return tree.children(of: tools).contains { tool in
            tree.member(tool, .name).map { tree.bytes($0) == bytes } ?? false
        }
    }
}
