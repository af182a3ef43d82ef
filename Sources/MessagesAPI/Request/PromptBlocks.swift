import ClaudeBackend

/// The blocks of a prompt, in the order in which the cache sees them, and what the walk over them finds on its way.
struct PromptBlocks {
    /// Where a block stands in the body.
    enum Place {
        case tool(Int)
        case system(Int)
        case message(Int, block: Int)

        var path: String {
            switch self {
            case .tool(let position): "tools.\(position)"
            case .system(let position): "system.\(position)"
            case .message(let position, let block): "messages.\(position).content.\(block)"
            }
        }
    }

    let reader: RequestReader
    let settings: RequestSettings
    let gates: ModelGates

    private var toolBlocks: [CacheBlock] = []
    private var systemBlocks: [CacheBlock] = []
    private var messageBlocks: [CacheBlock] = []
    private var places: [Place] = []
    /// Counted to the next block: frames of turns, prompts that come with tools.
    private var pendingTokens = 0
    private var systemSettings = BlockHasher()
    private var hasImages = false

    var tools: [MessagesRequest.Tool] = []
    var serverTools: [String] = []
    var endsWithToolResults = false

    init(_ reader: RequestReader, _ settings: RequestSettings, _ gates: ModelGates) throws(ErrorResponse) {
        self.reader = reader
        self.settings = settings
        self.gates = gates
        systemSettings.absorb(settings.isFast ? 1 : 0)
        if let tools = reader.member(.tools) { try addTools(tools) }
        if let system = reader.member(.system) { try addSystem(system) }
        if let messages = reader.member(.messages) {
            var conversation = Conversation(reader, gates, settings)
            try conversation.check(messages)
            endsWithToolResults = conversation.endsWithToolResults
            addMessages(messages, droppingThinkingBefore: conversation.lastQuestion)
            if conversation.images > gates.maximumImages {
                throw .invalid(
                    "messages: \(conversation.images) images and documents > \(gates.maximumImages) maximum")
            }
        }
    }

    /// All of it, with the breakpoints checked.
    func prompt() throws(ErrorResponse) -> CachePrompt {
        do throws(CachePromptProblem) {
            return try CachePrompt(
                tools: toolBlocks, system: systemBlocks, messages: messageBlocks,
                automatic: settings.automaticBreakpoint, systemSettings: systemSettings.digest,
                messageSettings: messageSettings)
        } catch { throw .invalid(error.message(path: path(of: error))) }
    }

    private func path(of problem: CachePromptProblem) -> String {
        switch problem {
        case .lifetimeOrder(let block), .breakpointOnUncacheable(let block), .automaticLifetimeDiffers(let block):
            places.indices.contains(block) ? places[block].path : ""
        case .tooManyBreakpoints, .noBreakpointLeftForAutomatic: ""
        }
    }

    /// What leaves the messages and nothing before them out of the cache when it changes. An effort that is named and is
    /// the model's own changes nothing. Source: platform.claude.com, "Prompt caching", what invalidates the cache.
    private var messageSettings: BlockDigest {
        var hasher = BlockHasher()
        switch settings.toolChoice {
        case .auto: hasher.absorb(1)
        case .any: hasher.absorb(2)
        case .none: hasher.absorb(3)
        case .tool(let name):
            hasher.absorb(4)
            Array(name.utf8).withUnsafeBytes { hasher.absorb($0) }
        }
        hasher.absorb(settings.allowsParallelTools ? 1 : 0)
        hasher.absorb(hasImages ? 1 : 0)
        switch settings.thinking {
        case .off: hasher.absorb(1)
        case .adaptive: hasher.absorb(2)
        case .betweenTools: hasher.absorb(3)
        case .budget(let tokens): hasher.absorb(UInt64(4) << 32 | UInt64(max(0, tokens)))
        }
        hasher.absorb(UInt64(settings.effort.rawValue))
        return hasher.digest
    }

    // MARK: Blocks

    private func scaled(_ tokens: Int) -> Int32 { Int32(clamping: (tokens * gates.tokensPerTen + 9) / 10) }

    /// What a block holds, whoever says it. A text without further options is nothing but its text, so that a string
    /// and a list of one text are the same prompt.
    private func content(of block: Int, said role: JSONWord) -> (digest: BlockDigest, tokens: Int) {
        let tree = reader.tree
        var canonical = CanonicalJSON(tree)
        canonical.hasher.absorb(role)
        let type = reader.word(.type, of: block)
        if type == .text, let text = tree.member(block, .text), hasOnlyText(block) {
            canonical.hasher.absorb(JSONWord.text)
            let tokens = canonical.addText(text)
            return (canonical.hasher.digest, tokens)
        }
        canonical.add(block, isBlock: true)
        var tokens = canonical.tokens
        // A signature costs nothing; what was thought counts whether it is shown or not, as far as it is known.
        if type == .thinking, let thinking = tree.member(block, .thinking) {
            tokens = CanonicalJSON.tokens(thinking, tree)
        }
        if type == .redactedThinking, let data = tree.member(block, .data) { tokens = tree.inside(data).count / 6 }
        return (canonical.hasher.digest, tokens)
    }

    private func hasOnlyText(_ block: Int) -> Bool {
        reader.tree.children(of: block).allSatisfy { child in
            switch reader.tree[child].key {
            case .type, .text, .cacheControl: true
            default: false
            }
        }
    }

    private mutating func block(
        _ content: (digest: BlockDigest, tokens: Int), breakpoint: CacheLifetime?, canEndPrefix: Bool = true
    ) -> CacheBlock {
        defer { pendingTokens = 0 }
        return CacheBlock(
            digest: content.digest, tokens: scaled(content.tokens) &+ Int32(clamping: pendingTokens),
            breakpoint: breakpoint, canEndPrefix: canEndPrefix)
    }

