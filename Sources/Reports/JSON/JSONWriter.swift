import PromQL

/// A JSON value whose keys keep the order they are given in.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    /// The shortest digits that read back as the same number; what is not finite is null.
    case number(Double)
    /// A list of numbers on one line: there may be thousands.
    case numbers([Double?])
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])

    /// Null for nil.
    package static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}

/// Writes strict JSON (RFC 8259), indented by two blanks, the same bytes for the same value.
///
/// Everything that a terminal or an editor could act on is escaped: control characters, and the invisible and
/// reordering ones that Unicode calls format characters. Strings are valid Unicode by type; bytes that were none have
/// become U+FFFD when they were decoded.
package enum JSONWriter {
    /// The document with a final line feed.
    package static func write(_ value: JSONValue) -> String {
        var output: [UInt8] = []
        append(value, indentation: 0, to: &output)
        output.append(UInt8(ascii: "\n"))
        return String(decoding: output, as: UTF8.self)
    }

    /// Nesting is as deep as the report's own shape, which is fixed.
    private static func append(_ value: JSONValue, indentation: Int, to output: inout [UInt8]) {
        switch value {
        case .null: output += "null".utf8
        case .bool(let flag): output += (flag ? "true" : "false").utf8
        case .integer(let number): output += String(number).utf8
        case .number(let number): append(number, to: &output)
        case .numbers(let numbers):
            output.append(UInt8(ascii: "["))
            for (position, number) in numbers.enumerated() {
                if position > 0 { output += ", ".utf8 }
                append(number, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .string(let text): append(text, to: &output)
        case .array(let elements):
            appendList(elements, brackets: ("[", "]"), indentation: indentation, to: &output) { element, output in
                append(element, indentation: indentation + 2, to: &output)
            }
        case .object(let members):
            appendList(members, brackets: ("{", "}"), indentation: indentation, to: &output) { member, output in
                append(member.key, to: &output)
                output += ": ".utf8
                append(member.value, indentation: indentation + 2, to: &output)
            }
        }
    }

    private static func append(_ number: Double?, to output: inout [UInt8]) {
        guard let number, number.isFinite else { return output += "null".utf8 }
        output += GoNumberText.shortest(number).utf8
    }

    private static func appendList<Element>(
        _ elements: [Element], brackets: (open: String, close: String), indentation: Int, to output: inout [UInt8],
        _ appendElement: (Element, inout [UInt8]) -> Void
    ) {
        output += brackets.open.utf8
        for (position, element) in elements.enumerated() {
            output += (position == 0 ? "\n" : ",\n").utf8
            output += repeatElement(UInt8(ascii: " "), count: indentation + 2)
            appendElement(element, &output)
        }
        if !elements.isEmpty {
            output += "\n".utf8
            output += repeatElement(UInt8(ascii: " "), count: indentation)
        }
        output += brackets.close.utf8
    }

    private static func append(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\"".utf8
            case "\\": output += "\\\\".utf8
            case "\n": output += "\\n".utf8
            case "\r": output += "\\r".utf8
            case "\t": output += "\\t".utf8
            default:
                if mustEscape(scalar) {
                    for unit in UTF16.encode(scalar) ?? .init() { appendEscape(unit, to: &output) }
                } else {
                    output += UTF8.encode(scalar) ?? .init()
                }
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }

    private static func appendEscape(_ unit: UInt16, to output: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        output += "\\u".utf8
        for shift in [12, 8, 4, 0] { output.append(digits[Int(unit >> UInt16(shift)) & 15]) }
    }
}
