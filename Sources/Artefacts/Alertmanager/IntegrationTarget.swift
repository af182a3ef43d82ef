import Documents
import Facts
import SourceText

/// Where an integration sends: which settings name its target, and whether what stands there is anybody's.
///
/// Source: prometheus/alertmanager `config/notifiers.go` and `config/config.go` for the settings and their global
/// defaults. The values are credentials: they are looked at here and never kept.
enum IntegrationTarget {
    /// Settings of which one must be there, and the global ones that stand in for them.
    private struct Settings {
        var own: [String]
        var global: [String] = []
    }

    private static let table: [(kind: String, settings: Settings)] = [
        ("pagerduty", Settings(own: ["routing_key", "routing_key_file", "service_key", "service_key_file"])),
        (
            "opsgenie",
            Settings(own: ["api_key", "api_key_file"], global: ["opsgenie_api_key", "opsgenie_api_key_file"])
        ),
        (
            "slack",
            Settings(
                own: ["api_url", "api_url_file", "app_token", "app_token_file"],
                global: ["slack_api_url", "slack_api_url_file", "slack_app_token", "slack_app_token_file"])
        ),
        ("email", Settings(own: ["to"])),
        ("webhook", Settings(own: ["url", "url_file"])),
        (
            "victorops",
            Settings(own: ["api_key", "api_key_file"], global: ["victorops_api_key", "victorops_api_key_file"])
        ),
        ("discord", Settings(own: ["webhook_url", "webhook_url_file"])),
        (
            "telegram",
            Settings(own: ["bot_token", "bot_token_file"], global: ["telegram_bot_token", "telegram_bot_token_file"])
        ),
        ("msteams", Settings(own: ["webhook_url", "webhook_url_file"])),
        ("msteamsv2", Settings(own: ["webhook_url", "webhook_url_file"])),
        ("jira", Settings(own: ["api_url"], global: ["jira_api_url"])),
        (
            "mattermost",
            Settings(
                own: ["webhook_url", "webhook_url_file"],
                global: ["mattermost_webhook_url", "mattermost_webhook_url_file"])
        ),
        ("incidentio", Settings(own: ["url", "url_file"])),
        ("pushover", Settings(own: ["user_key", "user_key_file"])),
        ("rocketchat", Settings(own: ["token", "token_file"], global: ["rocketchat_token", "rocketchat_token_file"])),
        ("sns", Settings(own: ["topic_arn", "target_arn", "phone_number"])),
        ("webex", Settings(own: ["room_id"])),
        (
            "wechat",
            Settings(own: ["api_secret", "api_secret_file"], global: ["wechat_api_secret", "wechat_api_secret_file"])
        ),
    ]

    /// Every kind there is, as `slack` of `slack_configs`.
    static let kinds: [String] = table.map(\.kind)

    /// What is wrong with the target of one entry; nil if nothing is, or if the kind is not known.
    static func trouble(of entry: Documents.Node, kind: String, global: Documents.Node?) -> Integration.Placeholder? {
        guard let settings = table.first(where: { $0.kind.utf8.elementsEqual(kind.utf8) })?.settings else { return nil }
        var found: [(key: String, value: Documents.Node)] = settings.own.compactMap { key in
            value(of: key, in: entry).map { (key, $0) }
        }
        if found.isEmpty, let global {
            found = settings.global.compactMap { key in value(of: key, in: global).map { (key, $0) } }
        }
        guard !found.isEmpty else {
            return Integration.Placeholder(key: settings.own[0], trouble: .missing, range: entry.range)
        }
        let troubles = found.map { ($0, trouble(in: $0.value, key: $0.key)) }
        // One target that is somebody's is enough.
        guard let first = troubles.first, let trouble = first.1, troubles.allSatisfy({ $0.1 != nil }) else {
            return nil
        }
        let place = first.0.value.range.length == 0 ? entry.range : first.0.value.range
        return Integration.Placeholder(key: first.0.key, trouble: trouble, range: place)
    }

    /// Custom resources spell the same settings in camel case.
    private static func value(of key: String, in node: Documents.Node) -> Documents.Node? {
        guard node.kind == .mapping else { return nil }
        return node[bytes: key.utf8] ?? node[bytes: CamelCase.from(key).utf8]
    }

    private static func trouble(in node: Documents.Node, key: String) -> Integration.Trouble? {
        // A custom resource names a Kubernetes secret here: `{name: ..., key: ...}`.
        guard node.isScalar else { return nil }
        if node.isNull { return .empty }
        let text = String(decoding: node.bytes, as: UTF8.self).lowercased()
        let isFile = key.utf8.suffix(5).elementsEqual("_file".utf8)
        return PlaceholderText.trouble(in: text, isPath: isFile)
    }
}

