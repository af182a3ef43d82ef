package import Facts
package import SourceText

/// `observability.yaml`: what the service is, which Claude features it uses, where its artefacts are and what its
/// metrics are called. Typed and located; everything in it has `declared` provenance.
package struct Manifest: Sendable {
    /// Where the manifest lies; artefact patterns are relative to its folder.
    package var file: SourceFile
    package var service: Located<String>
    package var owner: Located<String>?
    package var claude: ClaudeUse
    package var features: [Located<ByteString>]
    package var traffic: Traffic
    package var telemetry: Telemetry
    package var artefacts: [ArtefactReference]
    /// A PromQL selector over alert labels: the alerts that page a person. The rest are tickets.
    package var paging: Located<ByteString>?
    package var contentLogging: ContentLogging
    package var quality: [QualityMeasure]
    package var dependencies: [Dependency]
    package var waivers: [Waiver]

    /// How the service uses Claude; decides which requirements apply.
    package struct ClaudeUse: Sendable {
        package var platform: Located<Platform>?
        package var models: [Located<ByteString>] = []
        package var streaming: Located<Bool>?
        package var promptCaching: Located<Bool>?
        package var extendedThinking: Located<Bool>?
        package var serviceLevel = ServiceLevel()
        package var budget = Budget()
        package var routing: Routing?
        package var prices: Prices?

        package init() {}
    }

    package enum Platform: String, CaseIterable, Sendable {
        case api
        case bedrock
        case vertex
        case gateway
    }

    /// `claude.sla`: latencies in milliseconds, the error rate as a share.
    package struct ServiceLevel: Sendable {
        package var ttftP95Milliseconds: Located<Int64>?
        package var totalP95Milliseconds: Located<Int64>?
        package var errorRate: Located<Double>?

        package init() {}
    }

    package struct Budget: Sendable {
        package var monthlyUSD: Located<Double>?
        package var hourlyForecast: Located<Forecast>?

        package init() {}
    }

    /// `hourly_forecast_usd`: dollars, or the series that holds the forecast.
    package enum Forecast: Sendable {
        case usDollars(Double)
        case series(ByteString)
    }

    package struct Routing: Sendable {
        package var by: Located<String>?
        package var tolerance: Located<Double>?
        /// The intended share of each model.
        package var intent: [(model: Located<ByteString>, share: Located<Double>)]
    }

    package struct Prices: Sendable {
        package var file: Located<ByteString>?
        package var asOf: Located<CivilDate>?
        package var rows: [PriceRow]
        package var range: SourceRange
    }

    /// An inline price row, in US dollars per million tokens.
    package struct PriceRow: Sendable {
        package var model: Located<ByteString>
        package var usdPerMillion: [(kind: Located<String>, price: Located<Double>)]
        package var source: Located<String>?
        package var date: Located<CivilDate>?
    }

    package struct Traffic: Sendable {
        package var peakRequestsPerSecond: Located<Double>?
        package var nightRequestsPerSecond: Located<Double>?
        package var tenants: Located<Int64>?

        package init() {}
    }

    package struct ContentLogging: Sendable {
        /// Nil means none: no prompt or answer text may be kept.
        package var agreement: Located<String>?
        package var owner: Located<String>?
        package var expires: Located<CivilDate>?
        package var range: SourceRange?

        package init() {}
    }

    package struct QualityMeasure: Sendable {
        package var signal: Located<Signal>
        /// What counts as correct, in the team's words.
        package var correct: Located<String>?
        package var owner: Located<String>?
    }

    package struct Dependency: Sendable {
        package var name: Located<ByteString>
        package var kind: Located<String>?
        /// Families by aspect: `latency: pinecone_query_seconds`.
        package var signals: [(aspect: Located<Signal.DependencyAspect>, family: Located<ByteString>)]
    }

    package struct Waiver: Sendable {
        package var item: Located<String>
        package var check: Located<String>?
        package var subject: Located<String>?
        package var reason: Located<String>?
        package var owner: Located<String>?
        package var expires: Located<CivilDate>?
        package var range: SourceRange
    }
}
