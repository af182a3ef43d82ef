import Findings

extension Detector {
    static let phone = Detector(
        id: .phone, kind: FindingKind(code: "PF304", name: "phone-number"),
        title: "a phone number in international form", plural: "phone numbers", severity: .error, category: .person,
        word: "phone number",
        guards: "`+`, a country code that exists, 8 to 15 digits in all (ITU-T E.164) with single separators; numbers "
            + "under +1 have eleven digits and no exchange 555-01, which is reserved for fiction. National forms are not "
            + "looked for: system logs are full of numbers of that shape",
        trigger: .bytes("+"),
        matching: [
            "call ⟦+49 30 2345678⟧", #"{"phone": "⟦+14158374652⟧"}"#, "⟦+1 (415) 837-4652⟧", "tel:⟦+44-20-7946-1234⟧",
            "⟦+33 1 42 68 53 00⟧ or not",
        ],
        ignoring: [
            "2026-11-20T10:00:00+0200", "a+49302345678", "+12", "+999 12345678", "+1 415 555 0123", "1e+4930234567",
            "+4930234567890123456", "diff +12345678", "+49.5",
        ])
}

enum PhoneMatcher {
    static func match(_ text: Span<UInt8>, _ at: Int) -> Match? {
        let before = text.at(at - 1)
        if Byte.isWord(before) || before == Byte.plus || before == Byte.slash { return nil }
        guard text.at(at + 1) != Byte.zero, Byte.isDigit(text.at(at + 1)) else { return nil }
        var number: UInt64 = 0
        var count = 0
        var index = at + 1
        var end = index
        var separators = 0
        while index < text.count {
            let byte = text[index]
            if Byte.isDigit(byte) {
                count += 1
                if count > 15 { return nil }
                number = number * 10 + UInt64(byte &- 48)
                index += 1
                end = index
                continue
            }
            let length = separatorLength(text, index)
            guard length > 0 else { break }
            separators += 1
            index += length
        }
        guard count >= 8, isBounded(text, end) else { return nil }
        // Without separators, counters and offsets look the same.
        if separators == 0, count < 10 || count > 13 { return nil }
        guard isDialled(number, count) else { return nil }
        return Match(detector: .phone, grade: count >= 10 ? .certain : .possible, start: at, end: end)
    }

    /// One blank, dash or dot, brackets around an area, before another digit; 0 if the number ends.
    private static func separatorLength(_ text: Span<UInt8>, _ index: Int) -> Int {
        var end = index
        while end - index < 3, isSeparator(text.at(end)) { end += 1 }
        guard end > index, Byte.isDigit(text.at(end)) else { return 0 }
        if end - index == 1 { return 1 }
        // `) `, ` (` and `)-`; two of one kind part two numbers.
        let hasBracket = text[index] == UInt8(ascii: ")") || text[end - 1] == UInt8(ascii: "(")
        return hasBracket ? end - index : 0
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == Byte.space || byte == Byte.dash || byte == Byte.dot || byte == UInt8(ascii: "(")
            || byte == UInt8(ascii: ")")
    }

    private static func isBounded(_ text: Span<UInt8>, _ end: Int) -> Bool {
        let next = text.at(end)
        if Byte.isWord(next) || next == Byte.at || next == Byte.slash || next == Byte.equals { return false }
        return !(next == Byte.dot && Byte.isDigit(text.at(end + 1)))
    }

    private static func isDialled(_ number: UInt64, _ count: Int) -> Bool {
        var leading = number
        for _ in 0..<max(0, count - 3) { leading /= 10 }
        let code = Int(leading)
        if code / 100 == 1 {
            guard count == 11 else { return false }
            let area = Int(number / 10_000_000 % 1000)
            let exchange = Int(number / 10_000 % 1000)
            let isFiction = exchange == 555 && number % 10_000 / 100 == 1
            return area >= 200 && exchange >= 200 && !isFiction
        }
        return hasCountry(code)
    }

    /// Country codes as ITU-T assigns them (E.164, annex), from the three leading digits.
    private static func hasCountry(_ code: Int) -> Bool {
        switch code / 10 {
        case 7, 70...79, 20, 27, 30...34, 36, 39, 40, 41, 43...49, 51...58, 60...66, 81, 82, 84, 86, 90...95, 98:
            return true
        default: break
        }
        switch code {
        case 211...213, 216, 218, 220...258, 260...269, 290, 291, 297...299, 350...359, 370...383, 385...387, 389, 420,
            421, 423, 500...509, 590...599, 670, 672...683, 685...692, 850, 852, 853, 855, 856, 880, 886, 960...968,
            970...977, 992...996, 998:
            return true
        default: return false
        }
    }
}
