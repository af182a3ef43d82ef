import ClaudeBackend

/// How the messages of a body follow each other. Turns of one role count as one, as "Create a Message" has it.
///
/// Texts are those that users quote: of calls and results anthropics/claude-code issues 1831 and 13460, of blank texts
/// LibreChat-AI/agents pull request 124, which also tells the rule.
struct Conversation {
    private let reader: RequestReader
    private let gates: ModelGates
    private let settings: RequestSettings

    /// Tool calls of Claude's last turn, by id, with the message that they stand in.
    private var calls: [(id: [UInt8], message: Int)] = []
    private var open: Set<[UInt8]> = []
    private var answered: Set<[UInt8]> = []
    private var everyCall: Set<[UInt8]> = []
    /// Results count only where nothing else stands before them in the user's turn.
    private var isLeading = true
    private var speaker = JSONWord.other

    /// Place of the last message of the user that answers no tool.
    private(set) var lastQuestion = 0
    private(set) var endsWithToolResults = false
    private(set) var images = 0

    init(_ reader: RequestReader, _ gates: ModelGates, _ settings: RequestSettings) {
        self.reader = reader
        self.gates = gates
        self.settings = settings
    }

    mutating func check(_ messages: Int) throws(ErrorResponse) {
        let count = Int(reader.tree[messages].count)
        var lastAssistant: (position: Int, message: Int)?
        var last = 0
        for (position, message) in reader.tree.children(of: messages).enumerated() {
            let role = reader.word(.role, of: message)
            last = message
            switch role {
            case .system:
                if !gates.takesSystemTurns {
                    throw .invalid("messages.\(position).role: 'system' is not supported for this model")
                }
            case .assistant:
                if speaker == .user { try endUserTurn() }
                speaker = .assistant
                lastAssistant = (position, message)
            default:
                if speaker != .user {
                    speaker = .user
                    isLeading = true
                    endsWithToolResults = false
                    answered = []
                }
            }
            try checkContent(of: message, role, position, isLast: position == count - 1)
        }
        if let lastAssistant {
            try checkThinking(of: lastAssistant.message, lastAssistant.position)
            if endsWithToolResults { try checkThinkingStands(before: lastAssistant.message, lastAssistant.position) }
        }
        if speaker == .assistant { try checkPrefill(last, count - 1) }
        try endUserTurn()
    }

    // MARK: Content

    private mutating func checkContent(
        of message: Int, _ role: JSONWord, _ position: Int, isLast: Bool
    ) throws(ErrorResponse) {
        guard let content = reader.tree.member(message, .content) else { return }
        guard reader.tree[content].kind == .array else {
            if reader.tree.inside(content).isEmpty {
                if !(isLast && role == .assistant) { throw Self.empty(position) }
            } else if reader.isBlank(content) {
                throw Self.blank
            }
            if role == .user {
                isLeading = false
                lastQuestion = position
            }
            return
        }
        if reader.tree[content].count == 0, !(isLast && role == .assistant) { throw Self.empty(position) }
        var texts = 0
        var blanks = 0
        var isQuestion = role == .user
        for (place, block) in reader.tree.children(of: content).enumerated() {
            let type = reader.word(.type, of: block)
            if type == .text, let text = reader.tree.member(block, .text) {
                if reader.tree.inside(text).isEmpty {
                    throw .invalid("messages: text content blocks must be non-empty")
                }
                texts += 1
                if reader.isBlank(text) { blanks += 1 }
            }
            if type == .image || type == .document { images += 1 }
            if type == .toolResult { isQuestion = false }
            try checkSide(type, role, "messages.\(position).content.\(place)")
            if type == .toolUse { try addCall(block, position) }
            if role == .user { try answer(block, type, "messages.\(position).content.\(place)") }
        }
        if texts > 0, texts == blanks { throw Self.blank }
        if isQuestion { lastQuestion = position }
    }

    private static func empty(_ position: Int) -> ErrorResponse {
        .invalid(
            "messages.\(position): all messages must have non-empty content except for the optional final assistant "
                + "message")
    }

    private static let blank = ErrorResponse.invalid("messages: text content blocks must contain non-whitespace text")

    /// Who may say what.
    private func checkSide(
        _ type: JSONWord, _ role: JSONWord, _ path: @autoclosure () -> String
    ) throws(ErrorResponse) {
        switch type {
        case .toolUse, .thinking, .redactedThinking, .serverToolUse:
            if role != .assistant {
                throw .invalid("\(path()): `\(type.string)` blocks can only be in `assistant` messages")
            }
        case .toolResult:
            if role != .user { throw .invalid("\(path()): `tool_result` blocks can only be in `user` messages") }
        default: break
        }
    }

    // MARK: Calls and their results

    private mutating func addCall(_ block: Int, _ position: Int) throws(ErrorResponse) {
        guard let node = reader.tree.member(block, .id) else { return }
        let id = reader.tree.bytes(node)
        if !everyCall.insert(id).inserted { throw .invalid("messages.\(position): `tool_use` ids must be unique") }
        calls.append((id, position))
        open.insert(id)
    }

