package import ClaudeBackend
package import Simulation
package import SourceText

/// `traffic` of a scenario.
package struct ScenarioTraffic: Sendable, Equatable {
    /// Nil for the manifest's.
    package var model: Model?
    /// Makes a steady rate a day: it is the mean then.
    package var diurnal: Diurnal?
    /// Each multiplies what there is; several may overlap.
    package var spikes: [Spike] = []
    /// The coefficient of variation of the time between users; nil for the usual one.
    package var arrivalCV: Double?

    package enum Model: Sendable, Equatable {
        /// Requests a second.
        case rate(Double)
        /// Requests a day.
        case daily(Double)
        /// From a first rate in straight lines to each stage's target.
        case stages(from: Double, [Stage])
        /// A recorded day: a file of `seconds,rps`.
        case trace(Located<ByteString>)
        /// Workers that wait for each answer; nil for the usual time between two requests.
        case closed(workers: Int, thinkTime: Distribution?)
    }

    package struct Stage: Sendable, Equatable {
        package var target: Double
        package var durationMilliseconds: Int64
    }

    package struct Diurnal: Sendable, Equatable {
        /// Hour of the day, 0..<24.
        package var peakHour: Double
        /// At least one.
        package var peakToTrough: Double

        package init(peakHour: Double, peakToTrough: Double) {
            self.peakHour = peakHour
            self.peakToTrough = peakToTrough
        }
    }

    package struct Spike: Sendable, Equatable {
        package var factor: Double
        package var startMilliseconds: Int64
        package var durationMilliseconds: Int64
        package var rampInMilliseconds: Int64
        package var rampOutMilliseconds: Int64

        /// What it multiplies the rate by at a moment.
        package func factor(atMilliseconds time: Int64) -> Double {
            let elapsed = time - startMilliseconds
            let left = durationMilliseconds - elapsed
            guard elapsed >= 0, left >= 0 else { return 1 }
            var strength = 1.0
            if elapsed < rampInMilliseconds { strength = Double(elapsed) / Double(rampInMilliseconds) }
            if left < rampOutMilliseconds { strength = min(strength, Double(left) / Double(rampOutMilliseconds)) }
            return 1 + (factor - 1) * strength
        }
    }

    package init() {}
}

/// One entry of `clients`: users of one kind. What it leaves out is the manifest's: without a model it stands for one
/// population for each of the manifest's models, without a feature for one for each feature.
package struct ScenarioClient: Sendable, Equatable {
    package var id: Located<String>
    /// Weight among the clients.
    package var share: Located<Double>?
    package var model: Located<String>?
    package var feature: String?
    package var tenant: String?
    package var streaming: Bool?
    package var inputTokens: Distribution?
    package var outputTokens: Distribution?
    package var maximumTokens: Int32?
    package var cache: ClientPopulation.CacheUse?
    package var thinking: ClientPopulation.ThinkingUse?
    package var toolShare: Double?
    package var callsPerRequest: Distribution?
}

/// `backend` of a scenario: what of Claude is other than the presets.
package struct ScenarioBackend: Sendable, Equatable {
    /// Nil for the first tier whose limits hold the peak.
    package var tier: UsageTier?
    /// Limits are this multiple of what the peak needs, instead of a tier's.
    package var headroom: Double?
    package var models: [Model] = []

    package struct Model: Sendable, Equatable {
        package var id: Located<String>
        /// Of an empty prompt, in milliseconds.
        package var firstToken: Distribution?
        package var prefillTokensPerSecond: Double?
        package var outputTokensPerSecond: Double?
        package var requestsPerMinute: Int64?
        package var inputTokensPerMinute: Int64?
        package var outputTokensPerMinute: Int64?
        package var inputGrowthPerMinute: Int64?
    }

    package init() {}
}

/// `dependencies` of a scenario: how one of the manifest's behaves, or one more.
package struct ScenarioDependency: Sendable, Equatable {
    package var name: Located<String>
    /// In milliseconds.
    package var latency: Distribution?
    package var errorShare: Double?
}

/// `pipeline` of a scenario: instead of the manifest's.
package struct ScenarioPipeline: Sendable, Equatable {
    package var mode: PipelineSettings.Kind?
    package var scrapeIntervalMilliseconds: Int64?
    /// As written; each is one that `PipelineSettings.applying` knows.
    package var settings: [Setting]

    package struct Setting: Sendable, Equatable {
        package var key: String
        package var value: Located<ByteString>
    }
}
