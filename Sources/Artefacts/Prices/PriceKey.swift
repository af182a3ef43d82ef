import Facts
import SourceText

/// For how many tokens a price is.
enum PriceUnit: Sendable {
    case token
    case thousand
    case million

    /// Nano-dollars for a million tokens, for one dollar in this unit.
    var nanoDollarsPerMillion: Double {
        switch self {
        case .token: 1e15
        case .thousand: 1e12
        case .million: 1e9
        }
    }

    /// Reads the value of `unit:` or `per:`: `per_token`, `usd_per_mtok`, `1k`, `1000000`.
    init?(_ text: String) {
        let words = PriceKey.words(of: text).filter { !["usd", "per", "dollars", "dollar"].contains($0) }
        guard let first = words.first, let unit = Self.named[first] else { return nil }
        self = unit
    }

    static let named: [String: PriceUnit] = [
        "token": .token, "tokens": .token, "1": .token, "1k": .thousand, "1000": .thousand, "thousand": .thousand,
        "k": .thousand, "ktok": .thousand, "1m": .million, "m": .million, "million": .million, "mtok": .million,
        "1mtok": .million, "1000000": .million, "mtokens": .million,
    ]
}

/// What a key of a row prices, and for how many tokens where the key says so.
///
/// The spellings are those of LiteLLM's `model_prices_and_context_window.json`, pydantic's genai-prices, the Claude
/// API's own usage fields, and what teams write by hand. A key that is none of them (a price by second, a tier) is
/// nothing that could be compared.
struct PriceKey {
    var kind: PriceKind
    var unit: PriceUnit?

    init?(_ text: String) {
        // LiteLLM leaves the unit out of these, which are for one token like all of its prices.
        let lite: [String: PriceKind] = [
            "cache_creation_input_token_cost": .cacheWrite, "cache_read_input_token_cost": .cacheRead,
            "cache_creation_input_token_cost_above_1hr": .cacheWriteHour,
        ]
        if let kind = lite[text] {
            self.kind = kind
            unit = .token
            return
        }
        var rest: [String] = []
        var words = Self.words(of: text)[...]
        while let word = words.popFirst() {
            if word == "per" {
                guard let next = words.popFirst(), let named = PriceUnit.named[next] else { return nil }
                unit = named
            } else if word == "mtok" {
                unit = .million
            } else if !Self.fillers.contains(word) {
                rest.append(word)
            }
        }
        guard let kind = Self.kinds[rest.joined()] else { return nil }
        self.kind = kind
    }

    private static let fillers: Set<String> = [
        "usd", "dollars", "cost", "costs", "price", "prices", "rate", "token", "tokens", "tok",
    ]

    private static let kinds: [String: PriceKind] = {
        let spellings: [PriceKind: [String]] = [
            .input: ["input", "prompt", "in"],
            .output: ["output", "completion", "out"],
            .cacheRead: [
                "cacheread", "cachereadinput", "cachedinput", "inputcached", "cached", "cachehit", "cachehits",
                "inputcacheread", "cachereads",
            ],
            .cacheWrite: [
                "cachewrite", "cachewrites", "cachewrite5m", "cachewrite5min", "cachecreation", "cachecreation5m",
                "cachecreationinput", "cachecreationinput5m", "cache5mwrite", "write5m", "inputcachewrite",
                "ephemeral5m", "ephemeral5minput", "cachecreationephemeral5m",
            ],
            .cacheWriteHour: [
                "cachewrite1h", "cachewrite1hr", "cachewritehour", "cachecreation1h", "cachecreationinput1h",
                "cache1hwrite", "write1h", "inputcachewrite1h", "ephemeral1h", "ephemeral1hinput",
                "cachecreationephemeral1h",
            ],
            .thinking: ["thinking", "reasoning"],
        ]
        var kinds: [String: PriceKind] = [:]
        for kind in PriceKind.allCases { for spelling in spellings[kind] ?? [] { kinds[spelling] = kind } }
        return kinds
    }()

    /// The words of a key in snake, kebab or camel case, in lower case.
    static func words(of text: String) -> [String] {
        var words: [[UInt8]] = [[]]
        var before: UInt8 = 0
        for byte in text.utf8 {
            let isUpper = byte >= 0x41 && byte <= 0x5A
            let isSeparator = byte == 0x5F || byte == 0x2D || byte == 0x20 || byte == 0x2F || byte == 0x2E
            let wasLower = (before >= 0x61 && before <= 0x7A) || (before >= 0x30 && before <= 0x39)
            if isSeparator || (isUpper && wasLower) { words.append([]) }
            if !isSeparator { words[words.count - 1].append(isUpper ? byte | 0x20 : byte) }
            before = byte
        }
        return words.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
    }
}