    private mutating func answer(
        _ block: Int, _ type: JSONWord, _ path: @autoclosure () -> String
    ) throws(ErrorResponse) {
        guard type == .toolResult else {
            isLeading = false
            return
        }
        endsWithToolResults = true
        guard let node = reader.tree.member(block, .toolUseID) else { return }
        let id = reader.tree.bytes(node)
        guard open.contains(id) else {
            throw .invalid(
                "\(path()): unexpected `tool_use_id` found in `tool_result` blocks: \(reader.tree.string(node)). Each "
                    + "`tool_result` block must have a corresponding `tool_use` block in the previous message.")
        }
        guard isLeading else { return }
        if !answered.insert(id).inserted {
            throw .invalid(
                "\(path()): each tool_use must have a single result. Found multiple `tool_result` blocks with id: "
                    + reader.tree.string(node))
        }
    }

    private mutating func endUserTurn() throws(ErrorResponse) {
        guard !calls.isEmpty else { return }
        let orphans = calls.filter { !answered.contains($0.id) }
        if let first = orphans.first {
            let ids = orphans.map { String(decoding: $0.id, as: UTF8.self) }.joined(separator: ", ")
            throw .invalid(
                "messages.\(first.message): `tool_use` ids were found without `tool_result` blocks immediately after: "
                    + "\(ids). Each `tool_use` block must have a corresponding `tool_result` block in the next message."
            )
        }
        calls = []
        open = []
        answered = []
    }

    // MARK: The end

    /// Claude's last turn as the beginning of its next: only older models take it, and not while they think. A turn that
    /// paused in a server tool's loop is no prefill: it goes on.
    private func checkPrefill(_ message: Int, _ position: Int) throws(ErrorResponse) {
        guard let content = reader.tree.member(message, .content) else { return }
        let blocks = reader.tree[content].kind == .array ? Array(reader.tree.children(of: content)) : []
        let lastType = blocks.last.map { reader.word(.type, of: $0) } ?? .text
        switch lastType {
        case .serverToolUse, .webSearchToolResult, .webFetchToolResult, .codeExecutionToolResult,
            .bashCodeExecutionToolResult, .textEditorCodeExecutionToolResult, .toolSearchToolResult:
            return
        default: break
        }
        if !gates.takesPrefill {
            throw .invalid(
                "This model does not support assistant message prefill. The conversation must end with a user message.")
        }
        let firstType = blocks.first.map { reader.word(.type, of: $0) } ?? .text
        if settings.thinking != .off { try demandThinking(firstType, position) }
        let text = blocks.last.flatMap { reader.tree.member($0, .text) } ?? (blocks.isEmpty ? content : nil)
        if let text, reader.tree[text].kind == .string, let byte = reader.tree.bytes(text).last, byte <= 0x20 {
            throw .invalid("messages: final assistant content cannot end with trailing whitespace")
        }
    }

    /// Who lets Claude think within a budget has to send the thinking before a call back with its results. Source:
    /// platform.claude.com, "Extended thinking".
    private func checkThinkingStands(before message: Int, _ position: Int) throws(ErrorResponse) {
        guard case .budget = settings.thinking, let content = reader.tree.member(message, .content),
            reader.tree[content].kind == .array
        else { return }
        var blocks = reader.tree.children(of: content)
        if let first = blocks.next() { try demandThinking(reader.word(.type, of: first), position) }
    }

    /// Source of the text: anomalyco/opencode issue 3077.
    private func demandThinking(_ firstType: JSONWord, _ position: Int) throws(ErrorResponse) {
        if firstType == .thinking || firstType == .redactedThinking { return }
        throw .invalid(
            "messages.\(position).content.0.type: Expected `thinking` or `redacted_thinking`, but found "
                + "`\(firstType.string)`. When `thinking` is enabled, a final `assistant` message must start with a "
                + "thinking block (preceeding the lastmost set of `tool_use` and `tool_result` blocks). We recommend you "
                + "include thinking blocks from previous turns. To avoid this requirement, disable `thinking`.")
    }

    /// Thinking must come back as it was: what this server signed can be checked, other signatures are taken on trust.
    private func checkThinking(of message: Int, _ position: Int) throws(ErrorResponse) {
        guard let content = reader.tree.member(message, .content), reader.tree[content].kind == .array else { return }
        for (place, block) in reader.tree.children(of: content).enumerated()
        where reader.word(.type, of: block) == .thinking {
            guard let text = reader.tree.member(block, .thinking),
                let signature = reader.tree.member(block, .signature),
                ThinkingSignature.isBroken(reader.tree.bytes(signature), of: reader.tree.bytes(text))
            else { continue }
            throw .invalid(
                "messages.\(position).content.\(place): `thinking` or `redacted_thinking` blocks in the latest "
                    + "assistant message cannot be modified. These blocks must remain as they were in the original "
                    + "response.")
        }
    }
}
