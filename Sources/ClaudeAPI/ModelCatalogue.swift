package import SourceText

/// Every model that could be asked for on the day the catalogue was made, and those retired before.
///
/// Sources: anthropic-sdk-python 2.12.0 `types/model.py` for current ids and `resources/messages/messages.py` for
/// retirement days; platform.claude.com "Models overview" for aliases and context windows, "Model deprecations" for
/// retirement days and for the notice that is given.
package enum ModelCatalogue {
    /// The day up to which this is known.
    package static let made = CivilDate.reference(2026, 11, 23)

    /// Retirements are announced at least this long before ("Model deprecations"), so the catalogue can miss none for
    /// as many days after it was made.
    package static let noticeDays = 60

    /// From the newest to the oldest.
    package static let models: [ClaudeModel] = [
        // "Models overview" and the later model pages: 1M tokens from 4.6 on.
        ClaudeModel("claude-fable-5-2", .fable, context: 1_000_000),
        ClaudeModel("claude-mythos-5-2", .mythos, context: 1_000_000),
        ClaudeModel(
            "claude-haiku-5-5", .haiku, context: 1_000_000, retirement: .notSoonerThan(.reference(2027, 10, 7))),
        ClaudeModel("claude-sonnet-5-5", .sonnet, context: 1_000_000),
        ClaudeModel("claude-opus-5-5", .opus, context: 1_000_000),
        ClaudeModel("claude-fable-5-1", .fable, context: 1_000_000),
        ClaudeModel("claude-mythos-5-1", .mythos, context: 1_000_000),
        ClaudeModel("claude-opus-5", .opus, context: 1_000_000, retirement: .notSoonerThan(.reference(2027, 7, 24))),
        ClaudeModel("claude-sonnet-5", .sonnet, context: 1_000_000),
        ClaudeModel("claude-fable-5", .fable, context: 1_000_000),
        ClaudeModel("claude-mythos-5", .mythos, context: 1_000_000),
        ClaudeModel("claude-opus-4-8", .opus, context: 1_000_000),
        ClaudeModel("claude-opus-4-7", .opus, context: 1_000_000),
        ClaudeModel("claude-mythos-preview", .mythos, context: nil, retirement: .on(.reference(2026, 6, 30))),
        ClaudeModel("claude-opus-4-6", .opus, context: 1_000_000),
        ClaudeModel("claude-sonnet-4-6", .sonnet, context: 1_000_000),
        ClaudeModel("claude-opus-4-5", .opus, aliases: ["claude-opus-4-5-20251101"], context: 200_000),
        ClaudeModel("claude-haiku-4-5", .haiku, aliases: ["claude-haiku-4-5-20251001"], context: 200_000),
        ClaudeModel(
            "claude-sonnet-4-5", .sonnet, aliases: ["claude-sonnet-4-5-20250929"], context: 200_000,
            retirement: .on(.reference(2026, 11, 30))),
        // "Models overview" of 2025 for windows and aliases of what is retired now.
        ClaudeModel(
            "claude-opus-4-1", .opus, aliases: ["claude-opus-4-1-20250805"], context: 200_000,
            retirement: .on(.reference(2026, 8, 5))),
        ClaudeModel(
            "claude-opus-4", .opus, aliases: ["claude-opus-4-20250514", "claude-opus-4-0"], context: 200_000,
            retirement: .on(.reference(2026, 6, 15))),
        ClaudeModel(
            "claude-sonnet-4", .sonnet, aliases: ["claude-sonnet-4-20250514", "claude-sonnet-4-0"], context: 200_000,
            retirement: .on(.reference(2026, 6, 15))),
        ClaudeModel(
            "claude-3-7-sonnet", .sonnet, aliases: ["claude-3-7-sonnet-20250219"], context: 200_000,
            retirement: .on(.reference(2026, 2, 19))),
        ClaudeModel(
            "claude-3-5-haiku", .haiku, aliases: ["claude-3-5-haiku-20241022"], context: 200_000,
            retirement: .on(.reference(2026, 2, 19))),
        ClaudeModel(
            "claude-3-5-sonnet", .sonnet, aliases: ["claude-3-5-sonnet-20241022", "claude-3-5-sonnet-20240620"],
            context: 200_000, retirement: .on(.reference(2025, 10, 28))),
        ClaudeModel(
            "claude-3-opus", .opus, aliases: ["claude-3-opus-20240229"], context: 200_000,
            retirement: .on(.reference(2026, 1, 5))),
    ]

    /// The model of a canonical id.
    package static func model(_ id: String) -> ClaudeModel? { canonical[id].map { models[$0] } }

    /// Names to places in the list; a name that stood there twice would be the newer model's.
    private static let canonical: [String: Int] = Dictionary(
        models.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })

    private static let aliases: [String: Int] = Dictionary(
        models.enumerated().flatMap { index, model in model.aliases.map { ($0, index) } },
        uniquingKeysWith: { first, _ in first })

    /// The model of an id as the Claude API takes it: canonical or an alias.
    static func named(_ id: some StringProtocol) -> ClaudeModel? {
        (canonical[String(id)] ?? aliases[String(id)]).map { models[$0] }
    }
}
