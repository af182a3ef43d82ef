import Findings

extension Detector {
    static let privateKey = Detector(
        id: .privateKey, kind: FindingKind(code: "PF309", name: "private-key"), title: "a private key",
        plural: "private keys", severity: .error, category: .secret, word: "secret",
        guards:
            "a PEM header (RFC 7468) of a private key with a body behind it, or at the end of a line; public keys and "
            + "certificates are none",
        trigger: .bytes("-"),
        matching: [
            "⟦-----BEGIN " + "RSA PRIVATE KEY-----⟧",
            #"{"key": "⟦-----BEGIN "#
                + #"PRIVATE KEY-----\n\#(Invented.alphanumeric(64))\n-----END PRIVATE KEY-----⟧\n"}"#,
        ],
        ignoring: [
            "-----BEGIN PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----",
            "no line with -----BEGIN " + "PRIVATE KEY----- was found",
        ])
}

enum PrivateKeyMatcher {
    private static let longestKey = 16_384

    static func match(_ text: Span<UInt8>, _ at: Int) -> Match? {
        guard text.at(at + 1) == Byte.dash, text.has("-----BEGIN ", at: at), text.at(at - 1) != Byte.dash else {
            return nil
        }
        var index = at + 11
        while index < text.count, index - at < 48,
            Byte.isUpper(text[index]) || Byte.isDigit(text[index]) || text[index] == Byte.space
        { index += 1 }
        guard text.has("-----", at: index) else { return nil }
        guard text.has("PRIVATE KEY", at: index - 11) || text.has("PRIVATE KEY BLOCK", at: index - 17) else {
            return nil
        }
        let header = index + 5
        var end = header
        while end < text.count, end - at < longestKey, isBody(text[end]) { end += 1 }
        if text.has("-----END ", at: end - 5) { end -= 5 }
        if text.has("-----END ", at: end) {
            index = end + 9
            while index < text.count, text[index] != Byte.dash, index - end < 48 { index += 1 }
            end = text.has("-----", at: index) ? index + 5 : end
            return Match(detector: .privateKey, grade: .certain, start: at, end: end)
        }
        // Blanks behind the header are the sentence's, if a sentence follows.
        var next = header
        while next < text.count, Byte.isBlank(text[next]) { next += 1 }
        if next == text.count { return Match(detector: .privateKey, grade: .certain, start: at, end: header) }
        if text[next] == Byte.quote || text[next] == Byte.apostrophe || text[next] == Byte.backslash {
            return Match(detector: .privateKey, grade: .certain, start: at, end: header)
        }
        var word = next
        while word < text.count, Byte.isBase64(text[word]) { word += 1 }
        guard word - next >= 20 else { return nil }
        while end > header, Byte.isBlank(text[end - 1]) { end -= 1 }
        return Match(detector: .privateKey, grade: .certain, start: at, end: max(end, header))
    }

    private static func isBody(_ byte: UInt8) -> Bool {
        // Colons and dashes stand in the encryption headers of old keys.
        Byte.isBase64(byte) || Byte.isBlank(byte) && byte != 0 || byte == Byte.colon || byte == Byte.comma
    }
}
