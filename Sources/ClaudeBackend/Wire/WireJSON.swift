/// A JSON value as the API sends it: on one line, without blanks, keys in the order they are given in.
package enum WireJSON: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
    /// A value that is JSON already.
    case raw([UInt8])
    case array([WireJSON])
    case object([(key: String, value: WireJSON)])

    package static func optional(_ text: String?) -> WireJSON { text.map { .string($0) } ?? .null }

    package static func integer(_ number: Int32) -> WireJSON { .integer(Int64(number)) }

    package var bytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(1024)
        append(to: &output)
        return output
    }

    /// As deep as the API's own shapes, which are fixed.
    private func append(to output: inout [UInt8]) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .integer(let number): output += String(number).utf8
        case .string(let text): Self.append(text, to: &output)
        case .raw(let bytes): output += bytes
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (position, element) in elements.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                element.append(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (position, member) in members.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                Self.append(member.key, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.append(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ text: String, to output: inout [UInt8]) {
        var text = text
        output.append(UInt8(ascii: "\""))
        text.withUTF8 { appendEscaped($0, to: &output) }
        output.append(UInt8(ascii: "\""))
    }

    /// What stands between the quotes of a string. Escapes what RFC 8259, section 7 demands and nothing else, as the API
    /// does; what lies between two escapes is copied as one.
    static func appendEscaped(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        var start = 0
        while start < bytes.count {
            let end = firstEscape(in: bytes, from: start)
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<end]))
            guard end < bytes.count else { return }
            appendEscape(of: bytes[end], to: &output)
            start = end + 1
        }
    }

    /// The place of the next byte that is not sent as it is, or the end. Looks at eight bytes at a time: answers are
    /// mostly text, and to look at each byte was a seventh of what they cost.
    private static func firstEscape(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var place = start
        let raw = UnsafeRawBufferPointer(bytes)
        while place + 8 <= bytes.count {
            let word = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            if holdsByte(below: 0x20, word) || holdsByte(below: 1, word ^ repeated(UInt8(ascii: "\"")))
                || holdsByte(below: 1, word ^ repeated(UInt8(ascii: "\\")))
            {
                break
            }
            place += 8
        }
        while place < bytes.count, bytes[place] >= 0x20, bytes[place] != UInt8(ascii: "\""),
            bytes[place] != UInt8(ascii: "\\")
        {
            place += 1
        }
        return place
    }

    private static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    /// For bounds up to 128. Source: S. E. Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte less than n".
    private static func holdsByte(below bound: UInt8, _ word: UInt64) -> Bool {
        (word &- repeated(bound)) & ~word & repeated(0x80) != 0
    }

    private static func appendEscape(of byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): output += "\\\"".utf8
        case UInt8(ascii: "\\"): output += "\\\\".utf8
        case UInt8(ascii: "\n"): output += "\\n".utf8
        case UInt8(ascii: "\r"): output += "\\r".utf8
        case UInt8(ascii: "\t"): output += "\\t".utf8
        default:
            output += "\\u00".utf8
            output.append(hexadecimalDigits[Int(byte >> 4)])
            output.append(hexadecimalDigits[Int(byte & 15)])
        }
    }

    private static let hexadecimalDigits = Array("0123456789abcdef".utf8)
}
