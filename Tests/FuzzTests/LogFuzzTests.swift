import Artefacts
import Facts
import Findings
import Foundation
import PromQL
import SourceText
import TestKit
import Testing

/// Broken logs by the thousand: reading ends, every line is counted once, every place lies in the file.
@Suite struct LogFuzzTests {
    @Test func `whatever the bytes, lines are counted and places are true`() {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["PREFLIGHT_FUZZ_SECONDS"].flatMap(Double.init)
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        var seed: UInt64 = 1
        while deadline.map({ ContinuousClock.now < $0 }) ?? (seed <= 1_500) {
            let bytes = TornLogs.bytes(seed: seed)
            let violations = TornLogProperties.violations(of: bytes, read: TornLogProperties.read)
            if !violations.isEmpty {
                Issue.record("seed \(seed): \(violations)\n\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                return
            }
            seed += 1
        }
    }

    @Test(arguments: Sabotage.allCases)
    func `the properties notice a sabotaged reader`(sabotage: Sabotage) {
        let isNoticed = (UInt64(1)...200).contains { seed in
            !TornLogProperties.violations(of: TornLogs.bytes(seed: seed), read: sabotage.read).isEmpty
        }
        #expect(isNoticed, "no property fails on a reader that \(sabotage)")
    }

    enum Sabotage: CaseIterable {
        case losesALine
        case pointsBehindTheEnd
        case countsTwice
        case keepsSentences

        func read(_ bytes: [UInt8]) -> LogSampleFact {
            var sample = TornLogProperties.read(bytes)
            switch self {
            case .losesALine: sample.lineCount -= 1
            case .pointsBehindTheEnd:
                if !sample.rows.isEmpty { sample.rows[sample.rows.count - 1].start = UInt64(bytes.count) + 1 }
            case .countsTwice: if !sample.paths.isEmpty { sample.paths[0].filledCount += sample.rows.count + 1 }
            case .keepsSentences: sample.words.append(ByteString(TornLogs.sentence))
            }
            return sample
        }
    }
}

/// Rows as services write them, with members torn, swapped, nested, cut and spoilt.
enum TornLogs {
    static let sentence = "please tell me where my parcel is, thank you so much"

    static func bytes(seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        var text: [UInt8] = []
        for _ in 0..<generator.below(12) {
            text += line(&generator)
            text += generator.pick([[0x0A], [0x0D, 0x0A], [0x0A, 0x0A], [0x0A, 0x20, 0x0A]])
        }
        for _ in 0..<generator.below(4) where !text.isEmpty {
            let place = generator.below(text.count)
            switch generator.below(3) {
            case 0: text[place] = UInt8(truncatingIfNeeded: generator.next())
            case 1: text.remove(at: place)
            default: text.removeSubrange(place..<min(text.count, place + generator.below(40)))
            }
        }
        return text
    }

    private static func line(_ generator: inout SeededGenerator) -> [UInt8] {
        let names = [
            "model", "usage.input_tokens", "inputTokens", "cost_usd", "error", "error_type", "status", "ts", "message",
            "prompt", "messages", "thinking", "tools", "request_id", "ttft_s", "log", "\\u0061b", "", "a.b", "level",
        ]
        let values = [
            "1", "-4", "0.000012", "1e400", "1e-5", "null", "true", "\"\"", "[]", "{}", "\"claude-haiku-4-5\"",
            "\"\(sentence)\"", "[\"a\", \"b\", {\"c\": 1}]", "{\"type\": \"overloaded_error\"}",
            "\"2026-11-20T10:00:00Z\"",
            "1795168800123", "\"{\\\"model\\\": \\\"m\\\", \\\"input_tokens\\\": 5}\"", "\"\\ud83d\\ude00\"",
            "99999999999999999999",
            String(repeating: "[", count: generator.below(300)),
        ]
        let members = (0..<generator.below(9)).map { _ in "\"\(generator.pick(names))\": \(generator.pick(values))" }
        let row = "{\(members.joined(separator: generator.pick([", ", ",", " ,\t"])))}"
        switch generator.below(8) {
        case 0: return Array("2026-11-20T10:00:00Z stdout F \(row)".utf8)
        case 1: return Array("INFO nothing to see".utf8)
        case 2: return Array(row.utf8.dropLast(generator.below(row.utf8.count + 1)))
        default: return Array(row.utf8)
        }
    }
}

enum TornLogProperties {
    static func read(_ bytes: [UInt8]) -> LogSampleFact {
        let file = SourceFile(id: FileID(index: 0), path: "app.jsonl", bytes: bytes)
        let reading = ArtefactReader.adapters(of: .logs).first?(file, ReadingRequest(semantics: .prometheus3))
        return reading?.facts.logs.first ?? LogSampleFact(range: file.range, path: file.path)
    }

    static func violations(of bytes: [UInt8], read: ([UInt8]) -> LogSampleFact) -> [String] {
        let sample = read(bytes)
        var violations: [String] = []
        let lines = bytes.split(separator: 0x0A).count { line in
            !line.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 || $0 == 0 }
        }
        // A byte order mark alone on its line is no line.
        if sample.lineCount != lines, !bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            violations.append("\(sample.lineCount) lines counted of \(lines)")
        }
        if sample.rows.count + sample.otherCount != sample.objectCount { violations.append("objects do not add up") }
        if sample.objectCount > sample.lineCount { violations.append("more objects than lines") }
        var end: UInt64 = 0
        for row in sample.rows {
            if row.start < end || row.start + UInt64(row.length) > UInt64(bytes.count) {
                violations.append("a row lies outside of the file or before the one before it")
            }
            end = row.start + UInt64(row.length)
            for word in [row.model, row.feature, row.tenant, row.errorType, row.stopReason] {
                if let word, !sample.words.indices.contains(Int(word)) { violations.append("a word is missing") }
            }
        }
        for path in sample.paths {
            if path.filledCount > sample.rows.count || path.filledOnErrorCount > path.filledCount {
                violations.append("a path is counted more than once a row")
            }
            if path.first.end > UInt64(bytes.count) { violations.append("a path points outside of the file") }
        }
        if sample.words.contains(where: { $0.bytes == Array(TornLogs.sentence.utf8) }),
            !wordFields(bytes)
        {
            violations.append("a sentence is kept")
        }
        return violations
    }

    /// A sentence as a model's name is a word like any other; as text of a message it is not.
    private static func wordFields(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return ["model", "error_type"].contains { text.contains("\"\($0)\": \"\(TornLogs.sentence)\"") }
    }
}