    /// A string where blocks could stand.
    private func content(ofString string: Int, said role: JSONWord) -> (digest: BlockDigest, tokens: Int) {
        var canonical = CanonicalJSON(reader.tree)
        canonical.hasher.absorb(role)
        canonical.hasher.absorb(JSONWord.text)
        let tokens = canonical.addText(string)
        return (canonical.hasher.digest, tokens)
    }

    // MARK: Tools

    private mutating func addTools(_ tools: Int) throws(ErrorResponse) {
        guard reader.tree[tools].count > 0 else { return }
        pendingTokens += Int(gates.toolPromptTokens)
        var names: Set<[UInt8]> = []
        for (position, tool) in reader.tree.children(of: tools).enumerated() {
            let type = reader.member(.type, of: tool)
            let anthropic = type.flatMap { AnthropicTool(type: reader.tree.string($0)) }
            var name = anthropic.map { Array($0.family.utf8) } ?? []
            if let given = reader.tree.member(tool, .name) { name = reader.tree.bytes(given) }
            if !name.isEmpty, !names.insert(name).inserted { throw .invalid("tools: Tool names must be unique.") }
            remember(tool, name: name, anthropic, type)
            // Tools that are looked up later are no part of the prompt until they are found.
            if let deferred = reader.member(.deferLoading, of: tool), reader.tree.isTrue(deferred) { continue }
            let content = content(of: tool, said: .tools)
            let breakpoint = reader.lifetime(of: tool)
            if anthropic?.isWebTool == true, breakpoint == nil {
                systemSettings.absorb(content.digest.high)
                pendingTokens += Int(scaled(content.tokens))
                continue
            }
            toolBlocks.append(block(content, breakpoint: breakpoint))
            places.append(.tool(position))
        }
    }

    private mutating func remember(_ tool: Int, name: [UInt8], _ anthropic: AnthropicTool?, _ type: Int?) {
        let text = String(decoding: name, as: UTF8.self)
        if let anthropic {
            if anthropic.runsOnServer {
                serverTools.append(type.map(reader.tree.string) ?? anthropic.family)
            } else {
                let called = anthropic.memberName ?? text
                tools.append(MessagesRequest.Tool(name: called, inputSchema: Array(anthropic.inputSchema.utf8)))
            }
        } else if let schema = reader.tree.member(tool, .inputSchema) {
            tools.append(MessagesRequest.Tool(name: text, inputSchema: Array(reader.tree.source(schema))))
        }
    }

    // MARK: System prompt

    private mutating func addSystem(_ system: Int) throws(ErrorResponse) {
        guard reader.tree[system].kind == .array else {
            guard reader.tree[system].end - reader.tree[system].start > 2 else { return }
            systemBlocks.append(block(content(ofString: system, said: .system), breakpoint: nil))
            places.append(.system(0))
            return
        }
        for (position, text) in reader.tree.children(of: system).enumerated() {
            if let string = reader.tree.member(text, .text), reader.tree.inside(string).isEmpty {
                throw .invalid("system: text content blocks must be non-empty")
            }
            systemBlocks.append(block(content(of: text, said: .system), breakpoint: reader.lifetime(of: text)))
            places.append(.system(position))
        }
    }

    // MARK: Messages

    /// Tokens around a turn, and around the whole: `Hello` is 8 tokens in all, as "Token counting" has it.
    private static let turnTokens = 3
    private static let frameTokens = 4

    private mutating func addMessages(_ messages: Int, droppingThinkingBefore question: Int) {
        pendingTokens += Self.frameTokens
        // Another tool choice keeps tools and system prompt in the cache: what a forced call adds is counted here.
        if settings.isToolForced { pendingTokens += Int(gates.forcedToolPromptTokens - gates.toolPromptTokens) }
        for (position, message) in reader.tree.children(of: messages).enumerated() {
            guard let content = reader.tree.member(message, .content) else { continue }
            let role = reader.word(.role, of: message)
            pendingTokens += Self.turnTokens
            guard reader.tree[content].kind == .array else {
                messageBlocks.append(block(self.content(ofString: content, said: role), breakpoint: nil))
                places.append(.message(position, block: 0))
                continue
            }
            for (place, part) in reader.tree.children(of: content).enumerated() {
                let type = reader.word(.type, of: part)
                let isThinking = type == .thinking || type == .redactedThinking
                if isThinking, !gates.keepsThinking, position < question { continue }
                note(part, type)
                messageBlocks.append(
                    block(self.content(of: part, said: role), breakpoint: lifetime(of: part), canEndPrefix: !isThinking)
                )
                places.append(.message(position, block: place))
            }
        }
        if pendingTokens > 0, let last = messageBlocks.indices.last {
            messageBlocks[last].tokens += Int32(clamping: pendingTokens)
        }
    }

    /// A breakpoint on a block, or on one inside a tool's result.
    private func lifetime(of block: Int) -> CacheLifetime? {
        if let own = reader.lifetime(of: block) { return own }
        guard let content = reader.member(.content, of: block), reader.tree[content].kind == .array else { return nil }
        return reader.tree.children(of: content).compactMap { reader.lifetime(of: $0) }.last
    }

    private mutating func note(_ block: Int, _ type: JSONWord) {
        if type == .image { hasImages = true }
        guard type == .document, let citations = reader.member(.citations, of: block),
            let enabled = reader.member(.enabled, of: citations), reader.tree.isTrue(enabled)
        else { return }
        systemSettings.absorb(0xC17A)
    }
}

extension CanonicalJSON {
    /// Of one string.
    static func tokens(_ string: Int, _ tree: JSONTree) -> Int {
        var canonical = CanonicalJSON(tree)
        return canonical.addText(string)
    }
}
