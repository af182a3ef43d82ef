import ClaudeAPI
import ClaudeBackend
import Facts
import Findings
import Foundation
import Manifests
import Rehearsals
import Simulation
import SourceText
import TestKit
import Testing

/// Broken scenarios by the thousand: reading ends in one whose parts fit each other, or in findings that stand in the file.
@Suite struct ScenarioFuzzTests {
    @Test func `whatever the bytes, a scenario fits its run, or somebody is told why not`() {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["PREFLIGHT_FUZZ_SECONDS"].flatMap(Double.init)
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        var seed: UInt64 = 1
        while deadline.map({ ContinuousClock.now < $0 }) ?? (seed <= 3_000) {
            let bytes = ScenarioSoup.bytes(seed: seed)
            let violations = ScenarioProperties.violations(of: bytes, read: ScenarioProperties.read)
            if !violations.isEmpty {
                Issue.record("seed \(seed): \(violations)\n\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                return
            }
            seed += 1
        }
    }

    @Test func `the soup holds scenarios that read, and ones that do not`() {
        let read = (UInt64(1)...300).map { ScenarioProperties.read(ScenarioSoup.bytes(seed: $0)).scenario != nil }
        #expect(read.contains(true) && read.contains(false), "a soup of one kind tests one half of the reader")
    }

    @Test(arguments: Sabotage.allCases)
    func `the properties notice a sabotaged reader`(sabotage: Sabotage) {
        let isNoticed = (UInt64(1)...400).contains { seed in
            !ScenarioProperties.violations(of: ScenarioSoup.bytes(seed: seed), read: sabotage.read).isEmpty
        }
        #expect(isNoticed, "no property fails on a reader that \(sabotage)")
    }

    enum Sabotage: CaseIterable {
        case refusesInSilence
        case runsWhatItRefused
        case letsAFaultRunOn
        case takesAShareAboveOne
        case pointsBehindTheFile

        func read(_ bytes: [UInt8]) -> (scenario: Scenario?, findings: [Finding]) {
            var (scenario, findings) = ScenarioProperties.read(bytes)
            switch self {
            case .refusesInSilence: findings = []
            case .runsWhatItRefused:
                scenario = scenario ?? ScenarioProperties.read(Array(ScenarioSoup.wholes[0].utf8)).scenario
            case .letsAFaultRunOn:
                if let run = scenario?.durationMilliseconds, scenario?.faults.isEmpty == false {
                    scenario?.faults[0].fault.durationMilliseconds += run
                }
            case .takesAShareAboveOne:
                if scenario?.background.isEmpty == false { scenario?.background[0].fault.values = [1.5] }
            case .pointsBehindTheFile:
                let range = SourceRange(file: FileID(index: 0), start: UInt64(bytes.count) + 1, length: 1)
                if !findings.isEmpty { findings[0].primary = Annotation(range) }
            }
            return (scenario, findings)
        }
    }
}

/// Texts that are nearly scenarios: two that use every key, with bytes changed, lines dropped and numbers put elsewhere.
enum ScenarioSoup {
    static func bytes(seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes = Array(random.pick(wholes).utf8)
        for _ in 0..<random.below(4) {
            if bytes.isEmpty { return bytes }
            let place = random.below(bytes.count)
            switch random.below(7) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + random.below(30)))
            case 3: bytes.insert(contentsOf: Array(random.pick(fragments).utf8), at: place)
            default: exchangeNumber(in: &bytes, from: place, for: random.pick(numbers))
            }
        }
        return bytes
    }

    /// The next run of digits behind a place becomes another number.
    private static func exchangeNumber(in bytes: inout [UInt8], from place: Int, for number: String) {
        let isDigit: (UInt8) -> Bool = { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: Array(number.utf8))
    }

    static let wholes = [
        """
        scenario: a
        version: 1
        kind: incident
        title: t
        story: s
        signals: [errors, cost]
        duration: 90m
        start: {day: monday, time: "08:30"}
        traffic:
          rate: 5
          spike: [{factor: 3, at: 10m, for: 20m, ramp_in: 5m, ramp_out: 5m}]
          arrivals: {process: gamma, cv: 2}
        clients:
          - {id: a, share: 80%, model: claude-sonnet-4-6, input_tokens: {p50: 100, p95: 300}, output_tokens: {mean: 9, cv: 1}}
          - {id: b, share: 20%, cache: {prefix_tokens: 5000, prefixes: 2, ttl: 1h}, thinking: {share: 5%, tokens: {low: 1, high: 5}}}
        client_policy: {preset: none, retries: 3, timeout: 30s, backoff: {base: 1s, cap: 9s, jitter: 10%}, breaker: {failure_ratio: 50%}}
        backend: {headroom: 2}
        faults:
          - {id: x, fault: overloaded, at: 20m, for: 10m, ramp_in: 2m, ramp_out: 1m, every: 30m, probability: 25%}
          - {id: y, fault: deploy, at: 40m, drains: false}
          - {id: z, fault: rate-limit, at: 25m, for: 5m, input: 0.5, match: {population: a, streaming: true}}
        background:
          - {id: n, fault: server-error, probability: 1%}
        pipeline: {mode: async, capacity: 99, scrape_interval: 15s, drain_on_shutdown: 5s}
        expect:
          - {alert: '*', fires: {during: x, within: 5m}}
          - {metric: pages, op: '<=', value: 3}

        """,
        """
        scenario: b
        version: 2
        kind: control
        title: t
        story: s
        needs: [streaming]
        duration: 1d
        traffic: {workers: 5, think_time: {p50: 1s, p95: 4s}}
        dependencies: [{name: d, latency: 80ms, errors: 1%}]
        client_policy: anthropic-sdk
        faults: [{id: e, fault: sink-error, at: 1h, for: 2h, status: 503}, {id: f, fault: dependency-slow, at: 1h, for: 1h, dependency: d}]
        expect: [{alert: A, silent: {outside: incidents}}, {alert: A, resolves: {after: e, within: 1h}}]

        """,
    ]
    private static let fragments = [
        "{", "}", "[", "]", "\"", "'", ": ", "- ", "\n", ",", "%", "&a ", "*a", "<<: ", "|", "null", "~", "\u{0}",
        "\u{E9}",
        "{{ .x }}", "\t", "for: 1m, ", "at: 5m, ", "#", "signals: []\n", "---\n",
    ]
    private static let numbers = [
        "0", "1", "100", "99999999999999999999", "1e400", "-1", ".nan", ".inf", "1000000000y", "0.5", "08",
        "9223372036854775807",
        "1e300", "0x7f",
    ]
}

