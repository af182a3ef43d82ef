/// A JSON value as the API sends it: on one line, without blanks, keys in the order they are given in.
package enum WireJSON: Sendable {
    case null
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
        append(to: &output)
        return output
    }

    /// As deep as the API's own shapes, which are fixed.
    private func append(to output: inout [UInt8]) {
        switch self {
        case .null: output += "null".utf8
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

    /// Escapes what RFC 8259, section 7 demands and nothing else, as the API does.
    private static func append(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output += "\\\"".utf8
            case UInt8(ascii: "\\"): output += "\\\\".utf8
            case UInt8(ascii: "\n"): output += "\\n".utf8
            case UInt8(ascii: "\r"): output += "\\r".utf8
            case UInt8(ascii: "\t"): output += "\\t".utf8
            case 0..<0x20:
                output += "\\u00".utf8
                output.append(hexadecimalDigits[Int(byte >> 4)])
                output.append(hexadecimalDigits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static let hexadecimalDigits = Array("0123456789abcdef".utf8)
}
