import Findings

extension Detector {
    static let slackToken = Detector(
        id: .slackToken, kind: FindingKind(code: "PF315", name: "slack-credential"), title: "a Slack token or webhook",
        plural: "Slack credentials", severity: .error, category: .secret, word: "secret",
        guards: "`xoxb-` and its kin with a digit group behind, `xapp-1-`, or the address of an incoming webhook",
        trigger: .bytes("-:"),
        matching: [
            "⟦xoxb" + "-24091846513-\(Invented.alphanumeric(24))⟧",
            "post ⟦https://hooks.slack"
                + ".com/services/T\(Invented.upper(8))/B\(Invented.upper(8))/\(Invented.alphanumeric(24))⟧",
        ],
        ignoring: [
            "xoxb-your-token", "https://hooks.slack.com/services/", "xoxb-000000000000-000000000000-000000000000",
        ])

    static let stripeKey = Detector(
        id: .stripeKey, kind: FindingKind(code: "PF317", name: "stripe-key"), title: "a Stripe key",
        plural: "Stripe keys",
        severity: .error, category: .secret, word: "secret",
        guards:
            "`sk_live_`, `rk_live_` and 16 or more letters and digits, or `whsec_` and 32; keys of the test mode are "
            + "remarks", trigger: .bytes("_"),
        matching: ["⟦sk_" + "live_\(Invented.alphanumeric(24))⟧", "⟦whsec" + "_\(Invented.alphanumeric(32))⟧"],
        ignoring: ["sk_live_short", "task_live_\(Invented.alphanumeric(24))", "pk_live_\(Invented.alphanumeric(24))"])

    static let twilioKey = Detector(
        id: .twilioKey, kind: FindingKind(code: "PF319", name: "twilio-key"), title: "a Twilio key",
        plural: "Twilio keys",
        severity: .error, category: .secret, word: "secret",
        guards:
            "32 hexadecimal digits under a field with `twilio` and `token` or `secret` in its name; `SK` and 32 such "
            + "digits are the key's public half, a remark", trigger: .bytesAndKeys("S"),
        matching: ["twilio_auth_token=⟦\(Invented.hexadecimal(32))⟧", "⟦SK" + "\(Invented.hexadecimal(32))⟧"],
        ignoring: [
            "SK\(Invented.hexadecimal(31))", "twilio_sid=\(Invented.hexadecimal(32))",
            "TASK\(Invented.hexadecimal(32))",
        ])

    static let sendGridKey = Detector(
        id: .sendGridKey, kind: FindingKind(code: "PF320", name: "sendgrid-key"), title: "a SendGrid key",
        plural: "SendGrid keys", severity: .error, category: .secret, word: "secret",
        guards: "`SG.`, 22 characters, a dot and 43 characters", trigger: .bytes("S"),
        matching: ["⟦SG" + ".\(Invented.alphanumeric(22)).\(Invented.alphanumeric(43))⟧"],
        ignoring: ["SG.short.key", "SG.\(Invented.alphanumeric(22)).\(Invented.alphanumeric(42))"])

    static let grafanaToken = Detector(
        id: .grafanaToken, kind: FindingKind(code: "PF326", name: "grafana-token"), title: "a Grafana token",
        plural: "Grafana tokens", severity: .error, category: .secret, word: "secret",
        guards: "`glsa_`, 32 letters and digits, `_` and 8 hexadecimal digits; or `glc_` and base64 of a JSON object",
        trigger: .bytes("_"),
        matching: [
            "⟦glsa" + "_\(Invented.alphanumeric(32))_\(Invented.hexadecimal(8))⟧",
            "⟦glc" + "_eyJ\(Invented.alphanumeric(80))=⟧",
        ],
        ignoring: ["glsa_short_0", "glc_eyJ"])

    static let observabilityKey = Detector(
        id: .observabilityKey, kind: FindingKind(code: "PF327", name: "observability-key"),
        title: "a key of Datadog, Langfuse, Helicone or LangSmith", plural: "observability keys", severity: .error,
        category: .secret, word: "secret",
        guards:
            "`sk-lf-` and a UUID, `sk-helicone-` or `lsv2_` and 24 or more characters; Datadog's 32 or 40 hexadecimal "
            + "digits only under a field that names it", trigger: .bytesAndKeys("-_"),
        matching: [
            "⟦sk-" + "lf-0f8e61c4-5f0a-4e0e-9d2b-6c1a7f3b5d21⟧", "⟦sk-" + "helicone-\(Invented.alphanumeric(32))⟧",
            "DD_API_KEY=⟦\(Invented.hexadecimal(32))⟧", #"{"datadog_app_key": "⟦\#(Invented.hexadecimal(40))⟧"}"#,
            "⟦lsv2" + "_pt_\(Invented.hexadecimal(32))_\(Invented.hexadecimal(10))⟧",
        ],
        ignoring: [
            "pk-lf-0f8e61c4-5f0a-4e0e-9d2b-6c1a7f3b5d21", "api_version=\(Invented.hexadecimal(32))",
            "DD_API_KEY=${KEY}",
        ])
}

enum ServiceKeyMatcher {
    static func slack(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        if text[at] == Byte.colon { return slackWebhook(text, at, floor) }
        let start = at - 4
        guard start >= floor, text[start] == UInt8(ascii: "x"), !Byte.isURLSafe(text.at(start - 1)) else { return nil }
        guard text.has("xox", at: start) && Byte.isLetter(text[start + 3]) || text.has("xapp-1", at: start) else {
            return nil
        }
        let end = text.endOfURLSafe(from: at + 1)
        guard end - at > 20, Byte.isDigit(text.at(at + 1)) || text[start + 3] != UInt8(ascii: "b"),
            !Placeholder.isFiller(at + 1..<end, in: text)
        else { return nil }
        return Match(detector: .slackToken, grade: .certain, start: start, end: end)
    }

