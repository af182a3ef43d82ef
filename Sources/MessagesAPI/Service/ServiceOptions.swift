package import ClaudeBackend
package import SourceText
package import TimeSeries

/// What a served Claude is like.
package struct ServiceOptions: Sendable {
    /// Whose prices and models hold.
    package var day: CivilDate
    /// Nil serves without limits.
    package var tier: UsageTier?
    package var seed: UInt64
    /// When the server's time begins, after the Unix epoch.
    package var epoch: VirtualTime
    /// Answers at once: no time to the first token and no pacing.
    package var isInstant = false
    /// Whose requests are told apart, in the order of `conditions`; a request of none of them is an ordinary one.
    package var clients: [ServedClient] = []
    /// How the streams of each client break over time; empty if nothing ever breaks one.
    package var schedules: [MidstreamSchedule] = []
    /// Models as a scenario has them, instead of the presets.
    package var models: [BackendModel] = []
    /// Answers are the golden streams, one after the other.
    package var servesGoldenStreams = false

    package init(day: CivilDate, tier: UsageTier? = .start, seed: UInt64 = 1, epoch: VirtualTime) {
        self.day = day
        self.tier = tier
        self.seed = seed
        self.epoch = epoch
    }
}

/// Requests of one kind: how long their answers are, and whose faults strike them.
package struct ServedClient: Sendable {
    /// As the header `x-preflight-client` names it.
    package var name: String
    /// Canonical id.
    package var model: String
    package var isStreaming: Bool
    /// Weight among the clients that a request may belong to.
    package var share: Double
    package var lengths: AnswerLengths

    package init(name: String, model: String, isStreaming: Bool, share: Double, lengths: AnswerLengths) {
        self.name = name
        self.model = model
        self.isStreaming = isStreaming
        self.share = share
        self.lengths = lengths
    }
}

/// How long answers are, in tokens.
package struct AnswerLengths: Sendable {
    package var output: QuantileTable
    /// Of those that think.
    package var thinking: QuantileTable
    /// Share of the answers that think, where the request lets Claude choose.
    package var thinkingShare: Double

    package init(output: QuantileTable, thinking: QuantileTable, thinkingShare: Double) {
        self.output = output
        self.thinking = thinking
        self.thinkingShare = thinkingShare
    }

    /// Answers of public chat traffic: median 129 tokens, nine in ten below 424 (Azure, LLM inference trace of 2023,
    /// conversations). How long models think is an assumption.
    package static let usual = AnswerLengths(
        output: .lognormal(median: 129, sigma: 0.93), thinking: .lognormal(median: 400, sigma: 0.9),
        thinkingShare: 0.8)
}
