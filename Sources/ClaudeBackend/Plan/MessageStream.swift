/// The server-sent events of one answer with their times. Source: platform.claude.com, "Streaming messages".
struct MessageStream {
    let decision: Decision
    let context: ResponseContext
    private let message: MessageJSON
    private var result = ResponsePlan()
    private var isPinged = false

    init(decision: Decision, context: ResponseContext) {
        self.decision = decision
        self.context = context
        message = MessageJSON(decision: decision, context: context)
    }

    /// The first token's time, and that of the end.
    private var first: Int32 { max(0, decision.firstTokenMilliseconds) }
    private var end: Int32 { max(first, decision.durationMilliseconds) }

    mutating func plan() -> ResponsePlan {
        let opening = max(0, first - max(0, context.headLeadMilliseconds))
        let headers = ResponsePlan.successHeaders(
            context, contentType: "text/event-stream; charset=utf-8", after: opening)
        result.add(.head(ResponseHead(status: 200, headers: headers, framing: .chunked)), after: opening)
        event("message_start", message.start, after: opening)
        let times = blockTimes()
        for (index, block) in context.content.enumerated() {
            let isLast = index == context.content.count - 1
            start(block, index: index, after: index == 0 ? opening : times[index].lowerBound)
            deltas(of: block, index: index, from: times[index].lowerBound, to: times[index].upperBound)
            // What breaks off does so inside its last block.
            if isLast && decision.ending != .completed { break }
            stop(block, index: index, after: times[index].upperBound)
        }
        finish()
        return result
    }

    // MARK: Times

    /// When each block begins and ends: the time from the first token to the end, shared by tokens. Thinking blocks
    /// share the tokens of thinking, the others the rest, by their lengths.
    private func blockTimes() -> [ClosedRange<Int32>] {
        let thinking = Int64(max(0, decision.thinkingTokens))
        let answer = max(0, Int64(max(0, decision.outputTokens)) - thinking)
        let lengths = context.content.map { Int64($0.streamedBytes.count) + 1 }
        func total(_ isThinking: Bool) -> Int64 {
            zip(context.content, lengths).reduce(0) { $1.0.isThinking == isThinking ? $0 + $1.1 : $0 }
        }
        let lengthOfThinking = total(true)
        let lengthOfAnswer = total(false)
        let shared = Double((lengthOfThinking > 0 ? thinking : 0) + (lengthOfAnswer > 0 ? answer : 0))
        var times: [ClosedRange<Int32>] = []
        var passed = 0.0
        for (block, length) in zip(context.content, lengths) {
            let begins = moment(passed, of: shared)
            let tokens = block.isThinking ? thinking : answer
            passed += Double(tokens) * Double(length) / Double(block.isThinking ? lengthOfThinking : lengthOfAnswer)
            times.append(begins...max(begins, moment(passed, of: shared)))
        }
        return times
    }

    private func moment(_ tokens: Double, of total: Double) -> Int32 {
        guard total > 0 else { return first }
        let span = Double(end) - Double(first)
        // At most `span`, which fits.
        return Int32(clamping: Int64(first) + Int64(span * min(1, tokens / total)))
    }

    // MARK: Events

    private mutating func event(_ name: String, _ data: WireJSON, after milliseconds: Int32) {
        result.add(.body(Self.bytes(name, data)), after: milliseconds)
    }

    private static func bytes(_ name: String, _ data: WireJSON) -> [UInt8] {
        Array("event: \(name)\ndata: ".utf8) + data.bytes + Array("\n\n".utf8)
    }

    private mutating func start(_ block: ContentBlock, index: Int, after milliseconds: Int32) {
        let data = WireJSON.object([
            ("type", .string("content_block_start")), ("index", .integer(Int64(index))),
            ("content_block", block.openingJSON),
        ])
        event("content_block_start", data, after: milliseconds)
        if !isPinged {
            event("ping", .object([("type", .string("ping"))]), after: milliseconds)
            isPinged = true
        }
    }

