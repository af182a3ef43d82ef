import Findings

extension Detector {
    static let anthropicKey = Detector(
        id: .anthropicKey, kind: FindingKind(code: "PF310", name: "anthropic-key"), title: "a key of Anthropic's API",
        plural: "Anthropic keys", severity: .error, category: .secret, word: "secret",
        guards:
            "`sk-ant-`, a family such as `api03`, `admin01`, `oat01`, `ort01` or `sid01`, and 40 or more characters; "
            + "masked keys and fillers are none",
        trigger: .bytes("-"),
        matching: [
            "key=⟦sk-ant-" + "api03-\(Invented.alphanumeric(93))AA⟧",
            "⟦sk-ant-" + "admin01-\(Invented.alphanumeric(93))AA⟧",
            "⟦sk-ant-" + "oat01-\(Invented.alphanumeric(86))⟧", "⟦sk-ant-" + "ort01-\(Invented.alphanumeric(86))⟧",
            "⟦sk-ant-" + "sid01-\(Invented.alphanumeric(86))⟧",
            #"{"authorization": "Bearer ⟦sk-ant-"# + "api03-\(Invented.alphanumeric(93))AA⟧\"}",
        ],
        ignoring: [
            "sk-ant-api03-...", "sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "sk-ant-api03-****AAAA",
            "task-ant-api03-\(Invented.alphanumeric(93))AA", "sk-ant-api03-\(Invented.alphanumeric(12))",
        ])

    static let openAIKey = Detector(
        id: .openAIKey, kind: FindingKind(code: "PF318", name: "openai-key"),
        title: "a key of OpenAI's or OpenRouter's API",
        plural: "OpenAI keys", severity: .error, category: .secret, word: "secret",
        guards:
            "`sk-proj-`, `sk-svcacct-` or `sk-admin-` and 40 or more characters; `sk-or-v1-` and 64 hexadecimal digits; "
            + "or `sk-` and exactly 48 letters and digits",
        trigger: .bytes("-"),
        matching: [
            "⟦sk-" + "proj-\(Invented.alphanumeric(120))⟧", "⟦sk-" + "\(Invented.alphanumeric(48))⟧",
            "⟦sk-" + "or-v1-\(Invented.hexadecimal(64))⟧",
        ],
        ignoring: ["sk-proj-short", "sk-\(Invented.alphanumeric(30))", "task-\(Invented.alphanumeric(48))"])

    static let huggingFaceToken = Detector(
        id: .huggingFaceToken, kind: FindingKind(code: "PF323", name: "hugging-face-token"),
        title: "a token of Hugging Face", plural: "Hugging Face tokens", severity: .error, category: .secret,
        word: "secret", guards: "`hf_` and exactly 34 letters and digits", trigger: .bytes("_"),
        matching: ["⟦hf_" + "\(Invented.alphanumeric(34))⟧"],
        ignoring: ["hf_short", "half_\(Invented.alphanumeric(34))", "hf_\(Invented.alphanumeric(35))"])
}

enum ModelKeyMatcher {
    static func anthropic(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        guard let start = startOfSK(text, at, floor), text.has("ant-", at: at + 1) else { return nil }
        let end = text.endOfURLSafe(from: at + 5)
        guard end - at - 5 >= 40, !Placeholder.isFiller(at + 5..<end, in: text) else { return nil }
        return Match(detector: .anthropicKey, grade: .certain, start: start, end: end)
    }

    static func openAI(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        guard let start = startOfSK(text, at, floor) else { return nil }
        let end = text.endOfURLSafe(from: at + 1)
        let body = at + 1..<end
        if text.has("proj-", at: at + 1) || text.has("svcacct-", at: at + 1) || text.has("admin-", at: at + 1) {
            guard body.count >= 45 else { return nil }
        } else if text.has("or-v1-", at: at + 1) {
            guard text.endOfHexadecimal(from: at + 7) == end, end - at - 7 == 64 else { return nil }
        } else {
            guard body.count == 48, text.endOfAlphanumeric(from: at + 1) == end else { return nil }
        }
        if Placeholder.isFiller(body, in: text) { return nil }
        return Match(detector: .openAIKey, grade: .certain, start: start, end: end)
    }

    static func huggingFace(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        let start = at - 2
        guard start >= floor, text.has("hf_", at: start), !Byte.isWord(text.at(start - 1)) else { return nil }
        let end = text.endOfAlphanumeric(from: at + 1)
        guard end - at - 1 == 34, !Byte.isURLSafe(text.at(end)), !Placeholder.isFiller(at + 1..<end, in: text) else {
            return nil
        }
        return Match(detector: .huggingFaceToken, grade: .certain, start: start, end: end)
    }

    /// Where `sk` before a dash begins, if nothing longer stands there.
    static func startOfSK(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Int? {
        let start = at - 2
        guard start >= floor, text[start + 1] == UInt8(ascii: "k"), text[start] == UInt8(ascii: "s"),
            !Byte.isURLSafe(text.at(start - 1))
        else { return nil }
        return start
    }
}
