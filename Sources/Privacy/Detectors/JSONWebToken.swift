import Findings

extension Detector {
    static let jsonWebToken = Detector(
        id: .jsonWebToken, kind: FindingKind(code: "PF308", name: "json-web-token"), title: "a JSON web token",
        plural: "JSON web tokens", severity: .error, category: .secret, word: "secret",
        guards:
            "three parts of base64url (RFC 7515); the first decodes to an object with `alg`, the second to an object, "
            + "the third has 128 bits at least",
        trigger: .bytes("J"),
        matching: [
            // {"alg":"HS256","typ":"JWT"} . {"sub":"u_51","exp":1763632800}
            "token ⟦eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1XzUxIiwiZXhwIjoxNzYzNjMyODAwfQ.\(Invented.alphanumeric(43))⟧"
        ],
        ignoring: [
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1XzUxIiwiZXhwIjoxNzYzNjMyODAwfQ.short",
            // {"kid":"x","typ":"JWT"}
            "eyJraWQiOiJ4IiwidHlwIjoiSldUIn0.eyJzdWIiOiJ1XzUxIn0.\(Invented.alphanumeric(43))",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "theyJoined.us.\(Invented.alphanumeric(43))",
        ])
}

enum JSONWebTokenMatcher {
    static func match(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        let start = at - 2
        guard start >= floor, text[start] == UInt8(ascii: "e"), text[start + 1] == UInt8(ascii: "y"),
            !Byte.isURLSafe(text.at(start - 1))
        else { return nil }
        let header = text.endOfURLSafe(from: start)
        guard header - start >= 12, text.at(header) == Byte.dot else { return nil }
        let payload = text.endOfURLSafe(from: header + 1)
        guard payload - header > 3, text.at(payload) == Byte.dot, text[header + 1] == UInt8(ascii: "e") else {
            return nil
        }
        let end = text.endOfURLSafe(from: payload + 1)
        guard end - payload > 22, saysAlgorithm(text, start..<header) else { return nil }
        return Match(detector: .jsonWebToken, grade: .certain, start: start, end: end)
    }

    /// True if the decoded text is an object with a member `alg`.
    private static func saysAlgorithm(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var bits: UInt32 = 0
        var bitCount = 0
        var recent: UInt64 = 0
        var last: UInt8 = 0
        var decoded = 0
        var isFound = false
        for index in range {
            guard let value = value(text[index]) else { return false }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            guard bitCount >= 8 else { continue }
            bitCount -= 8
            let byte = UInt8(truncatingIfNeeded: bits >> UInt32(bitCount))
            if decoded == 0, byte != UInt8(ascii: "{") { return false }
            decoded += 1
            recent = recent << 8 | UInt64(byte)
            // "alg" with its quotes
            if recent & 0xFF_FFFF_FFFF == 0x22_616C_6722 { isFound = true }
            if !Byte.isBlank(byte) { last = byte }
        }
        return isFound && last == UInt8(ascii: "}")
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        if Byte.isUpper(byte) { return byte - 65 }
        if Byte.isLower(byte) { return byte - 71 }
        if Byte.isDigit(byte) { return byte + 4 }
        return byte == Byte.dash ? 62 : byte == Byte.underscore ? 63 : nil
    }
}
