import ClaudeAPI
import ClaudeBackend
import MessagesAPI
import Testing

/// The table of what models take, asked of the reader row by row.
@Suite struct ModelGateTests {
    /// One row of the reference: does a body with this member pass?
    struct Row: Sendable, CustomStringConvertible {
        var models: [String]
        /// Thinking asked for nothing.
        var silent: MessagesRequest.Thinking
        var adaptive = true
        var budget = false
        var disabled = true
        var disabledAtMax = true
        var forced = true
        var shows = false
        var sampling = false
        var prefill = false

        var description: String { models.joined(separator: " ") }
    }

    static let rows: [Row] = [
        Row(
            models: [
                "claude-fable-5", "claude-fable-5-1", "claude-fable-5-2", "claude-mythos-5", "claude-mythos-5-1",
                "claude-mythos-5-2",
            ], silent: .adaptive, disabled: false, disabledAtMax: false, forced: false),
        Row(
            models: ["claude-opus-5-5", "claude-sonnet-5-5"], silent: .adaptive, disabled: false,
            disabledAtMax: false, forced: false),
        Row(models: ["claude-opus-5", "claude-haiku-5-5"], silent: .adaptive, disabledAtMax: false),
        Row(models: ["claude-opus-4-8", "claude-opus-4-7"], silent: .off),
        Row(models: ["claude-sonnet-5"], silent: .adaptive),
        Row(models: ["claude-opus-4-6", "claude-sonnet-4-6"], silent: .off, budget: true, shows: true, sampling: true),
        Row(
            models: ["claude-opus-4-5"], silent: .off, adaptive: false, budget: true, shows: true, sampling: true,
            prefill: true),
        Row(
            models: ["claude-sonnet-4-5", "claude-haiku-4-5"], silent: .off, adaptive: false, budget: true,
            disabledAtMax: false, shows: true, sampling: true, prefill: true),
    ]

    private static let tool = #""tools":[{"name":"f","input_schema":{"type":"object"}}]"#

    @Test(arguments: rows)
    func `each model takes what its row says`(row: Row) throws {
        for model in row.models {
            func passes(_ changes: String, maximum: String = "9000") -> Bool {
                RequestText.refusal(RequestText.body(changes, model: model, maximum: maximum)) == nil
            }
            let plain = try RequestText.read(RequestText.body(model: model))
            #expect(plain.thinking == row.silent, "\(model)")
            #expect(plain.showsThinking == row.shows, "\(model)")
            #expect(passes(#""thinking":{"type":"adaptive"}"#) == row.adaptive, "\(model)")
            #expect(passes(#""thinking":{"type":"enabled","budget_tokens":2000}"#) == row.budget, "\(model)")
            #expect(passes(#""thinking":{"type":"disabled"}"#) == row.disabled, "\(model)")
            let atMax = #""thinking":{"type":"disabled"},"output_config":{"effort":"max"}"#
            #expect(passes(atMax) == row.disabledAtMax, "\(model)")
            #expect(passes(Self.tool + #","tool_choice":{"type":"any"}"#) == row.forced, "\(model)")
            #expect(passes(Self.tool + #","tool_choice":{"type":"tool","name":"f"}"#) == row.forced, "\(model)")
            let withBudget = #","tool_choice":{"type":"any"},"thinking":{"type":"enabled","budget_tokens":2000}"#
            #expect(!passes(Self.tool + withBudget), "\(model)")
            #expect(passes(#""temperature":0.3"#) == row.sampling, "\(model)")
            #expect(passes(#""temperature":1"#), "\(model)")
            let prefill = #"[{"role":"user","content":"x"},{"role":"assistant","content":"So"}]"#
            let isTaken = RequestText.refusal(RequestText.body(model: model, messages: prefill)) == nil
            #expect(isTaken == row.prefill, "\(model)")
        }
    }

