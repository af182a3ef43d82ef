import Artefacts
import Facts
import Foundation
import Manifests
import Rehearsals
import Simulation
import SourceText
import TestKit
import TimeSeries

/// A service read by the real readers, and what a run of it delivers.
struct SeriesScene {
    let facts: FactBase
    let manifest: Manifest

    init(_ files: [(path: String, text: String)]) {
        var sources = SourceSet()
        var read: Manifest?
        for file in files where file.path == "observability.yaml" {
            read = ManifestReader.read(sources.add(path: file.path, bytes: Array(file.text.utf8))).0
        }
        guard let manifest = read else { preconditionFailure("the scene has a manifest that can be read") }
        var gathered = GatheredFacts()
        for kind in ArtefactKind.allCases {
            for reference in manifest.references(to: kind) {
                for file in files
                where reference.files.contains(where: { Wildcard($0.value).matches(Array(file.path.utf8)) }) {
                    let source = sources.add(path: file.path, bytes: Array(file.text.utf8))
                    for adapter in ArtefactReader.adapters(of: kind) {
                        gathered.add(adapter(source, manifest.request(for: reference)).facts)
                    }
                }
            }
        }
        let sampled = gathered.families
        gathered.families += manifest.declaredFamilies(sampled: sampled)
        facts = FactBase(service: manifest.serviceFacts(sampled: sampled), gathered: gathered, artefacts: [])
        self.manifest = manifest
    }

    /// The example in the repository.
    static func supportChat() throws -> SeriesScene {
        let folder = Referee.repository.appendingPathComponent("examples/support-chat")
        let paths = [
            "observability.yaml", "deploy/rules/alerts.yaml", "deploy/rules/recordings.yaml", "telemetry/metrics.prom",
        ]
        return SeriesScene(
            try paths.map { ($0, try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)) })
    }

    /// A service of one rule file and one sample.
    static func small(
        telemetry: String = "", metrics: String, rules: String = "groups: []\n", dependencies: String = ""
    ) -> SeriesScene {
        let manifest = """
            preflight: 1
            service: small
            owner: team
            claude: {models: [claude-sonnet-4-6, claude-haiku-4-5]}
            telemetry:
              scrape_interval: 30s
              target_labels: {job: small, instance: "small:8080"}
            \(telemetry)
            \(dependencies)
            artefacts:
              prometheus_rules: [rules.yaml]
              exposition: [{files: metrics.prom, captured: 2026-11-20}]
            """
        return SeriesScene([("observability.yaml", manifest), ("rules.yaml", rules), ("metrics.prom", metrics)])
    }

    // MARK: A run

    static let supportChatPopulations = ["claude-sonnet-4-6", "claude-haiku-4-5"].flatMap { model in
        ["chat", "summarise"].map { population(model: model, feature: $0) }
    }

    static let pinecone = [
        DependencyModel(name: "pinecone", latencyMilliseconds: .percentiles(p50: 80, p95: 250), errorShare: 0.002)
    ]

    static func population(
        model: String = "claude-sonnet-4-6", feature: String = "chat", tenant: String? = nil, streaming: Bool = true
    ) -> ClientPopulation {
        ClientPopulation(
            id: "\(model)-\(feature)-\(tenant ?? "")", share: 1, model: model, feature: feature, tenant: tenant,
            streaming: streaming, inputTokens: .constant(500), outputTokens: .constant(200))
    }

    func plan(
        _ populations: [ClientPopulation] = SeriesScene.supportChatPopulations,
        dependencies: [DependencyModel] = SeriesScene.pinecone, ticks: Int = 0
    ) throws -> SeriesPlan {
        try SeriesPlan(facts, manifest, populations: populations, dependencies: dependencies, ticks: ticks)
    }
}

/// Rows of time with random calls, each consistent in itself: what ended is in one bucket, and has its tokens.
struct RandomRows {
    private var generator: SeededGenerator
    private let layout: ChannelLayout
    /// Which failures happen, and how often in a hundred calls.
    var failures: [CallOutcome] = Array(CallOutcome.failures)
    var failurePercent = 20
    var callsPerRow = 6
    /// Calls this slow or slower only: the lowest bucket of first tokens.
    var lowestBucket = 0

    init(_ layout: ChannelLayout, seed: UInt64) {
        self.layout = layout
        generator = SeededGenerator(seed: seed)
    }

    mutating func rows(_ count: Int, seconds: Int64 = 1) -> RecordedRows {
        var values: [Int64] = []
        for _ in 0..<count { values += row() }
        return RecordedRows(layout: layout, rowMilliseconds: seconds * 1_000, values: values)
    }

