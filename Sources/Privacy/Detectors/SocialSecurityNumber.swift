import Findings

extension Detector {
    static let socialSecurityNumber = Detector(
        id: .socialSecurityNumber, kind: FindingKind(code: "PF303", name: "us-social-security-number"),
        title: "a US social security number", plural: "social security numbers", severity: .error, category: .person,
        word: "social security number",
        guards:
            "three, two and four digits between `-`; the area is not 000, 666 or 9xx, the group not 00, the serial not "
            + "0000, and it is none of the numbers that were printed in advertisements. Nine digits in a row, or with "
            + "blanks, count only under a field or behind words that say so",
        trigger: .digits,
        matching: [
            "SSN ⟦536-22-8541⟧", "my social security number is ⟦536228541⟧", #"{"ssn": "⟦536228541⟧"}"#,
            #"{"ssn":⟦536228541⟧}"#, "ssn: ⟦536 22 8541⟧",
        ],
        ignoring: [
            "000-22-8541", "666-22-8541", "936-22-8541", "536-00-8541", "536-22-0000", "078-05-1120", "536228541",
            "1536-22-8541", "536-22-85411", "536-22-8541-1", "a536-22-8541", #"{"order_id": 536228541}"#, "536 22 8541",
        ])
}

enum SocialSecurityNumberMatcher {
    /// `start` begins a run of three digits.
    static func separated(_ text: Span<UInt8>, _ start: Int) -> Match? {
        let separator = text.at(start + 3)
        guard separator == Byte.dash || separator == Byte.space, text.at(start + 6) == separator,
            text.endOfDigits(from: start + 4) == start + 6, text.endOfDigits(from: start + 7) == start + 11,
            isBounded(text, start, start + 11)
        else { return nil }
        let area = number(text, start..<start + 3)
        guard isIssued(area, number(text, start + 4..<start + 6), number(text, start + 7..<start + 11)) else {
            return nil
        }
        if separator == Byte.space, !saysSo(text, start) { return nil }
        return Match(detector: .socialSecurityNumber, grade: .certain, start: start, end: start + 11)
    }

    /// Nine digits in a row.
    static func solid(_ text: Span<UInt8>, _ start: Int) -> Match? {
        guard isBounded(text, start, start + 9), saysSo(text, start),
            isIssued(
                number(text, start..<start + 3), number(text, start + 3..<start + 5),
                number(text, start + 5..<start + 9))
        else { return nil }
        return Match(detector: .socialSecurityNumber, grade: .certain, start: start, end: start + 9)
    }

    private static func saysSo(_ text: Span<UInt8>, _ start: Int) -> Bool {
        // Words shortly before: "my social is", "SSN on file".
        let words = max(0, start - 40)..<start
        if text.contains("ssn", in: words) || text.contains("social", in: words) { return true }
        guard let key = KeyedValue.key(before: start, in: text) else { return false }
        return text.contains("ssn", in: key) || text.contains("social_sec", in: key)
            || text.contains("socialsec", in: key) || text.contains("social-sec", in: key)
    }

    private static func isBounded(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let before = text.at(start - 1)
        let next = text.at(end)
        if Byte.isWord(before) || before == Byte.dash || before == Byte.dot || before == Byte.plus { return false }
        if Byte.isWord(next) { return false }
        return !((next == Byte.dash || next == Byte.dot) && Byte.isAlphanumeric(text.at(end + 1)))
    }

    private static func isIssued(_ area: Int, _ group: Int, _ serial: Int) -> Bool {
        if area == 0 || area == 666 || area >= 900 || group == 0 || serial == 0 { return false }
        // A wallet's sample card and a pamphlet's (ssa.gov, misused numbers).
        return !(area == 78 && group == 5 && serial == 1120 || area == 219 && group == 9 && serial == 9999)
    }

    private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
        var value = 0
        for index in range { value = value * 10 + Int(text[index] &- 48) }
        return value
    }
}
