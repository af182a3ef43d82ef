#if Live
import ClaudeBackend
import Foundation
import LiveServer
import MessagesAPI
import Simulation
import SourceText
import TestKit
import Testing
import TimeSeries

/// One scenario, played in virtual time and over sockets: both stand on the same model of Claude, so they must agree.
@Suite("A scenario") struct LiveMatchesVirtual {
    private static let requests = 10_000
    private static let timeScale = 5.0
    private static let body =
        #"{"model":"claude-haiku-4-5","max_tokens":400,"stream":true,"messages":[{"role":"user","content":"Hello"}]}"#

    /// The clock is moved by hand, so that a busy machine makes no server late.
    @Test func `plays alike in virtual time and over sockets`() async throws {
        let day = try #require(CivilDate(year: 2026, month: 11, day: 23))
        let scenario = try Scenario(day: day, inputTokens: try inputTokens(day))
        try compare(try await serve(scenario, day), with: Simulator.run(scenario.input))
    }

    /// The same in real time, five virtual seconds in one, for half a minute; `make bench` asks for it. A server that is
    /// late, on a machine that has other things to do, proves nothing: that is printed.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["PREFLIGHT_REAL_TIME"] != nil, "make bench runs it alone"))
    func `plays alike in virtual and in real time`() async throws {
        let day = try #require(CivilDate(year: 2026, month: 11, day: 23))
        let scenario = try Scenario(day: day, inputTokens: try inputTokens(day))
        let (live, lag) = try await serveInRealTime(scenario, day)
        print("own lag: p99 \(lag.p99Microseconds) us, at most \(lag.maximumMicroseconds) us")
        // Of a first token of 600 ms, 25 ms are a distance of 0.04.
        guard Double(lag.p99Microseconds) * Self.timeScale < 25_000 else {
            print("unprovable: the server was late by more than its bound")
            return
        }
        try compare(live, with: Simulator.run(scenario.input))
    }

    private func compare(_ live: Live, with virtual: SimulatedRun) throws {
        #expect(live.firstTokens.count + live.overloaded == Self.requests)
        let first = virtual.firstTokenTruth.reduce(into: [Int](repeating: 0, count: TruthBuckets.count)) {
            sum, minute in
            for (bucket, held) in minute.enumerated() { sum[bucket] += Int(held) }
        }
        let distance = distance(of: live.firstTokens.sorted(), from: first)
        print("live against virtual: KS distance \(distance) of \(live.firstTokens.count) first tokens")
        #expect(distance < 0.05, "the two distributions of first tokens are not the same")
        // Overloads are a draw for each request: the difference of two binomials of a share of 5 %.
        let share = Double(live.overloaded) / Double(Self.requests)
        let attempts = Double(virtual.ledger.attempts)
        let virtualShare = Double(virtual.ledger.outcomes[CallOutcome.overloaded.rawValue]) / attempts
        let deviation = (0.05 * 0.95 * (1 / Double(Self.requests) + 1 / attempts)).squareRoot()
        #expect(abs(share - virtualShare) < 3 * deviation, "overloaded: \(share) live, \(virtualShare) in virtual time")
    }

    /// The oracle itself: a server that is 5 % slower is told apart.
    @Test func `is told apart from one that is slower`() throws {
        let day = try #require(CivilDate(year: 2026, month: 11, day: 23))
        let scenario = try Scenario(day: day, inputTokens: try inputTokens(day))
        let virtual = Simulator.run(scenario.input)
        var buckets = [Int](repeating: 0, count: TruthBuckets.count)
        for minute in virtual.firstTokenTruth {
            for (bucket, held) in minute.enumerated() { buckets[bucket] += Int(held) }
        }
        func drawn(slowedBy factor: Double) -> [Double] {
            buckets.enumerated().flatMap { bucket, held in
                (0..<held).map { number in
                    let (low, high) = (TruthBuckets.lowerBound(bucket), TruthBuckets.lowerBound(bucket + 1))
                    return factor * (Double(low) + Double(high - low) * (Double(number) + 0.5) / Double(held))
                }
            }.sorted()
        }
        #expect(distance(of: drawn(slowedBy: 1), from: buckets) < 0.005)
        #expect(distance(of: drawn(slowedBy: 1.15), from: buckets) > 0.05)
    }

    /// The same of both: who asks for how much, how long answers are, what goes wrong.
    private struct Scenario {
        let input: SimulationInput
        let lengths: AnswerLengths

