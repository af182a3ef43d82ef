import Facts
import Findings
import Foundation
import SourceText
import TestKit

@testable import Checklists

/// `examples/support-chat` as texts, read and judged like any service: what the mutants are made of.
struct SupportChat {
    /// Paths from the example's folder, in bytewise order.
    let files: [(path: String, content: String)]
    let service: ExampleService

    /// The day on which the example is judged.
    static let asOf = CivilDate("2026-11-23")

    init() throws { self.init(files: try Self.read()) }

    init(files: [(path: String, content: String)]) {
        self.files = files
        service = ExampleService(files)
    }

    private static func read() throws -> [(path: String, content: String)] {
        let folder = Referee.repository.appendingPathComponent("examples/support-chat")
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return try paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { path in
            let url = folder.appendingPathComponent(path)
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return nil }
            return (path, String(decoding: try Data(contentsOf: url), as: UTF8.self))
        }
    }

    /// The checklist's verdict on these files.
    func verdict(by checklist: Checklist) throws -> ServiceVerdict {
        guard let asOf = Self.asOf else { preconditionFailure("the day is one") }
        return Judge.judge(checklist, service.facts, service.manifest, asOf: asOf)
    }

    static func checklist() throws -> Checklist {
        let url = Referee.repository.appendingPathComponent("checklists/claude-production.yaml")
        let bytes = Array(try Data(contentsOf: url))
        let file = SourceFile(id: FileID(index: -1), path: "checklists/claude-production.yaml", bytes: bytes)
        let (checklist, findings) = ChecklistReader.read(file)
        guard let checklist, findings.isEmpty else {
            preconditionFailure("the checklist cannot be read: \(findings.map(\.message))")
        }
        return checklist
    }

    /// The same service with the bytes at a place replaced.
    func replacing(_ range: SourceRange, with text: String) -> [(path: String, content: String)] {
        replacing([range], with: text)
    }

    /// The same service with several places replaced.
    func replacing(_ ranges: [SourceRange], with text: String) -> [(path: String, content: String)] {
        // From the end, so that earlier places stay where they are.
        ranges.sorted { $0 > $1 }.reduce(files) { files, range in
            let path = service.path(of: range)
            return files.map { file in
                guard file.path == path else { return file }
                var bytes = Array(file.content.utf8)
                bytes.replaceSubrange(range.bytes.range, with: Array(text.utf8))
                return (path, String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    /// The same service without the lines that a place touches.
    func deletingLines(of range: SourceRange) -> [(path: String, content: String)] {
        let bytes = service.sources[range.file].bytes
        let newline = UInt8(ascii: "\n")
        let start = bytes[..<range.bytes.range.lowerBound].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let end = bytes[max(start, range.bytes.range.upperBound - 1)...].firstIndex(of: newline).map { $0 + 1 }
        let lines = SourceRange(
            file: range.file, bytes: ByteRange(start: start, length: (end ?? bytes.count) - start))
        return replacing(lines, with: "")
    }

    /// The same service with the lines of one file changed; nil drops a line.
    func mapping(_ path: String, _ change: (Substring) -> String?) -> [(path: String, content: String)] {
        files.map { file in
            guard file.path == path else { return file }
            let lines = file.content.split(separator: "\n", omittingEmptySubsequences: false)
            return (path, lines.compactMap(change).joined(separator: "\n"))
        }
    }
}
