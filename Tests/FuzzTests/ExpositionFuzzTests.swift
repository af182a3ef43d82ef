import Foundation
import SourceText
import TestKit
import Testing
import TimeSeries

/// Broken expositions by the thousand: whatever the bytes, the reader must account for every line.
@Suite struct ExpositionFuzzTests {
    @Test func `whatever the bytes, every line is accounted for and the next one is read`() {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["PREFLIGHT_FUZZ_SECONDS"].flatMap(Double.init)
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        var seed: UInt64 = 1
        while deadline.map({ ContinuousClock.now < $0 }) ?? (seed <= 1_500) {
            let bytes = ExpositionSoup.bytes(seed: seed)
            let violations = ExpositionProperties.violations(of: bytes) {
                ExpositionText.read($0, file: FileID(index: 0))
            }
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
            !ExpositionProperties.violations(of: ExpositionSoup.bytes(seed: seed), read: sabotage.read).isEmpty
        }
        #expect(isNoticed, "no property fails on a reader that \(sabotage)")
    }

    enum Sabotage: CaseIterable {
        case losesTheLastSample
        case forgetsProblems
        case stopsAtTheFirstBadLine
        case misplacesLines
        case confusesValues

        func read(_ bytes: [UInt8]) -> Exposition {
            var read = ExpositionText.read(bytes, file: FileID(index: 0))
            switch self {
            case .losesTheLastSample:
                guard let last = read.families.lastIndex(where: { !$0.series.isEmpty }) else { break }
                read.families[last].series.removeLast()
            case .forgetsProblems:
                read.problems.removeAll { $0.kind.losesLine }
            case .stopsAtTheFirstBadLine:
                guard let bad = read.problems.first(where: { $0.kind.losesLine }) else { break }
                read = ExpositionText.read(Array(bytes[..<bad.range.bytes.start]), file: FileID(index: 0))
            case .misplacesLines:
                read = ExpositionText.read([UInt8(ascii: "\n")] + bytes, file: FileID(index: 0))
            case .confusesValues:
                read = ExpositionText.read(bytes.map { $0 == UInt8(ascii: "1") ? 0x37 : $0 }, file: FileID(index: 0))
            }
            return read
        }
    }
}

/// Texts that are nearly expositions.
enum ExpositionSoup {
    static func bytes(seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        for _ in 0..<random.below(12) {
            if random.chance(2, in: 3) {
                bytes += random.pick(lines).utf8
            } else {
                for _ in 0..<random.below(10) { bytes += random.pick(fragments).utf8 }
            }
            bytes += random.pick(["\n", "\n", "\n", "\r\n", "\n\n", ""]).utf8
        }
        for _ in 0..<random.below(6) where !bytes.isEmpty {
            let place = random.below(bytes.count)
            switch random.below(5) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + random.below(20)))
            default: bytes.insert(contentsOf: Array(random.pick(fragments).utf8), at: place)
            }
        }
        return bytes
    }

    private static let lines = [
        "# HELP chat_requests_total All \\n requests \\\\.", "# TYPE chat_requests_total counter",
        "chat_requests_total{model=\"a\",class=\"\"} 1", "chat_requests_total{model=\"b\"} 2 1700000000000",
        "# TYPE chat_seconds histogram", "chat_seconds_bucket{le=\"1\"} 1", "chat_seconds_bucket{le=\"+Inf\"} 11",
        "chat_seconds_sum 1.5e3", "chat_seconds_count 11", "# TYPE \"a.b\" gauge",
        "{\"a.b\",\"l.x\"=\"é\\\"\\\\\\n\"} -Inf",
        "x{a=\"1\" b=\"2\",} NaN", "# EOF", "# UNIT chat_seconds seconds", "y_total 1 1.5 # {t=\"x\"} 1 1.5",
        "# TYPE y info",
        "z 1e400", "z 0x1p1", "up", "up 1", " up{ } 1", "up 1 9223372036854775808", "<html>", "{\"json\": 1}",
    ]
    private static let fragments = [
        "{", "}", "\"", ",", "=", "\\", "#", " ", "\t", "\n", "\r", "a", "le", "_bucket", ":", "1", ".", "e", "-", "+",
        "Inf", "NaN", "# TYPE ", "# HELP ", "# EOF", " # {", "\u{FEFF}", "\u{0}", "é", "\u{1F600}", "__name__", "9",
        "99999999999999999999", "counter", "histogram", "\"x\"", "{}", "=\"",
    ]
}

/// What must hold of any reading of any bytes.
enum ExpositionProperties {
    static func violations(of bytes: [UInt8], read: ([UInt8]) -> Exposition) -> [String] {
        let exposition = read(bytes)
        var violations = places(exposition, bytes) + accounts(exposition, bytes)
        if let next = nextLine(bytes, read) { violations.append(next) }
        if let printed = reprint(exposition, read) { violations.append(printed) }
        return violations
    }

