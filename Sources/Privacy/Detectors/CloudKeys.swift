import Findings

extension Detector {
    static let awsAccessKey = Detector(
        id: .awsAccessKey, kind: FindingKind(code: "PF311", name: "aws-access-key-id"), title: "an AWS access key id",
        plural: "AWS access key ids", severity: .error, category: .secret, word: "secret",
        guards:
            "AKIA, ASIA, ABIA or ACCA and 16 characters of base32, nothing longer around it; those of documentation end "
            + "in EXAMPLE",
        trigger: .bytes("A"), matching: ["id ⟦AKIA" + "\(Invented.upper(16))⟧", "⟦ASIA" + "\(Invented.upper(16))⟧"],
        ignoring: [
            "AKIAIOSFODNN7EXAMPLE", "AKIA\(Invented.upper(17))", "AKIA1111111111111111", "xAKIA\(Invented.upper(16))",
        ])

    static let awsSecretKey = Detector(
        id: .awsSecretKey, kind: FindingKind(code: "PF312", name: "aws-secret-access-key"),
        title: "an AWS secret access key", plural: "AWS secret keys", severity: .error, category: .secret,
        word: "secret",
        guards: "40 characters of base64 under a field that says so: without its name nothing tells it from a digest",
        trigger: .keys,
        matching: [
            "aws_secret_access_key=⟦\(Invented.alphanumeric(40))⟧",
            #"{"secretAccessKey": "⟦\#(Invented.alphanumeric(40))⟧"}"#,
        ],
        ignoring: [
            "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "commit=\(Invented.hexadecimal(40))",
            "aws_secret_access_key=${AWS_SECRET}",
        ])

    static let googleKey = Detector(
        id: .googleKey, kind: FindingKind(code: "PF316", name: "google-key"), title: "a key of a Google API",
        plural: "Google keys", severity: .error, category: .secret, word: "secret",
        guards: "`AIza` and exactly 35 characters, or an OAuth client's `GOCSPX-` and 28", trigger: .bytes("A-"),
        matching: ["⟦AIza" + "\(Invented.alphanumeric(35))⟧", "⟦GOCSPX" + "-\(Invented.alphanumeric(28))⟧"],
        ignoring: ["AIza\(Invented.alphanumeric(34))", "AIza\(Invented.alphanumeric(36))", "GOCSPX-short"])
}

enum CloudKeyMatcher {
    static func awsAccessKey(_ text: Span<UInt8>, _ at: Int) -> Match? {
        let second = text.at(at + 1)
        guard
            second == UInt8(ascii: "K") || second == UInt8(ascii: "S") || second == UInt8(ascii: "B")
                || second == UInt8(ascii: "C"), text.at(at + 3) == UInt8(ascii: "A"),
            text.at(at + 2) == (second == UInt8(ascii: "C") ? UInt8(ascii: "C") : UInt8(ascii: "I")),
            !Byte.isWord(text.at(at - 1))
        else { return nil }
        var end = at + 4
        while end < text.count,
            Byte.isUpper(text[end]) || (text[end] >= UInt8(ascii: "2") && text[end] <= UInt8(ascii: "7"))
        {
            end += 1
        }
        guard end == at + 20, !Byte.isWord(text.at(end)), !Placeholder.isFiller(at + 4..<end, in: text) else {
            return nil
        }
        return Match(detector: .awsAccessKey, grade: .certain, start: at, end: end)
    }

    static func awsSecretKey(_ text: Span<UInt8>, _ pair: KeyedValue, _ kind: KeyClass) -> Match? {
        guard kind == .awsSecret, let value = base64(text, pair.value), value.count == 40,
            !Placeholder.isFiller(value, in: text)
        else { return nil }
        return Match(detector: .awsSecretKey, grade: .certain, start: value.lowerBound, end: value.upperBound)
    }

    static func google(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        let isClient = text[at] == Byte.dash
        let start = isClient ? at - 6 : at
        guard start >= floor, !Byte.isURLSafe(text.at(start - 1)) else { return nil }
        guard isClient ? text.has("GOCSPX-", at: start) : text.has("AIza", at: start) else { return nil }
        let body = start + (isClient ? 7 : 4)
        let end = text.endOfURLSafe(from: body)
        guard end - body == (isClient ? 28 : 35), !Placeholder.isFiller(body..<end, in: text) else { return nil }
        return Match(detector: .googleKey, grade: .certain, start: start, end: end)
    }

    /// The value if it is nothing but base64.
    private static func base64(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        for index in range where !Byte.isBase64(text[index]) { return nil }
        return range
    }
}
