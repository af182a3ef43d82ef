import PromQL
import TestKit
import Testing

/// What this standard library knows of Unicode against what Go 1.19 knows, for code points that Unicode 13 has.
@Suite struct UnicodeRefereeTests {
    static func isInUnicode13(_ scalar: Unicode.Scalar) -> Bool {
        guard let age = scalar.properties.age else { return false }
        return age.major <= 13
    }

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `case folding is Go's for every rune that has a case`() throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        let runes = (0x41...0x1E943 as ClosedRange<UInt32>).compactMap { Unicode.Scalar($0) }
            .filter { $0.properties.changesWhenCaseMapped && Self.isInUnicode13($0) }
        #expect(runes.count > 2700)
        let texts = runes.map { Array(String($0).utf8) }
        let places = Dictionary(uniqueKeysWithValues: zip(runes.map(\.value), texts.indices))
        let questions = try runes.map { rune in
            let pattern = Array("(?i)\(rune)".utf8)
            let regex = try Regex(pattern, as: .matcher, .prometheus2)
            // Only runes that a case mapping or a fold could reach are asked; promtool is asked about all of them.
            let mapped = [rune.properties.lowercaseMapping, rune.properties.uppercaseMapping]
                .flatMap { $0.unicodeScalars.map { $0.properties.lowercaseMapping + $0.properties.uppercaseMapping } }
            let near = Set(mapped.joined().unicodeScalars.map(\.value) + Self.unusual + [rune.value, rune.value ^ 1])
                .union([rune.value &- 8, rune.value + 8, rune.value &- 9, rune.value + 9])
            let members = near.sorted().compactMap { places[$0] }.filter { regex.matchesWhole(texts[$0]) }
            let samples = members.map { RegexMatchingRefereeTests.series(at: $0, texts[$0], nil) }
            return (expression: "x{src=~\(RegexMatchingRefereeTests.quoted(pattern))}", samples: samples)
        }
        let failures = try RegexMatchingRefereeTests.failures(of: questions, texts, promtool)
        for failure in failures.prefix(50) { Issue.record("\(failure)") }
    }

    /// Runes that fold with others without being their mapping.
    static let unusual: [UInt32] = [
        0xB5, 0xC5, 0xDF, 0x17F, 0x1C5, 0x1C8, 0x1CB, 0x1F2, 0x345, 0x3C2, 0x3D0, 0x3D1, 0x3D5, 0x3D6, 0x3F0, 0x3F1,
        0x3F4, 0x3F5, 0x1C80, 0x1C81, 0x1C82, 0x1C83, 0x1C84, 0x1C85, 0x1C86, 0x1C87, 0x1C88, 0x1E9B, 0x1E9E, 0x1FBE,
        0x2126, 0x212A, 0x212B,
    ]

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `general categories are Go's`() throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        var random = SeededGenerator(seed: 5)
        var texts: [[UInt8]] = [[0xFF]]
        while texts.count < 1200 {
            let limit = random.pick([0x100, 0x800, 0x3000, 0x11000, 0x110000])
            // U+1734 moved from Mn to Mc in Unicode 14.
            guard let scalar = Unicode.Scalar(UInt32(random.below(limit))), scalar.value > 0, scalar.value != 0x1734,
                Self.isInUnicode13(scalar)
            else { continue }
            texts.append(Array(String(scalar).utf8))
        }
        let names = [
            "C", "Cc", "Cf", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl",
            "No",
            "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs", "Any",
        ]
        let questions = try names.flatMap { ["\\p{\($0)}", "[^\\p{\($0)}a]", "(?i)\\p{\($0)}", "(?i)\\P{\($0)}"] }.map {
            pattern in
            let regex = try Regex(Array(pattern.utf8), as: .matcher, .prometheus2)
            let members = texts.indices.filter { regex.matchesWhole(texts[$0]) }
            let samples = members.map { RegexMatchingRefereeTests.series(at: $0, texts[$0], nil) }
            return (expression: "x{src=~\(RegexMatchingRefereeTests.quoted(Array(pattern.utf8)))}", samples: samples)
        }
        let failures = try RegexMatchingRefereeTests.failures(of: questions, texts, promtool)
        for failure in failures { Issue.record("\(failure)") }
    }
}
