/// A key or value that the Messages API gives a meaning. Texts are compared with the vocabulary once, while a body is
/// read; after that a word is one byte.
///
/// Sources: anthropic-sdk-python 2.12.0, `types/message_create_params.py` and the types that it refers to;
/// platform.claude.com, "Tool use overview", for the types of server tools' results.
package enum JSONWord: UInt8, CaseIterable, Sendable {
    /// Any other text, and whatever is no text.
    case other
    // The body
    case model, maxTokens, messages, system, stopSequences, stream, metadata, temperature, topP, topK, thinking
    case outputConfig, tools, toolChoice, cacheControl, container, serviceTier, speed, inferenceGeo, diagnostics
    case fallbacks, fallbackCreditToken, contextManagement, mcpServers, billingPolicy, compaction, thread
    case requests, customID, params
    // Its parts
    case userID, role, content, type, text, source, title, context, citations, enabled, id, name, input, toolUseID
    case isError, data, signature, budgetTokens, display, effort, format, schema, description, inputSchema, strict
    case eagerInputStreaming, deferLoading, allowedCallers, inputExamples, disableParallelToolUse, ttl
    case previousMessageID, mediaType, url, fileID, skills, caller, toolsetName, toolName, taskBudget
    case transformations
    // Roles and types
    case user, assistant, image, document, searchResult, redactedThinking, toolUse, toolResult, serverToolUse
    case containerUpload, webSearchToolResult, webFetchToolResult, codeExecutionToolResult
    case bashCodeExecutionToolResult, textEditorCodeExecutionToolResult, toolSearchToolResult, toolReference
    case browserState, advisorToolResult, mcpToolUse, mcpToolResult, mcpToolListing, toolAddition, toolRemoval, fallback
    case ephemeral, fiveMinutes, hour, base64, file, auto, any, tool, none, adaptive, disabled, betweenTools
    case summarized, omitted, low, medium, high, xhigh, max, jsonSchema, custom, standard, fast, standardOnly, object
}

extension JSONWord {
    /// As it stands in JSON; empty for `other`.
    package var spelling: StaticString {
        switch self {
        case .other: ""
        case .model: "model"
        case .maxTokens: "max_tokens"
        case .messages: "messages"
        case .system: "system"
        case .stopSequences: "stop_sequences"
        case .stream: "stream"
        case .metadata: "metadata"
        case .temperature: "temperature"
        case .topP: "top_p"
        case .topK: "top_k"
        case .thinking: "thinking"
        case .outputConfig: "output_config"
        case .tools: "tools"
        case .toolChoice: "tool_choice"
        case .cacheControl: "cache_control"
        case .container: "container"
        case .serviceTier: "service_tier"
        case .speed: "speed"
        case .inferenceGeo: "inference_geo"
        case .diagnostics: "diagnostics"
        case .fallbacks: "fallbacks"
        case .fallbackCreditToken: "fallback_credit_token"
        case .compaction: "compaction"
        case .thread: "thread"
        case .contextManagement: "context_management"
        case .mcpServers: "mcp_servers"
        case .billingPolicy: "billing_policy"
        case .requests: "requests"
        case .customID: "custom_id"
        case .params: "params"
        case .userID: "user_id"
        case .role: "role"
        case .content: "content"
        case .type: "type"
        case .text: "text"
        case .source: "source"
        case .title: "title"
        case .context: "context"
        case .citations: "citations"
        case .enabled: "enabled"
        case .id: "id"
        case .name: "name"
        case .input: "input"
        case .toolUseID: "tool_use_id"
        case .isError: "is_error"
        case .data: "data"
        case .signature: "signature"
        case .budgetTokens: "budget_tokens"
        case .display: "display"
        case .effort: "effort"
        case .format: "format"
        case .schema: "schema"
        case .description: "description"
        case .inputSchema: "input_schema"
        case .strict: "strict"
        case .eagerInputStreaming: "eager_input_streaming"
        case .deferLoading: "defer_loading"
        case .allowedCallers: "allowed_callers"
        case .inputExamples: "input_examples"
        case .disableParallelToolUse: "disable_parallel_tool_use"
        case .ttl: "ttl"
        case .previousMessageID: "previous_message_id"
        case .mediaType: "media_type"
        case .url: "url"
        case .fileID: "file_id"
        case .skills: "skills"
        case .caller: "caller"
        case .toolsetName: "toolset_name"
        case .toolName: "tool_name"
        case .taskBudget: "task_budget"
        case .transformations: "transformations"
        case .user: "user"
        case .assistant: "assistant"
        case .image: "image"
        case .document: "document"
        case .searchResult: "search_result"
        case .redactedThinking: "redacted_thinking"
        case .toolUse: "tool_use"
        case .toolResult: "tool_result"
        case .serverToolUse: "server_tool_use"
        case .containerUpload: "container_upload"
        case .webSearchToolResult: "web_search_tool_result"
        case .webFetchToolResult: "web_fetch_tool_result"
        case .codeExecutionToolResult: "code_execution_tool_result"
        case .bashCodeExecutionToolResult: "bash_code_execution_tool_result"
        case .textEditorCodeExecutionToolResult: "text_editor_code_execution_tool_result"
        case .toolSearchToolResult: "tool_search_tool_result"
        case .toolReference: "tool_reference"
        case .browserState: "browser_state"
        case .advisorToolResult: "advisor_tool_result"
        case .mcpToolUse: "mcp_tool_use"
        case .mcpToolResult: "mcp_tool_result"
        case .mcpToolListing: "mcp_tool_listing"
        case .toolAddition: "tool_addition"
        case .toolRemoval: "tool_removal"
        case .fallback: "fallback"
        case .ephemeral: "ephemeral"
        case .fiveMinutes: "5m"
        case .hour: "1h"
        case .base64: "base64"
        case .file: "file"
        case .auto: "auto"
        case .any: "any"
        case .tool: "tool"
        case .none: "none"
        case .adaptive: "adaptive"
        case .disabled: "disabled"
        case .betweenTools: "between_tools"
        case .summarized: "summarized"
        case .omitted: "omitted"
        case .low: "low"
        case .medium: "medium"
        case .high: "high"
        case .xhigh: "xhigh"
        case .max: "max"
        case .jsonSchema: "json_schema"
        case .custom: "custom"
        case .standard: "standard"
        case .fast: "fast"
        case .standardOnly: "standard_only"
        case .object: "object"
        }
    }

