extension FaultKind {
    /// Every way in which a rehearsal can go wrong: Claude and its limits first, then users, dependencies and telemetry.
    package static let catalogue: [FaultKind] = [
        .overloaded, .overloadedMidstream, .serverError, .requestTimeout, .connectionReset, .stallBeforeFirstToken,
        .stallMidstream, .streamTruncated, .refusal, .rateLimit, .retryAfter, .slowFirstToken, .slowStream,
        .outputInflation, .thinkingBlowup, .cacheCollapse, .agentLoop, .trafficChange, .dependencySlow,
        .dependencyErrors, .sinkSlow, .sinkError, .sinkBlackHole, .datagramLoss, .scrapeGap, .collectorRestart, .deploy,
        .crash,
    ]

    /// The kind that scenario files spell so.
    package static func named(_ name: String) -> FaultKind? {
        catalogue.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// Whether it happens at one moment, so that it has no duration.
    package var isMoment: Bool {
        if case .event = effect { true } else { false }
    }

    /// Whether it strikes what the service asks before it calls Claude.
    package var strikesDependencies: Bool {
        if case .dependency = effect { true } else { false }
    }

    /// Whether it strikes users and calls, so that it can be kept to some populations.
    package var strikesPopulations: Bool {
        switch effect {
        case .conditions, .dependency: true
        case .pipeline, .event: false
        }
    }
}

extension Double {
    /// Makes a share of what fails include another, independent one: of a half and a half, three quarters fail.
    mutating func unite(withShare other: Double) { self += other - self * other }

    /// Multiplies by what a factor comes to at a strength: a straight line from one to the factor.
    mutating func scale(by factor: Double, strength: Double) { self *= 1 + (factor - 1) * strength }
}

/// A parameter's number as whole milliseconds; what no clock holds is cut to a million years.
func wholeMilliseconds(_ value: Double) -> Int64 {
    value.isFinite ? Int64(max(-3e16, min(3e16, value)).rounded()) : 0
}
