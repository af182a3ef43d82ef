import Foundation
import SourceText
import Synchronization
import TestKit
import Testing

@testable import Commands

@Suite struct `preflight rehearse` {
    /// What a rehearsal of an example prints as JSON.
    private func json(_ workers: Workers, example: String = "support-chat") throws -> String {
        let written = Mutex<[UInt8]>([])
        let output = StandardStream { bytes in
            written.withLock { $0 += bytes }
            return .delivered
        }
        let folder = Referee.repository.appendingPathComponent("examples/\(example)").path
        var invocation = Invocation(
            arguments: [
                "rehearse", folder, "--scenario", "overloaded-529", "--scenario", "cache-collapse", "--runs", "3",
                "--format", "json", "--as-of", "2026-11-23",
            ], environment: { _ in nil }, files: .system(), standardOutput: output,
            standardError: StandardStream { _ in .delivered }, today: try #require(Story.today))
        invocation.workers = workers
        _ = Preflight.run(invocation)
        return String(decoding: written.withLock { $0 }, as: UTF8.self)
    }

    @Test func `prints the same bytes on one thread and on all`() throws {
        let one = try json(.one)
        #expect(one.contains("\"rehearsals\""))
        let all = try json(.system())
        #expect(one == all, "a report must not depend on threads")
        #expect(try json(.system()) == all, "nor on the run")
    }
}
