/// Users of one kind: what they ask of which model, for which feature.
package struct ClientPopulation: Sendable, Equatable {
    package var id: String
    /// Weight among the populations; they need not add up to one.
    package var share: Double
    /// Canonical id of the model: `claude-sonnet-4-6`.
    package var model: String
    package var feature: String
    /// Who pays; nil where the service has no tenants.
    package var tenant: String?
    package var streaming: Bool
    /// Input behind the cacheable prefix, in tokens.
    package var inputTokens: Distribution
    /// Output without thinking, in tokens.
    package var outputTokens: Distribution
    package var maximumTokens: Int32
    package var cache: CacheUse?
    package var thinking: ThinkingUse?
    /// Share of the answers that are tool calls.
    package var toolShare: Double
    /// Calls of Claude in one request of a user: an agent's loop. Calls follow each other at once.
    package var callsPerRequest: Distribution

    /// A prefix that carries a breakpoint.
    package struct CacheUse: Sendable, Equatable {
        package var prefixTokens: Distribution
        /// How many different prefixes the users of the population have: one for a shared system prompt.
        package var distinctPrefixes: Int
        package var lifetimeIsHour: Bool

        package init(prefixTokens: Distribution, distinctPrefixes: Int = 1, lifetimeIsHour: Bool = false) {
            self.prefixTokens = prefixTokens
            self.distinctPrefixes = distinctPrefixes
            self.lifetimeIsHour = lifetimeIsHour
        }
    }

    package struct ThinkingUse: Sendable, Equatable {
        /// Share of the calls in which the model thinks.
        package var share: Double
        package var tokens: Distribution

        package init(share: Double, tokens: Distribution) {
            self.share = share
            self.tokens = tokens
        }
    }

    package init(
        id: String, share: Double, model: String, feature: String, tenant: String? = nil, streaming: Bool = true,
        inputTokens: Distribution, outputTokens: Distribution, maximumTokens: Int32 = 8192, cache: CacheUse? = nil,
        thinking: ThinkingUse? = nil, toolShare: Double = 0, callsPerRequest: Distribution = .constant(1)
    ) {
        self.id = id
        self.share = share
        self.model = model
        self.feature = feature
        self.tenant = tenant
        self.streaming = streaming
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.maximumTokens = maximumTokens
        self.cache = cache
        self.thinking = thinking
        self.toolShare = toolShare
        self.callsPerRequest = callsPerRequest
    }
}
