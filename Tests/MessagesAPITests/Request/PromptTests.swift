import ClaudeBackend
import MessagesAPI
import SourceText
import TestKit
import Testing

/// What a prompt is to the cache, and how many tokens it has.
@Suite struct PromptTests {
    private static let scope = PromptCache.Scope(workspace: "w", model: "m")

    /// Tokens that a second request reads of what a first one left.
    private static func read(_ second: String, after first: String) throws -> Int64 {
        let early = try RequestText.read(first)
        let late = try RequestText.read(second)
        var cache = PromptCache()
        cache.record(early.prompt, in: scope, minimumTokens: 1, at: 0, responseBeginsAt: 10)
        return cache.usage(of: late.prompt, in: scope, minimumTokens: 1, at: 1_000).readTokens
    }

    private static let cached = #""cache_control":{"type":"ephemeral"}"#

    private static func body(
        tools: String = #"[{"name":"f","description":"d","input_schema":{"type":"object"},\#(cached)}]"#,
        system: String = #"[{"type":"text","text":"You answer briefly.",\#(cached)}]"#,
        user: String = #"[{"type":"text","text":"What is in stock?",\#(cached)}]"#, changes: String = "",
        model: String = "claude-opus-5"
    ) -> String {
        RequestText.body(
            #""tools":\#(tools),"system":\#(system)\#(changes)"#, model: model,
            messages: #"[{"role":"user","content":\#(user)}]"#)
    }

    // MARK: What is the same prompt

    @Test func `blanks, the order of keys and escapes make no difference`() throws {
        let plain =
            #"{"model":"claude-opus-5","max_tokens":9,"tools":[{"name":"f","input_schema":{"type":"object","properties":{"a":{"type":"string"},"b":{}}},"description":"é"}],"messages":[{"role":"user","content":[{"type":"text","text":"Hé","cache_control":{"type":"ephemeral"}}]}]}"#
        let other = """
            { "messages" : [ { "content" : [ { "cache_control" : { "type":"ephemeral" } , "text" : "H\\u00e9",
              "type" : "text" } ], "role" : "user" } ], "tools" : [ { "description" : "\\u00E9",
              "input_schema" : { "properties" : { "b" : { }, "\\u0061" : { "type" : "string" } },
              "type" : "object" }, "n\\u0061me":"f" } ], "max_tokens" : 9, "model" : "claude-opus-5" }
            """
        #expect(try Self.read(other, after: plain) == RequestText.read(plain).prompt.totalTokens)
        #expect(try RequestText.read(other).prompt.totalTokens == RequestText.read(plain).prompt.totalTokens)
    }

    @Test func `random values are the same whatever the spelling, and differ from others`() throws {
        for seed in UInt64(1)...200 {
            var random = SeededGenerator(seed: seed)
            let value = SpelledJSON.value(depth: 0, &random)
            func body(_ input: String) -> String {
                RequestText.body(
                    #""cache_control":{"type":"ephemeral"}"#, model: "claude-opus-5",
                    messages:
                        #"[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"v":\#(input)}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}]"#
                )
            }
            let first = body(value.spelled(&random))
            let second = body(value.spelled(&random))
            #expect(try Self.read(second, after: first) == RequestText.read(first).prompt.totalTokens, "seed \(seed)")
            #expect(
                try RequestText.read(second).prompt.totalTokens == RequestText.read(first).prompt.totalTokens,
                "seed \(seed)")
            let changed = body("[\(value.spelled(&random))]")
            #expect(try Self.read(changed, after: first) == 0, "seed \(seed)")
        }
    }