        init(day: CivilDate, inputTokens: Int) throws {
            let output = Distribution.percentiles(p50: 60, p95: 200)
            var model = try #require(BackendModel.preset("claude-haiku-4-5", tier: .scale, on: day))
            model.limits = .unlimited
            var policy = ClientPolicy()
            policy.maximumRetries = 0
            let kind = try #require(FaultKind.catalogue.first { $0.name == "overloaded" })
            let fault = Fault(
                id: "overloads", kind: kind, startMilliseconds: 0, durationMilliseconds: 600_000,
                values: kind.parameters.map { $0.name == "probability" ? 0.05 : $0.usual ?? 0 })
            input = SimulationInput(
                seed: 1, durationMilliseconds: 100_000,
                traffic: Traffic(model: .open(.constant(100)), arrivalCV: 1),
                populations: [
                    ClientPopulation(
                        id: "all", share: 1, model: "claude-haiku-4-5", feature: "all",
                        inputTokens: .constant(Double(inputTokens)), outputTokens: output, maximumTokens: 400)
                ],
                policy: policy, models: [model], faults: [fault],
                layout: ChannelLayout(populationCount: 1, dependencyCount: 0, firstTokenBounds: [], latencyBounds: []))
            lengths = AnswerLengths(output: output.table, thinking: QuantileTable.constant(0), thinkingShare: 0)
        }
    }

    private func inputTokens(_ day: CivilDate) throws -> Int {
        let models = ServedModels(on: day, tier: nil)
        let request = try MessagesRequest.read(Array(Self.body.utf8), endpoint: .messages, models: models, betas: [])
        return Int(request.prompt.totalTokens)
    }

    private func responder(_ scenario: Scenario, _ day: CivilDate, epoch: VirtualTime) -> ClaudeResponder {
        var options = ServiceOptions(day: day, tier: nil, epoch: epoch)
        options.clients = [
            ServedClient(name: "all", model: "claude-haiku-4-5", isStreaming: true, share: 1, lengths: scenario.lengths)
        ]
        let conditions = ScenarioConditions(faults: scenario.input.faults, populations: scenario.input.populations)
        return ClaudeResponder(ClaudeService(options), conditions: conditions)
    }

    private struct Live {
        /// Virtual milliseconds.
        var firstTokens: [Double] = []
        var overloaded = 0
    }

    /// A request every ten milliseconds, each over a connection of its own, which hears the first byte and leaves.
    private func serve(_ scenario: Scenario, _ day: CivilDate) async throws -> Live {
        let clock = ManualClock(startingAt: VirtualTime(milliseconds: 1_795_428_000_000))
        let server = try await LiveServer.start(
            port: 0, clock: clock, responder: responder(scenario, day, epoch: clock.now))
        let request =
            "POST /v1/messages HTTP/1.1\r\nHost: a\r\nx-api-key: a\r\nanthropic-version: 2023-06-01\r\n"
            + "content-length: \(Self.body.utf8.count)\r\n\r\n\(Self.body)"
        var live = Live()
        var waiting: [(client: RawClient, since: VirtualTime)] = []
        var sent = 0
        while sent < Self.requests || !waiting.isEmpty {
            if sent < Self.requests, clock.now.milliseconds % 10 == 0 {
                let client = try RawClient(port: server.port)
                await client.send(request)
                sent += 1
                while try await server.report().counters.requests < sent {}
                waiting.append((client, clock.now))
            }
            clock.advance(byMilliseconds: 1)
            try await server.performDue()
            var still: [(client: RawClient, since: VirtualTime)] = []
            for one in waiting {
                guard one.client.hasInput else {
                    still.append(one)
                    continue
                }
                let status = String(decoding: await one.client.read(12), as: UTF8.self).suffix(3)
                if status == "529" { live.overloaded += 1 }
                if status == "200" { live.firstTokens.append(Double(clock.now.milliseconds - one.since.milliseconds)) }
                one.client.close()
            }
            waiting = still
        }
        await server.shutDown()
        return live
    }

    /// A Poisson process of 500 requests a real second, measured by a client in another process.
    private func serveInRealTime(_ scenario: Scenario, _ day: CivilDate) async throws -> (Live, PacingReport) {
        let clock = WallClock(timeScale: Self.timeScale)
        let server = try await LiveServer.start(
            port: 0, clock: clock, responder: responder(scenario, day, epoch: clock.now))
        let python = try #require(Referee.python(with: "asyncio"), "there is no Python")
        let script = Referee.repository.appendingPathComponent("Tests/LiveServerTests/Clients/paced_client.py").path
        let call = [script, "127.0.0.1", "\(server.port)", "500", "\(Self.requests)", Self.body]
        let output = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try Referee.run(python, call) }) }
        }
        let lag = try await server.report().pacing
        await server.shutDown()
        #expect(output.status == 0, "\(output.standardError.suffix(2_000))")
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [[Double]])
        var live = Live()
        live.firstTokens = rows.filter { $0[0] == 200 }.map { $0[1] * Self.timeScale }
        live.overloaded = rows.count { $0[0] == 529 }
        return (live, lag)
    }

    /// The greatest difference of the two distributions, at the bounds of the buckets that the virtual run counts in.
    private func distance(of sorted: [Double], from buckets: [Int]) -> Double {
        let total = Double(buckets.reduce(0, +))
        var (below, place, greatest) = (0, 0, 0.0)
        for bucket in buckets.indices {
            let bound = Double(TruthBuckets.lowerBound(bucket))
            while place < sorted.count, sorted[place] < bound { place += 1 }
            greatest = max(greatest, abs(Double(place) / Double(sorted.count) - Double(below) / total))
            below += buckets[bucket]
        }
        return greatest
    }
}
#endif
