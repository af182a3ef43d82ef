package import ClaudeBackend

/// A body of `POST /v1/messages` that was found to be in order: what of it Claude's answer depends on.
package struct MessagesRequest: Sendable {
    /// As the request named it: an id or an alias.
    package var model: String
    /// Place of the model in the catalogue's order of `ServedModels`.
    package var modelIndex: Int
    /// `max_tokens`; zero only warms the cache.
    package var maximumTokens: Int32
    package var isStreaming = false
    /// Every block with its tokens, breakpoints and settings. Its total is what `count_tokens` says of the same body.
    package var prompt: CachePrompt
    package var thinking = Thinking.off
    /// Whether thinking is shown or only billed: `display`.
    package var showsThinking = true
    /// The client's tools; those that the server runs are only counted in the prompt.
    package var tools: [Tool] = []
    /// Types of the tools that the server runs: `web_search_20260318`.
    package var serverTools: [String] = []
    package var toolChoice = ToolChoice.auto
    package var allowsParallelTools = true
    /// The schema of `output_config.format`, as JSON.
    package var outputSchema: [UInt8]?
    /// `output_config.effort`, or the model's own where the request names none.
    package var effort = ModelGates.Effort.high
    package var stopSequences: [String] = []
    package var isFast = false
    package var inferenceGeo = "global"
    package var allowsPriority = false
    /// `diagnostics.previous_message_id`: the request asks why the cache missed.
    package var previousMessageID: String?
    /// Whether the last turn answers tool calls: Claude then speaks and calls no further tool, unless it must.
    package var endsWithToolResults = false

    package init(model: String, modelIndex: Int, maximumTokens: Int32, prompt: CachePrompt) {
        self.model = model
        self.modelIndex = modelIndex
        self.maximumTokens = maximumTokens
        self.prompt = prompt
    }

    package enum Thinking: Sendable, Equatable {
        case off
        case adaptive
        case budget(Int32)
        case betweenTools
    }

    package struct Tool: Sendable, Equatable {
        package var name: String
        /// `input_schema`, as JSON.
        package var inputSchema: [UInt8]

        package init(name: String, inputSchema: [UInt8]) {
            self.name = name
            self.inputSchema = inputSchema
        }
    }

    package enum ToolChoice: Sendable, Equatable {
        case auto
        case any
        case tool(String)
        case none
    }
}
