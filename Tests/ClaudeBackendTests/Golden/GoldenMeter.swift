import ClaudeAPI
import ClaudeBackend
import SourceText

/// A meter that does everything right, written from the rules alone: it reads the text of a golden stream and shares no
/// code with what wrote it.
enum GoldenMeter {
    /// What meters get wrong in practice, each with streams that must show it.
    enum Mistake: CaseIterable {
        case addsDelta
        case takesNullForZero
        case trustsStatus
        case takesStartForFirstToken
        case takesTextForFirstToken
        case countsAttemptsAsOperations
        case ignoresHourWrites
        case ignoresSpeed
        case ignoresServiceTier
        case takesUnknownForFree

        var caughtBy: [String] {
            switch self {
            case .addsDelta: ["G1", "G2"]
            case .takesNullForZero: ["G3"]
            case .trustsStatus: ["G4", "G9-clean", "G9-reset"]
            case .takesStartForFirstToken: ["G7"]
            case .takesTextForFirstToken: ["G7t"]
            case .countsAttemptsAsOperations: ["G6"]
            case .ignoresHourWrites: ["G11"]
            case .ignoresSpeed: ["G14-fast"]
            case .ignoresServiceTier: ["G14-batch", "G14-priority"]
            case .takesUnknownForFree: ["G12-unknown"]
            }
        }
    }

    /// One attempt, cut out of the text.
    private struct Attempt {
        var start = 0
        /// Zero where no header came.
        var status = 0
        /// Lines of the body with the time each came.
        var lines: [(time: Int, text: [UInt8])] = []
        var end = 0
    }

    /// What `message_start`, or the whole message, and `message_delta` said.
    private struct Answer {
        var model: String?
        var usage: [String: ReadJSON] = [:]
        var stopReason: String?
        var isStopped = false
        var errorType: String?

        mutating func merge(_ usage: ReadJSON?, _ mistake: Mistake?) {
            for key in usage?.keys ?? [] {
                if let value = usage?[key] {
                    let added = (self.usage[key]?.number ?? 0) + (value.number ?? 0)
                    let adds = mistake == .addsDelta && value.number != nil
                    self.usage[key] = adds ? .number(added) : value
                } else if mistake == .takesNullForZero {
                    self.usage[key] = .number(0)
                }
            }
        }

        func count(_ key: String) -> Int64 { Int64(usage[key]?.number ?? 0) }
    }

    static func record(of bytes: [UInt8], stopsAtFirstText: Bool, mistake: Mistake? = nil) throws -> GoldenRecord {
        let attempts = attempts(in: bytes)
        var answer = Answer()
        var record = GoldenRecord(outcome: .ok, durationMilliseconds: 0)
        record.attempts = mistake == .countsAttemptsAsOperations ? 1 : attempts.count
        record.rateLimitedAttempts = attempts.count { $0.status == 429 }
        guard let last = attempts.last else { return record }
        record.durationMilliseconds = Int64(last.end)
        var isCancelled = false
        if last.lines.contains(where: { $0.text.starts(with: "event: ".utf8) }) {
            isCancelled = try read(last, into: &answer, &record, stopsAtFirstText: stopsAtFirstText, mistake)
        } else {
            let body = try ReadJSON(last.lines.flatMap(\.text))
            answer.errorType = body["error"]?["type"]?.text
            answer.model = body["model"]?.text
            answer.stopReason = body["stop_reason"]?.text
            answer.isStopped = true
            answer.merge(body["usage"], mistake)
        }
        record.outcome = outcome(answer, status: last.status, isCancelled: isCancelled, mistake)
        fill(&record, from: answer, mistake)
        return record
    }

    // MARK: The text

