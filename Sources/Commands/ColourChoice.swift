/// When reports are coloured.
package enum ColourChoice: String, CaseIterable, Sendable {
    case auto
    case always
    case never

    /// The flag decides; left at `auto`, `NO_COLOR` (no-color.org) decides, then `FORCE_COLOR`, then whether the
    /// stream is a terminal that understands colours. A file is no terminal.
    package func isColoured(isTerminal: Bool, environment: (_ name: String) -> String?) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .auto:
            func isSet(_ name: String) -> Bool { environment(name).map { !$0.isEmpty } ?? false }
            if isSet("NO_COLOR") { return false }
            if isSet("FORCE_COLOR") { return environment("FORCE_COLOR") != "0" }
            return isTerminal && environment("TERM") != "dumb"
        }
    }
}
