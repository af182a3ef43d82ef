import ArgumentParser
import ClaudeBackend
import MessagesAPI
import SourceText

/// `preflight serve`.
struct ServeCommand: PreflightCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "A simulated Claude backend on loopback, for any SDK.",
        usage: "preflight serve [<options>] [<manifest>]",
        discussion: """
            Answers the Claude API as Claude would: messages plain and streamed, token counts, models, batches, with \
            prompt caching, rate limits, prices and errors. Point an SDK at it with ANTHROPIC_BASE_URL; any key is \
            accepted and none is kept. Prints `listening on http://...` when it is ready, and at the end, after Ctrl-C, \
            the ledger of everything served as JSON.

            One request goes wrong by a header, `x-preflight-fault: cut-stream`; many by --fault, by POST \
            /preflight/faults, or by a scenario. `preflight list wire-faults` lists what there is. /preflight/status, \
            /preflight/ledger, /preflight/journal and /metrics tell what it does.
            """)

    @Argument(
        help: ArgumentHelp(
            "A manifest, or a folder that holds one, for what a scenario leaves open.", valueName: "manifest"))
    var manifest: String?

    @Option(help: ArgumentHelp("The port to listen on; 0 takes any free one.", valueName: "number"))
    var port = 8787

    @Option(
        help: ArgumentHelp(
            "The address to listen on. Anyone who reaches it can use the admin interface.", valueName: "address"))
    var bind = "127.0.0.1"

    @Option(
        help: ArgumentHelp(
            "Go wrong as in this scenario, whose time begins now: a name of `preflight list scenarios`, a file, or `golden`.",
            valueName: "name|file"))
    var scenario: String?

    @Option(
        help: ArgumentHelp(
            "Go wrong in this way: `overloaded; share=0.1; in=30; for=60`, in virtual seconds. Repeatable; the first that "
                + "strikes a request decides.",
            valueName: "fault"),
        transform: ServeCommand.fault)
    var fault: [ScheduledFault] = []

    @Option(help: ArgumentHelp("The same seed draws the same answers.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp("Virtual seconds in a real one: 10 makes everything ten times as fast.", valueName: "factor")
    )
    var timeScale = 1.0

    @Flag(help: "Answer at once: no time to the first token, no pacing.")
    var instant = false

    @Option(
        help: ArgumentHelp(
            "Whose rate limits hold: \(UsageTier.allCases.map(\.rawValue).joined(separator: ", ")) or none. "
                + "Without it start, or the scenario's own.",
            valueName: "tier"),
        transform: ServeCommand.limits)
    var limits: ServedLimits?

    @Option(
        help: ArgumentHelp("Models and prices of this day (YYYY-MM-DD) instead of today's.", valueName: "date"),
        transform: OptionValues.date)
    var asOf: CivilDate?

    @Option(
        help: ArgumentHelp("After Ctrl-C, wait so long for answers that are being sent.", valueName: "seconds"))
    var drain = 10

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port takes a number from 0 to 65535") }
        guard timeScale.isFinite, timeScale >= 0.001, timeScale <= 100_000 else {
            throw ValidationError("--time-scale takes a number from 0.001 to 100000")
        }
        guard (0...3_600).contains(drain) else { throw ValidationError("--drain takes a number from 0 to 3600") }
    }

    func perform(_ invocation: Invocation) throws(Misuse) -> ExitStatus {
        #if Live
        var request = ServeRequest(port: port, host: bind, day: asOf ?? invocation.today, seed: seed)
        request.manifestPath = manifest
        request.scenario = scenario
        request.faults = fault
        request.timeScale = timeScale
        request.isInstant = instant
        request.tier = (limits ?? .tier(.start)).tier
        request.keepsScenarioLimits = limits == nil
        request.drainMilliseconds = Int64(drain) * 1_000
        return try ServePipeline.perform(request, invocation)
        #else
        throw Misuse("this build has no server: build it with the trait `Live`, which is on by default")
        #endif
    }

    // MARK: Values

    private static func fault(_ text: String) throws -> ScheduledFault {
        do throws(WireFaultProblem) { return try FaultOrder.read(option: text) } catch {
            throw ValidationError(error.message)
        }
    }

    private static func limits(_ text: String) throws -> ServedLimits {
        if text.utf8.elementsEqual("none".utf8) { return .none }
        guard let tier = UsageTier.allCases.first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else {
            let known = UsageTier.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("no tier is called `\(text)`; there are \(known) and none")
        }
        return .tier(tier)
    }
}

/// Whose rate limits hold.
enum ServedLimits: Sendable {
    case tier(UsageTier)
    case none

    var tier: UsageTier? {
        if case .tier(let tier) = self { return tier }
        return nil
    }
}
