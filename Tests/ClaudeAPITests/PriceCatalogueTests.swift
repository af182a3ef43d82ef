import ClaudeAPI
import SourceText
import TestKit
import Testing

@Suite struct `Published prices` {
    /// A row of the published table, written as it is printed: USD per million tokens.
    struct Row: CustomTestStringConvertible {
        var models: [String]
        var day: String
        var promptTokens: Int64 = 0
        var prices: [String?]

        var testDescription: String { "\(models[0]) on \(day), prompt of \(promptTokens)" }
    }

    /// Input, output, five-minute write, one-hour write, cache read. Source: platform.claude.com, "Pricing", and the
    /// pages of the models.
    static let table: [Row] = [
        Row(
            models: ["claude-fable-5-2", "claude-mythos-5-2"], day: "2026-11-09",
            prices: ["8", "40", "10", "16", "0.20"]),
        Row(
            models: ["claude-fable-5-1", "claude-mythos-5-1"], day: "2026-11-01",
            prices: ["10", "50", "12.50", "20", "0.25"]),
        Row(
            models: ["claude-fable-5", "claude-mythos-5"], day: "2026-11-01",
            prices: ["10", "50", "12.50", "20", "1.00"]),
        Row(models: ["claude-mythos-preview"], day: "2026-06-01", prices: ["10", "50", nil, nil, nil]),
        Row(models: ["claude-opus-5-5"], day: "2026-09-22", prices: ["4", "20", "5", "8", "0.20"]),
        Row(
            models: ["claude-opus-5", "claude-opus-4-8", "claude-opus-4-7", "claude-opus-4-6", "claude-opus-4-5"],
            day: "2026-11-23", prices: ["5", "25", "6.25", "10", "0.50"]),
        Row(
            models: ["claude-opus-4-1", "claude-opus-4"], day: "2026-06-01",
            prices: ["15", "75", "18.75", "30", "1.50"]),
        Row(models: ["claude-sonnet-5-5"], day: "2026-10-06", prices: ["2", "10", "2.50", "4", "0.20"]),
        Row(models: ["claude-sonnet-5-5"], day: "2026-10-07", prices: ["2", "10", "2.50", "4", "0.10"]),
        Row(models: ["claude-sonnet-5"], day: "2026-11-23", prices: ["2", "10", "2.50", "4", "0.20"]),
        Row(
            models: ["claude-sonnet-4-6", "claude-sonnet-4-5", "claude-sonnet-4"], day: "2026-05-01",
            prices: ["3", "15", "3.75", "6", "0.30"]),
        Row(models: ["claude-haiku-5-5"], day: "2026-10-07", prices: ["0.10", "0.50", "0.125", "0.20", "0.01"]),
        Row(
            models: ["claude-haiku-5-5"], day: "2026-11-23", promptTokens: 100_000,
            prices: ["0.10", "0.50", "0.125", "0.20", "0.01"]),
        Row(
            models: ["claude-haiku-5-5"], day: "2026-11-23", promptTokens: 100_001,
            prices: ["0.50", "2.50", "0.625", "1.00", "0.05"]),
        Row(models: ["claude-haiku-4-5"], day: "2026-11-23", prices: ["1", "5", "1.25", "2", "0.10"]),
        Row(models: ["claude-3-5-haiku"], day: "2026-01-01", prices: ["0.80", "4", "1.00", "1.60", "0.08"]),
    ]

    /// Decimal text to nano-dollars, without a floating-point number on the way.
    private static func nano(_ text: String) -> Int64? {
        let parts = text.split(separator: ".")
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        return Int64(parts[0] + fraction + String(repeating: "0", count: 9 - fraction.count))
    }

    @Test(arguments: table)
    func `every row of the table`(row: Row) throws {
        let day = try #require(CivilDate(row.day))
        for model in row.models {
            let prices = try #require(PriceCatalogue.price(of: model, on: day, promptTokens: row.promptTokens))
            let own = [prices.input, prices.output, prices.cacheWrite5m, prices.cacheWrite1h, prices.cacheRead]
            #expect(own == row.prices.map { $0.flatMap(Self.nano) })
        }
    }

    @Test func `every priced model stands in the table`() {
        let told = Set(Self.table.flatMap(\.models))
        #expect(PriceCatalogue.models.map(\.id).filter { !told.contains($0) } == [])
    }

    @Test func `before its first day a model has no price, and an unknown one never has`() throws {
        for (model, first) in [
            ("claude-fable-5-2", "2026-11-09"), ("claude-opus-5-5", "2026-09-22"), ("claude-sonnet-5-5", "2026-09-28"),
            ("claude-haiku-5-5", "2026-10-07"),
        ] {
            let day = try #require(CivilDate(first))
            let before = try #require(CivilDate(daysSinceEpoch: day.daysSinceEpoch - 1))
            #expect(PriceCatalogue.price(of: model, on: before) == nil)
            #expect(PriceCatalogue.price(of: model, on: day) != nil)
        }
        #expect(PriceCatalogue.price(of: "claude-next", on: PriceCatalogue.made) == nil)
    }

    @Test func `a change is found on its day and not beside it`() throws {
        let change = try #require(CivilDate("2026-10-07"))
        let before = try #require(CivilDate("2026-10-06"))
        #expect(PriceCatalogue.change(of: "claude-sonnet-5-5", after: before, through: change) == change)
        #expect(PriceCatalogue.change(of: "claude-sonnet-5-5", after: change, through: PriceCatalogue.made) == nil)
        #expect(PriceCatalogue.change(of: "claude-sonnet-5-5", after: before, through: before) == nil)
        // A first price is no change.
        #expect(PriceCatalogue.change(of: "claude-haiku-5-5", after: before, through: PriceCatalogue.made) == nil)
    }

