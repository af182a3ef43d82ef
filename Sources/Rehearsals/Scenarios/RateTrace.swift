package import Findings
package import Simulation
package import SourceText

/// A recorded day: a file with one `seconds,rps` a line, seconds since the run's beginning and ascending. A first line
/// of words, empty lines and lines that begin with `#` are passed over.
package enum RateTrace {
    /// Nil if anything is wrong with it; the finding then tells where.
    package static func read(_ file: SourceFile) -> (curve: RateCurve?, findings: [Finding]) {
        var points: [RateCurve.Point] = []
        var start = 0
        while start < file.bytes.count {
            let end = file.bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? file.bytes.count
            defer { start = end + 1 }
            let line = trimmed(file.bytes[start..<end])
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            guard let point = point(line) else {
                if points.isEmpty, isHeading(line) { continue }
                return (nil, [finding("is no `seconds,rps`", "`3600,41.5`", at: line, in: file)])
            }
            if let last = points.last, point.milliseconds <= last.milliseconds {
                return (nil, [finding("is not later than the line before it", "a later second", at: line, in: file)])
            }
            points.append(point)
        }
        guard !points.isEmpty else {
            return (
                nil, [finding("holds no line of `seconds,rps`", "`0,40` and so on", at: file.bytes[0..<0], in: file)]
            )
        }
        if points.allSatisfy({ $0.perSecond == 0 }) {
            return (nil, [ScenarioFindings.nobodyComes(at: SourceRange(file: file.id, start: 0, length: 0))])
        }
        return (RateCurve(points: points), [])
    }

    private static func point(_ line: ArraySlice<UInt8>) -> RateCurve.Point? {
        let parts = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard parts.count == 2, case .value(let seconds) = NumberText.number(trimmed(parts[0]), .yamlCore),
            case .value(let rate) = NumberText.number(trimmed(parts[1]), .yamlCore),
            (0...32_000_000).contains(seconds), (0...1e6).contains(rate)
        else { return nil }
        return RateCurve.Point(milliseconds: Int64((seconds * 1_000).rounded()), perSecond: rate)
    }

    private static func isHeading(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank: (UInt8) -> Bool = {
            $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
        }
        let front = text.drop(while: isBlank)
        return front.prefix((front.lastIndex { !isBlank($0) } ?? front.startIndex - 1) - front.startIndex + 1)
    }

    private static func finding(
        _ what: String, _ example: String, at line: ArraySlice<UInt8>, in file: SourceFile
    ) -> Finding {
        let range = SourceRange(file: file.id, bytes: ByteRange(start: line.startIndex, length: line.count))
        return Finding(
            ScenarioFindings.unreadableTrace, .error,
            message: "`\(file.path)` \(line.isEmpty ? what : "has a line that \(what)")",
            why: "Traffic is read from it second by second; from there on nobody could say how much there is.",
            fix: "write \(example)", at: Annotation(range, line.isEmpty ? "nothing to read" : "this line"),
            subject: "trace \(file.path)")
    }
}
