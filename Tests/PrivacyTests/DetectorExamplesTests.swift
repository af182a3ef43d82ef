import Findings
import Privacy
import TestKit
import Testing

/// A text with the places marked `⟦so⟧`.
struct MarkedText {
    var plain: [UInt8] = []
    var places: [Range<Int>] = []

    init(_ text: String) {
        var start = 0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "⟦": start = plain.count
            case "⟧": places.append(start..<plain.count)
            default: plain += Array(String(scalar).utf8)
            }
        }
    }
}

@Suite struct `Every detector proves itself on its own examples` {
    struct Case: CustomTestStringConvertible {
        var detector: Detector
        var text: String
        var testDescription: String { "\(detector.kind.name), example \(text.utf8.count) bytes long" }
    }

    static let matching = DetectorCatalogue.all.flatMap { one in one.matching.map { Case(detector: one, text: $0) } }
    static let ignoring = DetectorCatalogue.all.flatMap { one in one.ignoring.map { Case(detector: one, text: $0) } }

    @Test(arguments: matching)
    func `finds what is marked, to the byte`(one: Case) {
        let marked = MarkedText(one.text)
        let hits = Scanner.scan(marked.plain).hits.filter { $0.detector == one.detector.id }
        let places = hits.map { Int($0.offset)..<Int($0.offset) + $0.length }
        #expect(places == marked.places, "\(one.text)")
    }

    @Test(arguments: matching)
    func `finds it behind other rows and in other texts too`(one: Case) {
        let marked = MarkedText(one.text)
        for prefix in ["{\"a\": 1}\n", "größe 漢字 ", "\u{FEFF}", "\r\n"] {
            if prefix.hasSuffix(" "), one.text.hasPrefix("{") { continue }
            let bytes = Array(prefix.utf8) + marked.plain + Array("\r\n".utf8)
            let hits = Scanner.scan(bytes).hits.filter { $0.detector == one.detector.id }
            let places = hits.map {
                Int($0.offset) - prefix.utf8.count..<Int($0.offset) - prefix.utf8.count + $0.length
            }
            #expect(places == marked.places, "\(prefix.debugDescription) \(one.text)")
        }
    }

    @Test(arguments: ignoring)
    func `leaves near misses alone`(one: Case) {
        let hits = Scanner.scan(Array(one.text.utf8)).hits.filter { $0.detector == one.detector.id }
        #expect(hits.isEmpty, "\(one.text)")
    }

    @Test(arguments: matching)
    func `is taken out of every output`(one: Case) {
        guard one.detector.category != .network else { return }
        let marked = MarkedText(one.text)
        let shown = Redaction.redacted(String(decoding: marked.plain, as: UTF8.self))
        for place in marked.places {
            #expect(!shown.contains(String(decoding: marked.plain[place], as: UTF8.self)), "\(shown)")
            #expect(shown.contains("‹\(one.detector.word)›"), "\(shown)")
        }
    }

    @Test func `codes follow the numbers of the detectors`() {
        #expect(DetectorCatalogue.all.map(\.id) == DetectorID.allCases)
        #expect(DetectorCatalogue.all.enumerated().allSatisfy { $1.kind.code == "PF\(300 + $0)" })
        #expect(Set(DetectorCatalogue.all.map(\.kind.name)).count == DetectorCatalogue.all.count)
        for detector in DetectorCatalogue.all {
            #expect(!detector.matching.isEmpty && !detector.ignoring.isEmpty && !detector.guards.isEmpty)
        }
    }
}
