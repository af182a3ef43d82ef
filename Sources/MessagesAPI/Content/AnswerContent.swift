package import ClaudeBackend

/// What an answer says: of the length and with the ending that a decision gives it, in the form that the request asks.
package enum AnswerContent {
    /// The blocks of an answer, the same from the same seed.
    package static func blocks(
        for request: MessagesRequest, decision: Decision, seed: UInt64
    ) -> [ContentBlock] {
        var random = WireRandom(seed: seed)
        var blocks: [ContentBlock] = []
        let thinking = min(max(0, decision.thinkingTokens), max(0, decision.outputTokens))
        if thinking > 0 {
            let text = request.showsThinking ? ContentBlock.words(thinking, &random) : ""
            blocks.append(
                .thinking(text, signature: ThinkingSignature.make(for: Array(text.utf8), seed: random.next())))
        }
        let tokens = max(0, decision.outputTokens) - thinking
        guard tokens > 0 else { return blocks }
        let calls = calls(of: request, decision, seed: seed)
        if !calls.isEmpty {
            let spoken = tokens - calls.reduce(0) { $0 + length(of: $1) }
            if !isForced(request), spoken > 0 { blocks.append(.text(ContentBlock.words(spoken, &random))) }
            return blocks + calls
        }
        if let json = json(of: request, seed: seed) {
            blocks.append(.text(String(decoding: cut(json, decision, tokens), as: UTF8.self)))
            return blocks
        }
        blocks.append(.text(text(request, decision, tokens, &random)))
        if decision.stopReason == .pauseTurn, let search = serverCall(of: request, seed: seed, &random) {
            blocks.append(search)
        }
        return blocks
    }

    /// How many tokens the answer must have, before it is decided how long it is: calls and JSON are as long as they are.
    /// Nil for text.
    static func length(of request: MessagesRequest, callsTool: Bool, spoken: Int32, seed: UInt64) -> Int32? {
        if callsTool {
            let calls = Self.calls(of: request, seed: seed).reduce(0) { $0 + length(of: $1) }
            return isForced(request) ? calls : calls + spoken
        }
        return json(of: request, seed: seed).map { Int32(clamping: ($0.count + 3) / 4) }
    }

    /// Whether the next answer calls a tool. Where Claude may choose, it calls one and, once it has the results, speaks;
    /// so a client's loop comes to its end. With a schema to answer in, either is as likely: the bits decide.
    package static func shouldCallTool(_ request: MessagesRequest, bits: UInt32 = 0) -> Bool {
        guard !request.tools.isEmpty else { return false }
        switch request.toolChoice {
        case .none: return false
        case .any: return true
        // A tool that the server runs is not the client's to answer.
        case .tool(let name): return request.tools.contains { $0.name.utf8.elementsEqual(name.utf8) }
        case .auto:
            if request.endsWithToolResults { return false }
            return request.outputSchema == nil || bits & 1 == 0
        }
    }

    // MARK: Text

    private static func text(
        _ request: MessagesRequest, _ decision: Decision, _ tokens: Int32, _ random: inout WireRandom
    ) -> String {
        // A refusal comes early.
        ContentBlock.words(decision.stopReason == .refusal ? min(tokens, refusalTokens) : tokens, &random)
    }

    /// What Claude says before it refuses.
    static let refusalTokens: Int32 = 8

    /// A text that is not sent beyond the first of the request's stop sequences, which itself is never sent.
    struct StoppedText {
        var text: String
        var sequence: String
        /// A word is a token.
        var tokens: Int32
    }

    /// Nil if the answer has no text, or none of the sequences is in it.
    static func stopped(_ blocks: [ContentBlock], at sequences: [String]) -> StoppedText? {
        guard case .text(let text)? = blocks.last else { return nil }
        var first: (end: String.Index, sequence: String)?
        for sequence in sequences where !sequence.isEmpty {
            guard let place = text.firstRange(of: sequence)?.lowerBound else { continue }
            if first.map({ place < $0.end }) ?? true { first = (place, sequence) }
        }
        guard let first else { return nil }
        let left = text[..<first.end]
        let words = left.utf8.split(separator: UInt8(ascii: " ")).count
        return StoppedText(text: String(left), sequence: first.sequence, tokens: Int32(clamping: words))
    }

    /// JSON that ran out of tokens, or was refused, has no end.
    private static func cut(_ value: [UInt8], _ decision: Decision, _ tokens: Int32) -> [UInt8] {
        switch decision.stopReason {
        case .maximumTokens, .refusal, .contextWindowExceeded:
            var length = min(max(0, value.count - 1), Int(tokens) * 4)
            // Not inside a code point.
            while length > 0, value[length] & 0xC0 == 0x80 { length -= 1 }
            return Array(value.prefix(length))
        default: return value
        }
    }

    // MARK: Tools

    private static func isForced(_ request: MessagesRequest) -> Bool {
        switch request.toolChoice {
        case .any, .tool: true
        case .auto, .none: false
        }
    }

    /// What an answer with this ending calls. Claude that has to call does so also if its tokens run out meanwhile: then
    /// the input has not arrived.
    private static func calls(of request: MessagesRequest, _ decision: Decision, seed: UInt64) -> [ContentBlock] {
        switch decision.stopReason {
        case .toolUse: return calls(of: request, seed: seed)
        case .maximumTokens, .contextWindowExceeded:
            guard isForced(request), case .tool(let id, let name, _)? = calls(of: request, seed: seed).first
            else { return [] }
            return [.tool(id: id, name: name, input: Array("{}".utf8))]
        default: return []
        }
    }

    /// One call, or two where they may be parallel and the seed wants it; the same before and after it is decided how long
    /// the answer is.
    private static func calls(of request: MessagesRequest, seed: UInt64) -> [ContentBlock] {
        var candidates = request.tools
        if case .tool(let name) = request.toolChoice {
            candidates = candidates.filter { $0.name.utf8.elementsEqual(name.utf8) }
        }
        guard !candidates.isEmpty else { return [] }
        var random = WireRandom(seed: seed ^ 0x6361_6C6C_7300)
        var identifiers = WireIdentifiers(seed: seed, ordinal: 0)
        let count = request.allowsParallelTools && random.below(4) == 0 ? 2 : 1
        return (0..<count).map { _ in
            let tool = candidates[random.below(candidates.count)]
            var input = SchemaExample.value(for: tool.inputSchema, seed: random.next())
            // The input of a call is an object whatever its schema says.
            if input.first != UInt8(ascii: "{") { input = Array("{}".utf8) }
            return .tool(id: identifiers.tool(), name: tool.name, input: input)
        }
    }

    /// The value that the request's schema asks for; nil if there is none.
    private static func json(of request: MessagesRequest, seed: UInt64) -> [UInt8]? {
        request.outputSchema.map { schema in
            var random = WireRandom(seed: seed ^ 0x6A73_6F6E_0000)
            return SchemaExample.value(for: schema, seed: random.next())
        }
    }

    private static func length(of call: ContentBlock) -> Int32 {
        guard case .tool(_, let name, let input) = call else { return 0 }
        return Int32(clamping: (name.utf8.count + input.count) / 4 + 5)
    }

    /// The search at which a turn pauses.
    private static func serverCall(
        of request: MessagesRequest, seed: UInt64, _ random: inout WireRandom
    ) -> ContentBlock? {
        guard request.serverTools.contains(where: { $0.hasPrefix("web_search") }) else { return nil }
        var identifiers = WireIdentifiers(seed: seed, ordinal: 1)
        let query = ExampleValue.object([.init(key: "query", value: .string(ContentBlock.words(3, &random)))])
        return .serverTool(id: identifiers.serverTool(), name: "web_search", input: query.bytes)
    }
}

extension String {
    /// Where the bytes of another text first stand; the standard library's own search comes with regular expressions.
    fileprivate func firstRange(of other: String) -> Range<String.Index>? {
        let needle = Array(other.utf8)
        var place = utf8.startIndex
        while place < utf8.endIndex {
            if utf8[place...].starts(with: needle) {
                return place..<(utf8.index(place, offsetBy: needle.count, limitedBy: utf8.endIndex) ?? utf8.endIndex)
            }
            place = utf8.index(after: place)
        }
        return nil
    }
}
