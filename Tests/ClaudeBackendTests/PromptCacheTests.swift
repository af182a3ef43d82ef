import ClaudeBackend
import SourceText
import TestKit
import Testing

struct PromptCacheTests {
    static let scope = PromptCache.Scope(workspace: "default", model: "claude-sonnet-4-6")

    /// Blocks by number: the same number is the same content.
    static func block(_ number: Int, _ tokens: Int32 = 600, _ breakpoint: CacheLifetime? = nil) -> CacheBlock {
        CacheBlock(digest: BlockDigest(of: "block \(number)".utf8), tokens: tokens, breakpoint: breakpoint)
    }

    /// Looks up and records, with the response beginning at once.
    static func send(
        _ prompt: CachePrompt, to cache: inout PromptCache, in scope: PromptCache.Scope = scope, at time: Int64,
        minimum: Int32 = 1024
    ) -> CacheUsage {
        let usage = cache.usage(of: prompt, in: scope, minimumTokens: minimum, at: time)
        cache.record(prompt, in: scope, minimumTokens: minimum, at: time, responseBeginsAt: time)
        return usage
    }

    @Test func `the second request reads what the first wrote, as long as it lives`() throws {
        let prompt = try CachePrompt(
            system: [Self.block(1), Self.block(2, 600, .fiveMinutes)], messages: [Self.block(3, 50)])
        var cache = PromptCache()
        #expect(Self.send(prompt, to: &cache, at: 0) == CacheUsage(write5mTokens: 1200, uncachedTokens: 50))
        let read = CacheUsage(readTokens: 1200, uncachedTokens: 50)
        #expect(Self.send(prompt, to: &cache, at: 299_999) == read)
        #expect(Self.send(prompt, to: &cache, at: 599_998) == read, "each use begins the five minutes anew")
        #expect(
            Self.send(prompt, to: &cache, at: 899_998).readTokens == 0, "five minutes after its last use it is gone")
    }

    @Test func `requests sent before the first response begins all write`() throws {
        let prompt = try CachePrompt(messages: [Self.block(1, 2000, .fiveMinutes)])
        var cache = PromptCache()
        for time in [Int64(0), 100, 799] {
            #expect(cache.usage(of: prompt, in: Self.scope, minimumTokens: 1024, at: time).write5mTokens == 2000)
            cache.record(prompt, in: Self.scope, minimumTokens: 1024, at: time, responseBeginsAt: time + 800)
        }
        #expect(cache.usage(of: prompt, in: Self.scope, minimumTokens: 1024, at: 800).readTokens == 2000)
    }

    @Test func `content that no request ended on is never found, nor what lies twenty blocks back`() throws {
        var cache = PromptCache()
        let first = try CachePrompt(messages: [Self.block(1, 2000), Self.block(2, 10, .fiveMinutes)])
        _ = Self.send(first, to: &cache, at: 0)
        let other = try CachePrompt(messages: [Self.block(1, 2000, .fiveMinutes), Self.block(3, 10)])
        #expect(Self.send(other, to: &cache, at: 1).readTokens == 0)
        for added in [18, 19] {
            let tail = (0..<added).map { Self.block(100 + $0, 10, $0 == added - 1 ? .fiveMinutes : nil) }
            let grown = try CachePrompt(messages: [Self.block(1, 2000), Self.block(2, 10)] + tail)
            let usage = cache.usage(of: grown, in: Self.scope, minimumTokens: 1024, at: 2)
            // The breakpoint's own position is the first of twenty.
            #expect(usage.readTokens == 2010, "\(added) blocks behind the entry")
        }
        let tail = (0..<20).map { Self.block(100 + $0, 10, $0 == 19 ? .fiveMinutes : nil) }
        let far = try CachePrompt(messages: [Self.block(1, 2000), Self.block(2, 10)] + tail)
        #expect(cache.usage(of: far, in: Self.scope, minimumTokens: 1024, at: 2).readTokens == 0)
        var kept = tail
        kept.insert(Self.block(2, 10, .fiveMinutes), at: 0)
        let explicit = try CachePrompt(messages: [Self.block(1, 2000)] + kept)
        #expect(
            cache.usage(of: explicit, in: Self.scope, minimumTokens: 1024, at: 2).readTokens == 2010,
            "the next breakpoint to the left looks back too")
    }

    @Test func `an hour and five minutes in one prompt`() throws {
        let prompt = try CachePrompt(
            tools: [Self.block(1, 1500, .hour)], system: [Self.block(2, 700, .fiveMinutes)],
            messages: [Self.block(3, 30)])
        var cache = PromptCache()
        #expect(
            Self.send(prompt, to: &cache, at: 0)
                == CacheUsage(write5mTokens: 700, write1hTokens: 1500, uncachedTokens: 30))
        #expect(
            Self.send(prompt, to: &cache, at: 400_000)
                == CacheUsage(readTokens: 1500, write5mTokens: 700, uncachedTokens: 30))
        #expect(Self.send(prompt, to: &cache, at: 500_000) == CacheUsage(readTokens: 2200, uncachedTokens: 30))
    }

    @Test func `a prefix below the minimum is passed over in silence`() throws {
        let prompt = try CachePrompt(messages: [Self.block(1, 1023, .fiveMinutes), Self.block(2, 1)])
        var cache = PromptCache()
        #expect(Self.send(prompt, to: &cache, at: 0) == CacheUsage(uncachedTokens: 1024))
        #expect(Self.send(prompt, to: &cache, at: 1) == CacheUsage(uncachedTokens: 1024))
        #expect(cache.count == 0)
    }

    @Test func `nothing is shared between workspaces, models, sections and settings`() throws {
        let blocks = [Self.block(1, 2000, .fiveMinutes)]
        var cache = PromptCache()
        _ = Self.send(try CachePrompt(system: blocks, messages: []), to: &cache, at: 0)
        let scopes = [
            PromptCache.Scope(workspace: "other", model: Self.scope.model),
            PromptCache.Scope(workspace: Self.scope.workspace, model: "claude-opus-4-6"),
        ]
        for scope in scopes {
            let prompt = try CachePrompt(system: blocks, messages: [])
            #expect(cache.usage(of: prompt, in: scope, minimumTokens: 1024, at: 1).readTokens == 0)
        }
        let search = BlockDigest(of: "web_search".utf8)
        for prompt in [
            try CachePrompt(messages: blocks), try CachePrompt(tools: blocks, messages: []),
            try CachePrompt(system: blocks, messages: [], systemSettings: search),
        ] {
            #expect(cache.usage(of: prompt, in: Self.scope, minimumTokens: 1024, at: 1).readTokens == 0)
        }
        let kept = try CachePrompt(system: blocks, messages: [Self.block(2)], messageSettings: search)
        #expect(cache.usage(of: kept, in: Self.scope, minimumTokens: 1024, at: 1).readTokens == 2000)
    }

    @Test func `the top-level breakpoint stands on the last block that can end a prefix`() throws {
        let thinking = CacheBlock(digest: BlockDigest(of: "thought".utf8), tokens: 40, canEndPrefix: false)
        var cache = PromptCache()
        let prompt = try CachePrompt(messages: [Self.block(1, 2000), thinking], automatic: .fiveMinutes)
        #expect(Self.send(prompt, to: &cache, at: 0) == CacheUsage(write5mTokens: 2000, uncachedTokens: 40))
        let grown = try CachePrompt(
            messages: [Self.block(1, 2000), thinking, Self.block(2, 10)], automatic: .fiveMinutes)
        #expect(Self.send(grown, to: &cache, at: 1) == CacheUsage(readTokens: 2000, write5mTokens: 50))
        let same = try CachePrompt(messages: [Self.block(1, 2000, .hour)], automatic: .hour)
        #expect(Self.send(same, to: &cache, at: 400_000).write1hTokens == 2000)
    }

    @Test func `breakpoints that the API refuses`() {
        let five = (0..<5).map { Self.block($0, 600, .fiveMinutes) }
        let four = Array(five.prefix(4))
        let thinking = CacheBlock(
            digest: BlockDigest(of: []), tokens: 1, breakpoint: .hour, canEndPrefix: false)
        #expect(throws: CachePromptProblem.tooManyBreakpoints(found: 5)) { try CachePrompt(messages: five) }
        #expect(throws: CachePromptProblem.noBreakpointLeftForAutomatic) {
            try CachePrompt(messages: four + [Self.block(9)], automatic: .fiveMinutes)
        }
        #expect(throws: CachePromptProblem.automaticLifetimeDiffers(block: 3)) {
            try CachePrompt(messages: four, automatic: .hour)
        }
        #expect(throws: CachePromptProblem.lifetimeOrder(block: 1)) {
            try CachePrompt(system: [Self.block(1, 1, .fiveMinutes)], messages: [Self.block(2, 1, .hour)])
        }
        #expect(throws: CachePromptProblem.breakpointOnUncacheable(block: 0)) { try CachePrompt(messages: [thinking]) }
        #expect(
            CachePromptProblem.tooManyBreakpoints(found: 5).message(path: "")
                == "A maximum of 4 blocks with cache_control may be provided. Found 5.")
    }

    @Test func `memory is bounded, and what would expire first goes first`() throws {
        var cache = PromptCache(capacity: 64)
        for number in 0..<1000 {
            let prompt = try CachePrompt(messages: [Self.block(number, 2000, .fiveMinutes)])
            _ = Self.send(prompt, to: &cache, at: Int64(number))
            #expect(cache.count <= 64)
        }
        let last = try CachePrompt(messages: [Self.block(999, 2000, .fiveMinutes)])
        let first = try CachePrompt(messages: [Self.block(0, 2000, .fiveMinutes)])
        #expect(cache.usage(of: last, in: Self.scope, minimumTokens: 1024, at: 1000).readTokens == 2000)
        #expect(cache.usage(of: first, in: Self.scope, minimumTokens: 1024, at: 1000).readTokens == 0)
    }
}