    @Test func `every model that answers has a row of its own`() {
        for models in [RequestText.models, RequestText.modelsOf2025] {
            for entry in models.entries { #expect(ModelGates.rows[entry.model.id] != nil, "\(entry.model.id)") }
        }
        for id in ModelGates.rows.keys { #expect(ModelCatalogue.model(id) != nil, "\(id)") }
    }

    @Test(arguments: [
        (
            "claude-opus-5-5", #""thinking":{"type":"enabled","budget_tokens":2000}"#,
            "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior."
        ),
        (
            "claude-opus-5-5", #""thinking":{"type":"disabled"}"#,
            "\"thinking.type.disabled\" is not supported for this model. Use \"thinking.type.adaptive\" and a lower \"output_config.effort\" to think less."
        ),
        ("claude-opus-4-5", #""thinking":{"type":"adaptive"}"#, "adaptive thinking is not supported on this model"),
        (
            "claude-opus-5", #""thinking":{"type":"disabled"},"output_config":{"effort":"xhigh"}"#,
            "output_config.effort 'xhigh' is not supported when thinking is disabled on this model. Use effort 'high' or below, or enable thinking."
        ),
        ("claude-opus-4-8", #""temperature":0.2"#, "`temperature` is deprecated for this model."),
        ("claude-opus-4-8", #""top_p":0.2"#, "`top_p` is deprecated for this model."),
        ("claude-opus-4-8", #""top_k":5"#, "`top_k` is deprecated for this model."),
        (
            "claude-opus-5-5", #""tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"}"#,
            "tool_choice: type \"tool\" and \"any\" are not supported for this model"
        ),
        (
            "claude-fable-5", #""tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"}"#,
            "tool_choice forces tool use is not compatible with this model"
        ),
        (
            "claude-opus-4-6",
            #""thinking":{"type":"enabled","budget_tokens":2000},"tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"}"#,
            "Thinking may not be enabled when tool_choice forces tool use."
        ),
        (
            "claude-opus-4-6", #""output_config":{"effort":"xhigh"}"#,
            "output_config.effort: 'xhigh' is not supported on this model. Supported levels: 'low', 'medium', 'high', 'max'."
        ),
        ("claude-haiku-4-5", #""output_config":{"effort":"low"}"#, "This model does not support the effort parameter."),
        (
            "claude-sonnet-5", #""thinking":{"type":"between_tools"}"#,
            "\"thinking.type.between_tools\" is not supported for this model."
        ),
        (
            "claude-sonnet-5-5", #""thinking":{"type":"between_tools"},"output_config":{"effort":"max"}"#,
            "output_config.effort 'max' is not supported with \"thinking.type.between_tools\" on this model."
        ),
        (
            "claude-sonnet-4-6", #""thinking":{"type":"enabled","budget_tokens":2000},"temperature":0.5"#,
            "`temperature` may only be set to 1 when thinking is enabled. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#important-considerations-when-using-extended-thinking"
        ),
        (
            "claude-sonnet-5", #""inference_geo":"us","speed":"fast""#,
            "speed: 'fast' is not supported for claude-sonnet-5"
        ),
    ])
    func `a gate says which model it stands before`(model: String, changes: String, message: String) {
        #expect(RequestText.refusal(RequestText.body(changes, model: model, maximum: "9000")) == message)
    }

    @Test func `the default effort is the model's`() throws {
        #expect(try RequestText.read(RequestText.body(model: "claude-opus-5-5")).effort == .medium)
        #expect(try RequestText.read(RequestText.body(model: "claude-haiku-5-5")).effort == .medium)
        #expect(try RequestText.read(RequestText.body(model: "claude-opus-5")).effort == .high)
        let named = RequestText.body(#""output_config":{"effort":"low"}"#, model: "claude-opus-5")
        #expect(try RequestText.read(named).effort == .low)
    }

    @Test func `thinking between tools is for Sonnet 5_5`() throws {
        let body = RequestText.body(#""thinking":{"type":"between_tools"}"#, model: "claude-sonnet-5-5")
        #expect(try RequestText.read(body).thinking == .betweenTools)
    }

    @Test func `interleaved thinking may have a budget above max_tokens`() {
        let tool = #""tools":[{"name":"f","input_schema":{"type":"object"}}]"#
        let body = RequestText.body(
            #""thinking":{"type":"enabled","budget_tokens":8000},\#(tool)"#, model: "claude-sonnet-4-5", maximum: "4000"
        )
        #expect(RequestText.refusal(body) != nil)
        #expect(RequestText.refusal(body, betas: ["interleaved-thinking-2025-05-14"]) == nil)
    }

    @Test func `a system turn changes instructions where the model knows it`() {
        let messages = #"[{"role":"user","content":"x"},{"role":"system","content":"Be brief."}]"#
        #expect(RequestText.refusal(RequestText.body(model: "claude-opus-5", messages: messages)) == nil)
        #expect(RequestText.refusal(RequestText.body(model: "claude-sonnet-5", messages: messages)) != nil)
    }
}
