import Artefacts
import Facts
import Findings
import SourceText
import Testing

@Suite struct `Price tables are read as the service reads them` {
    static func read(_ text: String, path: String = "prices.yaml") -> ArtefactReading {
        ArtefactReader.readPrices(SourceFile(id: FileID(index: 0), path: path, bytes: Array(text.utf8)))
    }

    /// One model with all five prices, in every form in which teams and tools keep them.
    static let forms: [(title: String, text: String)] = [
        (
            "a list of rows",
            "- {model: claude-haiku-4-5, input: 1, output: 5, cache_write_5m: 1.25, cache_write_1h: 2, cache_read: 0.10}\n"
        ),
        (
            "rows under a key",
            "prices:\n  - {id: claude-haiku-4-5, input: 1, output: 5, cache_write: 1.25, cache_write_1h: 2, cache_read: 0.1}\n"
        ),
        (
            "models at the top",
            "claude-haiku-4-5: {input: 1, output: 5, cache_creation: 1.25, cache_creation_1h: 2, cache_read: 0.1}\n"
        ),
        (
            "models under a key, for a thousand tokens",
            "unit: per_1k\nmodels:\n  claude-haiku-4-5: {prompt: 0.001, completion: 0.005, cache_write: 0.00125, cache_write_1h: 0.002, cache_read: 0.0001}\n"
        ),
        (
            "a unit in each name",
            "claude-haiku-4-5: {input_per_mtok: 1, output_per_million_tokens: 5, cache_write_5m_per_1k: 0.00125, cache_write_1h_usd_per_token: 0.000002, cache_read_cost_per_million: 0.1}\n"
        ),
        (
            "LiteLLM's file",
            #"{"sample_spec": {"input_cost_per_token": 0.0}, "claude-haiku-4-5": {"cache_creation_input_token_cost": 1.25e-06, "cache_creation_input_token_cost_above_1hr": 2e-06, "cache_read_input_token_cost": 1e-07, "input_cost_per_token": 1e-06, "output_cost_per_token": 5e-06, "input_cost_per_token_above_200k_tokens": 9, "input_cost_per_token_batches": 5e-07, "litellm_provider": "anthropic", "max_tokens": 64000, "supports_vision": true, "search_context_cost_per_query": {"search_context_size_high": 0.01}}}"#
        ),
        (
            "genai-prices",
            "- id: anthropic\n  name: Anthropic\n  models:\n    - id: claude-haiku-4-5\n      name: Claude Haiku 4.5\n      prices: {input_mtok: 1, cache_write_mtok: 1.25, cache_write_1h_mtok: 2, cache_read_mtok: {base: 0.1, tiers: []}, output_mtok: 5}\n"
        ),
        (
            "camel case, decimals as texts, a vendor around it",
            #"{"openai": {"gpt-4": {"input": 30}}, "anthropic": {"claude-haiku-4-5": {"inputPerMTok": "1.00", "outputPerMTok": "5.00", "cacheWrite5m": "1.25", "cacheWrite1h": "2", "cacheRead": "0.10"}}}"#
        ),
        (
            "the cache in a mapping of its own",
            "claude-haiku-4-5: {input: 1, output: 5, cache: {read: 0.1, write_5m: 1.25, write_1h: 2}}\n"
        ),
        (
            "merged rows",
            "x: &cache {cache_read: 0.1, cache_write: 1.25, cache_write_1h: 2}\nclaude-haiku-4-5: {<<: *cache, input: 1, output: 5}\n"
        ),
        (
            "a unit beside one row, and times of a price",
            "claude-haiku-4-5:\n  - {per: token, input: 1e-6, output: 5e-6, cache_write: 1.25e-6, cache_write_1h: 2e-6, cache_read: 1e-7, date: 2026-11-20}\n"
        ),
    ]

    @Test(arguments: forms.map(\.title))
    func `five prices, whatever the form`(title: String) throws {
        let text = try #require(Self.forms.first { $0.title == title }).text
        let reading = Self.read(text)
        #expect(reading.findings.isEmpty, "\(reading.findings.map(\.message))")
        let table = try #require(reading.facts.prices.first)
        let row = try #require(table.rows.first)
        #expect(table.rows.count == 1)
        #expect(row.model.value == "claude-haiku-4-5")
        #expect(!row.isFallback)
        let wanted: [PriceKind: Int64] = [
            .input: 1_000_000_000, .output: 5_000_000_000, .cacheWrite: 1_250_000_000,
            .cacheWriteHour: 2_000_000_000, .cacheRead: 100_000_000,
        ]
        #expect(row.nanoDollarsPerMillion.mapValues(\.value) == wanted)
    }

