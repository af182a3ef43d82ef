/// A file to be written.
package struct ExportedFile: Sendable, Equatable {
    package var name: String
    package var text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// Text for YAML, quoted so that every reader takes it for the same.
enum YAMLText {
    /// A double-quoted scalar: JSON's escapes, which YAML shares.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if isPrintable(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16)
                    let width = scalar.value > 0xFFFF ? 8 : 4
                    result += width == 8 ? "\\U" : "\\u"
                    result += String(repeating: "0", count: width - digits.utf8.count) + digits
                }
            }
        }
        return result + "\""
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return false
        default: return true
        }
    }

    /// `{a: "b"}`; names that are no plain words are quoted too.
    static func mapping(_ pairs: [(name: String, value: String)]) -> String {
        let entries = pairs.map { name, value in
            let key =
                PlainName.isLabelName(Array(name.utf8)) && !reserved.contains(name.lowercased()) ? name : quoted(name)
            return "\(key): \(quoted(value))"
        }
        return "{\(entries.joined(separator: ", "))}"
    }

    /// Words that YAML 1.1 takes for something else than text.
    private static let reserved: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
}
