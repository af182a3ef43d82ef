import Findings

extension Detector {
    static let paymentCard = Detector(
        id: .paymentCard, kind: FindingKind(code: "PF301", name: "payment-card-number"),
        title: "a payment card's number",
        plural: "card numbers", severity: .error, category: .person, word: "card number",
        guards:
            "an issuer's range and length, Luhn's checksum, one kind of separator, nothing longer around it. One in 27 "
            + "random numbers of 16 digits passes all that, so without separators it takes a word such as `card` nearby, "
            + "or a field most of whose values pass; a field of which about a tenth pass holds ids. Published test "
            + "numbers are only noted",
        trigger: .digits,
        matching: [
            "card ⟦4539 1488 0343 6467⟧ declined", "⟦3782-822463-10013⟧", #"{"card_number": "⟦5425233430109903⟧"}"#,
            "my visa is ⟦4539148803436467⟧", "paid with ⟦4111 1111 1111 1111⟧",
            #"{"text": "my card:\u0020⟦6011\u00200009\u00209013\u00209424⟧"}"#,
        ],
        ignoring: [
            "4539 1488 0343 6468", #"{"ts": 1763632800123}"#, "trace 4539148803436467a", "0.4539148803436467",
            "4539 1488-0343 6467", "id-4539148803436467", "2026-11-20 10:00:00", "1131566670 2005",
            "0000 0000 0000 0000", "4539 1488 0343 6467 1234",
        ])
}

enum PaymentCardMatcher {
    /// Digits in groups, from the first group of four.
    static func separated(_ text: Span<UInt8>, _ start: Int) -> Match? {
        let separator = text.at(start + 4)
        guard separator == Byte.space || separator == Byte.dash else { return nil }
        let before = text.at(start - 1)
        if Byte.isWord(before) || before == Byte.dash || before == Byte.plus { return nil }
        if before == Byte.dot, Byte.isDigit(text.at(start - 2)) { return nil }
        if before == Byte.space, isFour(text, start - 5), separator == Byte.space { return nil }
        var digits = CardDigits()
        var index = start
        var groups = 0
        // Groups as cards are printed: 4-4-4-4(-3), 4-6-5, 4-6-4.
        var shape: UInt32 = 0
        while true {
            let end = text.endOfDigits(from: index)
            let length = end - index
            guard length >= 3, length <= 6 else { return nil }
            for place in index..<end { digits.append(text[place]) }
            shape = shape << 4 | UInt32(length)
            groups += 1
            index = end
            if shape == 0x465 || shape == 0x464 || groups == 4 { break }
            guard text.at(index) == separator, Byte.isDigit(text.at(index + 1)) else { break }
            index += 1
        }
        // A date or the code on the back may follow; one more group of four means that these are no cards.
        if text.at(index) == separator, separator == Byte.dash || isFour(text, index + 1) { return nil }
        guard shape == 0x4444 || shape == 0x465 || shape == 0x464, isBounded(text, index) else { return nil }
        guard digits.isCard else { return nil }
        return Match(
            detector: .paymentCard, grade: digits.isTestNumber ? .note : .certain, start: start, end: index)
    }

    /// A run of digits without separators: nil if it cannot be a card.
    static func solid(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Match? {
        let before = text.at(start - 1)
        if Byte.isWord(before) || before == Byte.dash || before == Byte.plus || before == Byte.slash
            || before == Byte.dot || before == UInt8(ascii: "#")
        {
            return nil
        }
        guard isBounded(text, end), text.at(end) != Byte.slash else { return nil }
        var digits = CardDigits()
        for index in start..<end { digits.append(text[index]) }
        guard digits.isCard else { return nil }
        if digits.isTestNumber { return Match(detector: .paymentCard, grade: .note, start: start, end: end) }
        return Match(detector: .paymentCard, grade: .possible, start: start, end: end)
    }

    /// True if a word for cards stands in the field's name or shortly before.
    static func saysCard(_ text: Span<UInt8>, _ start: Int) -> Bool {
        let near = max(0, start - 40)..<start
        return text.contains("card", in: near) || text.contains("visa", in: near) || text.contains("amex", in: near)
            || text.contains("credit", in: near) || text.contains("\"pan\"", in: near)
            || text.contains("cc_num", in: near)
            || text.contains("ccnum", in: near) || text.contains("karte", in: near)
    }

    private static func isBounded(_ text: Span<UInt8>, _ end: Int) -> Bool {
        let next = text.at(end)
        if Byte.isWord(next) || next == Byte.at { return false }
        return !((next == Byte.dash || next == Byte.dot) && Byte.isAlphanumeric(text.at(end + 1)))
    }

    private static func isFour(_ text: Span<UInt8>, _ start: Int) -> Bool {
        start >= 0 && text.endOfDigits(from: start) == start + 4 && !Byte.isWord(text.at(start - 1))
    }
}

/// Up to 19 digits as a number, with Luhn's sum as it grows.
struct CardDigits {
    private var value: UInt64 = 0
    private var count = 0
    /// Sums with the digit that came last counted once, and counted twice.
    private var plain = 0
    private var doubled = 0

    mutating func append(_ byte: UInt8) {
        let digit = Int(byte &- 48)
        let twice = digit * 2 > 9 ? digit * 2 - 9 : digit * 2
        (plain, doubled) = (doubled + digit, plain + twice)
        if count < 19 { value = value &* 10 &+ UInt64(digit) }
        count += 1
    }

    var passesLuhn: Bool { plain % 10 == 0 }

    var isCard: Bool { passesLuhn && hasIssuer }

    /// Numbers that payment providers publish for tests.
    var isTestNumber: Bool {
        switch value {
        case 4_242_424_242_424_242, 4_111_111_111_111_111, 4_012_888_888_881_881, 4_000_056_655_665_556,
            5_555_555_555_554_444, 5_105_105_105_105_100, 5_200_828_282_828_210, 2_223_003_122_003_222,
            378_282_246_310_005, 371_449_635_398_431, 6_011_111_111_111_117, 6_011_000_990_139_424,
            3_056_930_009_020_004, 3_566_002_020_360_505, 30_569_309_025_904, 38_520_000_023_237:
            true
        default: false
        }
    }

    /// Ranges and lengths as the issuers publish them (ISO/IEC 7812 identification numbers).
    private var hasIssuer: Bool {
        guard count >= 12, count <= 19 else { return false }
        let six = Int(leading(6))
        switch six {
        case 400_000...499_999: return count == 13 || count == 16 || count == 19
        case 510_000...559_999, 222_100...272_099: return count == 16
        case 340_000...349_999, 370_000...379_999: return count == 15
        case 300_000...305_999, 309_500...309_599, 360_000...369_999, 380_000...399_999:
            return count == 14 || count == 16
        case 601_100...601_199, 644_000...659_999: return count == 16 || count == 19
        case 352_800...358_999: return count == 16
        case 620_000...629_999, 810_000...817_199: return count == 16 || count == 19
        case 220_000...220_499: return count == 16
        case 501_800...501_899, 502_000...502_099, 503_800...503_899, 589_300...589_399, 630_400...630_499,
            675_900...675_999, 676_100...676_399:
            return count >= 12
        default: return false
        }
    }

    private func leading(_ digits: Int) -> UInt64 {
        var rest = value
        var length = count
        while length > digits {
            rest /= 10
            length -= 1
        }
        return rest
    }
}