    private mutating func row() -> [Int64] {
        var row = [Int64](repeating: 0, count: layout.count)
        for population in 0..<layout.populationCount {
            for _ in 0..<generator.below(callsPerRow + 1) { call(population, &row) }
        }
        for dependency in 0..<layout.dependencyCount {
            for _ in 0..<generator.below(4) {
                row[layout.channel(.requests, ofDependency: dependency)] += 1
                row[layout.channel(.errors, ofDependency: dependency)] += generator.chance(1, in: 20) ? 1 : 0
                row[layout.channel(.latencyMilliseconds, ofDependency: dependency)] += Int64(generator.below(400))
                let bucket = generator.below(layout.dependencyBounds[dependency].count + 1)
                row[layout.latencyBuckets(ofDependency: dependency) + bucket] += 1
            }
        }
        return row
    }

    private mutating func call(_ population: Int, _ row: inout [Int64]) {
        func add(_ channel: PopulationChannel, _ amount: Int = 1) {
            row[layout.channel(channel, ofPopulation: population)] += Int64(amount)
        }
        let isFailure = !failures.isEmpty && generator.chance(failurePercent, in: 100)
        let outcome = isFailure ? generator.pick(failures) : .succeeded
        add(.calls(outcome))
        add(.attempts(generator.pick(AttemptStatus.allCases)))
        let bucket = generator.below(layout.latencyBounds.count + 1)
        row[layout.latencyBuckets(ofPopulation: population, succeeded: !isFailure) + bucket] += 1
        add(isFailure ? .failedLatencyMilliseconds : .latencyMilliseconds, generator.below(20_000))
        guard !isFailure else { return }
        let first = lowestBucket + generator.below(layout.firstTokenBounds.count + 1 - lowestBucket)
        row[layout.firstTokenBuckets(ofPopulation: population) + first] += 1
        add(.firstTokenMilliseconds, generator.below(3_000))
        add(.inputTokens, generator.below(900))
        add(.outputTokens, 1 + generator.below(400))
        add(.cacheReadTokens, generator.below(4_000))
        add(.cacheWrite5mTokens, generator.below(300))
        add(.cacheWrite1hTokens, generator.below(100))
        add(.thinkingTokens, generator.below(50))
        add(.thinkingCalls, generator.below(2))
        add(.costNanoDollars, generator.below(9_000_000))
    }
}

extension RecordedRows {
    /// Scrapes every so many rows: totals of what has ended before each.
    func delivered(every step: Int, missed: Set<Int> = [], restarts: Set<Int> = []) -> DeliveredSamples {
        var samples = DeliveredSamples(layout: layout)
        var totals = [Int64](repeating: 0, count: layout.count)
        var incarnation: Int32 = 0
        for (tick, row) in stride(from: 0, through: rowCount, by: step).enumerated() {
            if restarts.contains(tick) {
                totals = Array(repeating: 0, count: layout.count)
                incarnation += 1
            } else if row > 0 {
                for before in row - step..<row {
                    for channel in 0..<layout.count { totals[channel] += self[before, channel] }
                }
            }
            samples.milliseconds.append(Int64(row) * rowMilliseconds)
            samples.totals += totals
            samples.isMissed.append(missed.contains(tick))
            samples.incarnation.append(incarnation)
        }
        return samples
    }

    /// What a channel came to.
    func sum(_ channel: Int) -> Int64 { (0..<rowCount).reduce(0) { $0 + self[$1, channel] } }
}

extension SeriesStore {
    /// Every series of a name with its labels as text, the name left out.
    func series(named name: String) -> [(labels: [String: String], series: Series)] {
        select([LabelCondition("__name__", .equal(Array(name.utf8)))]).map { id in
            var texts: [String: String] = [:]
            for label in labels.labels(of: self[id].labels) where label.name != .metricName {
                texts[String(decoding: labels.bytes(of: label.name), as: UTF8.self)] =
                    String(decoding: labels.bytes(of: label.value), as: UTF8.self)
            }
            return (texts, self[id])
        }
    }

    /// The last values of all series of a name whose labels have these values, added up.
    func total(_ name: String, _ wanted: [String: String] = [:]) -> Double {
        series(named: name).filter { one in wanted.allSatisfy { one.labels[$0.key] == $0.value } }
            .reduce(0) { sum, one in
                sum
                    + (one.series.presence.lastSet(before: one.series.presence.count).map { one.series.values[$0] } ?? 0)
            }
    }
}
