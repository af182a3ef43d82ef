import SourceText
import TestKit
import Testing
import TimeSeries

@Suite struct SeriesNotationWriterTests {
    static let written: [(values: [SeriesValue], text: String)] = [
        ([], ""), ([.gap, .gap, .gap], "_x3"), ([.sample(1), .sample(1)], "1x1"), ([.sample(1), .sample(2)], "1 2"),
        ([.sample(1), .sample(3), .sample(5)], "1+2x2"), ([.sample(5), .sample(3), .sample(1)], "5-2x2"),
        ([.sample(.nan), .sample(.nan)], "NaN+0x1"), ([.sample(-.infinity)], "-Inf"),
        ([.staleMarker, .gap], "stale _"),
        ([.sample(0.1), .sample(0.2), .sample(0.30000000000000004)], "0.1+0.1x2"),
        ([.sample(0.1), .sample(0.2), .sample(0.3)], "0.1 0.2 0.3"),
        ([.sample(1e21), .sample(.leastNonzeroMagnitude)], "1e+21 5e-324"),
        ([.sample(-0.0), .sample(0)], "-0 0"), ([.sample(-0.0), .sample(-0.0)], "-0x1"),
    ]

    @Test(arguments: written)
    func `runs are taken together only where adding up is exact`(values: [SeriesValue], text: String) {
        #expect(SeriesNotation.values(values) == text)
    }

    @Test func `what is written reads back bit for bit`() throws {
        var generator = SeededGenerator(seed: 21)
        for round in 0..<2_000 {
            var values: [SeriesValue] = []
            while values.count < 30 { Self.appendPiece(to: &values, &generator) }
            let text = SeriesNotation.values(values)
            let back = try SeriesNotation.parse(Array("a \(text)".utf8), .prometheus2).values
            let isSame =
                back.count == values.count && zip(back, values).allSatisfy { $0.isBitwiseEqual(to: $1) }
            #expect(isSame, "seed 21, round \(round): \(text) for \(listed(values))")
        }
    }

    static let odd: [Double] = [.nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, 1e300]

    static func appendPiece(to values: inout [SeriesValue], _ generator: inout SeededGenerator) {
        switch generator.below(8) {
        case 0: values += Array(repeating: .gap, count: generator.below(4))
        case 1: values.append(.staleMarker)
        case 2: values.append(.sample(generator.pick(odd)))
        case 3: values += Array(repeating: .sample(Double(generator.below(5))), count: generator.below(5))
        case 4: values.append(.sample(Double(bitPattern: generator.next())).withoutPayload)
        default:
            var value = Double(generator.below(100)) / 10
            let step = generator.pick([0.1, 1, -0.3, 1e17, 1 / 3] as [Double])
            for _ in 0..<generator.below(8) {
                values.append(.sample(value))
                value += step
            }
        }
    }

    @Test func `a metric is spelled so that it reads back`() throws {
        let labels = [
            SeriesLabel(name: "__name__", value: "a:b"), SeriesLabel(name: "path", value: "C:\\ \"é\"\n\u{01}"),
        ]
        let text = try #require(SeriesNotation.metric(labels))
        #expect(text == "a:b{path=\"C:\\\\ \\\"é\\\"\\n\\x01\"}")
        #expect(try SeriesNotation.parseMetric(Array(text.utf8), .prometheus2) == labels)
        for name in ["on", "NaN", "5xx"] {
            let odd = [SeriesLabel(name: "__name__", value: ByteString(name))]
            #expect(SeriesNotation.metric(odd) == nil, "`\(name)` cannot name a metric in promtool's notation")
        }
    }
}

extension SeriesValue {
    func isBitwiseEqual(to other: SeriesValue) -> Bool {
        guard case (.sample(let left), .sample(let right)) = (self, other) else { return self == other }
        return left.bitPattern == right.bitPattern || (left.isNaN && right.isNaN)
    }

    fileprivate var withoutPayload: SeriesValue {
        if case .sample(let value) = self, value.isNaN { return .sample(.nan) }
        return self
    }
}
