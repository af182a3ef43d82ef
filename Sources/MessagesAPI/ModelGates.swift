/// What one model takes and refuses, beyond prices and limits: the reason why a client that works with one fails with
/// the next.
///
/// Sources: platform.claude.com, "Thinking", "Effort", "Troubleshooting thinking", "Models overview", "Tool use
/// overview" and the models' own pages. Where nothing public tells, the nearest sibling's value stands in; such are
/// marked.
package struct ModelGates: Sendable, Equatable {
    package enum ThinkingDefault: Sendable, Equatable {
        case off
        case on
        case always
    }

    package enum Disabling: Sendable, Equatable {
        case yes
        case no
        case upToEffortHigh
    }

    package enum ForcedTools: Sendable, Equatable {
        case yes
        case no
        /// Refused in the older words.
        case noOfOld
        /// Not together with a thinking budget.
        case withoutBudget
    }

    package enum Effort: UInt8, CaseIterable, Sendable, Comparable {
        case low
        case medium
        case high
        case xhigh
        case max

        package static func < (left: Effort, right: Effort) -> Bool { left.rawValue < right.rawValue }
    }

    package var maximumOutput: Int32 = 128_000
    /// With the beta header `output-300k-2026-03-24`, in batches.
    package var hasLongBatchOutput = false
    /// Tokens for ten of the older tokenizer: Opus 4.7 and later have one that makes about 30 % more of a text.
    package var tokensPerTen = 13
    /// Tokens of the system prompt that tools bring with them: where a call is left to Claude, and where it is forced.
    package var toolPromptTokens: Int32 = 286
    package var forcedToolPromptTokens: Int32 = 406

    package var thinkingDefault = ThinkingDefault.on
    package var takesAdaptiveThinking = true
    package var takesThinkingBudget = false
    package var disabling = Disabling.yes
    /// `thinking.type: between_tools`, below effort xhigh.
    package var thinksBetweenTools = false
    package var showsThinking = false
    /// Earlier turns' thinking stays in the prompt; with others it is dropped when a new question comes.
    package var keepsThinking = true
    package var forcedTools = ForcedTools.yes
    package var efforts: [Effort] = Effort.allCases
    package var defaultEffort = Effort.high

    package var takesSampling = false
    /// Refuses `temperature` together with `top_p`.
    package var takesOneSamplingParameter = false
    package var takesPrefill = false
    package var takesSystemTurns = true
    package var takesInferenceGeo = true
    package var isFastOffered = false
    /// Refuses a prompt that leaves no room for `max_tokens`; later models stop when the window is full.
    package var reservesOutput = false
    /// Images and pages of a request.
    package var maximumImages = 600
}

extension ModelGates {
    /// Of a canonical id; what is not in the table is taken for a model of the newest kind.
    package static func of(_ id: String) -> ModelGates { rows[id] ?? sonnet5 }

    /// Every model of the catalogue that is priced, from the newest to the oldest.
    package static let rows: [String: ModelGates] = [
        "claude-fable-5-2": fable, "claude-fable-5-1": fable, "claude-fable-5": fable,
        "claude-mythos-5-2": fable, "claude-mythos-5-1": fable, "claude-mythos-5": fable,
        "claude-mythos-preview": mythosPreview,
        "claude-opus-5-5": opus55, "claude-opus-5": opus5, "claude-opus-4-8": opus48, "claude-opus-4-7": opus47,
        "claude-opus-4-6": version46, "claude-opus-4-5": opus45, "claude-opus-4-1": opus41, "claude-opus-4": opus4,
        "claude-sonnet-5-5": sonnet55, "claude-sonnet-5": sonnet5, "claude-sonnet-4-6": version46,
        "claude-sonnet-4-5": version45, "claude-sonnet-4": sonnet4,
        "claude-haiku-5-5": haiku55, "claude-haiku-4-5": version45, "claude-3-5-haiku": haiku35,
    ]

    /// Thinking is always on and nobody forces a tool, in Fable's older words. The tools' prompt is taken from Opus 5.
    private static let fable = with {
        $0.hasLongBatchOutput = true
        $0.thinkingDefault = .always
        $0.disabling = .no
        $0.forcedTools = .noOfOld
    }

