import Facts
import Findings
import SourceText

/// A log of one event a line, as JSON, in one pass. What it keeps are numbers, counts and places.
enum LogAdapter {
    private static let emptyLog = FindingKind(code: "PF049", name: "log-holds-no-line")

    /// The rows of a file; what the detectors find in it is `LogPrivacy`'s.
    static func read(_ file: SourceFile, _ request: ReadingRequest) -> ArtefactReading {
        var reading = ArtefactReading(file: file, shape: .log)
        let sample = sample(file, request)
        if sample.lineCount == 0 {
            reading.isRefused = true
            reading.findings.append(
                Finding(
                    emptyLog, .error, message: "`\(file.path)` holds no line, so it shows no request",
                    why: "what the rows of a log hold is judged by this sample",
                    fix: "save a few thousand lines of the service's log, failures among them",
                    at: Annotation(SourceRange(file: file.id, start: 0, length: 0)), subject: file.path))
        }
        reading.facts.logs.append(sample)
        return reading
    }

    private static func sample(_ file: SourceFile, _ request: ReadingRequest) -> LogSampleFact {
        var reader = LogRowReader(file, request)
        let text = file.bytes.span
        var start = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < text.count {
            let end = endOfLine(text, from: start)
            var content = start..<end
            while let last = content.last, isBlank(text[last]) { content = content.lowerBound..<last }
            while let first = content.first, isBlank(text[first]) { content = first + 1..<content.upperBound }
            if !content.isEmpty { reader.read(content, of: text) }
            start = end + 1
        }
        return reader.finish()
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0D || byte == 0x09 || byte == 0 }

    /// Eight bytes at a time: zero bytes of the word show where a line break is (Warren, Hacker's Delight, 6-1).
    private static func endOfLine(_ text: Span<UInt8>, from start: Int) -> Int {
        text.withUnsafeBufferPointer { bytes in
            let raw = UnsafeRawBufferPointer(bytes)
            let ones: UInt64 = 0x0101_0101_0101_0101
            var index = start
            while index + 8 <= raw.count {
                let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ (ones &* 0x0A)
                let zeros = (word &- ones) & ~word & (ones &* 0x80)
                if zeros != 0 { return index + UInt64(littleEndian: zeros).trailingZeroBitCount / 8 }
                index += 8
            }
            while index < raw.count, raw[index] != UInt8(ascii: "\n") { index += 1 }
            return index
        }
    }
}