/// What must hold of any reading of any bytes.
enum ScenarioProperties {
    static func read(_ bytes: [UInt8]) -> (scenario: Scenario?, findings: [Finding]) {
        ScenarioReader.read(SourceFile(id: FileID(index: 0), path: "scenario.yaml", bytes: bytes))
    }

    static func violations(
        of bytes: [UInt8], read: ([UInt8]) -> (scenario: Scenario?, findings: [Finding])
    ) -> [String] {
        let (scenario, findings) = read(bytes)
        var violations: [String] = []
        if scenario == nil, findings.isEmpty { violations.append("refused without a word") }
        if scenario != nil, !findings.isEmpty { violations.append("runs although \(findings[0].message)") }
        for finding in findings {
            guard let range = finding.primary?.range else {
                violations.append("says nowhere: \(finding.message)")
                continue
            }
            if range.end > UInt64(bytes.count) { violations.append("points behind the file: \(finding.message)") }
            if finding.message.isEmpty || finding.fix.isEmpty { violations.append("suggests nothing") }
        }
        guard let scenario else { return violations }
        let run = scenario.durationMilliseconds
        if run < 60_000 || run % 1_000 != 0 { violations.append("runs for \(run) ms") }
        for one in scenario.faults + scenario.background { violations += broken(one, run: run) }
        if scenario.kind == .incident, scenario.faults.isEmpty { violations.append("an incident without a fault") }
        if let incident = scenario.incident, incident.upperBound > run { violations.append("an incident past the end") }
        return violations + broken(scenario.resolve(in: BareService.surroundings, seed: 1))
    }