/// `slackConfigs` for `slack_configs`.
enum CamelCase {
    static func from(_ snake: String) -> String {
        var result = ""
        var isUpper = false
        for character in snake.unicodeScalars {
            if character == "_" {
                isUpper = true
            } else {
                result += isUpper ? String(character).uppercased() : String(character)
                isUpper = false
            }
        }
        return result
    }
}

/// Texts that people write where a target is still to come.
enum PlaceholderText {
    private static let fillers = [
        "changeme", "change", "todo", "fixme", "tbd", "placeholder", "dummy", "replaceme", "replace", "your", "insert",
        "fillme", "redacted", "none", "null", "blackhole", "noop",
    ]
    private static let exampleHosts = ["example.com", "example.org", "example.net", "example.edu"]
    private static let exampleEndings = [".example", ".invalid", ".test"]

    /// `text` is lowercase. A path is only looked at for what can stand in no path that exists.
    static func trouble(in text: String, isPath: Bool) -> Integration.Trouble? {
        let bytes = Array(text.utf8).filter { $0 > 0x20 }
        if bytes.isEmpty { return .empty }
        if isVariable(bytes) { return .unresolvedVariable }
        if isPath { return bytes.elementsEqual("/dev/null".utf8) ? .filler : nil }
        let host = host(of: bytes)
        let name = String(decoding: host, as: UTF8.self)
        if ["localhost", "127.0.0.1", "0.0.0.0", "[::1]", "::1"].contains(where: { name.utf8.elementsEqual($0.utf8) }) {
            return .loopback
        }
        if exampleHosts.contains(where: { name.utf8.elementsEqual($0.utf8) || name.hasSuffix(".\($0)") })
            || exampleEndings.contains(where: { name.hasSuffix($0) })
        {
            return .example
        }
        return isFiller(bytes) ? .filler : nil
    }

    /// `${KEY}`, `$(KEY)`, `$KEY`, `{{ .Values.key }}`, `<secret>`, `%KEY%`, `@@KEY@@`.
    private static func isVariable(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        if text.contains("${") || text.contains("$(") || text.contains("{{") || text.contains("<%") { return true }
        guard let first = bytes.first, let last = bytes.last, bytes.count > 1 else { return false }
        switch (first, last) {
        case (UInt8(ascii: "<"), UInt8(ascii: ">")), (UInt8(ascii: "%"), UInt8(ascii: "%")),
            (UInt8(ascii: "@"), UInt8(ascii: "@")):
            return true
        case (UInt8(ascii: "$"), _):
            return bytes.dropFirst().allSatisfy { isWord($0) }
        default: return false
        }
    }

    /// The host of a URL or of an e-mail address; the whole text where it is neither.
    private static func host(of bytes: [UInt8]) -> ArraySlice<UInt8> {
        var rest = bytes[...]
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")), rest[(colon + 1)...].starts(with: "//".utf8) {
            rest = rest[(colon + 3)...]
        }
        rest = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: ",") }
        if let at = rest.lastIndex(of: UInt8(ascii: "@")) { rest = rest[(at + 1)...] }
        if rest.first == UInt8(ascii: "["), let end = rest.firstIndex(of: UInt8(ascii: "]")) { return rest[...end] }
        // An address of version 6 has more than one colon, a host with its port has one.
        if rest.count(where: { $0 == UInt8(ascii: ":") }) == 1, let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            rest = rest[..<colon]
        }
        while rest.last == UInt8(ascii: ">") { rest.removeLast() }
        return rest
    }

    /// A whole word is a filler, or nothing but x or 0: `XXXX`, `T00000000`.
    private static func isFiller(_ bytes: [UInt8]) -> Bool {
        let isPlain = bytes.allSatisfy(isWord)
        return bytes.split(whereSeparator: { !isLetterOrDigit($0) }).contains { word in
            if word.count >= 3, word.allSatisfy({ $0 == UInt8(ascii: "x") }) { return true }
            if word.count >= 6, word.dropFirst().allSatisfy({ $0 == UInt8(ascii: "0") }) { return true }
            let isKnown = fillers.contains { word.elementsEqual($0.utf8) }
            // `null` or `change` may be part of an address; as the whole value they are none.
            return isKnown
                && (isPlain || word.count >= 8
                    || ["todo", "fixme", "your", "tbd"].contains { word.elementsEqual($0.utf8) })
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}
