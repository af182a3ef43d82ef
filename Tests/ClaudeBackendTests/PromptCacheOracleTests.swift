import ClaudeBackend
import SourceText
import TestKit
import Testing

/// The cache's rules once more, over lists of block numbers instead of digests, block by block and without cleverness.
private struct CacheOracle {
    struct Block {
        var number: Int
        var tokens: Int32
        var breakpoint: CacheLifetime?
    }

    private struct Entry {
        var scope: Int
        var numbers: [Int]
        var lifetime: CacheLifetime
        var usableFrom: Int64
        var expires: Int64
    }

    private var entries: [Entry] = []

    mutating func send(_ blocks: [Block], scope: Int, minimum: Int64, at time: Int64, begins: Int64) -> CacheUsage {
        entries.removeAll { $0.expires <= time }
        let numbers = blocks.map(\.number)
        func tokens(through last: Int) -> Int64 { blocks[...last].reduce(0) { $0 + Int64($1.tokens) } }
        func isUsable(_ position: Int) -> Bool {
            entries.contains {
                $0.scope == scope && $0.numbers == Array(numbers[...position]) && $0.usableFrom <= time
            }
        }
        let marks = blocks.indices.filter { blocks[$0].breakpoint != nil && tokens(through: $0) >= minimum }
        let seen = Set(marks.flatMap { max(0, $0 - 19)...$0 })
        let hit = seen.filter(isUsable).max()
        var usage = CacheUsage()
        for (position, block) in blocks.enumerated() {
            let later = marks.filter { $0 >= position }
            if let hit, position <= hit {
                usage.readTokens += Int64(block.tokens)
            } else if later.contains(where: { blocks[$0].breakpoint == .hour }) {
                usage.write1hTokens += Int64(block.tokens)
            } else if !later.isEmpty {
                usage.write5mTokens += Int64(block.tokens)
            } else {
                usage.uncachedTokens += Int64(block.tokens)
            }
        }
        for position in Set(marks + (hit.map { [$0] } ?? [])).sorted() {
            touch(Array(numbers[...position]), scope, blocks[position].breakpoint, at: time, begins: begins)
        }
        return usage
    }

    private mutating func touch(
        _ numbers: [Int], _ scope: Int, _ lifetime: CacheLifetime?, at time: Int64, begins: Int64
    ) {
        guard let index = entries.firstIndex(where: { $0.scope == scope && $0.numbers == numbers }) else {
            guard let lifetime else { return }
            entries.append(
                Entry(
                    scope: scope, numbers: numbers, lifetime: lifetime, usableFrom: begins,
                    expires: time + lifetime.milliseconds))
            return
        }
        var renewed = entries[index].lifetime
        if entries[index].usableFrom > time, let lifetime {
            entries[index].usableFrom = min(entries[index].usableFrom, begins)
            entries[index].lifetime = max(entries[index].lifetime, lifetime)
            renewed = lifetime
        }
        entries[index].expires = max(entries[index].expires, time + renewed.milliseconds)
    }
}

struct PromptCacheOracleTests {
    /// A conversation that grows from a few beginnings, with breakpoints where clients put them and where they should not.
    private static func blocks(_ random: inout SeededGenerator) -> [CacheOracle.Block] {
        let count = 1 + random.below(random.chance(1, in: 4) ? 50 : 8)
        var number = random.below(2)
        var blocks = (0..<count).map { _ in
            if random.chance(1, in: 12) { number += 1000 }
            number += 1
            return CacheOracle.Block(number: number, tokens: Int32(50 + number % 7 * 90), breakpoint: nil)
        }
        let marks = Set((0..<random.below(5)).map { _ in max(0, count - 1 - random.below(random.pick([3, 50]))) })
        let hours = random.below(4)
        for (index, mark) in marks.sorted().enumerated() {
            blocks[mark].breakpoint = index < hours - 1 ? .hour : .fiveMinutes
        }
        return blocks
    }

    @Test(arguments: 0..<40) func `counts as the rules do, block by block`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var cache = PromptCache()
        var oracle = CacheOracle()
        var time: Int64 = 0
        var reads = 0
        for request in 0..<400 {
            let blocks = Self.blocks(&random)
            let scope = random.below(2)
            let prompt = try CachePrompt(
                messages: blocks.map { PromptCacheTests.block($0.number, $0.tokens, $0.breakpoint) })
            let name = PromptCache.Scope(workspace: ByteString("\(scope)"), model: "claude-sonnet-4-6")
            let begins = time + Int64(random.below(60_000))
            let usage = cache.usage(of: prompt, in: name, minimumTokens: 1024, at: time)
            cache.record(prompt, in: name, minimumTokens: 1024, at: time, responseBeginsAt: begins)
            let expected = oracle.send(blocks, scope: scope, minimum: 1024, at: time, begins: begins)
            #expect(usage == expected, "seed \(seed), request \(request)")
            #expect(usage.totalTokens == prompt.totalTokens)
            if usage.readTokens > 0 { reads += 1 }
            time += Int64(random.below(random.chance(1, in: 20) ? 4_000_000 : 40_000))
        }
        #expect(reads > 20, "the generated requests must meet their own past, or nothing is tested")
    }
}