    private static func broken(_ resolution: ScenarioResolution) -> [String] {
        guard case .ready(let resolved) = resolution else { return [] }
        var violations: [String] = []
        let input = resolved.input
        if input.populations.isEmpty { violations.append("nobody comes") }
        if !input.populations.allSatisfy({ $0.share > 0 && $0.share.isFinite }) {
            violations.append("a share of nothing")
        }
        for population in input.populations {
            if !input.models.contains(where: { $0.id == population.model }) {
                violations.append("a model without backend")
            }
        }
        for limits in input.models.map(\.limits) where limits.requestsPerMinute < 0 || limits.inputTokensPerMinute < 0 {
            violations.append("limits of \(limits)")
        }
        if case .open(let curve) = input.traffic.model {
            if !curve.points.allSatisfy({ $0.perSecond >= 0 && $0.perSecond.isFinite }) {
                violations.append("a negative rate")
            }
            if zip(curve.points, curve.points.dropFirst()).contains(where: { $0.milliseconds > $1.milliseconds }) {
                violations.append("a curve that goes back in time")
            }
        }
        if ScenarioPlan.text(resolved).isEmpty { violations.append("a plan of nothing") }
        return violations
    }

    private static func broken(_ one: ScenarioFault, run: Int64) -> [String] {
        let fault = one.fault
        var violations: [String] = []
        if fault.startMilliseconds < 0 || fault.startMilliseconds >= run { violations.append("begins outside the run") }
        if fault.startMilliseconds + fault.durationMilliseconds > run { violations.append("ends behind the run") }
        if fault.rampInMilliseconds + fault.rampOutMilliseconds > fault.durationMilliseconds {
            violations.append("ramps longer than the fault")
        }
        if let every = fault.everyMilliseconds, every <= 0 { violations.append("comes again at once") }
        if fault.values.count != fault.kind.parameters.count { violations.append("has not one value a parameter") }
        for (parameter, value) in zip(fault.kind.parameters, fault.values) {
            let isSound =
                switch parameter.kind {
                case .share: (0...1).contains(value)
                case .factor, .duration: value >= 0 && value.isFinite
                case .integer(let range): (Double(range.lowerBound)...Double(range.upperBound)).contains(value)
                case .flag: value == 0 || value == 1
                }
            if !isSound { violations.append("\(parameter.name) of \(value)") }
        }
        for time in stride(from: Int64(0), to: run, by: Int(max(1, run / 50))) {
            if !(0...1).contains(fault.strength(atMilliseconds: time)) { violations.append("a strength beyond one") }
        }
        return violations
    }
}

/// A service that declares only its name, with models of one speed.
private enum BareService {
    static let surroundings: ScenarioSurroundings = {
        let file = SourceFile(
            id: FileID(index: 1), path: "observability.yaml", bytes: Array("preflight: 1\nservice: bare\n".utf8))
        guard let manifest = ManifestReader.read(file).manifest else { preconditionFailure("the manifest is one") }
        return ScenarioSurroundings(
            manifest: manifest,
            facts: FactBase(
                service: manifest.serviceFacts(sampled: []), gathered: GatheredFacts(), artefacts: []),
            model: { id, _ in
                BackendModel(
                    id: id,
                    latency: LatencyModel(
                        firstTokenMedianMilliseconds: 900, firstTokenSigma: 0.5, prefillTokensPerSecond: 9_000,
                        outputTokensPerSecond: 60),
                    limits: RateLimits(
                        requestsPerMinute: 1_000, inputTokensPerMinute: 1_000_000, outputTokensPerMinute: 100_000),
                    pool: 0,
                    prices: TokenPrices(input: 3, output: 15, cacheWrite5m: nil, cacheWrite1h: nil, cacheRead: nil),
                    minimumCacheableTokens: 1_024, contextWindow: 200_000)
            },
            pipeline: { kind, interval in
                PipelineSettings(
                    kind: kind, scrape: PipelineSettings.Scrape(intervalMilliseconds: interval),
                    buffer: PipelineSettings.Buffer(flushMilliseconds: 5_000, batch: 9, capacity: 99, onFull: .dropNew),
                    exporter: PipelineSettings.Exporter(timeoutMilliseconds: 10_000), drainMilliseconds: 0)
            })
    }()
}
