import Findings

extension Detector {
    static let ipv4 = Detector(
        id: .ipv4, kind: FindingKind(code: "PF305", name: "ipv4-address"), title: "a public IPv4 address",
        plural: "IPv4 addresses", severity: .warning, category: .network, word: "IP address",
        guards: "four numbers to 255 without leading zeros, not after a name and a slash or a `v`, as versions stand; "
            + "loopback, private, shared, link-local, documentation and multicast ranges (RFC 6890) and public resolvers "
            + "are no person. It is never a failure: whether an address is personal depends on what it can be tied to",
        trigger: .digits,
        matching: ["from ⟦91.198.174.192⟧ port 443", #"{"client_ip": "⟦91.198.174.192⟧"}"#, "⟦91.198.174.192⟧:8080"],
        ignoring: [
            "10.0.0.1", "192.168.1.20", "192.0.2.7", "127.0.0.1", "app 1.2.3.4", "Chrome/120.0.6099.109",
            "v91.198.17.2",
            "91.198.174.192.5", "256.1.1.1", "91.198.174.0192", "version 91.198.174.192", "8.8.8.8",
        ])

    static let ipv6 = Detector(
        id: .ipv6, kind: FindingKind(code: "PF306", name: "ipv6-address"), title: "a public IPv6 address",
        plural: "IPv6 addresses", severity: .warning, category: .network, word: "IP address",
        guards: "eight groups, or fewer around one `::`, within 2000::/3, where public addresses are; documentation "
            + "prefixes (RFC 3849, RFC 9637) are nobody's. It is never a failure",
        trigger: .bytes(":"),
        matching: [
            "from ⟦2a02:8108:8ac0:1a2b::7⟧", #"{"ip": "⟦2a02:8108:8ac0:1a2b:0:ff:12:7⟧"}"#, "[⟦2a02:8108::7⟧]:443",
        ],
        ignoring: [
            "2001:db8::1", "::1", "fe80::1ff:fe23:4567:890a", "12:30:01", "std::vector", "a::b", "2026:11:20",
            "2a02:8108:8ac0:1a2b:0:ff:12:7:9", "fd00:1234::1",
        ])

    static let mac = Detector(
        id: .mac, kind: FindingKind(code: "PF307", name: "mac-address"), title: "a hardware (MAC) address",
        plural: "MAC addresses", severity: .warning, category: .network, word: "MAC address",
        guards:
            "six pairs of hexadecimal digits between one kind of separator, or three groups of four between dots as "
            + "Cisco writes them, nothing longer around them, not all zeros or all ones. It is never a failure",
        trigger: .bytes(":-."),
        matching: ["eth0 ⟦00:1b:44:11:3a:b7⟧ up", "⟦00-1B-44-11-3A-B7⟧", "port 3 ⟦001b.4411.3ab7⟧"],
        ignoring: [
            "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "00:1b:44:11:3a:b7:22:19", "10:20:30", "00:1b-44:11:3a:b7",
            "a00:1b:44:11:3a:b7", "1.001b.4411.3ab7", "001b.4411.3ab7.9", "1234.5678.9012",
        ])
}

enum IPv4Matcher {
    /// The match, and where to look on; `start` begins a run of one to three digits with a dot behind it.
    static func match(_ text: Span<UInt8>, _ start: Int) -> (match: Match?, end: Int) {
        var index = start
        var address: UInt32 = 0
        var parts = 0
        var isPlain = true
        var isSmall = true
        while parts < 4 {
            let end = text.endOfDigits(from: index)
            let length = end - index
            guard length >= 1, length <= 3 else { return (nil, max(end, start + 1)) }
            var part: UInt32 = 0
            for place in index..<end { part = part * 10 + UInt32(text[place] &- 48) }
            if part > 255 || (length > 1 && text[index] == Byte.zero) { isPlain = false }
            if part > 9 { isSmall = false }
            address = address << 8 | part & 0xFF
            parts += 1
            index = end
            if parts < 4 {
                guard text.at(index) == Byte.dot, Byte.isDigit(text.at(index + 1)) else { return (nil, index) }
                index += 1
            }
        }
        guard isPlain, isBounded(text, start, index), !isSomebodysMachine(address), !isVersion(text, start) else {
            return (nil, index)
        }
        let isNamed = AddressFields.name(text, start)
        // Four single digits are a version far more often than the few addresses there are of that form.
        if isSmall, !isNamed { return (nil, index) }
        return (Match(detector: .ipv4, grade: isNamed ? .possible : .note, start: start, end: index), index)
    }

    private static func isBounded(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let before = text.at(start - 1)
        if Byte.isWord(before) || before == Byte.dot || before == Byte.dash || before == Byte.plus { return false }
        // `Chrome/120.0.6099.109` is a version, `//91.198.174.192` a host.
        if before == Byte.slash, Byte.isWord(text.at(start - 2)) { return false }
        let next = text.at(end)
        if Byte.isWord(next) { return false }
        return !((next == Byte.dot || next == Byte.dash) && Byte.isAlphanumeric(text.at(end + 1)))
    }

    private static func isVersion(_ text: Span<UInt8>, _ start: Int) -> Bool {
        let near = max(0, start - 16)..<start
        return text.contains("version", in: near) || text.contains("release", in: near)
            || text.contains("build", in: near)
    }