    private static func attempts(in bytes: [UInt8]) -> [Attempt] {
        var attempts: [Attempt] = []
        var time = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
            guard line.first == UInt8(ascii: ":") else {
                if !attempts.isEmpty { attempts[attempts.count - 1].lines.append((time, Array(line))) }
                continue
            }
            let words = String(decoding: line.dropFirst(2), as: UTF8.self).split(separator: " ")
            if words.first == "attempt" {
                attempts.append(Attempt(start: Int(words[3]) ?? 0))
            } else if words.count >= 2, words[1] == "ms", let moment = Int(words[0]), !attempts.isEmpty {
                time = moment
                attempts[attempts.count - 1].end = moment
                if words.count > 3, words[2] == "status" {
                    attempts[attempts.count - 1].status = Int(words[3].filter(\.isNumber)) ?? 0
                }
            }
        }
        return attempts
    }

    // MARK: The stream

    /// True if the consumer stopped.
    private static func read(
        _ attempt: Attempt, into answer: inout Answer, _ record: inout GoldenRecord, stopsAtFirstText: Bool,
        _ mistake: Mistake?
    ) throws -> Bool {
        var pending: [UInt8] = []
        for (time, line) in attempt.lines {
            if line.starts(with: "data: ".utf8) { pending += line.dropFirst(6) }
            // What no blank line ends is no event.
            guard line.isEmpty, !pending.isEmpty else { continue }
            let data = try ReadJSON(pending)
            pending = []
            switch data["type"]?.text {
            case "message_start":
                answer.model = data["message"]?["model"]?.text
                answer.merge(data["message"]?["usage"], mistake)
                if mistake == .takesStartForFirstToken { record.firstTokenMilliseconds = Int64(time) }
            case "message_delta":
                answer.stopReason = data["delta"]?["stop_reason"]?.text
                answer.merge(data["usage"], mistake)
            case "message_stop": answer.isStopped = true
            case "error": answer.errorType = data["error"]?["type"]?.text
            case "content_block_delta":
                let delta = data["delta"]
                let isEmpty = ["text", "thinking", "partial_json"].allSatisfy { delta?[$0]?.text?.isEmpty ?? true }
                let isText = delta?["type"]?.text == "text_delta"
                if isEmpty || (mistake == .takesTextForFirstToken && !isText) { continue }
                record.firstTokenMilliseconds = record.firstTokenMilliseconds ?? Int64(time)
                guard isText else { continue }
                record.firstTextMilliseconds = record.firstTextMilliseconds ?? Int64(time)
                if stopsAtFirstText {
                    record.durationMilliseconds = Int64(time)
                    return true
                }
            default: continue
            }
        }
        return false
    }

    private static func outcome(
        _ answer: Answer, status: Int, isCancelled: Bool, _ mistake: Mistake?
    ) -> GoldenRecord.Outcome {
        if isCancelled { return .cancelled }
        if mistake == .trustsStatus, status == 200 { return .ok }
        switch (status, answer.errorType) {
        case (401, _): return .unauthenticated
        case (408, _): return .requestTimeout
        case (413, _): return .tooLarge
        case (429, _): return .rateLimited
        case (503, _): return .unavailable
        case (504, _): return .gatewayTimeout
        case (529, _), (200, "overloaded_error"): return .overloaded
        case (200, nil): break
        default: return .serverError
        }
        guard answer.isStopped else { return .truncated }
        return answer.stopReason.flatMap { GoldenRecord.Outcome(rawValue: $0) } ?? .ok
    }

    // MARK: Tokens and money

    private static func fill(_ record: inout GoldenRecord, from answer: Answer, _ mistake: Mistake?) {
        record.model = answer.model
        record.inputTokens = answer.count("input_tokens")
        record.cacheReadTokens = answer.count("cache_read_input_tokens")
        record.outputTokens = answer.count("output_tokens")
        let written = answer.usage["cache_creation"]
        record.cacheWrite5mTokens = Int64(written?["ephemeral_5m_input_tokens"]?.number ?? 0)
        record.cacheWrite1hTokens = Int64(written?["ephemeral_1h_input_tokens"]?.number ?? 0)
        record.webSearchRequests = Int64(answer.usage["server_tool_use"]?["web_search_requests"]?.number ?? 0)
        record.serviceTier = answer.usage["service_tier"]?.text
        record.speed = answer.usage["speed"]?.text
        record.costNanoDollars = cost(record, mistake)
        if mistake == .takesUnknownForFree { record.costNanoDollars = record.costNanoDollars ?? 0 }
    }

    private static func cost(_ billed: GoldenRecord, _ mistake: Mistake?) -> Int64? {
        guard let model = billed.model else { return 0 }
        var record = billed
        if mistake == .ignoresHourWrites {
            record.cacheWrite5mTokens += record.cacheWrite1hTokens
            record.cacheWrite1hTokens = 0
        }
        if mistake == .ignoresSpeed { record.speed = nil }
        if mistake == .ignoresServiceTier { record.serviceTier = nil }
        guard let id = ModelCatalogue.canonicalID(of: ByteString(model)), record.serviceTier != "priority",
            let day = CivilDate(year: 2026, month: 11, day: 23),
            let tokens = PriceCatalogue.price(of: id, on: day)?.costNanoDollars(
                uncachedInput: record.inputTokens, output: record.outputTokens, cacheRead: record.cacheReadTokens,
                cacheWrite5m: record.cacheWrite5mTokens, cacheWrite1h: record.cacheWrite1hTokens,
                isBatch: record.serviceTier == "batch")
        else { return nil }
        // $10 for 1,000 searches; fast mode doubles the tokens' price. Source: platform.claude.com, "Pricing".
        return tokens * (record.speed == "fast" ? 2 : 1) + record.webSearchRequests * 10_000_000
    }
}
