import Findings

extension Detector {
    static let githubToken = Detector(
        id: .githubToken, kind: FindingKind(code: "PF313", name: "github-token"), title: "a GitHub token",
        plural: "GitHub tokens", severity: .error, category: .secret, word: "secret",
        guards:
            "`ghp_`, `gho_`, `ghu_`, `ghs_` or `ghr_` and 36 to 251 letters and digits, or `github_pat_` with 22 and 59",
        trigger: .bytes("_"),
        matching: [
            "⟦ghp_" + "\(Invented.alphanumeric(36))⟧",
            "x-access-token:⟦ghs_" + "\(Invented.alphanumeric(36))⟧@github.com",
            "⟦github_pat_" + "\(Invented.alphanumeric(22))_\(Invented.alphanumeric(59))⟧",
        ],
        ignoring: [
            "ghp_\(Invented.alphanumeric(20))", "ghx_\(Invented.alphanumeric(36))",
            "ghp_" + String(repeating: "x", count: 36),
        ])

    static let gitlabToken = Detector(
        id: .gitlabToken, kind: FindingKind(code: "PF314", name: "gitlab-token"), title: "a GitLab token",
        plural: "GitLab tokens", severity: .error, category: .secret, word: "secret",
        guards:
            "`glpat-`, `gldt-`, `glrt-`, `glcbt-`, `glptt-`, `glft-`, `glsoat-` or `glagent-` and 20 or more characters",
        trigger: .bytes("-"), matching: ["⟦glpat-" + "\(Invented.alphanumeric(20))⟧"],
        ignoring: ["glpat-short", "glxx-\(Invented.alphanumeric(20))"])

    static let npmToken = Detector(
        id: .npmToken, kind: FindingKind(code: "PF321", name: "npm-token"), title: "an npm access token",
        plural: "npm tokens", severity: .error, category: .secret, word: "secret",
        guards: "`npm_` and exactly 36 letters and digits", trigger: .bytes("_"),
        matching: ["⟦npm_" + "\(Invented.alphanumeric(36))⟧"],
        ignoring: ["npm_config_registry", "npm_\(Invented.alphanumeric(30))"])

    static let pypiToken = Detector(
        id: .pypiToken, kind: FindingKind(code: "PF322", name: "pypi-token"), title: "a PyPI upload token",
        plural: "PyPI tokens", severity: .error, category: .secret, word: "secret",
        guards: "`pypi-AgE`, the begin of every macaroon of the index, and 50 or more characters", trigger: .bytes("-"),
        matching: ["⟦pypi-" + "AgEIcHlwaS5vcmc\(Invented.alphanumeric(70))⟧"],
        ignoring: ["pypi-AgEIcHlwaS5vcmc", "pypi-server"])
}

enum RepositoryTokenMatcher {
    static func github(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        if text.has("github_pat", at: at - 10), at - 10 >= floor, !Byte.isWord(text.at(at - 11)) {
            let middle = text.endOfAlphanumeric(from: at + 1)
            let end = text.endOfAlphanumeric(from: middle + 1)
            guard middle - at - 1 == 22, text.at(middle) == Byte.underscore, end - middle - 1 == 59 else { return nil }
            return Match(detector: .githubToken, grade: .certain, start: at - 10, end: end)
        }
        let start = at - 3
        guard start >= floor, text[start] == UInt8(ascii: "g"), text[start + 1] == UInt8(ascii: "h") else { return nil }
        switch text[start + 2] {
        case UInt8(ascii: "p"), UInt8(ascii: "o"), UInt8(ascii: "u"), UInt8(ascii: "s"), UInt8(ascii: "r"): break
        default: return nil
        }
        return token(.githubToken, text, start, body: at + 1, 36...251)
    }

    static func gitlab(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        var start = at
        while start > floor, at - start < 8, Byte.isLower(text[start - 1]) { start -= 1 }
        guard at - start >= 4, text.has("gl", at: start), !Byte.isURLSafe(text.at(start - 1)) else { return nil }
        let isKnown =
            text.has("glpat-", at: start) || text.has("gldt-", at: start) || text.has("glrt-", at: start)
            || text.has("glcbt-", at: start) || text.has("glptt-", at: start) || text.has("glft-", at: start)
            || text.has("glsoat-", at: start) || text.has("glagent-", at: start)
        guard isKnown else { return nil }
        let end = text.endOfURLSafe(from: at + 1)
        guard end - at - 1 >= 20, !Placeholder.isFiller(at + 1..<end, in: text) else { return nil }
        return Match(detector: .gitlabToken, grade: .certain, start: start, end: end)
    }

    static func npm(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        guard at - 3 >= floor, text.has("npm", at: at - 3) else { return nil }
        return token(.npmToken, text, at - 3, body: at + 1, 36...36)
    }

    static func pypi(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        let start = at - 4
        guard start >= floor, text.has("pypi-AgE", at: start), !Byte.isURLSafe(text.at(start - 1)) else { return nil }
        let end = text.endOfURLSafe(from: at + 1)
        guard end - at - 1 >= 50 else { return nil }
        return Match(detector: .pypiToken, grade: .certain, start: start, end: end)
    }

    /// A prefix and a body of letters and digits, with nothing of a word around them.
    static func token(
        _ detector: DetectorID, _ text: Span<UInt8>, _ start: Int, body: Int, _ lengths: ClosedRange<Int>
    ) -> Match? {
        let end = text.endOfAlphanumeric(from: body)
        guard lengths.contains(end - body), !Byte.isWord(text.at(start - 1)), !Byte.isURLSafe(text.at(end)),
            !Placeholder.isFiller(body..<end, in: text)
        else { return nil }
        return Match(detector: detector, grade: .certain, start: start, end: end)
    }
}