    /// A budget is deprecated and accepted; whether tools can be forced is not known.
    private static let mythosPreview = with(fable) {
        $0.takesThinkingBudget = true
        $0.thinkingDefault = .on
        $0.forcedTools = .yes
        $0.takesSystemTurns = false
    }

    private static let opus55 = with {
        $0.hasLongBatchOutput = true
        $0.thinkingDefault = .always
        $0.disabling = .no
        $0.forcedTools = .no
        $0.defaultEffort = .medium
        $0.isFastOffered = true
    }

    private static let opus5 = with {
        $0.hasLongBatchOutput = true
        $0.disabling = .upToEffortHigh
        $0.isFastOffered = true
    }

    private static let opus48 = with {
        $0.hasLongBatchOutput = true
        $0.thinkingDefault = .off
        $0.toolPromptTokens = 290
        $0.forcedToolPromptTokens = 410
        $0.isFastOffered = true
    }

    private static let opus47 = with(opus48) {
        $0.toolPromptTokens = 675
        $0.forcedToolPromptTokens = 804
        $0.takesSystemTurns = false
        $0.isFastOffered = false
    }

    /// System turns are assumed, as in the other models after Opus 5.
    private static let sonnet55 = with {
        $0.hasLongBatchOutput = true
        $0.disabling = .no
        $0.thinksBetweenTools = true
        $0.forcedTools = .no
        $0.toolPromptTokens = 354
        $0.forcedToolPromptTokens = 474
    }

    private static let sonnet5 = with {
        $0.hasLongBatchOutput = true
        $0.toolPromptTokens = 354
        $0.forcedToolPromptTokens = 474
        $0.takesSystemTurns = false
    }

    /// That tools can be forced, that thinking is hidden and that sampling is refused is assumed.
    private static let haiku55 = with {
        $0.hasLongBatchOutput = true
        $0.disabling = .upToEffortHigh
        $0.defaultEffort = .medium
    }

    /// Opus 4.6 and Sonnet 4.6.
    private static let version46 = with {
        $0.hasLongBatchOutput = true
        $0.tokensPerTen = 10
        $0.toolPromptTokens = 497
        $0.forcedToolPromptTokens = 589
        $0.thinkingDefault = .off
        $0.takesThinkingBudget = true
        $0.showsThinking = true
        $0.forcedTools = .withoutBudget
        $0.efforts = [.low, .medium, .high, .max]
        $0.takesSampling = true
        $0.takesOneSamplingParameter = true
        $0.takesSystemTurns = false
    }

    /// Sonnet 4.5 and Haiku 4.5, which know no effort and drop earlier thinking.
    private static let version45 = with(version46) {
        $0.maximumOutput = 64_000
        $0.hasLongBatchOutput = false
        $0.toolPromptTokens = 496
        $0.forcedToolPromptTokens = 588
        $0.takesAdaptiveThinking = false
        $0.keepsThinking = false
        $0.efforts = []
        $0.takesPrefill = true
        $0.takesInferenceGeo = false
        $0.maximumImages = 100
    }

    private static let opus45 = with(version45) {
        $0.keepsThinking = true
        $0.efforts = [.low, .medium, .high, .max]
    }

    /// "Models overview" of 2025 for what is retired now.
    private static let opus41 = with(version45) {
        $0.maximumOutput = 32_000
        $0.toolPromptTokens = 346
        $0.forcedToolPromptTokens = 313
        $0.reservesOutput = true
    }

    private static let opus4 = with(opus41) { $0.takesOneSamplingParameter = false }

    private static let sonnet4 = with(opus4) { $0.maximumOutput = 64_000 }

    private static let haiku35 = with(opus4) {
        $0.maximumOutput = 8_192
        $0.toolPromptTokens = 264
        $0.forcedToolPromptTokens = 340
        $0.takesThinkingBudget = false
    }

    private static func with(
        _ sibling: ModelGates = ModelGates(), _ change: (inout ModelGates) -> Void
    ) -> ModelGates {
        var gates = sibling
        change(&gates)
        return gates
    }
}
