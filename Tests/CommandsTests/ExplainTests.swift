import Commands
import Foundation
import Synchronization
import TestKit
import Testing

@Suite struct `Every finding explains itself` {
    /// Each code that stands in the sources, with the names it has there: what a report prints under "help" must lead
    /// somewhere, and to one place.
    static let names: [String: Set<String>] = {
        let sources = Referee.repository.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        var names: [String: Set<String>] = [:]
        for file in files where file.hasSuffix(".swift") {
            let text = (try? String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)) ?? ""
            for match in text.matches(of: /FindingKind\(\s*code: "(PF\d+)", name: "([a-z0-9-]+)"/) {
                names[String(match.1), default: []].insert(String(match.2))
            }
        }
        return names
    }()

    static let codes = names.keys.sorted()

    @Test func `a code has one meaning for ever`() {
        let shared = Self.names.filter { $0.value.count > 1 }.map { "\($0.key): \($0.value.sorted())" }.sorted()
        #expect(shared.isEmpty, "give the newer finding a code of its own: \(shared.joined(separator: "; "))")
    }

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