    private mutating func stop(_ block: ContentBlock, index: Int, after milliseconds: Int32) {
        if case .thinking(_, let signature) = block {
            delta("signature_delta", ("signature", signature), index: index, after: milliseconds)
        }
        let data = WireJSON.object([
            ("type", .string("content_block_stop")), ("index", .integer(Int64(index))),
        ])
        event("content_block_stop", data, after: milliseconds)
    }

    private mutating func delta(
        _ type: String, _ member: (key: String, text: String), index: Int, after milliseconds: Int32
    ) {
        result.add(.body(Self.delta(type, member, index: index)), after: milliseconds)
    }

    private static func delta(_ type: String, _ member: (key: String, text: String), index: Int) -> [UInt8] {
        let delta = WireJSON.object([("type", .string(type)), (member.key, .string(member.text))])
        let data = WireJSON.object([
            ("type", .string("content_block_delta")), ("index", .integer(Int64(index))), ("delta", delta),
        ])
        return bytes("content_block_delta", data)
    }

    /// The pieces of a block, spread evenly over its time; the first comes at its beginning.
    private mutating func deltas(of block: ContentBlock, index: Int, from begins: Int32, to ends: Int32) {
        let (type, key) =
            switch block {
            case .text: ("text_delta", "text")
            case .thinking: ("thinking_delta", "thinking")
            case .tool, .serverTool: ("input_json_delta", "partial_json")
            case .whole: ("", "")
            }
        if case .whole = block { return }
        // Deltas of a block differ in their text alone, so all but that is made once.
        let empty = Self.delta(type, (key, ""), index: index)
        // A call begins with an empty fragment, so that a client sees it before its input.
        if type == "input_json_delta" { result.add(.body(empty), after: begins) }
        let (opening, closing) = (empty.dropLast(Self.deltaEnd), empty.suffix(Self.deltaEnd))
        let text = block.streamedBytes
        text.withUnsafeBufferPointer { text in
            let pieces = Self.pieces(of: text, atLeast: context.bytesPerDelta)
            for (number, piece) in pieces.enumerated() {
                let share = Int64(ends - begins) * Int64(number) / Int64(pieces.count)
                var event: [UInt8] = []
                event.reserveCapacity(empty.count + piece.count + 8)
                event += opening
                WireJSON.appendEscaped(UnsafeBufferPointer(rebasing: text[piece]), to: &event)
                event += closing
                result.add(.body(event), after: begins + Int32(clamping: share))
            }
        }
    }

    /// What follows a delta's text: `"}}` and two line ends.
    private static let deltaEnd = 5

    /// Splits where a code point ends.
    private static func pieces(of bytes: UnsafeBufferPointer<UInt8>, atLeast length: Int) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        pieces.reserveCapacity(bytes.count / max(1, length) + 1)
        var start = 0
        while start < bytes.count {
            var end = start + min(bytes.count - start, max(1, length))
            while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
            pieces.append(start..<end)
            start = end
        }
        return pieces
    }

    private mutating func finish() {
        switch decision.ending {
        case .overloadedMidstream:
            event("error", ErrorResponse.overloaded.body(requestID: context.requestID), after: end)
            result.add(.finish, after: end)
        case .stalled: result.add(.stall, after: end)
        case .truncated: breakOff()
        default:
            event("message_delta", message.delta, after: end)
            event("message_stop", .object([("type", .string("message_stop"))]), after: end)
            result.add(.finish, after: end)
        }
    }

    private mutating func breakOff() {
        switch context.truncation {
        case .cleanEnd: result.add(.finish, after: end)
        case .closed: result.add(.close, after: end)
        case .reset: result.add(.reset, after: end)
        case .insideChunk:
            // The next event would have been the block's end.
            let index = Int64(max(0, context.content.count - 1))
            let data = WireJSON.object([("type", .string("content_block_stop")), ("index", .integer(index))])
            let bytes = Self.bytes("content_block_stop", data)
            result.add(.partialChunk(Array(bytes.prefix(bytes.count / 2)), announced: bytes.count), after: end)
            result.add(.close, after: end)
        }
    }
}
