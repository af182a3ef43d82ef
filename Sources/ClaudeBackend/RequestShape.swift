/// What a client asks of Claude, as far as the answer depends on it; trivial, so that a day of them costs no memory.
package struct RequestShape: Sendable {
    /// Place of the model in `BackendModel`s.
    package var model: Int32
    /// Place of the conditions that hold for whoever sends it: faults strike some clients and spare others.
    package var conditions: Int32
    /// Input behind the cacheable prefix.
    package var inputTokens: Int32
    /// The prefix that carries a cache breakpoint; zero if the client does not cache.
    package var prefixTokens: Int32
    /// Which prefix: requests with equal numbers share a cache entry.
    package var prefix: Int32
    /// What the model would answer, thinking not included, were nothing to stop it.
    package var outputTokens: Int32
    /// What it would think first; zero if it does not think.
    package var thinkingTokens: Int32
    /// `max_tokens`: thinking and answer together end here.
    package var maximumTokens: Int32
    package var traits: Traits

    /// Yes-or-no properties of a request.
    package struct Traits: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let streaming = Traits(rawValue: 1)
        /// The answer is a tool call.
        package static let tools = Traits(rawValue: 2)
        /// The breakpoint asks for a lifetime of an hour, not five minutes.
        package static let hourCache = Traits(rawValue: 4)
    }

    package init(
        model: Int32, conditions: Int32 = 0, inputTokens: Int32, prefixTokens: Int32 = 0, prefix: Int32 = 0,
        outputTokens: Int32, thinkingTokens: Int32 = 0, maximumTokens: Int32 = 8192, traits: Traits = .streaming
    ) {
        self.model = model
        self.conditions = conditions
        self.inputTokens = inputTokens
        self.prefixTokens = prefixTokens
        self.prefix = prefix
        self.outputTokens = outputTokens
        self.thinkingTokens = thinkingTokens
        self.maximumTokens = maximumTokens
        self.traits = traits
    }
}
