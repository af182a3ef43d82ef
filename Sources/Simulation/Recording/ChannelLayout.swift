/// Where each number of a row stands: one block of channels for every population, one for every dependency.
///
/// A channel counts what ended in a row's time: calls by outcome, attempts by status, tokens, money, histograms with the
/// service's own bounds. Series are sums of channels, so a label that two populations share costs nothing more.
package struct ChannelLayout: Sendable, Equatable {
    package let populationCount: Int
    package let dependencyCount: Int
    /// Upper bounds in milliseconds, ascending, finite; the channel behind the last one is +Inf. Bucket i counts what is
    /// above bound i-1 and at or below bound i: not cumulative.
    package let firstTokenBounds: [Double]
    package let latencyBounds: [Double]
    /// Of a user's whole request: dependencies, all calls, waits.
    package let requestBounds: [Double]
    /// For each dependency.
    package let dependencyBounds: [[Double]]

    package init(
        populationCount: Int, dependencyCount: Int, firstTokenBounds: [Double], latencyBounds: [Double],
        requestBounds: [Double] = [], dependencyBounds: [[Double]] = []
    ) {
        self.populationCount = populationCount
        self.dependencyCount = dependencyCount
        self.firstTokenBounds = firstTokenBounds
        self.latencyBounds = latencyBounds
        self.requestBounds = requestBounds
        self.dependencyBounds =
            dependencyBounds.isEmpty ? Array(repeating: [], count: dependencyCount) : dependencyBounds
        count = 0
        count = populationCount * populationWidth + dependencyBase(dependencyCount)
    }

    /// How many channels a row has. Kept, since every number of a row is found by it.
    package private(set) var count: Int

    /// Channels of one population.
    package var populationWidth: Int {
        PopulationChannel.scalarCount + 2 * (latencyBounds.count + 1) + firstTokenBounds.count + 1 + requestBounds.count
            + 1
    }

    package func channel(_ channel: PopulationChannel, ofPopulation population: Int) -> Int {
        population * populationWidth + channel.offset
    }

    /// The first bucket of the time to first token of calls; the others follow.
    package func firstTokenBuckets(ofPopulation population: Int) -> Int {
        population * populationWidth + PopulationChannel.scalarCount
    }

    /// The first bucket of the latency of calls that ended so; the others follow.
    package func latencyBuckets(ofPopulation population: Int, succeeded: Bool) -> Int {
        firstTokenBuckets(ofPopulation: population) + firstTokenBounds.count + 1
            + (succeeded ? 0 : latencyBounds.count + 1)
    }

    /// The first bucket of the time of users' whole requests.
    package func requestBuckets(ofPopulation population: Int) -> Int {
        latencyBuckets(ofPopulation: population, succeeded: false) + latencyBounds.count + 1
    }

    package func channel(_ channel: DependencyChannel, ofDependency dependency: Int) -> Int {
        populationCount * populationWidth + dependencyBase(dependency) + channel.rawValue
    }

    package func latencyBuckets(ofDependency dependency: Int) -> Int {
        channel(.requests, ofDependency: dependency) + DependencyChannel.allCases.count
    }

    private func dependencyBase(_ dependency: Int) -> Int {
        dependencyBounds.prefix(dependency).reduce(0) { $0 + DependencyChannel.allCases.count + $1.count + 1 }
    }
}