    private static func slackWebhook(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        guard text.at(at + 1) == Byte.slash, text.has("://hooks.slack.com/services/T", at: at), at - 5 >= floor,
            text.has("https", at: at - 5)
        else { return nil }
        var end = at + 28
        while end < text.count, Byte.isAlphanumeric(text[end]) || text[end] == Byte.slash { end += 1 }
        guard end - at >= 28 + 30 else { return nil }
        return Match(detector: .slackToken, grade: .certain, start: at - 5, end: end)
    }

    static func stripe(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        if at - 5 >= floor, text.has("whsec", at: at - 5) {
            return RepositoryTokenMatcher.token(.stripeKey, text, at - 5, body: at + 1, 32...64)
        }
        let start = at - 2
        guard start >= floor, text.has("sk", at: start) || text.has("rk", at: start) else { return nil }
        let isLive = text.has("live_", at: at + 1)
        guard isLive || text.has("test_", at: at + 1) else { return nil }
        var match = RepositoryTokenMatcher.token(.stripeKey, text, start, body: at + 6, 16...247)
        if !isLive { match?.grade = .possible }
        return match
    }

    static func twilio(_ text: Span<UInt8>, _ at: Int) -> Match? {
        guard text.at(at + 1) == UInt8(ascii: "K"), Byte.isHexadecimal(text.at(at + 2)),
            text.endOfHexadecimal(from: at + 2) == at + 34
        else { return nil }
        var match = RepositoryTokenMatcher.token(.twilioKey, text, at, body: at + 2, 32...32)
        match?.grade = .possible
        return match
    }

    static func twilioToken(_ text: Span<UInt8>, _ pair: KeyedValue, _ kind: KeyClass) -> Match? {
        guard kind == .twilio, isHexadecimal(text, pair.value), pair.value.count == 32 else { return nil }
        return Match(detector: .twilioKey, grade: .certain, start: pair.value.lowerBound, end: pair.value.upperBound)
    }

    static func sendGrid(_ text: Span<UInt8>, _ at: Int) -> Match? {
        guard text.at(at + 1) == UInt8(ascii: "G"), text.at(at + 2) == Byte.dot, !Byte.isWord(text.at(at - 1)) else {
            return nil
        }
        let middle = text.endOfURLSafe(from: at + 3)
        let end = text.endOfURLSafe(from: middle + 1)
        guard middle - at - 3 == 22, text.at(middle) == Byte.dot, end - middle - 1 == 43 else { return nil }
        return Match(detector: .sendGridKey, grade: .certain, start: at, end: end)
    }

    static func grafana(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        if at - 4 >= floor, text.has("glsa", at: at - 4), !Byte.isWord(text.at(at - 5)) {
            let middle = text.endOfAlphanumeric(from: at + 1)
            let end = text.endOfHexadecimal(from: middle + 1)
            guard middle - at - 1 == 32, text.at(middle) == Byte.underscore, end - middle - 1 == 8,
                !Byte.isWord(text.at(end))
            else { return nil }
            return Match(detector: .grafanaToken, grade: .certain, start: at - 4, end: end)
        }
        guard at - 3 >= floor, text.has("glc_eyJ", at: at - 3), !Byte.isWord(text.at(at - 4)) else { return nil }
        var end = at + 1
        while end < text.count, Byte.isBase64(text[end]) { end += 1 }
        guard end - at > 40 else { return nil }
        return Match(detector: .grafanaToken, grade: .certain, start: at - 3, end: end)
    }

    static func observability(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        if text[at] == Byte.underscore {
            guard at - 4 >= floor, text.has("lsv2_", at: at - 4), !Byte.isWord(text.at(at - 5)) else { return nil }
            let end = text.endOfURLSafe(from: at + 1)
            guard end - at > 24, !Placeholder.isFiller(at + 1..<end, in: text) else { return nil }
            return Match(detector: .observabilityKey, grade: .certain, start: at - 4, end: end)
        }
        guard let start = ModelKeyMatcher.startOfSK(text, at, floor) else { return nil }
        let end = text.endOfURLSafe(from: at + 1)
        let isLangfuse = text.has("lf-", at: at + 1) && end - at - 4 == 36
        let isHelicone = text.has("helicone-", at: at + 1) && end - at - 10 >= 20
        guard isLangfuse || isHelicone, !Placeholder.isFiller(at + 4..<end, in: text) else { return nil }
        return Match(detector: .observabilityKey, grade: .certain, start: start, end: end)
    }

    static func namedKey(_ text: Span<UInt8>, _ pair: KeyedValue, _ kind: KeyClass) -> Match? {
        switch kind {
        case .datadog:
            guard pair.value.count == 32 || pair.value.count == 40, isHexadecimal(text, pair.value) else { return nil }
        case .observability:
            guard pair.value.count >= 24, !Placeholder.isFiller(pair.value, in: text) else { return nil }
        default: return nil
        }
        return Match(
            detector: .observabilityKey, grade: .certain, start: pair.value.lowerBound, end: pair.value.upperBound)
    }

    private static func isHexadecimal(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        text.endOfHexadecimal(from: range.lowerBound) == range.upperBound && text.distinctBytes(in: range) >= 6
    }
}
