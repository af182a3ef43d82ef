#if Live
import ClaudeBackend
import Foundation
import LiveServer
import MessagesAPI
import SourceText
import TestKit
import Testing
import TimeSeries

/// Real clients against a served Claude. What they must make of each answer stands in the scripts in `Clients`, with
/// its source; a script prints a line for each case.
@Suite struct `A real client` {
    @Test(arguments: ["venv-clients", "venv-clients-old"])
    func `of the official SDK meets every fault as the SDK's source has it`(environment: String) async throws {
        try await run("anthropic_faults.py", in: environment)
    }

    @Test(arguments: ["venv-clients", "venv-clients-old"])
    func `of the official SDK uses all of the API`(environment: String) async throws {
        try await run("anthropic_features.py", in: environment)
    }

    @Test func `that builds on the SDK answers plainly, streamed and with a tool`() async throws {
        try await run("libraries.py", in: "venv-clients")
    }

    /// Runs a script against a server of its own, twenty times as fast as real time so that nobody waits for tokens.
    private func run(_ script: String, in environment: String) async throws {
        let python = Referee.repository.appendingPathComponent(".tools/\(environment)/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            #expect(!Referee.isRequired, "CI has no \(python.path); run .ci/install clients")
            return
        }
        let clock = WallClock(timeScale: 20)
        let day = try #require(CivilDate(year: 2026, month: 11, day: 27))
        let service = ClaudeService(ServiceOptions(day: day, epoch: clock.now))
        let server = try await LiveServer.start(port: 0, clock: clock, responder: ClaudeResponder(service))
        let file = Referee.repository.appendingPathComponent("Tests/LiveServerTests/Clients/\(script)")
        let base = "http://\(server.address)"
        let output = try await withCheckedThrowingContinuation { continuation in
            // Waits for the process, which no task of the pool should.
            Thread.detachNewThread {
                continuation.resume(with: Result { try Referee.run(python, [file.path, base]) })
            }
        }
        await server.shutDown()
        let failed = output.standardOutput.split(separator: "\n").filter { !$0.hasPrefix("ok ") }
        #expect(
            output.status == 0,
            "\(script) in \(environment):\n\(failed.joined(separator: "\n"))\n\(output.standardError.suffix(2_000))"
        )
    }
}
#endif
