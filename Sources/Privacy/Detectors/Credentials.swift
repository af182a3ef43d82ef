import Findings

extension Detector {
    static let headerCredential = Detector(
        id: .headerCredential, kind: FindingKind(code: "PF324", name: "credential-in-header"),
        title: "a credential known by its header or field", plural: "credentials in headers", severity: .error,
        category: .secret, word: "secret",
        guards: "`Bearer` or `Basic` and 16 or more characters with a digit or both cases in them; the value of an "
            + "authorization header; 16 or more characters under a field such as `api_key`, `access_token` or `cookie`, which "
            + "are a remark, since such fields hold ids too. Masked values are none",
        trigger: .bytesAndKeys("Bb"),
        matching: [
            "Authorization: Bearer ⟦\(Invented.alphanumeric(40))⟧",
            #"{"headers": {"authorization": "Basic ⟦\#(Invented.alphanumeric(24))⟧"}}"#,
            #"{"x-api-key": "⟦\#(Invented.alphanumeric(32))⟧"}"#,
        ],
        ignoring: [
            "Authorization: Bearer ***", "bearer of good news", "the bearer authentication scheme",
            "Basic configuration",
            #"{"api_key": "[REDACTED]"}"#, #"{"max_tokens": "4096"}"#, "Authorization: Bearer ${TOKEN}",
            #"{"cache_key": "\#(Invented.alphanumeric(32))"}"#, #"{"api_key": "sk-ant-...abcd"}"#,
        ])

    static let password = Detector(
        id: .password, kind: FindingKind(code: "PF325", name: "password"), title: "a password", plural: "passwords",
        severity: .error, category: .secret, word: "secret",
        guards:
            "what stands between `user:` and `@` of an address with a scheme; under a field called password it is a "
            + "remark. Masks, references and words of documentation are none",
        trigger: .bytesAndKeys(":"),
        matching: [
            "postgres://app:⟦q7LmZ2vR⟧@db.acme.net:5432/chat", "redis://:⟦q7LmZ2vR⟧@cache:6379",
            #"{"password": "⟦q7LmZ2vR⟧"}"#,
        ],
        ignoring: [
            "https://db.acme.net:5432/chat", "postgres://app:***@db/chat", "postgres://app:password@db/chat",
            "postgres://user:${PASSWORD}@db/chat", #"{"password": "********"}"#, #"{"password": null}"#,
            "https://a.acme.net/x:y@z",
        ])
}

enum CredentialMatcher {
    /// `at` is the first letter of `Bearer` or `Basic`.
    static func scheme(_ text: Span<UInt8>, _ at: Int) -> Match? {
        let isBearer = text.hasLowercased("bearer ", at: at)
        guard isBearer || text.hasLowercased("basic ", at: at), !Byte.isWord(text.at(at - 1)) else { return nil }
        let start = at + (isBearer ? 7 : 6)
        return token(text, start, least: 16).map {
            Match(
                detector: .headerCredential, grade: .certain, start: $0.lowerBound, end: $0.upperBound, isGeneric: true)
        }
    }

    /// The value of a field whose name says that it is a credential.
    static func keyed(_ text: Span<UInt8>, _ pair: KeyedValue, _ kind: KeyClass) -> Match? {
        switch kind {
        case .authorization:
            // With a scheme, the scheme's own detector looks at what follows it.
            if text.hasLowercased("bearer", at: pair.value.lowerBound) { return nil }
            if text.hasLowercased("basic", at: pair.value.lowerBound) { return nil }
        case .credential, .cookie: break
        default: return nil
        }
        guard kind == .cookie || token(text, pair.value.lowerBound, least: 16) == pair.value,
            pair.value.count >= 16, !hasPrefixOfAMask(text, pair.value)
        else { return nil }
        if kind == .cookie, Placeholder.isOne(pair.value, in: text) { return nil }
        return Match(
            detector: .headerCredential, grade: kind == .authorization ? .certain : .possible,
            start: pair.value.lowerBound, end: pair.value.upperBound, isGeneric: true)
    }

    /// A run of a token's bytes that no word of a sentence is: long, with a digit or with both cases.
    private static func token(_ text: Span<UInt8>, _ start: Int, least: Int) -> Range<Int>? {
        var end = start
        var hasDigit = false
        var hasUpper = false
        var hasLower = false
        while end < text.count {
            let byte = text[end]
            guard Byte.isBase64(byte) || Byte.isURLSafe(byte) || byte == Byte.dot || byte == UInt8(ascii: "~") else {
                break
            }
            if Byte.isDigit(byte) { hasDigit = true }
            if Byte.isUpper(byte) { hasUpper = true }
            if Byte.isLower(byte) { hasLower = true }
            end += 1
        }
        guard end - start >= least, hasUpper || hasLower, hasDigit || hasUpper && hasLower,
            !hasPrefixOfAMask(text, start..<end), !Placeholder.isFiller(start..<end, in: text)
        else { return nil }
        return start..<end
    }

    /// True for `sk-ant-...abcd`, which shows a key's ends only.
    private static func hasPrefixOfAMask(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        text.contains("...", in: range)
    }

    /// `at` is the colon of `://`.
    static func connection(_ text: Span<UInt8>, _ at: Int) -> Match? {
        guard text.at(at + 1) == Byte.slash, text.at(at + 2) == Byte.slash, Byte.isLetter(text.at(at - 1)) else {
            return nil
        }
        var index = at + 3
        var colon = -1
        var sign = -1
        let limit = min(text.count, at + 512)
        while index < limit {
            let byte = text[index]
            if Byte.isBlank(byte) || byte == Byte.slash || byte == Byte.quote || byte == Byte.apostrophe
                || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
                || byte == Byte.comma
            {
                break
            }
            if byte == Byte.colon, colon < 0 { colon = index }
            if byte == Byte.at { sign = index }
            index += 1
        }
        guard colon >= 0, sign - colon > 3 else { return nil }
        return password(text, colon + 1..<sign, .certain)
    }

    static func passwordField(_ text: Span<UInt8>, _ pair: KeyedValue, _ kind: KeyClass) -> Match? {
        guard kind == .password, pair.value.count >= 6 else { return nil }
        return password(text, pair.value, .possible)
    }

    private static func password(_ text: Span<UInt8>, _ range: Range<Int>, _ grade: Grade) -> Match? {
        if isWord(text, range, "password") || isWord(text, range, "passwd") || isWord(text, range, "pass")
            || isWord(text, range, "secret") || isWord(text, range, "string")
            || isWord(text, range, "required") || isWord(text, range, "invalid") || isWord(text, range, "missing")
            || isWord(text, range, "x-oauth-basic")
            || text.distinctBytes(in: range) < 3 || Placeholder.isOne(range, in: text)
        {
            return nil
        }
        return Match(
            detector: .password, grade: grade, start: range.lowerBound, end: range.upperBound, isGeneric: true)
    }

    private static func isWord(_ text: Span<UInt8>, _ range: Range<Int>, _ word: StaticString) -> Bool {
        range.count == word.utf8CodeUnitCount && text.hasLowercased(word, at: range.lowerBound)
    }
}
