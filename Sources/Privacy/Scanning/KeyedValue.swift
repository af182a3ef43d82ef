/// A field's name and its value as they stand beside each other: `"key": "value"`, `key=value`, `Key: value`.
struct KeyedValue {
    var key: Range<Int>
    var value: Range<Int>

    private static let longestKey = 80
    private static let longestValue = 8192

    /// The pair of a name and what stands behind the `:` or `=` at `index`; nil if nothing does.
    static func of(_ key: Range<Int>, behind index: Int, in text: Span<UInt8>) -> KeyedValue? {
        var start = index + 1
        if text.at(start) == UInt8(ascii: ">") { start += 1 }
        if text.at(start) == Byte.colon || text.at(start) == Byte.equals || text.at(start) == Byte.slash { return nil }
        while start < text.count, text[start] == Byte.space || text[start] == 0x09 { start += 1 }
        let quote = text.at(start)
        var end = start
        let limit = min(text.count, start + longestValue)
        if quote == Byte.quote || quote == Byte.apostrophe {
            start += 1
            end = start
            while end < limit, text[end] != quote, text[end] != Byte.newline { end += 1 }
        } else {
            while end < limit, !endsBareValue(text[end]) { end += 1 }
        }
        return start < end ? KeyedValue(key: key, value: start..<end) : nil
    }

    /// The name of the field of which the value at `start` is the beginning; nil in the midst of a text.
    static func key(before start: Int, in text: Span<UInt8>) -> Range<Int>? {
        var index = start - 1
        if text.at(index) == Byte.quote || text.at(index) == Byte.apostrophe { index -= 1 }
        while text.at(index) == Byte.space { index -= 1 }
        guard text.at(index) == Byte.colon || text.at(index) == Byte.equals else { return nil }
        return key(endingAt: index, in: text)
    }

    /// The name before the `:` or `=` at `separator`.
    static func key(endingAt separator: Int, in text: Span<UInt8>) -> Range<Int>? {
        var end = separator
        while text.at(end - 1) == Byte.space { end -= 1 }
        let quote = text.at(end - 1)
        if quote == Byte.quote || quote == Byte.apostrophe {
            end -= 1
            var start = end
            let limit = max(0, end - longestKey)
            while start > limit, text[start - 1] != quote { start -= 1 }
            return start > 0 && start < end && text[start - 1] == quote ? start..<end : nil
        }
        var start = end
        let limit = max(0, end - longestKey)
        while start > limit, Byte.isURLSafe(text[start - 1]) || text[start - 1] == Byte.dot { start -= 1 }
        return start < end ? start..<end : nil
    }

    private static func endsBareValue(_ byte: UInt8) -> Bool {
        if Byte.isBlank(byte) || byte == Byte.quote || byte == Byte.apostrophe || byte == Byte.comma { return true }
        return byte == UInt8(ascii: ";") || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "}")
            || byte == UInt8(ascii: "]") || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "<")
    }
}

/// What a field's name promises its value to be.
enum KeyClass {
    case authorization
    case cookie
    case password
    case awsSecret
    case datadog
    case observability
    case twilio
    /// `api_key`, `access_token`, `client_secret` and their kin.
    case credential

    /// Looks at the last four bytes first: nearly every name of a row is done with after that.
    static func of(_ key: Range<Int>, in text: Span<UInt8>) -> KeyClass? {
        guard key.count >= 3 else { return nil }
        switch tail(key, text) {
        // "word", "sswd", "_pwd", "pass" and "pwd" alone.
        case 0x776F_7264, 0x7373_7764, 0x5F70_7764, 0x7061_7373, 0x0070_7764: return isPassword(key, text)
        // "cret", "_key", "ikey", "skey", "oken".
        case 0x6372_6574, 0x5F6B_6579, 0x696B_6579, 0x736B_6579, 0x6F6B_656E: return credential(key, text)
        // "tion"
        case 0x7469_6F6E: return text.contains("authorization", in: key) ? .authorization : nil
        // "okie"
        case 0x6F6B_6965: return .cookie
        default: return nil
        }
    }

