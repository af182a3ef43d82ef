import ClaudeBackend
import MessagesAPI
import Testing

/// What the API refuses, and in which words: one row for each way of getting it wrong.
@Suite struct RequestRefusalTests {
    struct Row: Sendable, CustomStringConvertible {
        var body: String
        var message: String

        init(_ body: String, _ message: String) {
            self.body = body
            self.message = message
        }

        var description: String { message }
    }

    private static func with(_ changes: String) -> String { RequestText.body(changes) }
    private static func saying(_ messages: String) -> String { RequestText.body(messages: messages) }

    static let shapes: [Row] = [
        Row("", "The request body is not valid JSON: Input is a zero-length, empty document: line 1 column 1 (char 0)"),
        Row(
            "{\"model\":\n  tru}", "The request body is not valid JSON: unexpected character: line 2 column 3 (char 12)"
        ),
        Row(
            #"{"a":"\ud800"}"#,
            "The request body is not valid JSON: no low surrogate in string: line 1 column 7 (char 6)"),
        Row(
            String(repeating: "[", count: 300),
            "The request body is not valid JSON: recursion limit exceeded: line 1 column 201 (char 200)"),
        Row("[]", "Input should be a valid dictionary or object to extract fields from"),
        Row("{}", "model: Field required"),
        Row(RequestText.body(maximum: nil), "max_tokens: Field required"),
        Row(#"{"model":"claude-sonnet-5","max_tokens":1}"#, "messages: Field required"),
        Row(RequestText.body(maximum: "\"10\""), "max_tokens: Input should be a valid integer"),
        Row(
            RequestText.body(maximum: "1.5"),
            "max_tokens: Input should be a valid integer, got a number with a fractional part"),
        Row(RequestText.body(maximum: "-1"), "max_tokens: Input should be greater than or equal to 0"),
        Row(RequestText.body(maximum: "99999999999999999999"), "max_tokens: Input should be a valid integer"),
        Row(with(#""model":5"#), "model: Input should be a valid string"),
        Row(with(#""foo":1"#), "foo: Extra inputs are not permitted"),
        Row(with(#""context_management":{}"#), "context_management: Extra inputs are not permitted"),
        Row(with(#""stream":"yes""#), "stream: Input should be a valid boolean"),
        Row(with(#""temperature":2"#), "temperature: Input should be less than or equal to 1"),
        Row(with(#""temperature":"hot""#), "temperature: Input should be a valid number"),
        Row(with(#""top_k":-1"#), "top_k: Input should be greater than or equal to 0"),
        Row(with(#""metadata":{"user":"x"}"#), "metadata.user: Extra inputs are not permitted"),
        Row(with(#""metadata":{"user_id":7}"#), "metadata.user_id: Input should be a valid string"),
        Row(with(#""stop_sequences":"x""#), "stop_sequences: Input should be a valid list"),
        Row(with(#""stop_sequences":["a",1]"#), "stop_sequences.1: Input should be a valid string"),
        Row(with(#""stop_sequences":[" "]"#), "stop_sequences: each stop sequence must contain non-whitespace"),
        Row(with(#""service_tier":"best""#), "service_tier: Input should be 'auto' or 'standard_only'"),
        Row(with(#""speed":"slow""#), "speed: Input should be 'standard' or 'fast'"),
        Row(saying("[]"), "messages: at least one message is required"),
        Row(saying("{}"), "messages: Input should be a valid list"),
        Row(saying("[1]"), "messages.0: Input should be a valid dictionary or object to extract fields from"),
        Row(saying(#"[{"content":"x"}]"#), "messages.0.role: Field required"),
        Row(saying(#"[{"role":"user"}]"#), "messages.0.content: Field required"),
        Row(
            saying(#"[{"role":"human","content":"x"}]"#),
            "messages.0.role: Input should be 'user', 'assistant' or 'system'"),
        Row(saying(#"[{"role":"user","content":5}]"#), "messages.0.content: Input should be a valid list"),
        Row(saying(#"[{"role":"user","content":"x","id":1}]"#), "messages.0.id: Extra inputs are not permitted"),
        Row(saying(#"[{"role":"user","content":[{"text":"x"}]}]"#), "messages.0.content.0.type: Field required"),
        Row(
            saying(#"[{"role":"user","content":[{"type":"text"}]}]"#), "messages.0.content.0.text.text: Field required"),
        Row(
            saying(
                #"[{"role":"user","content":[{"type":"text","text":"x","cache_control":{"type":"ephemeral","ttl":"2h"}}]}]"#
            ), "messages.0.content.0.text.cache_control.ephemeral.ttl: Input should be '5m' or '1h'"),
        Row(
            saying(#"[{"role":"user","content":[{"type":"text","text":"x","cache_control":{"type":"forever"}}]}]"#),
            "messages.0.content.0.text.cache_control: Input tag 'forever' found using 'type' does not match any of the expected tags: 'ephemeral'"
        ),
        Row(
            saying(
                #"[{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"s","cache_control":{"type":"ephemeral"}}]}]"#
            ), "messages.0.content.0.thinking.cache_control: Extra inputs are not permitted"),
        Row(
            saying(#"[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":"{}"}]}]"#),
            "messages.0.content.0.tool_use.input: Input should be a valid dictionary"),
        Row(
            saying(
                #"[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/tiff","data":""}}]}]"#
            ),
            "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'"
        ),
        Row(
            saying(#"[{"role":"user","content":[{"type":"image","source":{"type":"url"}}]}]"#),
            "messages.0.content.0.image.source.url.url: Field required"),
        Row(
            with(#""system":[{"type":"image"}]"#),
            "system.0: Input tag 'image' found using 'type' does not match any of the expected tags: 'text'"),
        Row(with(#""system":[{"type":"text","text":"x","foo":1}]"#), "system.0.foo: Extra inputs are not permitted"),
        Row(with(#""system":7"#), "system: Input should be a valid list"),
        Row(
            with(#""thinking":{"type":"deep"}"#),
            "thinking: Input tag 'deep' found using 'type' does not match any of the expected tags: 'adaptive', 'between_tools', 'disabled', 'enabled'"
        ),
        Row(
            with(#""thinking":{"type":"enabled","budget_tokens":1000}"#),
            "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"),
        Row(with(#""thinking":{"type":"enabled"}"#), "thinking.enabled.budget_tokens: Field required"),
        Row(
            with(#""thinking":{"type":"adaptive","display":"full"}"#),
            "thinking.adaptive.display: Input should be 'summarized' or 'omitted'"),
        Row(
            with(#""output_config":{"effort":"huge"}"#),
            "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'"),
        Row(with(#""output_config":{"format":{"type":"json_schema"}}"#), "output_config.format.schema: Field required"),
        Row(
            with(#""output_config":{"format":{"type":"xml","schema":{}}}"#),
            "output_config.format.type: Input should be 'json_schema'"),
        Row(with(#""tool_choice":{"type":"tool"}"#), "tool_choice.tool.name: Field required"),
        Row(with(#""tools":[{"name":"f"}]"#), "tools.0.custom.input_schema: Field required"),
        Row(
            with(#""tools":[{"name":"f g","input_schema":{"type":"object"}}]"#),
            "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"),
        Row(with(#""tools":[{"name":"f","input_schema":{}}]"#), "tools.0.custom.input_schema.type: Field required"),
        Row(
            with(#""tools":[{"name":"f","input_schema":{"type":"array"}}]"#),
            "tools.0.custom.input_schema.type: Input should be 'object'"),
        Row(
            with(#""tools":[{"name":"f","input_schema":{"type":"object"},"examples":[]}]"#),
            "tools.0.custom.examples: Extra inputs are not permitted"),
    ]

    @Test(arguments: shapes)
    func `a body of the wrong shape is refused with the place and pydantic's words`(row: Row) {
        #expect(RequestText.refusal(row.body) == row.message)
    }

    static let meanings: [Row] = [
        Row(RequestText.body(model: "claude-2"), "404 model: claude-2"),
        Row(RequestText.body(model: "claude-3-opus-20240229"), "404 model: claude-3-opus-20240229"),
        Row(
            RequestText.body(maximum: "128001"),
            "max_tokens: 128001 > 128000, which is the maximum allowed number of output tokens for claude-sonnet-5"),
        Row(
            RequestText.body(model: "claude-haiku-4-5", maximum: "64001"),
            "max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens for claude-haiku-4-5"),
        Row(
            saying(#"[{"role":"user","content":""}]"#),
            "messages.0: all messages must have non-empty content except for the optional final assistant message"),
        Row(
            saying(#"[{"role":"user","content":[]}]"#),
            "messages.0: all messages must have non-empty content except for the optional final assistant message"),
        Row(
            saying(#"[{"role":"user","content":[{"type":"text","text":""}]}]"#),
            "messages: text content blocks must be non-empty"),
        Row(
            saying(#"[{"role":"user","content":[{"type":"text","text":" \n"}]}]"#),
            "messages: text content blocks must contain non-whitespace text"),
        Row(with(#""system":[{"type":"text","text":""}]"#), "system: text content blocks must be non-empty"),
        Row(
            saying(#"[{"role":"user","content":"x"},{"role":"assistant","content":"The"}]"#),
            "This model does not support assistant message prefill. The conversation must end with a user message."),
        Row(
            saying(#"[{"role":"user","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]}]"#),
            "messages.0.content.0: `tool_use` blocks can only be in `assistant` messages"),
        Row(
            saying(
                #"[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}},{"type":"tool_use","id":"t2","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1"}]}]"#
            ),
            "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t2. Each `tool_use` block must have a corresponding `tool_result` block in the next message."
        ),
        Row(
            saying(
                #"[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]},{"role":"user","content":[{"type":"text","text":"so"},{"type":"tool_result","tool_use_id":"t1"}]}]"#
            ),
            "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1. Each `tool_use` block must have a corresponding `tool_result` block in the next message."
        ),
        Row(
            saying(#"[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1"}]}]"#),
            "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: t1. Each `tool_result` block must have a corresponding `tool_use` block in the previous message."
        ),
        Row(
            saying(
                #"[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1"},{"type":"tool_result","tool_use_id":"t1"}]}]"#
            ),
            "messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` blocks with id: t1"
        ),
        Row(with(#""tool_choice":{"type":"auto"}"#), "tool_choice: may only be specified while providing tools"),
        Row(
            with(#""tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"g"}"#),
            "Tool 'g' not found in provided tools"),
        Row(
            with(
                #""tools":[{"name":"f","input_schema":{"type":"object"}},{"name":"f","input_schema":{"type":"object"}}]"#
            ), "tools: Tool names must be unique."),
        Row(with(#""speed":"fast""#), "speed: 'fast' is not supported for claude-sonnet-5"),
        Row(
            RequestText.body(#""inference_geo":"us""#, model: "claude-opus-4-5"),
            "inference_geo: not supported for claude-opus-4-5"),
        Row(
            RequestText.body(#""temperature":0.5,"top_p":0.5"#, model: "claude-sonnet-4-6"),
            "`temperature` and `top_p` cannot both be specified for this model. Please use only one."),
        Row(
            RequestText.body(
                #""thinking":{"type":"enabled","budget_tokens":2048}"#, model: "claude-sonnet-4-6", maximum: "2048"),
            "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size"
        ),
        Row(
            RequestText.body(#""stream":true"#, maximum: "0"),
            "max_tokens: must be greater than 0 when `stream` is true"),
        Row(
            RequestText.body(
                #""thinking":{"type":"enabled","budget_tokens":2048}"#, model: "claude-sonnet-4-6", maximum: "0"),
            "max_tokens: must be greater than 0 when thinking is enabled"),
        Row(
            RequestText.body(#""output_config":{"format":{"type":"json_schema","schema":{}}}"#, maximum: "0"),
            "max_tokens: must be greater than 0 when `output_config.format` is set"),
        Row(
            RequestText.body(
                #""tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"}"#, maximum: "0"),
            "max_tokens: must be greater than 0 when `tool_choice` forces tool use"),
    ]

    @Test(arguments: meanings)
    func `a body of the right shape is refused for what it asks`(row: Row) {
        #expect(RequestText.refusal(row.body) == row.message)
    }

    @Test func `a prompt longer than the window is refused, and counted all the same`() throws {
        let text = String(repeating: "word ", count: 210_000)
        let body = RequestText.body(model: "claude-haiku-4-5", messages: #"[{"role":"user","content":"\#(text)"}]"#)
        let counted = try #require(
            try? RequestText.read(
                RequestText.body(
                    model: "claude-haiku-4-5", messages: #"[{"role":"user","content":"\#(text)"}]"#, maximum: nil),
                .countTokens
            ).prompt.totalTokens)
        #expect(RequestText.refusal(body) == "prompt is too long: \(counted) tokens > 200000 maximum")
    }

    @Test func `only models before 4_5 keep room for the answer`() {
        let text = String(repeating: "word ", count: 199_000)
        let messages = #"[{"role":"user","content":"\#(text)"}]"#
        let old = RequestText.body(model: "claude-opus-4-1", messages: messages, maximum: "2000")
        #expect(
            RequestText.refusal(old, models: RequestText.modelsOf2025)
                == "input length and `max_tokens` exceed context limit: 199007 + 2000 > 200000, decrease input length or "
                + "`max_tokens` and try again")
        let new = RequestText.body(model: "claude-sonnet-4-5", messages: messages, maximum: "2000")
        #expect(RequestText.refusal(new, models: RequestText.modelsOf2025) == nil)
    }

    @Test(arguments: [
        #""context_management":{"edits":[]},"mcp_servers":[],"fallbacks":["x"]"#,
        #""output_config":{"task_budget":{"type":"tokens","total":20000}}"#,
        #""tools":[{"type":"mcp_toolset","mcp_server_name":"x"}]"#,
        #""tools":[{"type":"computer_20251124","name":"computer","display_width_px":800,"display_height_px":600}]"#,
    ])
    func `what belongs to a beta passes with its header only`(changes: String) {
        let body = RequestText.body(changes)
        #expect(RequestText.refusal(body, betas: ["some-beta-2026-01-01"]) == nil)
        #expect(RequestText.refusal(body) != nil)
    }

    @Test func `blocks of a beta pass with its header only`() {
        let body = RequestText.body(
            messages:
                #"[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"compaction","content":"so far"},"#
                + #"{"type":"text","text":"y"}]},{"role":"user","content":"z"}]"#)
        #expect(RequestText.refusal(body, betas: ["compact-2026-01-12"]) == nil)
        #expect(RequestText.refusal(body)?.hasPrefix("messages.1.content.0: Input tag 'compaction' found") == true)
    }

    /// One of each member and block that anthropic-sdk-python 2.12.0 types.
    @Test func `everything that the SDK can send is taken`() {
        let control = #""cache_control":{"type":"ephemeral","ttl":"5m"}"#
        let body = RequestText.body(
            #""system":[{"type":"text","text":"s","citations":null,\#(control)}],"container":{"id":"c","skills":[]},"#
                + #""diagnostics":{"previous_message_id":null},"inference_geo":null,"metadata":{"user_id":null},"#
                + #""service_tier":"standard_only","speed":"standard","stop_sequences":[],"stream":false,"#
                + #""output_config":{"effort":null,"format":{"type":"json_schema","schema":{}}},"#
                + #""thinking":{"type":"adaptive","display":"omitted"},"tool_choice":{"type":"auto"},"#
                + #""tools":[{"name":"f","type":"custom","description":"d","input_schema":{"type":"object"},"strict":true,"#
                + #""eager_input_streaming":null,"defer_loading":false,"allowed_callers":["direct"],"input_examples":[{}]},"#
                + #"{"type":"bash_20250124","name":"bash"},{"type":"text_editor_20250728","name":"str_replace_based_edit_tool"},"#
                + #"{"type":"memory_20250818","name":"memory"},{"type":"computer_toolset_20260801"},"#
                + #"{"type":"browser_toolset_20260801","configs":{}},{"type":"code_execution_20260521","name":"code_execution"},"#
                + #"{"type":"web_fetch_20260318","name":"web_fetch","max_uses":3},"#
                + #"{"type":"tool_search_tool_bm25_20251119","name":"tool_search_tool_bm25"}]"#,
            model: "claude-opus-5",
            messages: #"[{"role":"user","content":[{"type":"text","text":"x","citations":[]},"#
                + #"{"type":"image","source":{"type":"file","file_id":"f"},"transformations":{"oversized_image":"downsize"}},"#
                + #"{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AA"},"title":null,"context":"c","citations":{"enabled":false}},"#
                + #"{"type":"document","source":{"type":"content","content":[{"type":"text","text":"t"}]}},"#
                + #"{"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"t"}],"citations":{"enabled":true}},"#
                + #"{"type":"container_upload","file_id":"f"}]},"#
                + #"{"role":"assistant","content":[{"type":"redacted_thinking","data":"d"},{"type":"thinking","thinking":"","signature":"s"},"#
                + #"{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{},"caller":{"type":"direct"}},"#
                + #"{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[],"caller":{"type":"direct"}},"#
                + #"{"type":"text","text":"t","citations":[{"type":"char_location"}]},"#
                + #"{"type":"tool_use","id":"t1","name":"screenshot","input":{},"toolset_name":"computer_toolset"}]},"#
                + #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"toolset_name":null,"#
                + #""content":[{"type":"browser_state"},{"type":"tool_reference","tool_name":"f"},{"type":"text","text":"r"}]}]}]"#
        )
        #expect(RequestText.refusal(body) == nil)
    }

    @Test func `hostile bodies take no longer than a client waits`() {
        let many = 20_000
        func joined(_ part: (Int) -> String) -> String { (0..<many).map(part).joined(separator: ",") }
        let calls = joined { #"{"type":"tool_use","id":"t\#($0)","name":"f","input":{}}"# }
        let results = joined { #"{"type":"tool_result","tool_use_id":"t\#($0)"}"# }
        let tools = joined { #"{"name":"f\#($0)","input_schema":{"type":"object"}}"# }
        let keys = joined { #""k\#($0)":1"# }
        let bodies = [
            RequestText.body(
                messages: #"[{"role":"user","content":"x"},{"role":"assistant","content":[\#(calls)]},"#
                    + #"{"role":"user","content":[\#(results)]}]"#),
            RequestText.body(#""tools":[\#(tools)]"#),
            RequestText.body(#""tools":[{"name":"f","input_schema":{"type":"object","properties":{\#(keys)}}}]"#),
            RequestText.body(keys),
            RequestText.body(messages: "[\(joined { _ in #"{"role":"user","content":"x"}"# })]"),
            String(repeating: "[", count: 1_000_000), "[\(joined { _ in "[[]]" })]",
        ]
        for body in bodies {
            let start = ContinuousClock.now
            _ = RequestText.refusal(body)
            #expect(ContinuousClock.now - start < .seconds(20), "\(body.prefix(80))")
        }
    }

    @Test func `requests of a batch are read where they stand`() throws {
        let requests = ["{}", RequestText.body(), RequestText.body(#""stream":true"#)]
            .map { #"{"custom_id":"a","params":\#($0)}"# }.joined(separator: ",")
        let tree = try JSONTree(Array(#"{"requests":[\#(requests)]}"#.utf8))
        let list = try #require(tree.member(0, .requests))
        let messages = tree.children(of: list).map { request -> String? in
            guard let params = tree.member(request, .params) else { return "no params" }
            do throws(ErrorResponse) {
                _ = try MessagesRequest.read(tree, at: params, endpoint: .batch, models: RequestText.models)
                return nil
            } catch { return error.message }
        }
        #expect(messages[0] == "model: Field required")
        #expect(messages[1] == nil)
        #expect(messages[2] == "stream: streaming is not supported for requests in a batch")
    }

    @Test func `counting takes no settings of an answer, and a batch none of delivery`() {
        let counted = RequestText.body(maximum: nil)
        #expect(RequestText.refusal(counted, .countTokens) == nil)
        #expect(RequestText.refusal(RequestText.body(), .countTokens) == "max_tokens: Extra inputs are not permitted")
        #expect(
            RequestText.refusal(RequestText.body(#""stream":true"#), .batch)
                == "stream: streaming is not supported for requests in a batch")
        #expect(
            RequestText.refusal(RequestText.body(#""speed":"standard""#), .batch)
                == "speed: fast mode is not supported for requests in a batch")
        #expect(
            RequestText.refusal(RequestText.body(maximum: "0"), .batch)
                == "max_tokens: must be greater than 0 when the request is part of a batch")
        let long = RequestText.body(maximum: "300000")
        #expect(RequestText.refusal(long, .batch, betas: ["output-300k-2026-03-24"]) == nil)
        #expect(RequestText.refusal(long, .batch) != nil)
    }

    @Test func `thinking comes back before the call that it led to`() throws {
        let tool = #""tools":[{"name":"weather","input_schema":{"type":"object"}}]"#
        func refusal(_ turn: String, thinking: String = #""thinking":{"type":"enabled","budget_tokens":1024}"#)
            -> String?
        {
            RequestText.refusal(
                RequestText.body(
                    "\(tool),\(thinking)", model: "claude-haiku-4-5",
                    messages: #"[{"role":"user","content":"x"},{"role":"assistant","content":[\#(turn)]},"#
                        + #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"sunny"}]}]"#,
                    maximum: "4096"))
        }
        let call = #"{"type":"tool_use","id":"t","name":"weather","input":{}}"#
        let thought = #"{"type":"thinking","thinking":"","signature":"EqQBCgIYAh"}"#
        #expect(
            refusal(call)?.hasPrefix(
                "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`.") == true)
        #expect(refusal("\(thought),\(call)") == nil)
        #expect(refusal(call, thinking: #""temperature":1"#) == nil)
    }

    @Test(arguments: [
        (
            #"{"type":"object","properties":{}}"#,
            "For 'object' type, 'additionalProperties' must be explicitly set to false"
        ),
        (
            #"{"type":"object","additionalProperties":true}"#,
            "For 'object' type, 'additionalProperties' must be explicitly set to false"
        ),
        (
            #"{"type":"object","additionalProperties":false,"properties":{"age":{"type":"integer","minimum":1}}}"#,
            "For 'integer' type, property 'minimum' is not supported"
        ),
        (
            #"{"type":"array","items":{"type":"number","minimum":0,"maximum":1}}"#,
            "For 'number' type, properties maximum, minimum are not supported"
        ),
        (
            #"{"anyOf":[{"type":["string","null"],"minLength":1}]}"#,
            "For 'string' type, property 'minLength' is not supported"
        ),
        (#"{"type":"foo"}"#, "\"foo\" is not a valid type"),
        (##"{"$ref":"#/$defs/a"}"##, "'#/$defs/a' refers to nothing in this schema"),
        (
            ##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"object","additionalProperties":false,"properties":{"b":{"$ref":"#/$defs/a"}}}}}"##,
            "Recursive schemas are not supported"
        ),
    ])
    func `a schema of answers is refused for what the API does not take`(schema: String, what: String) {
        let body = RequestText.body(#""output_config":{"format":{"type":"json_schema","schema":\#(schema)}}"#)
        #expect(RequestText.refusal(body) == "output_config.format.schema: \(what)")
    }

    @Test func `a schema may say the same twice, and be deep`() {
        let shared =
            ##"{"type":"object","additionalProperties":false,"properties":{"a":{"$ref":"#/$defs/s"},"b":{"$ref":"#/$defs/s"}},"$defs":{"s":{"type":"string","enum":["x"]}}}"##
        let chain = (0..<5_000).map { ##""d\##($0)":{"$ref":"#/$defs/d\##($0 + 1)"}"## }.joined(separator: ",")
        for schema in [
            shared, ##"{"$ref":"#/$defs/d0","$defs":{\##(chain),"d5000":{"type":"string"}}}"##, "{}",
        ] {
            let body = RequestText.body(#""output_config":{"format":{"type":"json_schema","schema":\#(schema)}}"#)
            #expect(RequestText.refusal(body) == nil, "\(schema.prefix(80)) was refused")
        }
    }
}
