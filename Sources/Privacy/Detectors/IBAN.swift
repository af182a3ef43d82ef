import Findings

extension Detector {
    static let iban = Detector(
        id: .iban, kind: FindingKind(code: "PF302", name: "bank-account-number"),
        title: "an international bank account number", plural: "bank account numbers", severity: .error,
        category: .person, word: "bank account",
        guards:
            "a country of the IBAN registry, exactly its length, one kind of separator, and the remainder 1 by 97 (ISO "
            + "7064); one in 97 random numbers of that shape passes",
        trigger: .digits,
        matching: [
            "pay to ⟦DE72370400440532019999⟧", "⟦GB53 MIDL 6016 1399 8877 66⟧.", #"{"iban": "⟦nl60ingb0009988776⟧"}"#,
            "⟦FR29-2004-1010-0505-0001-3M09-999⟧",
        ],
        ignoring: [
            "DE73370400440532019999", "XX72370400440532019999", "DE7237040044053201999", "ADE72370400440532019999",
            "DE72370400440532019999a", "sha DE72-370400440532019999_1",
        ])
}

enum IBANMatcher {
    /// From the two letters of the country, which stand before a run of digits.
    static func match(_ text: Span<UInt8>, _ start: Int) -> Match? {
        let before = text.at(start - 1)
        guard !Byte.isWord(before), before != Byte.dash, before != Byte.slash, before != Byte.plus else { return nil }
        let length = length(ofCountry: UInt16(text[start] & 0xDF) << 8 | UInt16(text.at(start + 1) & 0xDF))
        guard length > 0, Byte.isDigit(text.at(start + 2)), Byte.isDigit(text.at(start + 3)) else { return nil }
        var separator: UInt8 = 0
        var taken = 0
        var index = start
        var remainder = 0
        var head = 0
        while taken < length {
            let byte = text.at(index)
            if Byte.isAlphanumeric(byte) {
                let value = Byte.isDigit(byte) ? Int(byte &- 48) : Int(byte & 0xDF) - 55
                // The country and the check digits count behind everything else.
                if taken < 4 {
                    head = head * (value > 9 ? 100 : 10) + value
                } else {
                    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
                }
                taken += 1
            } else {
                guard byte == Byte.space || byte == Byte.dash, separator == 0 || separator == byte, taken >= 4,
                    Byte.isAlphanumeric(text.at(index + 1))
                else { return nil }
                separator = byte
            }
            index += 1
        }
        let next = text.at(index)
        if Byte.isWord(next) || (next == Byte.dash || next == separator && separator == Byte.dash) { return nil }
        // Two letters are four digits, and the check digits two more.
        guard (remainder * 1_000_000 + head) % 97 == 1 else { return nil }
        return Match(detector: .iban, grade: .certain, start: start, end: index)
    }

    /// Lengths of the IBAN registry (SWIFT, release 99); 0 for what is no country of it.
    private static func length(ofCountry country: UInt16) -> Int {
        switch country {
        case code("N", "O"): 15
        case code("B", "E"): 16
        case code("D", "K"), code("F", "I"), code("F", "O"), code("G", "L"), code("N", "L"), code("S", "D"): 18
        case code("M", "K"), code("S", "I"): 19
        case code("A", "T"), code("B", "A"), code("E", "E"), code("K", "Z"), code("L", "T"), code("L", "U"),
            code("M", "N"), code("X", "K"):
            20
        case code("C", "H"), code("H", "R"), code("L", "I"), code("L", "V"): 21
        case code("B", "G"), code("B", "H"), code("C", "R"), code("D", "E"), code("G", "B"), code("G", "E"),
            code("I", "E"), code("M", "E"), code("R", "S"), code("V", "A"):
            22
        case code("A", "E"), code("G", "I"), code("I", "L"), code("I", "Q"), code("O", "M"), code("S", "O"),
            code("T", "L"):
            23
        case code("A", "D"), code("C", "Z"), code("E", "S"), code("M", "D"), code("P", "K"), code("R", "O"),
            code("S", "A"), code("S", "E"), code("S", "K"), code("T", "N"), code("V", "G"):
            24
        case code("L", "Y"), code("P", "T"), code("S", "T"): 25
        case code("I", "S"), code("T", "R"): 26
        case code("B", "I"), code("D", "J"), code("F", "R"), code("G", "R"), code("I", "T"), code("M", "C"),
            code("M", "R"), code("S", "M"):
            27
        case code("A", "L"), code("A", "Z"), code("B", "Y"), code("C", "Y"), code("D", "O"), code("G", "T"),
            code("H", "U"), code("L", "B"), code("N", "I"), code("P", "L"), code("S", "V"):
            28
        case code("B", "R"), code("E", "G"), code("P", "S"), code("Q", "A"), code("U", "A"): 29
        case code("J", "O"), code("K", "W"), code("M", "U"), code("Y", "E"): 30
        case code("M", "T"), code("S", "C"): 31
        case code("L", "C"): 32
        case code("R", "U"): 33
        default: 0
        }
    }

    @inline(__always) private static func code(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> UInt16 {
        UInt16(UInt8(ascii: first)) << 8 | UInt16(UInt8(ascii: second))
    }
}
