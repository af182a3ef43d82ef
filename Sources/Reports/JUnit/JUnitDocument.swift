/// JUnit's XML as Jenkins, GitLab and GitHub actions read it: suites of cases. Times are zero, so that the same
/// files give the same bytes.
struct JUnitDocument {
    var name: String
    var suites: [Suite]

    struct Suite {
        var name: String
        var properties: [(name: String, value: String)] = []
        var cases: [Case] = []
        /// Findings that belong to no case.
        var errors: [String] = []
    }

    struct Case {
        var suite: String
        var name: String
        var properties: [(name: String, value: String)] = []
        var outcome = Outcome.passed
        var output: [String] = []
    }

    enum Outcome {
        case passed
        case failed(type: String, message: String, text: [String])
        case skipped(message: String)
        /// It could not be carried out.
        case error(type: String, message: String)

        fileprivate var word: String {
            switch self {
            case .passed: "passed"
            case .failed: "failed"
            case .skipped: "skipped"
            case .error: "error"
            }
        }
    }

    func xml() -> String {
        var root = XMLElement("testsuites", [("name", name)] + Self.counts(suites.flatMap(\.cases)))
        root.children = suites.map(element)
        return XMLElement.document(root)
    }

    private static func counts(_ cases: [Case]) -> [(String, String)] {
        func count(_ word: String) -> String { String(cases.count { $0.outcome.word == word }) }
        return [
            ("tests", String(cases.count)), ("failures", count("failed")), ("errors", count("error")),
            ("skipped", count("skipped")), ("time", "0"),
        ]
    }

    private func element(_ suite: Suite) -> XMLElement {
        var element = XMLElement("testsuite", [("name", suite.name)] + Self.counts(suite.cases))
        element.children = properties(suite.properties) + suite.cases.map(self.element)
        if !suite.errors.isEmpty { element.children.append(XMLElement("system-err", text: suite.errors)) }
        return element
    }

    private func element(_ one: Case) -> XMLElement {
        var element = XMLElement("testcase", [("classname", one.suite), ("name", one.name), ("time", "0")])
        element.children = properties(one.properties)
        switch one.outcome {
        case .passed: break
        case .failed(let type, let message, let text):
            element.children.append(XMLElement("failure", [("type", type), ("message", message)], text: text))
        case .skipped(let message): element.children.append(XMLElement("skipped", [("message", message)]))
        case .error(let type, let message):
            element.children.append(XMLElement("error", [("type", type), ("message", message)]))
        }
        if !one.output.isEmpty { element.children.append(XMLElement("system-out", text: one.output)) }
        return element
    }

    private func properties(_ properties: [(name: String, value: String)]) -> [XMLElement] {
        guard !properties.isEmpty else { return [] }
        var element = XMLElement("properties")
        element.children = properties.map { XMLElement("property", [("name", $0.name), ("value", $0.value)]) }
        return [element]
    }
}

/// An element of XML 1.0 with attributes, then text or children.
struct XMLElement {
    var name: String
    var attributes: [(name: String, value: String)]
    var text: [String]
    var children: [XMLElement] = []

    init(_ name: String, _ attributes: [(String, String)] = [], text: [String] = []) {
        self.name = name
        self.attributes = attributes.map { (name: $0.0, value: $0.1) }
        self.text = text
    }

    static func document(_ root: XMLElement) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.lines(indentation: 0)
    }

    /// Nesting is as deep as the document's own shape, which is fixed.
    private func lines(indentation: Int) -> String {
        let blanks = String(repeating: " ", count: indentation)
        let opening = attributes.map { " \($0.name)=\"\(Self.escaped($0.value))\"" }.joined()
        if children.isEmpty && text.isEmpty { return "\(blanks)<\(name)\(opening)/>\n" }
        if children.isEmpty {
            // No indentation: blanks would become part of the text.
            return "\(blanks)<\(name)\(opening)>\(text.map(Self.escaped).joined(separator: "\n"))</\(name)>\n"
        }
        return "\(blanks)<\(name)\(opening)>\n" + children.map { $0.lines(indentation: indentation + 2) }.joined()
            + "\(blanks)</\(name)>\n"
    }

    /// Markup is escaped; what XML 1.0 (section 2.2) does not allow at all, not even escaped, becomes U+FFFD.
    static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "\t", "\n", "\r": output += "&#\(scalar.value);"
            default: output.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
            }
        }
        return output
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar.value & 0xFFFE != 0xFFFE
    }
}
