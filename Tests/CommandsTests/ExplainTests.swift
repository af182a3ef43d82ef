import Commands
import Foundation
import Synchronization
import TestKit
import Testing

@Suite struct `Every finding explains itself` {
    /// Each code that stands in the sources: what a report prints under "help" must lead somewhere.
    static let codes: [String] = {
        let sources = Referee.repository.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        var codes: Set<String> = []
        for file in files where file.hasSuffix(".swift") {
            let text = (try? String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)) ?? ""
            for match in text.matches(of: /FindingKind\(code: "(PF\d+)"/) { codes.insert(String(match.1)) }
        }
        return codes.sorted()
    }()

    @Test(arguments: codes)
    func `explain knows the code`(code: String) throws {
        let folder = try TemporaryFolder()
        let written = Mutex<[UInt8]>([])
        let stream = StandardStream { bytes in
            written.withLock { $0 += bytes }
            return .delivered
        }
        let status = Preflight.run(
            Invocation(
                arguments: ["explain", code], environment: { _ in nil }, files: folder.files, standardOutput: stream,
                standardError: stream, today: try #require(Story.today)))
        let text = String(decoding: written.withLock { $0 }, as: UTF8.self)
        #expect(status == .ready, "add a page for \(code) to ReadingPages, or its check to CheckCatalogue: \(text)")
        #expect(text.hasPrefix(code))
    }
}