    /// The word as text, for messages.
    package var string: String { spelling.description }
}

/// Some words, one bit each.
struct JSONWordSet: Sendable {
    private var bits = SIMD4<UInt64>(repeating: 0)

    init(_ words: some Sequence<JSONWord>) {
        for word in words { bits[Int(word.rawValue >> 6)] |= 1 << UInt64(word.rawValue & 63) }
    }

    func contains(_ word: JSONWord) -> Bool {
        bits[Int(word.rawValue >> 6)] & (1 << UInt64(word.rawValue & 63)) != 0
    }
}

/// Finds the word of a text by its first eight and its last eight bytes, then compares what lies between.
struct JSONWordTable: Sendable {
    static let shared = JSONWordTable()

    private struct Slot {
        var first: UInt64 = 0
        var last: UInt64 = 0
        var length = 0
        var word = JSONWord.other
    }

    private var slots = [Slot](repeating: Slot(), count: 512)
    /// Longer texts are no words.
    private static let longest = 40

    private init() {
        for word in JSONWord.allCases where word != .other {
            let bytes = Array(word.string.utf8)
            let (first, last) = bytes.withUnsafeBytes { Self.ends($0, 0, bytes.count) }
            var place = Self.place(first, last, bytes.count)
            while slots[place].length > 0 { place = (place + 1) & 511 }
            slots[place] = Slot(first: first, last: last, length: bytes.count, word: word)
        }
    }

    /// The word that stands in `start..<end`.
    func word(in text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> JSONWord {
        let length = end - start
        guard length > 0, length <= Self.longest else { return .other }
        let (first, last) = Self.ends(text, start, length)
        var place = Self.place(first, last, length)
        while slots[place].length > 0 {
            let slot = slots[place]
            if slot.first == first, slot.last == last, slot.length == length {
                // Two words of one length with the same ends have the same middle or are no words.
                guard length > 16 else { return slot.word }
                let isWord = slot.word.spelling.withUTF8Buffer { $0.elementsEqual(text[start..<end]) }
                return isWord ? slot.word : .other
            }
            place = (place + 1) & 511
        }
        return .other
    }

    private static func ends(_ text: UnsafeRawBufferPointer, _ start: Int, _ length: Int) -> (UInt64, UInt64) {
        if length >= 8 {
            return (
                text.loadUnaligned(fromByteOffset: start, as: UInt64.self),
                text.loadUnaligned(fromByteOffset: start + length - 8, as: UInt64.self)
            )
        }
        var first: UInt64 = 0
        for offset in 0..<length { first = first << 8 | UInt64(text[start + offset]) }
        return (first, first)
    }

    private static func place(_ first: UInt64, _ last: UInt64, _ length: Int) -> Int {
        let mixed = (first ^ (last &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(length)) &* 0xBF58_476D_1CE4_E5B9
        return Int(truncatingIfNeeded: mixed >> 55)
    }
}