    @Test func `of equal keys the last counts`() throws {
        let twice = RequestText.body(#""stream":true,"stream":false"#)
        #expect(try !RequestText.read(twice).isStreaming)
        let once = Self.body(user: #"[{"type":"text","text":"b",\#(Self.cached)}]"#)
        let doubled = Self.body(user: #"[{"type":"text","text":"a","text":"b",\#(Self.cached)}]"#)
        #expect(try Self.read(doubled, after: once) == RequestText.read(once).prompt.totalTokens)
    }

    @Test func `a string and a list of one text are the same`() throws {
        let list = RequestText.body(
            Self.cached, messages: #"[{"role":"user","content":[{"type":"text","text":"Hi"}]}]"#)
        let string = RequestText.body(Self.cached, messages: #"[{"role":"user","content":"Hi"}]"#)
        #expect(try Self.read(string, after: list) == RequestText.read(list).prompt.totalTokens)
    }

    @Test func `who says it makes a difference`() throws {
        let user = RequestText.body(
            Self.cached, messages: #"[{"role":"user","content":"a"},{"role":"user","content":"b"}]"#)
        let changed = RequestText.body(
            Self.cached, messages: #"[{"role":"assistant","content":"a"},{"role":"user","content":"b"}]"#)
        #expect(try Self.read(changed, after: user) == 0)
    }

    @Test func `breakpoints change nothing but where prefixes end`() throws {
        let bare = #"[{"type":"text","text":"What is in stock?"}]"#
        let without = Self.body(user: bare)
        let with = Self.body()
        #expect(try RequestText.read(without).prompt.totalTokens == RequestText.read(with).prompt.totalTokens)
        // The last breakpoint of the one is found by looking back from the end of a longer other.
        let longer = Self.body(
            user: #"[{"type":"text","text":"What is in stock?"},{"type":"text","text":"And when?",\#(Self.cached)}]"#)
        #expect(try Self.read(longer, after: with) == RequestText.read(with).prompt.totalTokens)
    }

    // MARK: What a change leaves in the cache

    private static let all = "all"

    @Test(arguments: [
        ("", all), (#","output_config":{"effort":"high"}"#, all), (#","thinking":{"type":"adaptive"}"#, all),
        (#","metadata":{"user_id":"u"},"stop_sequences":["x"],"stream":true"#, all),
        (#","tool_choice":{"type":"any"}"#, "system"), (#","tool_choice":{"type":"none"}"#, "system"),
        (#","tool_choice":{"type":"auto","disable_parallel_tool_use":true}"#, "system"),
        (#","thinking":{"type":"disabled"}"#, "system"), (#","output_config":{"effort":"low"}"#, "system"),
        (#","speed":"fast""#, "tools"),
    ])
    func `settings invalidate what the documentation says`(changes: String, kept: String) throws {
        try expect(kept, after: Self.body(), then: Self.body(changes: changes))
    }

    @Test func `tools invalidate everything, web search all but the tools, images the messages`() throws {
        let tool = #"{"name":"f","description":"d","input_schema":{"type":"object"},\#(Self.cached)}"#
        let other = Self.body(tools: #"[{"name":"g","input_schema":{"type":"object"},\#(Self.cached)}]"#)
        try expect("nothing", after: Self.body(), then: other)
        let searching = Self.body(tools: #"[\#(tool),{"type":"web_search_20260318","name":"web_search"}]"#)
        try expect("tools", after: Self.body(), then: searching)
        let image = #"{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}"#
        let text = #"{"type":"text","text":"What is in stock?",\#(Self.cached)}"#
        try expect("system", after: Self.body(), then: Self.body(user: "[\(text),\(image)]"))
        let document =
            #"{"type":"document","citations":{"enabled":true},"source":{"type":"text","media_type":"text/plain","data":"x"}}"#
        try expect("tools", after: Self.body(), then: Self.body(user: "[\(text),\(document)]"))
    }

    /// `kept` is the last section that is still read.
    private func expect(_ kept: String, after first: String, then second: String) throws {
        let early = try RequestText.read(first)
        let whole = early.prompt.totalTokens
        let read = try Self.read(second, after: first)
        let toTheTools = try Self.read(Self.body(system: #""other""#), after: Self.body())
        let toTheSystem = try Self.read(Self.body(user: #""other""#), after: Self.body())
        #expect(0 < toTheTools && toTheTools < toTheSystem && toTheSystem < whole)
        let expected = ["nothing": 0, "tools": toTheTools, "system": toTheSystem, Self.all: whole]
        #expect(read == expected[kept])
    }

    @Test func `older models forget what was thought when a new question comes`() throws {
        func body(_ model: String, thinking: Bool) -> String {
            let thought = thinking ? #"{"type":"thinking","thinking":"some long thought","signature":"s"},"# : ""
            return RequestText.body(
                Self.cached, model: model,
                messages:
                    #"[{"role":"user","content":"a"},{"role":"assistant","content":[\#(thought){"type":"text","text":"b"}]},{"role":"user","content":"c"}]"#
            )
        }
        for (model, forgets) in [("claude-haiku-4-5", true), ("claude-opus-4-5", false), ("claude-sonnet-4-6", false)] {
            let with = try RequestText.read(body(model, thinking: true)).prompt.totalTokens
            let without = try RequestText.read(body(model, thinking: false)).prompt.totalTokens
            #expect((with == without) == forgets, "\(model)")
        }
    }

    // MARK: Breakpoints

    private static func blocks(_ controls: [String]) -> String {
        let blocks = controls.map { control in
            #"{"type":"text","text":"x"\#(control.isEmpty ? "" : #","cache_control":{"type":"ephemeral","ttl":"\#(control)"}"#)}"#
        }
        return #"[{"role":"user","content":[\#(blocks.joined(separator: ","))]}]"#
    }

    @Test(arguments: [
        (["5m", "5m", "5m", "5m", "5m"], "", "A maximum of 4 blocks with cache_control may be provided. Found 5."),
        (
            ["5m", "1h"], "",
            "messages.0.content.1.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`."
        ),
        (["5m", "5m", "5m", "5m", ""], "5m", "A maximum of 4 blocks with cache_control may be provided. Found 5."),
        (
            ["5m"], "1h",
            "cache_control.ttl: must be the ttl of messages.0.content.0.cache_control, where the last breakpoint stands"
        ),
        (["1h", "5m"], "", nil), (["5m", "5m", "5m", "5m"], "5m", nil), (["", ""], "1h", nil),
    ])
    func `breakpoints are checked over the whole prompt`(controls: [String], top: String, message: String?) {
        let changes = top.isEmpty ? "" : #""cache_control":{"type":"ephemeral","ttl":"\#(top)"}"#
        #expect(RequestText.refusal(RequestText.body(changes, messages: Self.blocks(controls))) == message)
    }

    @Test func `an hour in the system prompt may not follow five minutes among the tools`() {
        let body = Self.body(system: #"[{"type":"text","text":"x","cache_control":{"type":"ephemeral","ttl":"1h"}}]"#)
        #expect(RequestText.refusal(body)?.hasPrefix("system.0.cache_control.ttl: a ttl='1h'") == true)
    }

    // MARK: Tokens

    @Test func `counting says what the prompt has`() throws {
        for body in [
            Self.body(), Self.body(changes: #","tool_choice":{"type":"any"}"#),
            RequestText.body(model: "claude-opus-5"),
        ] {
            let counted = body.replacing("\"max_tokens\":100,", with: "")
            #expect(
                try RequestText.read(counted, .countTokens).prompt.totalTokens
                    == RequestText.read(body).prompt.totalTokens)
        }
    }

    @Test func `Hello is 8 tokens, and about a third more since Opus 4_7`() throws {
        #expect(try RequestText.read(RequestText.body(model: "claude-sonnet-4-6")).prompt.totalTokens == 8)
        let text = String(repeating: "We checked every line of it twice, before noon. ", count: 100)
        let messages = #"[{"role":"user","content":"\#(text)"}]"#
        let old = try RequestText.read(RequestText.body(model: "claude-opus-4-6", messages: messages))
        let new = try RequestText.read(RequestText.body(model: "claude-opus-4-7", messages: messages))
        let bytes = Double(text.utf8.count)
        #expect((3.5...4.8).contains(bytes / Double(old.prompt.totalTokens)), "about four bytes a token")
        #expect((1.28...1.32).contains(Double(new.prompt.totalTokens) / Double(old.prompt.totalTokens)))
    }

    @Test func `tools bring a prompt of their own, and a forced call a longer one`() throws {
        let plain = try RequestText.read(RequestText.body(model: "claude-opus-4-8")).prompt.totalTokens
        func with(_ choice: String) throws -> Int64 {
            let tools = #""tools":[{"name":"f","input_schema":{"type":"object"}}]"#
            return try RequestText.read(RequestText.body(tools + choice, model: "claude-opus-4-8")).prompt.totalTokens
        }
        let free = try with("")
        #expect(free > plain + 290 && free < plain + 340)
        #expect(try with(#","tool_choice":{"type":"any"}"#) == free + 120)
    }

    @Test func `an image costs the same whatever its bytes`() throws {
        func tokens(_ data: String) throws -> Int64 {
            let image =
                #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"\#(data)"}}"#
            return try RequestText.read(
                RequestText.body(messages: #"[{"role":"user","content":[\#(image)]}]"#)
            ).prompt.totalTokens
        }
        let small = try tokens("iVBORw0KGgo=")
        #expect(try small == tokens(String(repeating: "iVBORw0KGgo=", count: 10_000)))
        #expect((1_500...2_500).contains(small))
    }
}

/// JSON values that can be written in many ways.
indirect enum SpelledJSON {
    case word(String)
    case text(String)
    case list([SpelledJSON])
    case members([(String, SpelledJSON)])

    static func value(depth: Int, _ random: inout SeededGenerator) -> SpelledJSON {
        switch random.below(depth > 3 ? 2 : 4) {
        case 0: return .word(random.pick(["null", "true", "false", "0", "-1.5", "1e9", "123456"]))
        case 1:
            return .text(random.pick(["", "a", "cache_control", "Zürich", "line\nline", "\"quoted\"", "東京", "type"]))
        case 2: return .list((0..<random.below(4)).map { _ in value(depth: depth + 1, &random) })
        default:
            let keys = ["type", "text", "é", "b", "cache_control", "content", "source", "\t"]
            let chosen = keys.filter { _ in random.chance(1, in: 2) }
            return .members(chosen.map { ($0, value(depth: depth + 1, &random)) })
        }
    }

    func spelled(_ random: inout SeededGenerator) -> String {
        func blank() -> String { random.pick(["", "", " ", "\n\t"]) }
        switch self {
        case .word(let word): return blank() + word + blank()
        case .text(let text): return blank() + Self.quoted(text, &random) + blank()
        case .list(let elements):
            return "[" + elements.map { $0.spelled(&random) }.joined(separator: ",") + blank() + "]"
        case .members(let members):
            let shuffled = members.shuffled(using: &random)
            return "{" + blank()
                + shuffled.map { Self.quoted($0.0, &random) + blank() + ":" + $0.1.spelled(&random) }.joined(
                    separator: ",")
                + "}"
        }
    }

    private static func quoted(_ text: String, _ random: inout SeededGenerator) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 || scalar == "\"" || (scalar.value < 0x1_0000 && random.chance(1, in: 5)) {
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