    private static func isSomebodysMachine(_ address: UInt32) -> Bool {
        func isIn(_ network: UInt32, _ bits: UInt32) -> Bool { address >> (32 - bits) == network >> (32 - bits) }
        return isIn(0, 8) || isIn(0x0A00_0000, 8) || isIn(0x7F00_0000, 8) || isIn(0xA9FE_0000, 16)
            || isIn(0xAC10_0000, 12) || isIn(0xC0A8_0000, 16) || isIn(0x6440_0000, 10) || isIn(0xC000_0000, 24)
            || isIn(0xC000_0200, 24) || isIn(0xC633_6400, 24) || isIn(0xCB00_7100, 24) || isIn(0xC612_0000, 15)
            || isIn(0xE000_0000, 3) || address == 0x0808_0808 || address == 0x0808_0404 || address == 0x0101_0101
            || address == 0x0100_0001 || address == 0x0909_0909
    }
}

/// Fields whose names say that an address in them is somebody's.
private enum AddressFields {
    static func name(_ text: Span<UInt8>, _ start: Int) -> Bool {
        guard let key = KeyedValue.key(before: start, in: text) else { return false }
        return text.contains("ip", in: key) || text.contains("addr", in: key) || text.contains("client", in: key)
            || text.contains("remote", in: key)
    }
}

enum IPv6Matcher {
    private static let longestAddress = 45

    static func match(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        guard Byte.isHexadecimal(text.at(at - 1)), text.at(at + 1) == Byte.colon || Byte.isHexadecimal(text.at(at + 1))
        else { return nil }
        var start = at
        while start > floor, at - start <= 4, Byte.isHexadecimal(text[start - 1]) { start -= 1 }
        let before = text.at(start - 1)
        guard at - start == 4, !Byte.isWord(before), before != Byte.colon, before != Byte.dot, before != Byte.dash
        else { return nil }
        var groups = 0
        var gap = false
        var index = start
        var first: UInt32 = 0
        var second: UInt32 = 0
        while index - start <= longestAddress {
            let end = text.endOfHexadecimal(from: index)
            let length = end - index
            if length > 4 { return nil }
            if length > 0 {
                var value: UInt32 = 0
                for place in index..<end { value = value << 4 | UInt32(Byte.hexadecimalValue(text[place])) }
                if groups == 0 { first = value }
                if groups == 1, !gap { second = value }
                groups += 1
            }
            index = end
            guard text.at(index) == Byte.colon else { break }
            if text.at(index + 1) == Byte.colon {
                if gap { return nil }
                gap = true
                index += 2
            } else if Byte.isHexadecimal(text.at(index + 1)) {
                index += 1
            } else {
                break
            }
        }
        guard gap ? groups <= 7 : groups == 8, !Byte.isWord(text.at(index)) else { return nil }
        guard !(text.at(index) == Byte.colon && Byte.isAlphanumeric(text.at(index + 1))) else { return nil }
        let isPublic = first >> 13 == 1
        let isDocumentation = first == 0x2001 && second == 0xDB8 || first == 0x3FFF && second < 0x1000
        guard isPublic, !isDocumentation else { return nil }
        return Match(
            detector: .ipv6, grade: AddressFields.name(text, start) ? .possible : .note, start: start, end: index)
    }
}

enum MACMatcher {
    /// `at` is the first separator.
    static func match(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        if text[at] == Byte.dot { return dotted(text, at, floor) }
        let start = at - 2
        let separator = text[at]
        guard start >= floor, Byte.isHexadecimal(text[start]), Byte.isHexadecimal(text[start + 1]) else { return nil }
        let before = text.at(start - 1)
        guard !Byte.isWord(before), before != separator, before != Byte.dot else { return nil }
        var union: UInt8 = 0
        var common: UInt8 = 0xFF
        for octet in 0..<6 {
            let place = start + octet * 3
            guard Byte.isHexadecimal(text.at(place)), Byte.isHexadecimal(text.at(place + 1)) else { return nil }
            guard octet == 5 || text.at(place + 2) == separator else { return nil }
            let value = Byte.hexadecimalValue(text[place]) << 4 | Byte.hexadecimalValue(text[place + 1])
            union |= value
            common &= value
        }
        let end = start + 17
        let next = text.at(end)
        guard !Byte.isWord(next), !(next == separator && Byte.isAlphanumeric(text.at(end + 1))) else { return nil }
        guard union != 0, common != 0xFF else { return nil }
        return Match(detector: .mac, grade: .note, start: start, end: end)
    }

    /// `001b.4411.3ab7`; at least one letter, since decimals look the same without.
    private static func dotted(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        let start = at - 4
        let end = start + 14
        guard start >= floor, end <= text.count, text[start + 9] == Byte.dot else { return nil }
        let before = text.at(start - 1)
        let next = text.at(end)
        guard !Byte.isWord(before), before != Byte.dot, !Byte.isWord(next),
            !(next == Byte.dot && Byte.isAlphanumeric(text.at(end + 1)))
        else { return nil }
        var hasLetter = false
        for index in start..<end where index != start + 4 && index != start + 9 {
            guard Byte.isHexadecimal(text[index]) else { return nil }
            if !Byte.isDigit(text[index]), text[index] | 0x20 != UInt8(ascii: "f") { hasLetter = true }
        }
        return hasLetter ? Match(detector: .mac, grade: .note, start: start, end: end) : nil
    }
}
