import ClaudeAPI
import ClaudeBackend
import SourceText
import Testing

struct PresetTests {
    @Test(arguments: UsageTier.allCases) func `every model with a price has a preset`(tier: UsageTier) throws {
        for model in PriceCatalogue.models {
            let preset = try #require(
                BackendModel.preset(model.id, tier: tier, on: PriceCatalogue.made),
                "add a row for \(model.id) to ModelPreset.rows")
            #expect(preset.id == model.id)
            #expect(preset.prices == PriceCatalogue.price(of: model.id, on: PriceCatalogue.made))
            #expect(preset.latency.outputTokensPerSecond > 0)
            #expect(preset.limits.inputTokensPerMinute > preset.limits.outputTokensPerMinute)
            #expect(preset.contextWindow >= 200_000)
        }
    }

    @Test func `models of one pool have the same limits, and only models of one family share one`() {
        for tier in UsageTier.allCases {
            var pools: [Int: (limits: RateLimits, family: ClaudeModel.Family)] = [:]
            for model in PriceCatalogue.models {
                guard let preset = BackendModel.preset(model.id, tier: tier, on: PriceCatalogue.made) else { continue }
                let known = pools[preset.pool] ?? (preset.limits, model.family)
                #expect(known.limits == preset.limits, "\(model.id) shares the buckets of its pool")
                #expect(known.family == model.family)
                pools[preset.pool] = known
            }
        }
    }

    @Test func `what the documentation's tables say`() throws {
        let day = PriceCatalogue.made
        let sonnet = try #require(BackendModel.preset("claude-sonnet-4-6", tier: .start, on: day))
        let older = try #require(BackendModel.preset("claude-sonnet-4-5", tier: .start, on: day))
        let newer = try #require(BackendModel.preset("claude-sonnet-5", tier: .start, on: day))
        #expect(sonnet.pool == older.pool)
        #expect(sonnet.pool != newer.pool)
        #expect(
            sonnet.limits
                == RateLimits(
                    requestsPerMinute: 1000, inputTokensPerMinute: 2_000_000, outputTokensPerMinute: 400_000))
        #expect(sonnet.minimumCacheableTokens == 1024)
        #expect(sonnet.contextWindow == 1_000_000)
        #expect(older.contextWindow == 200_000)
        let haiku = try #require(BackendModel.preset("claude-3-5-haiku", tier: .build, on: day))
        #expect(haiku.limits.countsCacheReads)
        #expect(haiku.limits.inputTokensPerMinute == 200_000)
    }

    @Test func `nothing is served before it had a price, under no alias, and at each day's price`() throws {
        let before = try #require(CivilDate(daysSinceEpoch: PriceCatalogue.made.daysSinceEpoch - 30))
        #expect(BackendModel.preset("claude-fable-5-2", tier: .start, on: before)?.id == nil)
        #expect(BackendModel.preset("claude-haiku-4-5-20251001", tier: .start, on: before)?.id == nil)
        let early = try #require(CivilDate(daysSinceEpoch: PriceCatalogue.made.daysSinceEpoch - 50))
        let sonnet = try #require(BackendModel.preset("claude-sonnet-5-5", tier: .start, on: early))
        #expect(sonnet.prices.cacheRead == 200_000_000, "cache reads became cheaper on 2026-10-07")
    }
}
