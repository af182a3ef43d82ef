import ClaudeBackend

/// The shape of a body, part by part.
extension RequestReader {
    func checkShapes() throws(ErrorResponse) {
        let extra = betas.isEmpty ? nil : BodyShapes.betaFields
        try shapes.check(root, BodyShapes.of(endpoint), "", allowing: extra)
        if let messages = member(.messages) { try checkMessages(messages) }
        if let system = member(.system) { try checkBlocks(system, in: .system, "system") }
        if let thinking = member(.thinking) { try checkThinking(thinking) }
        if let output = member(.outputConfig) { try checkOutput(output) }
        if let tools = member(.tools) { try checkTools(tools) }
        if let choice = member(.toolChoice) {
            let tag = try shapes.tag(of: choice, among: BodyShapes.toolChoiceTypes, "tool_choice")
            try shapes.check(choice, BodyShapes.toolChoice(tag), "tool_choice.\(tag.string)")
        }
        guard endpoint != .countTokens else { return }
        if let metadata = member(.metadata) { try checkMetadata(metadata) }
        if let diagnostics = member(.diagnostics) {
            try shapes.check(diagnostics, BodyShapes.diagnostics, "diagnostics")
        }
        if let container = member(.container), tree[container].kind != .string {
            try shapes.check(container, BodyShapes.container, "container")
        }
        if let sequences = member(.stopSequences) { try checkStopSequences(sequences) }
    }

    private func checkMetadata(_ metadata: Int) throws(ErrorResponse) {
        try shapes.check(metadata, BodyShapes.metadata, "metadata")
        guard let id = member(.userID, of: metadata) else { return }
        if tree.string(id).unicodeScalars.count > 256 {
            throw ShapeCheck.fault("metadata.user_id", "String should have at most 256 characters")
        }
    }

    /// That each must hold more than blanks: quoted by users of several SDKs.
    private func checkStopSequences(_ sequences: Int) throws(ErrorResponse) {
        for sequence in tree.children(of: sequences) where isBlank(sequence) {
            throw .invalid("stop_sequences: each stop sequence must contain non-whitespace")
        }
    }

    func isBlank(_ string: Int) -> Bool {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
        if tree[string].hasEscapes { return tree.bytes(string).allSatisfy(isBlank) }
        return tree.text[tree.inside(string)].allSatisfy(isBlank)
    }

    private func checkThinking(_ thinking: Int) throws(ErrorResponse) {
        let tag = try shapes.tag(of: thinking, among: BodyShapes.thinkingTypes, "thinking")
        try shapes.check(thinking, BodyShapes.thinking(tag), "thinking.\(tag.string)")
    }

    private func checkOutput(_ output: Int) throws(ErrorResponse) {
        let extra = betas.isEmpty ? nil : BodyShapes.betaOutputFields
        try shapes.check(output, BodyShapes.outputConfig, "output_config", allowing: extra)
        if let format = member(.format, of: output) {
            try shapes.check(format, BodyShapes.outputFormat, "output_config.format")
        }
    }

    // MARK: Messages

    /// "Create a Message", platform.claude.com: at most 100,000.
    private static let mostMessages = 100_000

    private func checkMessages(_ messages: Int) throws(ErrorResponse) {
        if tree[messages].count == 0 { throw .invalid("messages: at least one message is required") }
        if tree[messages].count > Self.mostMessages {
            throw ShapeCheck.fault(
                "messages",
                "List should have at most \(Self.mostMessages) items after validation, not \(tree[messages].count)")
        }
        for (position, message) in tree.children(of: messages).enumerated() {
            try shapes.check(message, ContentShapes.message, "messages.\(position)")
            if let content = tree.member(message, .content) {
                try checkBlocks(content, in: .message, "messages.\(position).content")
            }
        }
    }

    /// A string, or the blocks of a list.
    private func checkBlocks(
        _ content: Int, in place: ContentShapes.Place, _ path: @autoclosure () -> String
    ) throws(ErrorResponse) {
        guard tree[content].kind == .array else { return }
        for (position, block) in tree.children(of: content).enumerated() {
            try checkBlock(block, in: place, "\(path()).\(position)")
        }
    }

