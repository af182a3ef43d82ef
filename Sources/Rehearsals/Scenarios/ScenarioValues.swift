import ClaudeAPI
import Documents
import Facts
import Simulation
import SourceText
import TimeSeries

/// The scalar grammars that scenarios use beyond YAML's own.
extension ValueReader {
    /// An id: one word, so that a report and a command line can name it without quotes.
    mutating func name() -> Located<String>? {
        parsed(expected: "a name of letters, digits, `-`, `_`, `.` and `/`") { bytes in
            let isWord = bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                    UInt8(ascii: "/"):
                    true
                default: false
                }
            }
            return isWord && !bytes.isEmpty && bytes.count <= 100 ? String(decoding: bytes, as: UTF8.self) : nil
        }
    }

    mutating func scenarioSignal() -> Located<Signal>? {
        parsed(expected: "a signal such as `errors`, `ttft`, `tokens.input` or `dependency.*.latency`") {
            Signal(name: ByteString($0))
        }
    }

    /// A moment or a length of time within a run.
    mutating func time(atLeast least: Int64 = 0) -> Located<Int64>? {
        duration(in: least...ScenarioReader.longestMilliseconds)
    }

    /// How long a run is: whole seconds, which is how finely it is recorded.
    mutating func runLength() -> Located<Int64>? {
        guard let length = time(atLeast: 60_000) else { return nil }
        if length.value % 1_000 == 0 { return length }
        outOfRange("a whole number of seconds")
        return nil
    }

    /// `14:30`, in minutes since midnight.
    mutating func timeOfDay() -> Located<Int64>? {
        parsed(expected: "a time of day such as `\"14:30\"`") { bytes in
            let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard parts.count == 2, let hour = Self.digits(parts[0]), let minute = Self.digits(parts[1]),
                hour < 24, minute < 60
            else { return nil }
            return Int64(hour * 60 + minute)
        }
    }

    /// One or two digits, as a clock shows them.
    private static func digits(_ text: ArraySlice<UInt8>) -> Int? {
        let isDigit: (UInt8) -> Bool = { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...2).contains(text.count), text.allSatisfy(isDigit) else { return nil }
        return text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// A number that may end in `k`, `M` or `G`.
    mutating func amount() -> Located<Double>? {
        let value = parsed(expected: "a number such as `2000000` or `50M`") { bytes -> Double? in
            let factor: Double? =
                switch bytes.last {
                case UInt8(ascii: "k"): 1e3
                case UInt8(ascii: "M"): 1e6
                case UInt8(ascii: "G"): 1e9
                default: nil
                }
            let digits = factor == nil ? bytes : bytes.dropLast()
            guard case .value(let number) = NumberText.number(digits, .yamlCore), number.isFinite else { return nil }
            return number * (factor ?? 1)
        }
        guard let value else { return nil }
        if (0...1e14).contains(value.value) { return value }
        outOfRange("between 0 and 100000G")
        return nil
    }

    /// The canonical id of a model of the catalogue, in any of its spellings.
    mutating func model() -> Located<String>? {
        guard let name = string() else { return nil }
        if let id = ModelCatalogue.canonicalID(of: ByteString(name.value)) { return Located(id, at: name.range) }
        report(
            ScenarioFindings.unknown(
                ScenarioFindings.unknownModel, "model", name, known: ModelCatalogue.models.map(\.id),
                why: "Nobody could say how fast it is and what it costs."))
        return nil
    }

    /// How a number varies: itself, `{p50, p95}`, `{mean, cv}` or `{low, high}`.
    mutating func distribution(in range: ClosedRange<Double>) -> Distribution? {
        guard node.kind == .mapping else { return number(in: range).map { .constant($0.value) } }
        return mapping { $0.distribution { $0.number(in: range) } } ?? nil
    }

    /// The same of a time, in milliseconds.
    mutating func timeDistribution() -> Distribution? {
        guard node.kind == .mapping else { return time().map { .constant(Double($0.value)) } }
        return mapping { $0.distribution { $0.time().map { $0.map(Double.init) } } } ?? nil
    }
}

extension MappingReader {
    fileprivate mutating func distribution(
        _ read: (inout ValueReader) -> Located<Double>?
    ) -> Distribution? {
        if contains("mean") || contains("cv") {
            let mean = required("mean", example: "1200", read)
            let cv = required("cv", example: "1.2") { $0.number(in: 0...20) }
            guard let mean, let cv else { return nil }
            return cv.value == 0 ? .constant(mean.value) : .gamma(mean: mean.value, cv: cv.value)
        }
        if contains("low") || contains("high") {
            let low = required("low", example: "100", read)
            let high = required("high", example: "200", read)
            guard let low, let high else { return nil }
            if high.value < low.value { report(ScenarioFindings.reversed(p50: low, p95: high)) }
            return .uniform(low: low.value, high: high.value)
        }
        let p50 = required("p50", example: "900", read)
        let p95 = required("p95", example: "6000", read)
        guard let p50, let p95 else { return nil }
        if p95.value < p50.value { report(ScenarioFindings.reversed(p50: p50, p95: p95)) }
        // A lognormal cannot have a median of zero; whoever writes one means that there is nothing.
        return p50.value > 0 ? .percentiles(p50: p50.value, p95: p95.value) : .constant(p95.value)
    }
}
