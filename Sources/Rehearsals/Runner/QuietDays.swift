import Simulation

/// Days without faults that several scenarios have before them: each takes the stretch that ends at its own time of day.
///
/// Played once, for they cost more than the incidents: a day and more before each of sixteen scenarios.
struct QuietDays: Sendable {
    private let key: Key
    private let rows: RecordedRows
    /// Whole days before the one in which scenarios begin.
    private let days: Int64
    private let settings: PipelineSettings
    private let seed: UInt64

    private static let dayMilliseconds: Int64 = 86_400_000
    /// With fewer scenarios than this, what is before each of them is played for itself.
    static let worthwhileCount = 4

    /// What a quiet stretch depends on, the time of day excepted.
    struct Key: Sendable, Equatable {
        var populations: [ClientPopulation]
        var dependencies: [DependencyModel]
        var policy: ClientPolicy
        var traffic: ScenarioTraffic
        var backend: ScenarioBackend
        var pipeline: PipelineSettings
        var layout: ChannelLayout
        var lengthMilliseconds: Int64
    }

    /// - Parameter input: of a scenario that begins on a Monday at midnight and lasts `duration(of:)`, without faults.
    init(_ key: Key, _ input: SimulationInput) {
        self.key = key
        days = Self.days(of: key)
        settings = key.pipeline
        seed = input.seed
        rows = Simulator.run(input).rows
    }

    static func duration(of key: Key) -> Int64 { (days(of: key) + 1) * dayMilliseconds }

    private static func days(of key: Key) -> Int64 {
        (key.lengthMilliseconds + dayMilliseconds - 1) / dayMilliseconds
    }

    func fits(_ other: Key) -> Bool { key == other }

    /// What the store holds of the stretch that ends at a minute of the day.
    func samples(endingAtMinute minute: Int64) -> DeliveredSamples {
        let end = Int((days * Self.dayMilliseconds + minute * 60_000) / rows.rowMilliseconds)
        let start = end - Int(key.lengthMilliseconds / rows.rowMilliseconds)
        let width = rows.layout.count
        let slice = RecordedRows(
            layout: rows.layout, rowMilliseconds: rows.rowMilliseconds,
            values: Array(rows.values[start * width..<end * width]))
        return TelemetryPipeline.deliver(slice, settings: settings, faults: [], seed: seed, scrapePhaseMilliseconds: 0)
    }
}