    @Test func `days and sources, at the top, in a heading and in a row`() throws {
        let text = """
            metadata: {updated_at: "2026-11-20T08:00:00Z", source: https://example.com/pricing}
            claude-haiku-4-5: {input: 1, output: 5}
            claude-opus-4-6: {input: 4, output: 20, date: 2026-10-01, source: negotiated}

            """
        let table = try #require(Self.read(text).facts.prices.first)
        #expect(table.asOf?.value.description == "2026-11-20")
        #expect(table.source?.value == "https://example.com/pricing")
        #expect(table.rows.map { $0.date?.value.description } == [nil, "2026-10-01"])
        #expect(table.rows.map { $0.source?.value } == ["https://example.com/pricing", "negotiated"])
    }

    @Test func `rows of other vendors are counted`() throws {
        let table = try #require(
            Self.read("gpt-4: {input: 30, output: 60}\nclaude-haiku-4-5: {input: 1, output: 5}\n").facts.prices.first)
        #expect(table.rows.count == 1)
        #expect(table.foreignRowCount == 1)
    }

    @Test(arguments: ["default", "claude", "claude-", "\"claude-*\"", "\"*\"", "other", "__default__", "claude-opus"])
    func `a row for whatever is left over is known as one`(name: String) throws {
        let table = try #require(Self.read("\(name): {input: 3, output: 15}\n").facts.prices.first)
        #expect(table.rows.map(\.isFallback) == [true])
    }

    @Test(arguments: ["claude-opus-latest", "claude-mythos-preview", "vertex_ai/claude-haiku-latest", "claude-fast"])
    func `a name without a number is not for that a row for what is left over`(name: String) throws {
        let table = try #require(Self.read("\(name): {input: 3, output: 15}\n").facts.prices.first)
        #expect(table.rows.map(\.isFallback) == [false])
    }

    @Test func `what cannot be read is a finding at its place`() {
        let troubles: [(text: String, code: String, shown: String)] = [
            ("claude-haiku-4-5: {input: $1, output: 5}\n", "PF056", "$1"),
            ("claude-haiku-4-5: {input: -1, output: 5}\n", "PF056", "-1"),
            ("claude-haiku-4-5: {input: .inf, output: 5}\n", "PF056", ".inf"),
            ("claude-haiku-4-5: {input_per_token: 3, output: 5}\n", "PF056", "3"),
            ("claude-haiku-4-5: {input: [1], output: 5}\n", "PF056", "[1]"),
            ("claude-haiku-4-5: 5\n", "PF056", "5"),
            ("claude-haiku-4-5: [1, 5]\n", "PF056", "[1, 5]"),
            ("- {input: 1, output: 5}\n", "PF056", "{input: 1, output: 5}"),
            ("unit: per_furlong\nclaude-haiku-4-5: {input: 1, output: 5}\n", "PF055", "per_furlong"),
            ("as_of: last week\nclaude-haiku-4-5: {input: 1, output: 5}\n", "PF057", "last week"),
            ("groups: []\n", "PF055", ""),
            ("a price list\n", "PF055", ""),
        ]
        for trouble in troubles {
            let findings = Self.read(trouble.text).findings
            #expect(findings.map(\.kind.code) == [trouble.code], "\(trouble.text)")
            guard let range = findings.first?.primary?.range else { continue }
            let shown = String(decoding: Array(trouble.text.utf8)[range.bytes.range], as: UTF8.self)
            #expect(shown == trouble.shown)
        }
    }

    @Test func `a table in an unknown unit is not used at all`() {
        let reading = Self.read("unit: per_furlong\nclaude-haiku-4-5: {input: 1, output: 5}\n")
        #expect(reading.isRefused)
        #expect(reading.facts.prices.isEmpty)
        #expect(Self.read("").isRefused)
        #expect(Self.read("{\"claude-haiku-4-5\": {").isRefused)
    }

    @Test func `a price that cannot be read is not missing`() throws {
        let row = try #require(Self.read("claude-haiku-4-5: {input: one, output: 5}\n").facts.prices.first?.rows.first)
        #expect(row.names(.input))
        #expect(row.nanoDollarsPerMillion[.input] == nil)
        #expect(!row.names(.cacheRead))
    }
}
