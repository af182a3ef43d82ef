import Facts
import PromQL
import SourceText
import TestKit
import Testing

@Suite struct RecordingIndexTests {
    private func rule(_ number: Int, labels: [(String, String)], interval: Int64? = nil) throws -> RuleFact {
        let range = SourceRange(file: FileID(index: 0), start: UInt64(number), length: 1)
        return RuleFact(
            kind: .recording, name: Located(ByteString("job:requests:rate5m"), at: range), group: "test",
            text: EmbeddedText(verbatim: Array("1".utf8), at: range), expression: try Expression.parse(Array("1".utf8)),
            intervalMilliseconds: interval,
            labels: labels.map {
                RuleFact.LabelText(
                    name: Located(ByteString($0.0), at: range),
                    value: EmbeddedText(verbatim: Array($0.1.utf8), at: range))
            },
            range: range)
    }

    private func selector(_ text: String) throws -> SelectorFact {
        let selectors = SelectorFact.all(in: try Expression.parse(Array("job:requests:rate5m{\(text)}".utf8)))
        return try #require(selectors.first)
    }

    @Test(arguments: UInt64(0)..<60)
    func `finds exactly the rules that no matcher contradicts`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let names = ["tier", "team", "area"]
        let values = ["a", "b", "c", ""]
        let rules = try (0..<30).map { number in
            let chosen = names.filter { _ in generator.chance(seed % 2 == 0 ? 9 : 4, in: 10) }
            return try rule(number, labels: chosen.map { ($0, generator.pick(values)) })
        }
        let index = RecordingIndex(rules)
        for _ in 0..<40 {
            let matchers = (0..<generator.below(4)).map { _ in
                generator.pick(names) + generator.pick(["=", "=", "!=", "=~"]) + "\"\(generator.pick(values))\""
            }
            let selector = try selector(matchers.joined(separator: ","))
            let expected = rules.filter { rule in
                rule.labels.allSatisfy { label in
                    selector.matchers.allSatisfy {
                        $0.label != label.name.value || $0.accepts(ByteString(label.value.bytes))
                    }
                }
            }
            let found = index.rules(producing: "job:requests:rate5m", for: selector)
            #expect(found.map(\.range) == expected.map(\.range), "matchers \(matchers), seed \(seed)")
        }
    }

    @Test func `knows the slowest of the intervals that are declared`() throws {
        let rules = [
            try rule(0, labels: []), try rule(1, labels: [], interval: 60_000),
            try rule(2, labels: [], interval: 30_000),
        ]
        #expect(RecordingIndex(rules).slowestIntervalMilliseconds(of: "job:requests:rate5m") == 60_000)
        #expect(RecordingIndex([rules[0]]).slowestIntervalMilliseconds(of: "job:requests:rate5m") == nil)
        #expect(RecordingIndex(rules).slowestIntervalMilliseconds(of: "other") == nil)
    }
}
