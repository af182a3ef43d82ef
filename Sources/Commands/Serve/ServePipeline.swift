#if Live
import ClaudeBackend
import LiveServer
import MessagesAPI
import SourceText
import TimeSeries

/// What `serve` was asked for.
struct ServeRequest: Sendable {
    var port: Int
    var host: String
    var day: CivilDate
    var seed: UInt64
    var manifestPath: String?
    var scenario: String?
    var faults: [ScheduledFault] = []
    var timeScale = 1.0
    var isInstant = false
    /// Nil serves without limits.
    var tier: UsageTier?
    /// A scenario's own limits go before the tier's.
    var keepsScenarioLimits = true
    var drainMilliseconds: Int64 = 10_000

    init(port: Int, host: String, day: CivilDate, seed: UInt64) {
        self.port = port
        self.host = host
        self.day = day
        self.seed = seed
    }
}

/// Serves until it is told to stop, then says what was served.
enum ServePipeline {
    static func perform(_ request: ServeRequest, _ invocation: Invocation) throws(Misuse) -> ExitStatus {
        let clock = WallClock(timeScale: request.timeScale)
        var options = MessagesAPI.ServiceOptions(
            day: request.day, tier: request.tier, seed: request.seed, epoch: clock.now)
        options.isInstant = request.isInstant
        var conditions: ScenarioConditions?
        if let path = request.manifestPath, request.scenario == nil {
            throw Misuse("`\(path)` would not be read: a manifest only says what --scenario leaves open")
        }
        if let name = request.scenario {
            if name.utf8.elementsEqual("golden".utf8) {
                options.servesGoldenStreams = true
            } else {
                let served = try ServedScenario(name, request, invocation)
                served.apply(to: &options, keepsLimits: request.keepsScenarioLimits)
                conditions = served.conditions
                if let notice = served.notice(timeScale: request.timeScale) {
                    invocation.standardError.write(line: notice)
                }
            }
        }
        var service = ClaudeService(options)
        for fault in request.faults {
            do throws(WireFaultProblem) { _ = try service.schedule(fault, at: options.epoch) } catch {
                throw Misuse("--fault: \(error.message)")
            }
        }
        return run(ClaudeResponder(service, conditions: conditions), clock, request, invocation)
    }

    private static func run(
        _ responder: ClaudeResponder, _ clock: WallClock, _ request: ServeRequest, _ invocation: Invocation
    ) -> ExitStatus {
        let stop = invocation.stopRequests()
        let started = Blocking.run { () async -> Result<LiveServer<ClaudeResponder>, LiveServerError> in
            do throws(LiveServerError) {
                return .success(
                    try await LiveServer.start(
                        host: request.host, port: request.port, clock: clock, responder: responder))
            } catch {
                return .failure(error)
            }
        }
        let server: LiveServer<ClaudeResponder>
        switch started {
        case .failure(let error):
            invocation.standardError.write(line: "error: \(error)")
            return .misuse
        case .success(let running): server = running
        }
        if let warning = server.warning { invocation.standardError.write(line: "warning: \(warning)") }
        invocation.standardOutput.write(line: "listening on http://\(server.address)")
        stop()
        invocation.standardError.write(line: "stopping: answers that are being sent are finished")
        let ledger = Blocking.run { () async -> [UInt8]? in
            await server.drain(withinMilliseconds: request.drainMilliseconds)
            let ledger = try? await server.withResponder { responder, now in responder.ledger(at: now) }
            await server.shutDown()
            return ledger
        }
        if let ledger { invocation.standardOutput.write(line: String(decoding: ledger, as: UTF8.self)) }
        return .ready
    }
}
#endif
