/// A host and a port, as Go's `net.SplitHostPort` parts them.
struct HostPort {
    let host: [UInt8]
    let port: [UInt8]

    private static let colon = UInt8(ascii: ":")

    /// Nil where Go gives an error: no port, a bare IPv6 address, brackets out of place.
    init?(_ text: [UInt8]) {
        guard let split = text.lastIndex(of: Self.colon) else { return nil }
        var (openFrom, closeFrom) = (0, 0)
        if text.first == UInt8(ascii: "[") {
            guard let close = text.firstIndex(of: UInt8(ascii: "]")), close + 1 == split else { return nil }
            host = Array(text[1..<close])
            (openFrom, closeFrom) = (1, close + 1)
        } else {
            host = Array(text[..<split])
            if host.contains(Self.colon) { return nil }
        }
        if text[openFrom...].contains(UInt8(ascii: "[")) || text[closeFrom...].contains(UInt8(ascii: "]")) {
            return nil
        }
        port = Array(text[(split + 1)...])
    }

    /// `stripDomain`: the first label of a host name, its port kept; addresses stay whole.
    static func withoutDomain(_ text: [UInt8]) -> [UInt8] {
        let parts = HostPort(text)
        let host = parts?.host ?? text
        if isAddress(host) { return text }
        let first = Array(host.prefix { $0 != UInt8(ascii: ".") })
        guard let port = parts?.port, !port.isEmpty else { return first }
        let bracketed = first.contains(colon) ? [UInt8(ascii: "[")] + first + [UInt8(ascii: "]")] : first
        return bracketed + [colon] + port
    }

    /// The path of a URL, for links behind a proxy; empty where there is none.
    static func path(ofURL url: [UInt8]) -> [UInt8] {
        var rest = url[...]
        if let scheme = rest.firstIndex(of: colon), rest[(scheme + 1)...].starts(with: [0x2F, 0x2F]) {
            rest = rest[(scheme + 3)...]
            guard let slash = rest.firstIndex(where: { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 }) else { return [] }
            rest = rest[slash...]
        }
        return Array(rest.prefix { $0 != 0x3F && $0 != 0x23 })
    }

    // MARK: Addresses

    /// Whether `net.ParseIP` takes it for an address.
    static func isAddress(_ text: [UInt8]) -> Bool {
        for byte in text {
            if byte == UInt8(ascii: ".") { return isIPv4(text[...]) }
            if byte == colon { return isIPv6(text) }
        }
        return false
    }

    /// Four decimal numbers up to 255 without leading zeros.
    private static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard (1...3).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }) else {
                    return false
                }
                if part.count > 1, part.first == 0x30 { return false }
                return part.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
            }
    }

    /// Eight groups of up to four hexadecimal digits; `::` once for any that are zero; the last two as IPv4.
    private static func isIPv6(_ text: [UInt8]) -> Bool {
        var groups = 0
        var index = 0
        var hasEllipsis = false
        if text.starts(with: [colon, colon]) {
            hasEllipsis = true
            index = 2
        }
        while index < text.count {
            let start = index
            while index < text.count, GoNumbers.digit(text[index]) != nil { index += 1 }
            guard index > start, groups < 8 else { return false }
            if index < text.count, text[index] == UInt8(ascii: ".") {
                guard hasEllipsis || groups == 6, groups + 2 <= 8, isIPv4(text[start...]) else { return false }
                groups += 2
                index = text.count
                break
            }
            // The value must fit 16 bits, however many zeros lead it.
            let value = text[start..<index].reduce(0) { min($0 * 16 + Int(GoNumbers.digit($1) ?? 0), 0x10000) }
            if value > 0xFFFF { return false }
            groups += 1
            if index == text.count { break }
            guard text[index] == colon, index + 1 < text.count else { return false }
            index += 1
            if text[index] == colon {
                if hasEllipsis { return false }
                hasEllipsis = true
                index += 1
            }
        }
        return hasEllipsis ? groups < 8 : groups == 8
    }
}
