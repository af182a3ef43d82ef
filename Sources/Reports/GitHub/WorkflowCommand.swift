/// One line that GitHub's runner takes for a command: `::error file=a,line=1::message`.
///
/// The escapes are those of the runner (actions/toolkit, `packages/core/src/command.ts`): `%`, CR and LF in data, and
/// `:` and `,` beside them in properties.
struct WorkflowCommand {
    var name: String
    var properties: [(name: String, value: String)]
    var message: String

    var line: String {
        let written = properties.map { "\($0.name)=\(Self.escaped($0.value, isProperty: true))" }
        let head = written.isEmpty ? "::\(name)::" : "::\(name) \(written.joined(separator: ","))::"
        return head + Self.escaped(message, isProperty: false)
    }

    static func escaped(_ text: String, isProperty: Bool) -> String {
        var output = ""
        for scalar in harmless(text).unicodeScalars {
            switch scalar {
            case "%": output += "%25"
            case "\r": output += "%0D"
            case "\n": output += "%0A"
            case ":" where isProperty: output += "%3A"
            case "," where isProperty: output += "%2C"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    /// The runner still obeys its older form, `##[name]`, wherever in a line it stands, so a text may not hold one.
    static func harmless(_ text: String) -> String {
        var output = ""
        var previous: (Unicode.Scalar, Unicode.Scalar) = (" ", " ")
        for scalar in text.unicodeScalars {
            if scalar == "[", previous == ("#", "#") { output += " " }
            output.unicodeScalars.append(scalar)
            previous = (previous.1, scalar)
        }
        return output
    }
}
