/// One block of an answer's content.
package enum ContentBlock: Sendable, Equatable {
    case text(String)
    /// Text is empty where thinking is not shown: then it is silence, and a signature.
    case thinking(String, signature: String)
    /// A call of the client's tool; `input` is a JSON object.
    case tool(id: String, name: String, input: [UInt8])
    /// A call of a tool that the server runs.
    case serverTool(id: String, name: String, input: [UInt8])
    /// A block of JSON that comes complete: a server tool's result, redacted thinking.
    case whole([UInt8])

    var isThinking: Bool {
        if case .thinking = self { return true }
        return false
    }

    /// Bytes that are streamed in pieces.
    var streamedBytes: [UInt8] {
        switch self {
        case .text(let text), .thinking(let text, _): Array(text.utf8)
        case .tool(_, _, let input), .serverTool(_, _, let input): input
        case .whole: []
        }
    }

    /// The block as it stands in a whole message.
    var json: WireJSON {
        switch self {
        case .text(let text):
            .object([("type", .string("text")), ("text", .string(text)), ("citations", .null)])
        case .thinking(let text, let signature):
            .object([
                ("type", .string("thinking")), ("thinking", .string(text)), ("signature", .string(signature)),
            ])
        case .tool(let id, let name, let input): Self.call("tool_use", id, name, .raw(input))
        case .serverTool(let id, let name, let input): Self.call("server_tool_use", id, name, .raw(input))
        case .whole(let bytes): .raw(bytes)
        }
    }

    /// The block as it stands in `content_block_start`.
    var openingJSON: WireJSON {
        switch self {
        case .text: .object([("type", .string("text")), ("text", .string(""))])
        case .thinking:
            .object([("type", .string("thinking")), ("thinking", .string("")), ("signature", .string(""))])
        case .tool(let id, let name, _): Self.call("tool_use", id, name, .object([]))
        case .serverTool(let id, let name, _): Self.call("server_tool_use", id, name, .object([]))
        case .whole(let bytes): .raw(bytes)
        }
    }

    private static func call(_ type: String, _ id: String, _ name: String, _ input: WireJSON) -> WireJSON {
        .object([
            ("type", .string(type)), ("id", .string(id)), ("name", .string(name)), ("input", input),
            ("caller", .object([("type", .string("direct"))])),
        ])
    }
}

extension ContentBlock {
    /// Content as long as a decision wants it, one word a token, the same from the same seed.
    ///
    /// An answer that stops for a tool calls `tool`; one that was used up by thinking has no text.
    package static func generated(
        for decision: Decision, seed: UInt64, tool: String = "lookup", showsThinking: Bool = true
    ) -> [ContentBlock] {
        var random = WireRandom(seed: seed)
        var blocks: [ContentBlock] = []
        let thinkingTokens = min(max(0, decision.thinkingTokens), max(0, decision.outputTokens))
        if thinkingTokens > 0 {
            let text = showsThinking ? words(thinkingTokens, &random) : ""
            blocks.append(.thinking(text, signature: signature(&random)))
        }
        let answerTokens = max(0, decision.outputTokens) - thinkingTokens
        if decision.stopReason == .toolUse {
            var identifiers = WireIdentifiers(seed: seed, ordinal: 0)
            // The frame of the call takes about as many tokens as `{"query":""}` has parts.
            let input = WireJSON.object([("query", .string(words(max(1, answerTokens - 5), &random)))])
            blocks.append(.tool(id: identifiers.tool(), name: tool, input: input.bytes))
        } else if answerTokens > 0 {
            blocks.append(.text(words(answerTokens, &random)))
        }
        return blocks
    }

    /// Words of a text, one a token.
    package static func words(_ count: Int32, _ random: inout WireRandom) -> String { vocabulary.text(count, &random) }

    /// As opaque as the real one, and shorter.
    private static func signature(_ random: inout WireRandom) -> String {
        var text: [UInt8] = []
        for _ in 0..<64 { text.append(base64[random.below(64)]) }
        return String(decoding: text, as: UTF8.self)
    }

    private static let base64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Some words are longer than their letters, so that no reader gets by with ASCII.
    private static let vocabulary = Vocabulary([
        "the", "order", "arrived", "before", "noon", "and", "we", "checked", "every", "line", "of", "it", "twice",
        "please", "send", "a", "photo", "of", "damage", "if", "you", "can", "refund", "takes", "three", "days", "to",
        "reach", "your", "account", "café", "Zürich", "naïve", "東京", "€20", "left", "in", "stock", "tomorrow",
        "support", "will", "answer", "until", "six", "o'clock", "\"express\"", "delivery", "costs", "extra", "today",
    ])
}

/// Words to make texts of, each with a blank behind it and as one register, so that a word is one store.
private struct Vocabulary: Sendable {
    private let words: [SIMD16<UInt8>]
    private let lengths: [Int]

    init(_ texts: [String]) {
        words = texts.map { text in
            precondition(text.utf8.count < SIMD16<UInt8>.scalarCount, "a word and its blank fit a register")
            var word = SIMD16(repeating: UInt8(ascii: " "))
            for (place, byte) in text.utf8.enumerated() { word[place] = byte }
            return word
        }
        lengths = texts.map { $0.utf8.count + 1 }
    }

    /// Takes a register for each word, nearly three times what the text needs: it is gone when the answer is planned.
    func text(_ count: Int32, _ random: inout WireRandom) -> String {
        guard count > 0 else { return "" }
        let width = SIMD16<UInt8>.scalarCount
        return String(unsafeUninitializedCapacity: Int(count) * width) { space in
            let raw = UnsafeMutableRawBufferPointer(space)
            return words.withUnsafeBufferPointer { words in
                lengths.withUnsafeBufferPointer { lengths in
                    var end = 0
                    for _ in 0..<count {
                        let index = random.below(words.count)
                        raw.storeBytes(of: words[index], toByteOffset: end, as: SIMD16<UInt8>.self)
                        end += lengths[index]
                    }
                    // But for the last word's blank.
                    return end - 1
                }
            }
        }
    }
}