    private func checkBlock(
        _ block: Int, in place: ContentShapes.Place, _ path: @autoclosure () -> String
    ) throws(ErrorResponse) {
        var types = place.types
        if case .message = place, !betas.isEmpty { types += ContentShapes.betaTypes }
        let tag = try shapes.tag(of: block, among: types, path())
        if tag == .browserState || ContentShapes.betaTypes.contains(tag) { return }
        // A system prompt has one type of block, so that no union's tag is in its paths.
        func inside() -> String { if case .system = place { path() } else { "\(path()).\(tag.string)" } }
        try shapes.check(block, ContentShapes.block(tag), inside())
        switch tag {
        case .image, .document:
            if let source = tree.member(block, .source) { try checkSource(source, of: tag, "\(inside()).source") }
        case .toolResult:
            if let content = tree.member(block, .content) {
                try checkBlocks(content, in: .toolResult, "\(inside()).content")
            }
        case .searchResult:
            if let content = tree.member(block, .content) {
                try checkBlocks(content, in: .system, "\(inside()).content")
            }
        default: break
        }
    }

    private func checkSource(
        _ source: Int, of block: JSONWord, _ path: @autoclosure () -> String
    ) throws(ErrorResponse) {
        let tag = try shapes.tag(of: source, among: ContentShapes.sourceTypes(of: block), path())
        func inside() -> String { "\(path()).\(tag.string)" }
        try shapes.check(source, ContentShapes.source(tag), inside())
        if tag == .content, let content = tree.member(source, .content) {
            try checkBlocks(content, in: .documentContent, "\(inside()).content")
        }
        guard tag == .base64, let type = tree.member(source, .mediaType) else { return }
        let allowed = block == .image ? ContentShapes.imageTypes : ["application/pdf"]
        if !allowed.contains(tree.string(type)) {
            let quoted = allowed.map { "'\($0)'" }
            let list = quoted.count > 1 ? quoted.dropLast().joined(separator: ", ") + " or " : ""
            throw ShapeCheck.fault(inside(), .mediaType, "Input should be \(list)\(quoted.last ?? "")")
        }
    }

    // MARK: Tools

    private func checkTools(_ tools: Int) throws(ErrorResponse) {
        for (position, tool) in tree.children(of: tools).enumerated() {
            guard tree[tool].kind == .object else {
                throw ShapeCheck.fault("tools.\(position)", ShapeCheck.noObject)
            }
            guard let type = member(.type, of: tool), tree[type].word != .custom else {
                try checkCustomTool(tool, "tools.\(position).custom")
                continue
            }
            try checkAnthropicTool(tool, type, "tools.\(position)")
        }
    }

    private func checkCustomTool(_ tool: Int, _ path: @autoclosure () -> String) throws(ErrorResponse) {
        try shapes.check(tool, BodyShapes.customTool, path())
        if let name = tree.member(tool, .name) { try checkToolName(name, "\(path()).name") }
        guard let schema = tree.member(tool, .inputSchema) else { return }
        guard let type = tree.member(schema, .type) else {
            throw ShapeCheck.fault("\(path()).input_schema.type", "Field required")
        }
        if tree[type].word != .object {
            throw ShapeCheck.fault("\(path()).input_schema.type", "Input should be 'object'")
        }
    }

    /// Texts: anthropics/claude-code issue 96152 and home-assistant/core issue 147760.
    private func checkToolName(_ name: Int, _ path: @autoclosure () -> String) throws(ErrorResponse) {
        let bytes = tree.bytes(name)
        if bytes.isEmpty { throw ShapeCheck.fault(path(), "String should have at least 1 character") }
        let isPlain = bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        if !isPlain { throw ShapeCheck.fault(path(), "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'") }
        if bytes.count > 128 { throw ShapeCheck.fault(path(), "String should have at most 128 characters") }
    }

    /// A tool that Anthropic defines: only its type and name are looked at, as each has options of its own.
    private func checkAnthropicTool(
        _ tool: Int, _ type: Int, _ path: @autoclosure () -> String
    ) throws(ErrorResponse) {
        guard tree[type].kind == .string else { throw ShapeCheck.fault("\(path()).type", ShapeCheck.noString) }
        let name = tree.string(type)
        let isKnown = AnthropicTool(type: name).map { !$0.isBeta || !betas.isEmpty } ?? false
        guard isKnown || (!betas.isEmpty && name == "mcp_toolset") else {
            throw ShapeCheck.fault(
                path(),
                "Input tag '\(name)' found using 'type' does not match any of the expected tags: "
                    + (AnthropicTool.families + ["custom"]).map { "'\($0)'" }.joined(separator: ", "))
        }
        if let control = member(.cacheControl, of: tool) {
            try shapes.check(control, .cacheControl, "\(path()).\(name).cache_control")
        }
        if let given = tree.member(tool, .name), tree[given].kind != .string {
            throw ShapeCheck.fault("\(path()).\(name).name", ShapeCheck.noString)
        }
    }
}
