import Foundation
import SourceText
import TestKit
import Testing
import TimeSeries

@Suite struct ExpositionRefereeTests {
    @Test func `generated texts mean what python's client reads in them`() throws {
        let seeds = UInt64(1)...400
        let texts = seeds.flatMap { seed in
            [false, true].map { (ExpositionGenerator.text(seed: seed, isOpenMetrics: $0), $0) }
        }
        guard let readings = try PythonClient.read(texts) else { return }
        let count = readings.reduce(0) { $0 + compare($1) }
        #expect(count > 6_000, "too few samples compared")
    }

    @Test func `what python's client prints is read without a problem and with the same meaning`() throws {
        guard let readings = try PythonClient.printed(seeds: Array(1...60)) else { return }
        let count = readings.reduce(0) { $0 + compare($1) }
        #expect(count > 3_000, "too few samples compared")
    }

    /// Returns how many samples were compared.
    private func compare(_ reading: PythonClient.Reading) -> Int {
        guard let expected = reading.samples else {
            Issue.record("python refuses a text of ours: \(reading.refusal ?? "")\n\(reading.text)")
            return 0
        }
        let read = ExpositionText.read(Array(reading.text.utf8), file: FileID(index: 0))
        #expect(read.problems.isEmpty, "\(read.problems.map(\.kind))\n\(reading.text)")
        if !expected.isEmpty && reading.isOpenMetrics { #expect(read.format == .openMetrics) }
        let actual = read.families.flatMap { family in family.series.map { sample($0, family.type) } }
        // The client sorts the samples of a family into families of its own making; the order says nothing.
        let (ours, theirs) = (actual.map(Self.spelled).sorted(), expected.map(Self.spelled).sorted())
        if ours != theirs {
            let difference = Golden.lineDifference(
                from: theirs.joined(separator: "\n"), to: ours.joined(separator: "\n"))
            Issue.record("the client (-) and we (+) differ:\n\(difference)\n\(reading.text)")
        }
        return expected.count
    }

    private func sample(_ series: ExposedSeries, _ type: MetricType) -> PythonClient.Sample {
        let digits = String(series.value.bitPattern, radix: 16)
        return PythonClient.Sample(
            type: type == .unknown ? "unknown" : "\(type)".lowercased(), name: series.name.string,
            labels: series.labels.map { [$0.name.string, $0.value.string] },
            value: series.value.isNaN ? "nan" : String(repeating: "0", count: 16 - digits.utf8.count) + digits,
            milliseconds: series.timestampMilliseconds.map(Double.init), hasExemplar: series.hasExemplar)
    }

    private static func spelled(_ sample: PythonClient.Sample) -> String {
        "\(sample.type) \(sample.name) \(sample.labels) \(sample.value) \(sample.milliseconds ?? .nan) \(sample.hasExemplar)"
    }

    /// Single lines, half of them broken by edits, judged by the parser behind `promtool check metrics`.
    @Test func `promtool refuses the lines that are refused here, with the differences accounted for`() throws {
        guard let promtool = Referee.promtool else {
            #expect(!Referee.isRequired, "promtool is required in CI: run `make test`, which installs it")
            return
        }
        let lines = Self.editedLines(count: 300)
        let refusals = try Self.refusals(of: lines, by: promtool)
        var tally: [String: Int] = [:]
        for (line, refused) in zip(lines, refusals) {
            let read = ExpositionText.read(line, file: FileID(index: 0))
            // The notes that both of promtool's own complaints and ours concern; the others are ours alone.
            let isRefused = read.problems.contains { problem in
                switch problem.kind {
                case .missingComma, .unknownEscape, .carriageReturn: true
                case .duplicateSample: false
                default: problem.kind.losesLine
                }
            }
            let text = String(decoding: line, as: UTF8.self)
            if isRefused == refused {
                tally[refused ? "both refuse" : "both accept", default: 0] += 1
            } else if let reason = Self.knownDifference(text, read, promtoolRefuses: refused) {
                tally[reason, default: 0] += 1
            } else {
                Issue.record("promtool \(refused ? "refuses" : "accepts") \(text.debugDescription): \(read.problems)")
            }
        }
        #expect(tally["both refuse", default: 0] > 75, "\(tally)")
        #expect(tally["both accept", default: 0] > 75, "\(tally)")
    }

    /// Why promtool and the server may differ on a line; the server's reading is ours.
    private static func knownDifference(_ text: String, _ read: Exposition, promtoolRefuses: Bool) -> String? {
        let line = text.dropLast()
        if promtoolRefuses {
            if line.last == " " || line.last == "\t" { return "promtool refuses blanks after a sample" }
            if read.format == .openMetrics { return "promtool does not know OpenMetrics" }
            if line.contains(#/\{[\s,]*"|,\s*"|"\s*"/#) { return "promtool 2.42 knows no quoted names" }
            return nil
        }
        if line.contains(#/\s\+\d+$/#) { return "promtool accepts a sign before a timestamp" }
        return nil
    }

    private static func editedLines(count: Int) -> [[UInt8]] {
        var random = SeededGenerator(seed: 42)
        var lines: [[UInt8]] = []
        let alphabet = Array("{}=,\"\\ \t#+-.:_09azEeNI\u{E9}".utf8) + [0xFF, 0x00, UInt8(ascii: "\r")]
        var seed: UInt64 = 10_000
        while lines.count < count {
            seed += 1
            let text = ExpositionGenerator.text(seed: seed, isOpenMetrics: false)
            for line in text.split(separator: "\n").prefix(3) where !line.contains("#") && !line.contains("_bucket") {
                var bytes = Array(line.utf8)
                for _ in 0..<random.below(3) {
                    let place = random.below(bytes.count)
                    switch random.below(3) {
                    case 0: bytes.remove(at: place)
                    case 1: bytes[place] = random.pick(alphabet)
                    default: bytes.insert(random.pick(alphabet), at: place)
                    }
                    if bytes.isEmpty { bytes = [UInt8(ascii: "x")] }
                }
                bytes.removeAll { $0 == UInt8(ascii: "\n") }
                lines.append(bytes + [UInt8(ascii: "\n")])
            }
        }
        return Array(lines.prefix(count))
    }

    /// Whether promtool finds a format error in each line; style remarks do not count.
    private static func refusals(of lines: [[UInt8]], by promtool: URL) throws -> [Bool] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lines-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (index, line) in lines.enumerated() {
            try Data(line).write(to: folder.appendingPathComponent("\(index)"))
        }
        let loop = """
            i=0; while [ $i -lt \(lines.count) ]; do
            "\(promtool.path)" check metrics <$i >$i.out 2>&1; i=$((i+1)); done
            """
        _ = try Referee.run(URL(fileURLWithPath: "/bin/sh"), ["-c", loop], in: folder)
        return try lines.indices.map { index in
            let output = try Data(contentsOf: folder.appendingPathComponent("\(index).out"))
            return String(decoding: output, as: UTF8.self).contains("text format parsing error")
        }
    }
}
