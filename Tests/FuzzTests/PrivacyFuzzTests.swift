import Foundation
import Privacy
import TestKit
import Testing

/// Broken logs by the thousand: a scan ends, its places lie in the file, and nothing it says holds a planted value.
@Suite struct PrivacyFuzzTests {
    @Test func `whatever the bytes, places are in bounds and no value gets out`() {
        let seconds = ProcessInfo.processInfo.environment["PREFLIGHT_FUZZ_SECONDS"].flatMap(Double.init)
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        var seed: UInt64 = 1
        while deadline.map({ ContinuousClock.now < $0 }) ?? (seed <= 2_000) {
            let bytes = LogSoup.bytes(seed: seed)
            let violations = Self.violations(of: bytes, seed: seed)
            if !violations.isEmpty {
                Issue.record("seed \(seed): \(violations)\n\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                return
            }
            seed += 1
        }
    }

    private static func violations(of bytes: [UInt8], seed: UInt64) -> [String] {
        var violations: [String] = []
        let result = Scanner.scan(bytes)
        for hit in result.hits {
            if hit.offset + UInt64(hit.length) > UInt64(bytes.count) || hit.length <= 0 {
                violations.append("a place behind the file")
            }
            if hit.line < 1 || hit.line > result.lineCount || hit.column < 1 { violations.append("no such line") }
        }
        for field in result.fields where field.firstLine.upperBound > UInt64(bytes.count) {
            violations.append("a line behind the file")
        }
        let said = "\(result)"
        let redacted = Redaction.redacted(String(decoding: bytes, as: UTF8.self))
        for value in LogSoup.planted where said.contains(value) { violations.append("says \(value)") }
        // What was found must be gone from the text; pieces that were broken may stay.
        for place in Redaction.places(in: redacted.utf8.span) {
            let again = String(decoding: Array(redacted.utf8)[place.range], as: UTF8.self)
            if LogSoup.planted.contains(again) { violations.append("shows \(again)") }
        }
        var scanner = Scanner()
        var generator = SeededGenerator(seed: seed)
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 1 + generator.below(50))
            scanner.read(bytes.span.extracting(start..<end))
            start = end
        }
        if scanner.finish().hits != result.hits { violations.append("another result in pieces") }
        return violations
    }
}

/// Texts that are nearly rows of a log, with values that no output may hold.
enum LogSoup {
    static let planted = [
        "anna.kern@firma.de", "4539 1488 0343 6467", "DE72370400440532019999", "536-22-8541", "+49 30 23456780",
        "AKIA" + "QZ3L7WNV5KXPH2TD", "ghp_" + "q7LmZ2vRb81xQwT5nK3jY6cH9sD0fG4aP8eU",
        "sk-ant-" + "api03-q7LmZ2vRb81xQwT5nK3jY6cH9sD0fG4aP8eU1iO2rV7tB5zX3w",
    ]

    static func bytes(seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes: [UInt8] = random.below(12) == 0 ? [0xFF, 0xFE] : []
        for _ in 0..<1 + random.below(6) {
            let value = random.pick(planted)
            let row =
                switch random.below(6) {
                case 0: #"{"user": "\#(value)", "n": 17}"#
                case 1: #"{"\#(value)": {"x": "\#(value)"}}"#
                case 2: "\(value) did it at 2026-11-20T10:00:00Z from 91.198.174.192"
                case 3: #"{"t": "say \"\#(value)\" \u00e9\n\\u0041", "id": 4539148803436467}"#
                case 4: #"{"password": "\#(value)", "a": [1, {"b": "\#(value)"}]}"#
                default: "https://u:\(value)@host/?q=%41\(value)"
                }
            bytes += Array(row.utf8) + Array(random.pick(["\n", "\r\n", "\u{0}\n", ""]).utf8)
        }
        for _ in 0..<random.below(8) where !bytes.isEmpty {
            let place = random.below(bytes.count)
            switch random.below(4) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + random.below(20)))
            default: bytes.insert(contentsOf: Array(random.pick(fragments).utf8), at: place)
            }
        }
        return bytes
    }

    private static let fragments = [
        "\"", "\\", "{", "}", "\n", "@", "-", "::", "eyJ", "-----BEGIN ", "://", "%", "\\ud83d", "\u{0}", "é", "sk-",
        "1234567890123456", "=", ":", "AKIA", "+1", "....", "\\u", "'",
    ]
}
