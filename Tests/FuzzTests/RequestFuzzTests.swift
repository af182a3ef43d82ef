import ClaudeBackend
import Foundation
import MessagesAPI
import SourceText
import TestKit
import Testing

/// Broken bodies by the thousand: reading ends in a request whose parts fit each other, or in a refusal that a client can
/// read; and to each request there is an answer.
@Suite struct RequestFuzzTests {
    @Test func `whatever the bytes, there is a request with an answer, or a refusal`() {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["PREFLIGHT_FUZZ_SECONDS"].flatMap(Double.init)
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        var seed: UInt64 = 1
        while deadline.map({ ContinuousClock.now < $0 }) ?? (seed <= 3_000) {
            let bytes = RequestSoup.bytes(seed: seed)
            let violations = RequestProperties.violations(of: bytes, seed: seed, read: RequestProperties.read)
            if !violations.isEmpty {
                Issue.record("seed \(seed): \(violations)\n\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                return
            }
            seed += 1
        }
    }

    @Test func `the soup holds bodies that read, and ones that do not`() {
        let read = (UInt64(1)...300).map { seed in
            if case .success = RequestProperties.read(RequestSoup.bytes(seed: seed), .messages) { return true }
            return false
        }
        #expect(read.contains(true) && read.contains(false), "a soup of one kind tests one half of the reader")
    }

    @Test(arguments: Sabotage.allCases)
    func `the properties notice a sabotaged reader`(sabotage: Sabotage) {
        let isNoticed = (UInt64(1)...400).contains { seed in
            !RequestProperties.violations(of: RequestSoup.bytes(seed: seed), seed: seed, read: sabotage.read).isEmpty
        }
        #expect(isNoticed, "no property fails on a reader that \(sabotage)")
    }

    enum Sabotage: CaseIterable {
        case refusesInSilence
        case takesMoreThanTheModelGives
        case blamesItself
        case forcesWhatThereIsNot

        func read(_ bytes: [UInt8], _ endpoint: MessagesRequest.Endpoint) -> Result<MessagesRequest, ErrorResponse> {
            switch RequestProperties.read(bytes, endpoint) {
            case .success(var request):
                if self == .takesMoreThanTheModelGives { request.maximumTokens = 1_000_000 }
                if self == .forcesWhatThereIsNot { request.toolChoice = .tool("nowhere") }
                return .success(request)
            case .failure(var error):
                if self == .refusesInSilence { error.message = "" }
                if self == .blamesItself { error = .serverError }
                return .failure(error)
            }
        }
    }
}

/// Texts that are nearly bodies: three that use most members, with bytes, members and numbers changed.
enum RequestSoup {
    static func bytes(seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes = Array(random.pick(wholes).utf8)
        for _ in 0..<random.below(4) {
            if bytes.isEmpty { return bytes }
            let place = random.below(bytes.count)
            switch random.below(8) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + random.below(30)))
            case 3: bytes.insert(contentsOf: Array(random.pick(fragments).utf8), at: place)
            case 4, 5: exchangeText(in: &bytes, from: place, for: random.pick(words))
            default: exchangeNumber(in: &bytes, from: place, for: random.pick(numbers))
            }
        }
        return bytes
    }

    /// The next text without escapes becomes another value.
    private static func exchangeText(in bytes: inout [UInt8], from place: Int, for word: String) {
        let quote = UInt8(ascii: "\"")
        guard let start = bytes[place...].firstIndex(of: quote), let end = bytes[(start + 1)...].firstIndex(of: quote)
        else { return }
        bytes.replaceSubrange(start...end, with: Array(word.utf8))
    }

    private static func exchangeNumber(in bytes: inout [UInt8], from place: Int, for number: String) {
        let isDigit: (UInt8) -> Bool = { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: Array(number.utf8))
    }

    static let wholes = [
        #"{"model":"claude-sonnet-5","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}"#,
        #"""
        {"model":"claude-opus-4-6","max_tokens":9000,"stream":true,"metadata":{"user_id":"u"},"temperature":1,
        "stop_sequences":["x"],"service_tier":"auto","inference_geo":"us","thinking":{"type":"enabled","budget_tokens":2000},
        "system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}],
        "tools":[{"name":"f","description":"d","input_schema":{"type":"object","properties":{"a":{"type":"integer",
        "minimum":1,"maximum":9,"multipleOf":2},"b":{"type":"string","pattern":"^[a-z]{2,5}$","minLength":2},
        "c":{"type":"array","items":{"enum":[1,2]},"minItems":2,"maxItems":4}},"required":["a","b","c"]}},
        {"type":"web_search_20250305","name":"web_search"},{"type":"bash_20250124","name":"bash"}],
        "tool_choice":{"type":"auto","disable_parallel_tool_use":true},
        "messages":[{"role":"user","content":[{"type":"text","text":"q\u00e9"},{"type":"image","source":{"type":"base64",
        "media_type":"image/png","data":"AAAA"}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"t",
        "signature":"s"},{"type":"tool_use","id":"t1","name":"f","input":{"a":1}}]},{"role":"user","content":[
        {"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"r","cache_control":{"type":"ephemeral"}}],
        "is_error":false},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"d"},
        "citations":{"enabled":true}}]}]}
        """#,
        ##"""
        {"model":"claude-opus-5-5","max_tokens":64,"cache_control":{"type":"ephemeral","ttl":"5m"},"speed":"fast",
        "output_config":{"effort":"low","format":{"type":"json_schema","schema":{"type":"object","$defs":{"n":{"anyOf":[
        {"type":"null"},{"type":"object","properties":{"next":{"$ref":"#/$defs/m"}},"required":["next"],
        "additionalProperties":false}]},"m":{"enum":[1,"a",null]}},
        "properties":{"list":{"$ref":"#/$defs/n"},"when":{"type":"string","format":"date-time"},"x":{"type":"array",
        "minItems":1,"items":{"type":"number"}}},"required":["list","when","x"],"additionalProperties":false}}},
        "thinking":{"type":"adaptive","display":"summarized"},"diagnostics":{"previous_message_id":"msg_1"},
        "messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"system","content":"c"}]}
        """##,
    ]
    private static let fragments = [
        "{", "}", "[", "]", "\"", ":", ",", "null", "\u{0}", "\u{E9}", "\\", "\\ud800", #""text":"t","#,
        #""cache_control":{"type":"ephemeral"},"#, #"{"type":"text","text":"t"},"#, "[[[[[[[[", #""type":"object","#,
        ##"{"$ref":"#"},"##, "1e9",
    ]
    private static let words = [
        "\"\"", "\" \"", "\"type\"", "\"text\"", "\"user\"", "\"assistant\"", "\"system\"", "\"tool_use\"",
        "\"tool_result\"", "\"none\"", "\"any\"", "\"disabled\"", "\"max\"", "\"1h\"", "\"claude-haiku-4-5\"",
        "\"claude-fable-5\"", "\"required\"", "\"(a*)*\"", "\"#\"", "null", "7", "[]", "{}", "true",
    ]
    private static let numbers = [
        "0", "1", "100", "64000", "128001", "99999999999999999999", "1e400", "-1", "0.5", "1000000000", "1e300",
        "9223372036854775807",
    ]
}

/// What must hold of any reading of any bytes.
enum RequestProperties {
    private static let models: ServedModels = {
        guard let day = CivilDate(year: 2026, month: 11, day: 23) else { preconditionFailure("a day") }
        return ServedModels(on: day, tier: .build)
    }()

    static func read(
        _ bytes: [UInt8], _ endpoint: MessagesRequest.Endpoint
    ) -> Result<MessagesRequest, ErrorResponse> {
        do throws(ErrorResponse) {
            return .success(try MessagesRequest.read(bytes, endpoint: endpoint, models: models))
        } catch { return .failure(error) }
    }

    static func violations(
        of bytes: [UInt8], seed: UInt64,
        read: ([UInt8], MessagesRequest.Endpoint) -> Result<MessagesRequest, ErrorResponse>
    ) -> [String] {
        var violations: [String] = []
        for endpoint in [MessagesRequest.Endpoint.messages, .countTokens, .batch] {
            switch read(bytes, endpoint) {
            case .success(let request): violations += broken(request, seed: seed)
            case .failure(let error):
                if ![400, 404, 413].contains(error.status) { violations.append("refused with \(error.status)") }
                if error.message.isEmpty { violations.append("refused without a word") }
            }
        }
        return violations
    }

    private static func broken(_ request: MessagesRequest, seed: UInt64) -> [String] {
        var violations: [String] = []
        let entry = models.entries[request.modelIndex]
        if request.maximumTokens > entry.gates.maximumOutput { violations.append("more output than the model gives") }
        if request.prompt.totalTokens < 1 { violations.append("a prompt of nothing") }
        if case .tool(let name) = request.toolChoice, !request.tools.contains(where: { $0.name == name }),
            request.serverTools.isEmpty
        {
            violations.append("a tool forced that there is not")
        }
        for stop in Decision.StopReason.allCases {
            var decision = Decision(ending: .completed, stopReason: stop)
            decision.outputTokens = Int32(seed % 90)
            decision.thinkingTokens = Int32(seed % 7)
            let blocks = AnswerContent.blocks(for: request, decision: decision, seed: seed)
            for case .tool(_, _, let input) in blocks {
                let value = try? JSONSerialization.jsonObject(with: Data(input))
                if !(value is [String: Any]) { violations.append("a call with input that is no object") }
            }
            if blocks != AnswerContent.blocks(for: request, decision: decision, seed: seed) {
                violations.append("two answers from one seed")
            }
        }
        return violations
    }
}