    private static func tail(_ key: Range<Int>, _ text: Span<UInt8>) -> UInt32 {
        var tail: UInt32 = 0
        for index in max(key.lowerBound, key.upperBound - 4)..<key.upperBound {
            let byte = Byte.lowercase(text[index])
            tail = tail << 8 | UInt32(byte == Byte.dash || byte == Byte.dot ? Byte.underscore : byte)
        }
        return tail
    }

    private static func isPassword(_ key: Range<Int>, _ text: Span<UInt8>) -> KeyClass? {
        let isOther = text.contains("hash", in: key) || text.contains("forgot", in: key)
        return isOther ? nil : .password
    }

    private static func credential(_ key: Range<Int>, _ text: Span<UInt8>) -> KeyClass? {
        // `public_key`, `cache_key`, `sort_key`, `partition_key`: names of things, not what opens them.
        if text.contains("aws", in: key) || text.contains("secret_access", in: key)
            || text.contains("secretaccess", in: key)
        {
            return text.contains("secret", in: key) ? .awsSecret : nil
        }
        if text.contains("datadog", in: key) || text.hasLowercased("dd_", at: key.lowerBound)
            || text.hasLowercased("dd-", at: key.lowerBound)
        {
            return .datadog
        }
        if text.contains("langfuse", in: key) || text.contains("helicone", in: key) || text.contains("grafana", in: key)
            || text.contains("langsmith", in: key)
        {
            return text.contains("public", in: key) ? nil : .observability
        }
        if text.contains("twilio", in: key) { return .twilio }
        let isCredential =
            text.contains("api_key", in: key) || text.contains("apikey", in: key) || text.contains("api-key", in: key)
            || text.contains("access_token", in: key) || text.contains("auth_token", in: key)
            || text.contains("refresh_token", in: key) || text.contains("api_token", in: key)
            || text.contains("accesstoken", in: key) || text.contains("authtoken", in: key)
            || text.contains("auth-token", in: key) || text.contains("client_secret", in: key)
            || text.contains("clientsecret", in: key) || text.contains("secret_key", in: key)
            || text.contains("secretkey", in: key) || text.contains("session_token", in: key)
        return isCredential ? .credential : nil
    }
}

/// Values that stand in for one: masks, references and fillers.
enum Placeholder {
    /// True if nobody could use the value: masked, a template, a reference, or a word that documentation puts there.
    static func isOne(_ range: Range<Int>, in text: Span<UInt8>) -> Bool {
        var stars = 0
        for index in range {
            let byte = text[index]
            // Blanks and brackets are in no credential; `$VAR`, `{{x}}`, `<x>`, `%s` name one.
            if byte <= Byte.space || byte == UInt8(ascii: "<") || byte == UInt8(ascii: "{")
                || byte == UInt8(ascii: "[") || byte == 0xE2
            {
                return true
            }
            if byte == UInt8(ascii: "*") { stars += 1 }
        }
        if stars >= 3 || text.at(range.lowerBound) == UInt8(ascii: "$") || text.at(range.lowerBound) == Byte.percent {
            return true
        }
        return isMasked(range, in: text) || text.contains("mask", in: range) || text.contains("hidden", in: range)
            || text.contains("your", in: range) || text.contains("dummy", in: range)
            || text.contains("removed", in: range)
    }

    /// Words that are long enough to stand in no random key by chance: `mask` is met in one of 10,000.
    private static func isMasked(_ range: Range<Int>, in text: Span<UInt8>) -> Bool {
        text.contains("redact", in: range) || text.contains("filtered", in: range)
            || text.contains("example", in: range) || text.contains("changeme", in: range)
            || text.contains("placeholder", in: range) || text.contains("xxxx", in: range)
            || text.contains("....", in: range)
    }

    /// True if a token of a vendor's shape is made of a few bytes over and over, as in documentation.
    static func isFiller(_ range: Range<Int>, in text: Span<UInt8>) -> Bool {
        text.distinctBytes(in: range) < 8 || isMasked(range, in: text)
    }
}