    @Test func `writes and reads keep their published ratio to input`() {
        // "Pricing": a five-minute write costs 1.25 times the input price and an hour's twice; a read is always cheaper.
        for model in PriceCatalogue.models {
            guard let prices = PriceCatalogue.price(of: model.id, on: PriceCatalogue.made),
                let write = prices.cacheWrite5m, let hour = prices.cacheWrite1h, let read = prices.cacheRead
            else { continue }
            #expect(write * 4 == prices.input * 5, "\(model.id)")
            #expect(hour == prices.input * 2, "\(model.id)")
            #expect(read * 10 <= prices.input, "\(model.id)")
            #expect(prices.output == prices.input * 5, "\(model.id)")
        }
    }
}

@Suite struct `The cost of a request` {
    private static let sonnet = PriceCatalogue.price(of: "claude-sonnet-4-6", on: PriceCatalogue.made)

    /// 25 uncached, 20 written for five minutes and 100 for an hour, 2,000 read, 50 output: every kind priced apart.
    @Test func `the golden stream costs what adding up by hand gives`() throws {
        let sonnet = try #require(Self.sonnet)
        let cost = sonnet.costNanoDollars(
            uncachedInput: 25, output: 50, cacheRead: 2000, cacheWrite5m: 20, cacheWrite1h: 100)
        // 25 × 3 + 50 × 15 + 2000 × 0.3 + 20 × 3.75 + 100 × 6 = 2100 millionths of a dollar.
        #expect(cost == 2_100_000)
        let batch = sonnet.costNanoDollars(
            uncachedInput: 25, output: 50, cacheRead: 2000, cacheWrite5m: 20, cacheWrite1h: 100, isBatch: true)
        #expect(batch == 1_050_000)
        // An hour's write at the five-minute price would be 225,000 too low.
        #expect(
            sonnet.costNanoDollars(
                uncachedInput: 25, output: 50, cacheRead: 2000, cacheWrite5m: 120, cacheWrite1h: 0) == 1_875_000)
    }

    @Test func `half a nano-dollar is rounded up, once`() throws {
        let haiku = try #require(PriceCatalogue.price(of: "claude-haiku-5-5", on: PriceCatalogue.made))
        #expect(haiku.costNanoDollars(cacheWrite5m: 1, isBatch: true) == 63)
        #expect(haiku.costNanoDollars(cacheWrite5m: 2, isBatch: true) == 125)
        #expect(haiku.costNanoDollars() == 0)
    }

    @Test func `what does not fit, is negative or has no price gives nothing`() throws {
        let sonnet = try #require(Self.sonnet)
        #expect(sonnet.costNanoDollars(output: .max) == nil)
        #expect(
            sonnet.costNanoDollars(
                uncachedInput: .max, output: .max, cacheRead: .max, cacheWrite5m: .max, cacheWrite1h: .max) == nil)
        #expect(sonnet.costNanoDollars(uncachedInput: -1) == nil)
        let greatest = TokenPrices(
            input: .max, output: .max, cacheWrite5m: .max, cacheWrite1h: .max, cacheRead: .max)
        #expect(
            greatest.costNanoDollars(
                uncachedInput: .max, output: .max, cacheRead: .max, cacheWrite5m: .max, cacheWrite1h: .max) == nil)
        let preview = try #require(PriceCatalogue.price(of: "claude-mythos-preview", on: PriceCatalogue.made))
        #expect(preview.costNanoDollars(cacheRead: 1) == nil)
        #expect(preview.costNanoDollars(output: 1) == 50_000)
    }

    @Test func `more tokens never cost less, and two requests cost what both cost`() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let model = random.pick(PriceCatalogue.models)
            guard let prices = PriceCatalogue.price(of: model.id, on: PriceCatalogue.made), prices.cacheRead != nil
            else { continue }
            let first = Tokens(&random)
            let second = Tokens(&random)
            let one = try #require(first.cost(prices, isBatch: false))
            let other = try #require(second.cost(prices, isBatch: false))
            #expect((first + second).cost(prices, isBatch: false) == one + other)
            let batch = try #require(first.cost(prices, isBatch: true))
            let otherBatch = try #require(second.cost(prices, isBatch: true))
            let both = try #require((first + second).cost(prices, isBatch: true))
            #expect((0...1).contains(batch + otherBatch - both), "each request may be rounded up by half")
            #expect(both >= batch && both >= otherBatch)
            #expect(one >= batch)
        }
    }

    private struct Tokens {
        var counts: [Int64]

        init(_ random: inout SeededGenerator) {
            counts = (0..<5).map { _ in Int64(random.below(1_000_000)) }
        }

        static func + (left: Tokens, right: Tokens) -> Tokens {
            var sum = left
            for index in sum.counts.indices { sum.counts[index] += right.counts[index] }
            return sum
        }

        func cost(_ prices: TokenPrices, isBatch: Bool) -> Int64? {
            prices.costNanoDollars(
                uncachedInput: counts[0], output: counts[1], cacheRead: counts[2], cacheWrite5m: counts[3],
                cacheWrite1h: counts[4], isBatch: isBatch)
        }
    }
}
