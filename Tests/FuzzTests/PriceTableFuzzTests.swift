import Artefacts
import Facts
import Findings
import Foundation
import SourceText
import TestKit
import Testing

/// Broken price tables by the thousand: reading ends in prices that stand in the file, or in a finding.
@Suite struct PriceTableFuzzTests {
    @Test func `whatever the bytes, prices are in range and in place, and nothing is dropped in silence`() {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["PREFLIGHT_FUZZ_SECONDS"].flatMap(Double.init)
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        var seed: UInt64 = 1
        while deadline.map({ ContinuousClock.now < $0 }) ?? (seed <= 1_500) {
            let bytes = PriceTableSoup.bytes(seed: seed)
            let violations = PriceTableProperties.violations(of: bytes, read: PriceTableProperties.read)
            if !violations.isEmpty {
                Issue.record("seed \(seed): \(violations)\n\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                return
            }
            seed += 1
        }
    }

    @Test(arguments: Sabotage.allCases)
    func `the properties notice a sabotaged reader`(sabotage: Sabotage) {
        let isNoticed = (UInt64(1)...300).contains { seed in
            !PriceTableProperties.violations(of: PriceTableSoup.bytes(seed: seed), read: sabotage.read).isEmpty
        }
        #expect(isNoticed, "no property fails on a reader that \(sabotage)")
    }

    enum Sabotage: CaseIterable {
        case inventsAPrice
        case takesNegatives
        case losesItsFindings
        case pointsBesideTheModel
        case usesWhatItRefused

        func read(_ bytes: [UInt8]) -> ArtefactReading {
            var reading = PriceTableProperties.read(bytes)
            let hasRow = reading.facts.prices.first?.rows.isEmpty == false
            switch self {
            case .inventsAPrice where hasRow:
                for kind in PriceKind.allCases {
                    reading.facts.prices[0].rows[0].nanoDollarsPerMillion[kind]?.value &+= 1_000_000_000_000
                }
            case .takesNegatives where hasRow:
                for kind in PriceKind.allCases {
                    if let price = reading.facts.prices[0].rows[0].nanoDollarsPerMillion[kind] {
                        reading.facts.prices[0].rows[0].nanoDollarsPerMillion[kind]?.value = -1 - price.value
                    }
                }
            case .losesItsFindings: reading.findings = []
            case .pointsBesideTheModel where hasRow:
                reading.facts.prices[0].rows[0].model.range = SourceRange(file: FileID(index: 0), start: 0, length: 1)
            case .usesWhatItRefused where reading.isRefused:
                let whole = SourceRange(file: FileID(index: 0), start: 0, length: 0)
                reading.facts.prices = [PriceTableFact(range: whole)]
            case .inventsAPrice, .takesNegatives, .pointsBesideTheModel, .usesWhatItRefused: break
            }
            return reading
        }
    }
}

/// Texts that are nearly price tables.
enum PriceTableSoup {
    static func bytes(seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes = Array(random.pick(wholes).utf8)
        for _ in 0..<random.below(5) where !bytes.isEmpty {
            let place = random.below(bytes.count)
            switch random.below(5) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + random.below(20)))
            default: bytes.insert(contentsOf: Array(random.pick(fragments).utf8), at: place)
            }
        }
        return bytes
    }

    private static let wholes = [
        """
        as_of: 2026-11-20
        source: https://example.com
        models:
          claude-sonnet-4-6: {input: 3, output: 15, cache_write_5m: 3.75, cache_write_1h: 6, cache_read: 0.30}
          claude-haiku-4-5: {input: 1, output: 5, date: 2026-11-01}
          default: {input: 3, output: 15}
          gpt-4: {input: 30, output: 60}

        """,
        "unit: per_1k\nprices:\n- {model: claude-haiku-4-5, input: 0.001, output: 0.005}\n- {model: claude-, input: 1}\n",
        #"{"claude-haiku-4-5": {"input_cost_per_token": 1e-06, "output_cost_per_token": 5e-06, "cache_read_input_token_cost": 1e-07}}"#,
        "- id: anthropic\n  models:\n  - {id: claude-haiku-4-5, prices: {input_mtok: {base: 1, tiers: []}, output_mtok: 5}}\n",
    ]
    private static let fragments = [
        "{", "}", "[", "]", "\"", "'", ":", ": ", "- ", "\n", "\n  ", ",", "-1", "1e400", "9223372036854775807", ".inf",
        ".nan", "null", "&a ", "*a", "<<: ", "claude-", "default: ", "input: ", "per: token\n", "unit: x\n",
        "as_of: 9999-99-99\n", "\u{0}", "é", "\t", "# ", "0x1F", "1_000", "$3",
    ]
}

/// What must hold of any reading of any bytes.
enum PriceTableProperties {
    static func read(_ bytes: [UInt8]) -> ArtefactReading {
        ArtefactReader.readPrices(SourceFile(id: FileID(index: 0), path: "prices.yaml", bytes: bytes))
    }

    static func violations(of bytes: [UInt8], read: ([UInt8]) -> ArtefactReading) -> [String] {
        let reading = read(bytes)
        var violations: [String] = []
        if reading.isRefused, reading.findings.isEmpty { violations.append("refused without a word") }
        if reading.isRefused, !reading.facts.prices.isEmpty { violations.append("refused and used") }
        for finding in reading.findings where (finding.primary?.range.end ?? 0) > UInt64(bytes.count) {
            violations.append("points behind the file")
        }
        for row in reading.facts.prices.flatMap(\.rows) { violations += row.violations(in: bytes, reading.findings) }
        return violations
    }
}

extension PriceRowFact {
    fileprivate func violations(in bytes: [UInt8], _ findings: [Finding]) -> [String] {
        var violations: [String] = []
        guard model.range.end <= UInt64(bytes.count) else { return ["a model behind the file"] }
        let shown = String(decoding: bytes[model.range.bytes.range], as: UTF8.self)
        // Escapes in quotes and aliases spell a name otherwise.
        if shown.utf8.first.map({ $0 != 0x22 && $0 != 0x27 && $0 != 0x2A && $0 != 0x7C && $0 != 0x3E }) ?? true,
            !shown.utf8.elementsEqual(model.value.bytes), !shown.contains("\n")
        {
            violations.append("a model that does not stand in its place")
        }
        for (kind, price) in nanoDollarsPerMillion {
            if !(0...1_000_000_000_000_000).contains(price.value) { violations.append("a price out of range") }
            guard price.range.end <= UInt64(bytes.count) else { return ["a price behind the file"] }
            let text = String(decoding: bytes[price.range.bytes.range], as: UTF8.self)
            // A plain decimal is that price in one of the three units.
            if let dollars = Double(text), !text.contains("x") {
                let isOne = [1e9, 1e12, 1e15].contains { abs(dollars * $0 - Double(price.value)) <= 1 }
                if !isOne { violations.append("another price for \(kind.rawValue) than stands there") }
            }
            if unreadable.contains(kind) { violations.append("a price both read and unreadable") }
        }
        for kind in unreadable where !findings.contains(where: { $0.discriminator == kind.rawValue }) {
            violations.append("an unreadable price nobody was told of")
        }
        return violations
    }
}
