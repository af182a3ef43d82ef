import Findings
import Foundation
import SourceText
import TestKit
import Testing

/// Files whose marked places are known, so that tests need not count bytes.
struct Scene {
    private(set) var sources = SourceSet()

    /// Adds a file. The places between ⟦ and ⟧, which are taken out, come back in reading order.
    mutating func add(_ path: String, _ text: String) -> [SourceRange] {
        add(path, Array(text.utf8))
    }

    mutating func add(_ path: String, _ marked: [UInt8]) -> [SourceRange] {
        var bytes: [UInt8] = []
        var open: [Int] = []
        var ranges: [Range<Int>] = []
        var rest = marked[...]
        while let byte = rest.first {
            if rest.starts(with: "⟦".utf8) {
                open.append(bytes.count)
                rest = rest.dropFirst(3)
            } else if rest.starts(with: "⟧".utf8), let start = open.popLast() {
                ranges.append(start..<bytes.count)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        let file = sources.add(path: path, bytes: bytes)
        ranges.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        return ranges.map { SourceRange(file: file.id, bytes: ByteRange($0)) }
    }
}

/// A finding whose words do not matter.
func finding(
    _ severity: Severity = .error, _ confidence: Confidence = .high, message: String = "message with `subject`",
    why: String = "", fix: String = "", at primary: Annotation?, related: [Annotation] = []
) -> Finding {
    Finding(
        FindingKind(code: "PF204", name: "example"), severity, confidence, message: message, why: why, fix: fix,
        at: primary, related: related, subject: "alert Example")
}

/// Compares with a text recorded under `Goldens`, and shows the lines that differ.
func expectGolden(_ actual: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Goldens/\(name)")
    if let difference = try Golden.difference(actual, from: file) {
        Issue.record(Comment(rawValue: difference), sourceLocation: sourceLocation)
    }
}