/// A number that is counted for every population.
package enum PopulationChannel: Sendable, Hashable {
    /// Calls that ended so, retries over.
    case calls(CallOutcome)
    /// Attempts that ended so, as the wire saw it.
    case attempts(AttemptStatus)
    /// Attempts that were further ones of their call.
    case retries
    /// Calls begun, in the row of that moment; what they are ahead of calls ended is in flight.
    case begun
    /// Usage of attempts that carried any, also of calls that failed in the end: what Claude bills.
    case inputTokens
    case outputTokens
    case cacheReadTokens
    case cacheWrite5mTokens
    case cacheWrite1hTokens
    case thinkingTokens
    /// What all this usage costs.
    case costNanoDollars
    /// The part of it that bought no answer: attempts that broke off or were given up.
    case wastedNanoDollars
    /// Whole answers that read from the cache, that thought, that are tool calls.
    case cacheHits
    case thinkingCalls
    case toolCalls
    /// Whole answers by why they stopped where no outcome tells: at `max_tokens` or a full context window, by refusal.
    case cutOff
    case refused
    /// Sums in milliseconds that belong to the histograms. Time to first token is of streaming calls that succeeded, from
    /// the call's beginning, retries and waits included.
    case firstTokenMilliseconds
    case latencyMilliseconds
    case failedLatencyMilliseconds
    case requestMilliseconds
    /// Users' requests of which every call succeeded, and those that ended with a call that did not.
    case requestsSucceeded
    case requestsFailed

    /// Place within a population's block. Spelt out, so that in the hot loop it is a number and no search.
    package var offset: Int {
        switch self {
        case .calls(let outcome): outcome.rawValue
        case .attempts(let status): Self.outcomeCount + status.rawValue
        case .retries: Self.plain
        case .begun: Self.plain + 1
        case .inputTokens: Self.plain + 2
        case .outputTokens: Self.plain + 3
        case .cacheReadTokens: Self.plain + 4
        case .cacheWrite5mTokens: Self.plain + 5
        case .cacheWrite1hTokens: Self.plain + 6
        case .thinkingTokens: Self.plain + 7
        case .costNanoDollars: Self.plain + 8
        case .wastedNanoDollars: Self.plain + 9
        case .cacheHits: Self.plain + 10
        case .thinkingCalls: Self.plain + 11
        case .toolCalls: Self.plain + 12
        case .cutOff: Self.plain + 13
        case .refused: Self.plain + 14
        case .firstTokenMilliseconds: Self.plain + 15
        case .latencyMilliseconds: Self.plain + 16
        case .failedLatencyMilliseconds: Self.plain + 17
        case .requestMilliseconds: Self.plain + 18
        case .requestsSucceeded: Self.plain + 19
        case .requestsFailed: Self.plain + 20
        }
    }

    private static var outcomeCount: Int { CallOutcome.breakerOpen.rawValue + 1 }
    private static var plain: Int { outcomeCount + AttemptStatus.none.rawValue + 1 }

    /// Channels of a population that are no bucket.
    package static var scalarCount: Int { plain + 21 }
}

/// A number that is counted for every dependency.
package enum DependencyChannel: Int, Sendable, CaseIterable {
    case requests
    case errors
    case latencyMilliseconds
}

/// How a call ended for the code that made it, after all retries.
package enum CallOutcome: Int, Sendable, CaseIterable {
    case succeeded
    case rateLimited
    case overloaded
    case serverError
    /// The client's read timeout, its deadline, or 408 and 504.
    case timedOut
    /// An error event inside a stream that began with 200.
    case overloadedMidstream
    /// A stream that ended without `message_stop`.
    case truncated
    case connectionFailed
    case promptTooLong
    /// The service's own breaker refused it.
    case breakerOpen

    package static let failures = allCases.dropFirst()
}

/// How an attempt ended on the wire.
package enum AttemptStatus: Int, Sendable, CaseIterable {
    /// 200, whatever the stream did later.
    case ok
    case badRequest
    case requestTimeout
    case rateLimited
    case serverError
    case gatewayTimeout
    case overloaded
    /// No status arrived.
    case none

    /// The HTTP status; nil where none arrived.
    package var code: Int? {
        switch self {
        case .ok: 200
        case .badRequest: 400
        case .requestTimeout: 408
        case .rateLimited: 429
        case .serverError: 500
        case .gatewayTimeout: 504
        case .overloaded: 529
        case .none: nil
        }
    }
}
