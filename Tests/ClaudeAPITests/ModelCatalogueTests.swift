import ClaudeAPI
import SourceText
import Testing

@Suite struct `Names of models` {
    static let spellings: [(text: String, id: String?, form: ModelSpelling.Form?)] = [
        ("claude-haiku-4-5", "claude-haiku-4-5", .api),
        ("claude-haiku-4-5-20251001", "claude-haiku-4-5", .api),
        ("claude-haiku-4-5-latest", "claude-haiku-4-5", .api),
        ("claude-3-7-sonnet-latest", "claude-3-7-sonnet", .api),
        ("claude-opus-4-0", "claude-opus-4", .api),
        ("claude-opus-4-20250514", "claude-opus-4", .api),
        ("anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5", .bedrock),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5", .bedrock),
        ("eu.anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3-5-sonnet", .bedrock),
        ("global.anthropic.claude-opus-4-6-v1", "claude-opus-4-6", .bedrock),
        ("bedrock/us.anthropic.claude-sonnet-4-6", "claude-sonnet-4-6", .bedrock),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5", .vertex),
        ("claude-opus-4-6@default", "claude-opus-4-6", .vertex),
        ("vertex_ai/claude-opus-4-6", "claude-opus-4-6", .vertex),
        ("vertex_ai/claude-haiku-4-5@20251001", "claude-haiku-4-5", .vertex),
        ("anthropic/claude-sonnet-4-6", "claude-sonnet-4-6", .gateway),
        ("openrouter/anthropic/claude-opus-4-1", "claude-opus-4-1", .gateway),
        ("claude-haiku-4-5-20991231", nil, nil),
        ("claude-haiku-4-5-20251001-latest", nil, nil),
        ("claude-sonnet-4-5@20251001", nil, nil),
        ("claude-sonnet-4-5@", nil, nil),
        ("anthropic.claude-haiku-4-5-v1:", nil, nil),
        ("mars.anthropic.claude-haiku-4-5", nil, nil),
        ("Claude-Haiku-4-5", nil, nil),
        ("claude-haiku-4-5 ", nil, nil),
        ("claude-haiku-4-5\u{0301}", nil, nil),
        ("claude-", nil, nil),
        ("claude", nil, nil),
        ("gpt-4", nil, nil),
        ("-latest", nil, nil),
        ("@", nil, nil),
        ("anthropic/", nil, nil),
        ("", nil, nil),
    ]

    @Test(arguments: spellings.map(\.text))
    func `a spelling leads to its model or to none`(text: String) throws {
        let wanted = try #require(Self.spellings.first { $0.text == text })
        let found = ModelCatalogue.resolve(ByteString(text))
        #expect(found?.model.id == wanted.id)
        #expect(found?.form == wanted.form)
    }

    @Test func `every id and alias leads to its own model, on every platform`() {
        for model in ModelCatalogue.models {
            for name in [model.id] + model.aliases {
                #expect(ModelCatalogue.canonicalID(of: ByteString(name)) == model.id)
                #expect(ModelCatalogue.canonicalID(of: ByteString("us.anthropic.\(name)-v1:0")) == model.id)
                #expect(ModelCatalogue.canonicalID(of: ByteString("anthropic/\(name)")) == model.id)
            }
        }
    }

    @Test func `retirements are those that were announced`() throws {
        func day(_ id: String) -> String? { ModelCatalogue.model(id)?.retiresOn?.description }
        // Source: anthropic-sdk-python 2.12.0, resources/messages/messages.py; "Model deprecations".
        #expect(day("claude-sonnet-4-5") == "2026-11-30")
        #expect(day("claude-mythos-preview") == "2026-06-30")
        #expect(day("claude-opus-4") == "2026-06-15")
        #expect(day("claude-sonnet-4") == "2026-06-15")
        #expect(day("claude-opus-4-1") == "2026-08-05")
        #expect(day("claude-3-5-haiku") == "2026-02-19")
        #expect(day("claude-3-7-sonnet") == "2026-02-19")
        #expect(day("claude-3-5-sonnet") == "2025-10-28")
        #expect(day("claude-3-opus") == "2026-01-05")
        #expect(day("claude-opus-5") == nil)
        #expect(
            ModelCatalogue.model("claude-opus-5")?.retirement
                == .notSoonerThan(try #require(CivilDate("2027-07-24"))))
        #expect(
            ModelCatalogue.model("claude-haiku-5-5")?.retirement
                == .notSoonerThan(try #require(CivilDate("2027-10-07"))))
    }

    @Test func `the windows are those of the overview`() {
        #expect(ModelCatalogue.model("claude-haiku-4-5")?.contextWindow == 200_000)
        #expect(ModelCatalogue.model("claude-sonnet-4-6")?.contextWindow == 1_000_000)
        #expect(ModelCatalogue.model("claude-haiku-5-5")?.contextWindow == 1_000_000)
    }
}
