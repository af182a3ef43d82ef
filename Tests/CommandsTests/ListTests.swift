import Commands
import Foundation
import Synchronization
import TestKit
import Testing

@Suite struct `preflight list` {
    private func list(_ subject: String) throws -> [String: [[String: Any]]] {
        let folder = try TemporaryFolder()
        let written = Mutex<[UInt8]>([])
        let stream = StandardStream { bytes in
            written.withLock { $0 += bytes }
            return .delivered
        }
        let status = Preflight.run(
            Invocation(
                arguments: ["list", subject, "--format", "json"], environment: { _ in nil }, files: folder.files,
                standardOutput: stream, standardError: stream, today: try #require(Story.today)))
        try #require(status == .ready)
        let value = try JSONSerialization.jsonObject(with: Data(written.withLock { $0 }))
        return try #require(value as? [String: [[String: Any]]])
    }

    @Test func `gives conventions to other programs, with what each leaves out`() throws {
        let conventions = try #require(try list("conventions")["conventions"])
        #expect(conventions.count >= 10)
        let one = try #require(conventions.first { $0["id"] as? String == "openllmetry" })
        let gaps = try #require(one["cannot_express"] as? [[String: String]])
        #expect(gaps.contains { $0["signal"] == "ttft" && $0["sentence"] == "OpenLLMetry 0.62 emits no TTFT" })
        let spellings = try #require(one["spellings"] as? [[String: Any]])
        #expect(
            spellings.contains {
                $0["read_as"] as? String == #"gen_ai_client_operation_duration_seconds_count{error_type!=""}"#
            })
    }

    @Test func `gives checks to other programs`() throws {
        let checks = try #require(try list("checks")["checks"])
        #expect(checks.contains { $0["code"] as? String == "PF200" && $0["name"] as? String == "signal-not-emitted" })
    }
}
