import ClaudeAPI
import Facts

/// What a wrong cost of a log row looks like: each way to be wrong gives a number of its own.
enum CostMistake: Hashable {
    /// Reads and writes of the cache are left out.
    case cacheLeftOut
    /// Reads and writes are priced like uncached input.
    case cacheAsInput
    /// Writes that live an hour are priced like those that live five minutes.
    case hourWritesAsFiveMinutes
    /// Thinking tokens are added to output tokens, which hold them already.
    case thinkingAddedTwice
    /// A batch is priced in full.
    case batchInFull
    /// A power of ten: prices for a thousand tokens, cents for dollars.
    case factor(Int)
    /// The prices of another model.
    case otherModel(String)
    case unknown

    /// How close two costs are to be the same: a hundredth, or what rounding to a millionth of a dollar leaves.
    static func areClose(_ one: Int64, _ other: Int64) -> Bool {
        let difference = one.subtractingReportingOverflow(other)
        guard !difference.overflow else { return false }
        return difference.partialValue.magnitude <= max(1_000, other.magnitude / 100)
    }

    /// The mistake that explains the cost of a row; unknown if none does.
    static func explaining(
        _ cost: Int64, _ tokens: BilledTokens, _ row: LogRow, _ prices: TokenPrices, model: String
    ) -> CostMistake {
        func gives(_ mistaken: BilledTokens, _ prices: TokenPrices, isBatch: Bool? = nil) -> Bool {
            mistaken.cost(prices, isBatch: isBatch ?? row.isBatch).map { areClose(cost, $0) } ?? false
        }
        var mistaken = tokens
        mistaken.cacheRead = 0
        mistaken.cacheWrite5m = 0
        mistaken.cacheWrite1h = 0
        if gives(mistaken, prices) { return .cacheLeftOut }
        mistaken.uncachedInput += tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h
        if gives(mistaken, prices) { return .cacheAsInput }
        if tokens.cacheWrite1h > 0 {
            mistaken = tokens
            mistaken.cacheWrite5m += mistaken.cacheWrite1h
            mistaken.cacheWrite1h = 0
            if gives(mistaken, prices) { return .hourWritesAsFiveMinutes }
        }
        if let thinking = row.thinkingTokens, thinking > 0 {
            mistaken = tokens
            mistaken.output += thinking
            if gives(mistaken, prices) { return .thinkingAddedTwice }
        }
        if row.isBatch, gives(tokens, prices, isBatch: false) { return .batchInFull }
        if let right = tokens.cost(prices, isBatch: row.isBatch), right > 0 {
            for power in [10, 100, 1_000, 1_000_000] {
                let (product, overflows) = right.multipliedReportingOverflow(by: Int64(power))
                if !overflows, areClose(cost, product) { return .factor(power) }
                if right / Int64(power) > 1_000, areClose(cost, right / Int64(power)) { return .factor(-power) }
            }
        }
        for other in PriceCatalogue.models where other.id != model {
            guard let prices = PriceCatalogue.price(of: other.id, on: PriceCatalogue.made) else { continue }
            if gives(tokens, prices) { return .otherModel(other.id) }
        }
        return .unknown
    }

    /// What is wrong, as a clause.
    var sentence: String {
        switch self {
        case .cacheLeftOut: "reads and writes of the cache are left out"
        case .cacheAsInput: "reads and writes of the cache are priced like uncached input"
        case .hourWritesAsFiveMinutes: "cache writes that live an hour are priced like those of five minutes"
        case .thinkingAddedTwice: "thinking tokens are added to output tokens, which hold them already"
        case .batchInFull: "a batch is priced in full, and costs half"
        case .factor(let power) where power > 0: "it is \(power) times too high"
        case .factor(let power): "it is \(-power) times too low"
        case .otherModel(let id): "the prices are those of `\(id)`"
        case .unknown: "no usual mistake explains it"
        }
    }

    /// What to change.
    var fix: String {
        switch self {
        case .cacheLeftOut, .cacheAsInput:
            "add `cache_read_input_tokens` at the price of cache reads and `cache_creation_input_tokens` at that of writes"
        case .hourWritesAsFiveMinutes:
            "price `usage.cache_creation.ephemeral_1h_input_tokens` at twice the input price, the rest of the writes at 1.25 times"
        case .thinkingAddedTwice: "price `usage.output_tokens` alone: thinking is part of it"
        case .batchInFull: "halve the cost of batches"
        case .factor: "compute dollars: tokens times the price of a million tokens, divided by 1,000,000"
        case .otherModel: "look the price up by the response's `model`, and fail where the table has no row for it"
        case .unknown:
            "compute it from the response: (input × price + cache reads × price + cache writes × price + output × price) / 1,000,000"
        }
    }

    /// For the identity of a finding: stable, and no value of a log.
    var word: String {
        switch self {
        case .cacheLeftOut: "cache-left-out"
        case .cacheAsInput: "cache-as-input"
        case .hourWritesAsFiveMinutes: "hour-writes"
        case .thinkingAddedTwice: "thinking-twice"
        case .batchInFull: "batch-in-full"
        case .factor(let power): "factor \(power)"
        case .otherModel(let id): "prices of \(id)"
        case .unknown: "unknown"
        }
    }
}