    /// Every range lies in the file, and names and lines are where they are said to be.
    private static func places(_ exposition: Exposition, _ bytes: [UInt8]) -> [String] {
        var violations: [String] = []
        for problem in exposition.problems where problem.range.end > UInt64(bytes.count) {
            violations.append("\(problem.kind) lies outside the file")
        }
        for sample in exposition.families.flatMap(\.series) {
            let line = sample.range.bytes.range
            guard line.upperBound <= bytes.count, !bytes[line].contains(UInt8(ascii: "\n")),
                line.lowerBound == 0 || bytes[line.lowerBound - 1] == UInt8(ascii: "\n")
                    || (line.lowerBound == 3 && bytes[0] == 0xEF)
            else {
                violations.append("\(sample.name) is on no line")
                continue
            }
            for range in [sample.nameRange] + sample.labels.map(sample.range(of:))
            where range.bytes.start < line.lowerBound || range.bytes.end > line.upperBound {
                violations.append("a part of \(sample.name) lies outside its line")
            }
            let spelled = bytes[sample.nameRange.bytes.range]
            if !spelled.contains(UInt8(ascii: "\\")), !spelled.elementsEqual(sample.name.bytes) {
                violations.append("\(sample.name) is spelled differently in its place")
            }
            let names = sample.labels.map(\.name)
            if names != names.sorted() || Set(names).count != names.count
                || sample.labels.contains(where: \.value.isEmpty)
            {
                violations.append("the labels of \(sample.name) are not in order")
            }
        }
        return violations
    }

    /// Every line that says something is a sample, or the reason why it is none is listed.
    private static func accounts(_ exposition: Exposition, _ bytes: [UInt8]) -> [String] {
        let kept = exposition.families.reduce(0) { $0 + $1.series.count }
        guard kept == exposition.sampleCount, exposition.problems.count == exposition.problemCount else {
            return ["the counts do not agree with the lists"]
        }
        if exposition.problems.contains(where: { $0.kind == .compressed || $0.kind == .utf16 }) { return [] }
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
        var meant = 0
        for (line, start) in starts.enumerated() {
            if isSample(bytes, start, line + 1 < starts.count ? starts[line + 1] - 1 : bytes.count) { meant += 1 }
        }
        let lost = exposition.problems.count { problem in
            guard problem.kind.losesLine else { return false }
            let line = starts.lastIndex { $0 <= Int(problem.range.start) } ?? 0
            return isSample(bytes, starts[line], line + 1 < starts.count ? starts[line + 1] - 1 : bytes.count)
        }
        return kept + lost == meant ? [] : ["\(meant) lines, \(kept) kept, \(lost) lost"]
    }

    /// True for a line that is neither blank nor a comment.
    private static func isSample(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
        var line = bytes[start..<end]
        if start == 0, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        if end < bytes.count, line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        if end == bytes.count, line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return !text.isEmpty && text.first != UInt8(ascii: "#")
    }

    /// One good line after whatever came before is read.
    private static func nextLine(_ bytes: [UInt8], _ read: ([UInt8]) -> Exposition) -> String? {
        if bytes.starts(with: [0x1F, 0x8B]) || bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return nil
        }
        let names = read(bytes + Array("\nzz_sentinel 1\n".utf8)).families.map(\.name)
        return names.contains("zz_sentinel") ? nil : "the line after is lost"
    }

    /// Printed in one spelling and read again, the samples are the same.
    private static func reprint(_ exposition: Exposition, _ read: ([UInt8]) -> Exposition) -> String? {
        let samples = exposition.families.flatMap(\.series)
        var text: [UInt8] = []
        for sample in samples {
            text += Array("{".utf8) + quoted(sample.name)
            for label in sample.labels {
                text += Array(",".utf8) + quoted(label.name) + Array("=".utf8) + quoted(label.value)
            }
            text += Array("} \(sample.value)".utf8)
            if let time = sample.timestampMilliseconds { text += Array(" \(time)".utf8) }
            text.append(UInt8(ascii: "\n"))
        }
        let again = read(text)
        guard again.problems.allSatisfy({ !$0.kind.losesLine }) else { return "a printed sample is refused" }
        let (first, second) = (samples.map(meaning).sorted(), again.families.flatMap(\.series).map(meaning).sorted())
        return first == second ? nil : "a printed sample means something else"
    }

    private static func quoted(_ text: ByteString) -> [UInt8] {
        var quoted = [UInt8(ascii: "\"")]
        for byte in text.bytes {
            switch byte {
            case UInt8(ascii: "\n"): quoted += Array("\\n".utf8)
            case UInt8(ascii: "\\"): quoted += Array("\\\\".utf8)
            case UInt8(ascii: "\""): quoted += Array("\\\"".utf8)
            default: quoted.append(byte)
            }
        }
        return quoted + [UInt8(ascii: "\"")]
    }

    private static func meaning(_ sample: ExposedSeries) -> String {
        let labels = sample.labels.map { "\($0.name.bytes)=\($0.value.bytes)" }
        let value = sample.value.isNaN ? "nan" : "\(sample.value.bitPattern)"
        return "\(sample.name.bytes) \(labels) \(value) \(sample.timestampMilliseconds.map(String.init) ?? "")"
    }
}
