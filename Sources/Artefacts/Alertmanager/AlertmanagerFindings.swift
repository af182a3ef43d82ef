import Findings
import SourceText

/// Everything the Alertmanager adapter can object to. No value of a setting is ever named: it may be a credential.
enum AlertmanagerFinding {
    static let refusedKind = FindingKind(code: "PF046", name: "alertmanager-refused")
    static let badMatcher = FindingKind(code: "PF047", name: "alertmanager-matcher-invalid")
    static let noConfiguration = FindingKind(code: "PF048", name: "alertmanager-configuration-missing")

    private static let why =
        "Alertmanager keeps its former configuration, or does not start, if the new one is invalid."

    static func refused(_ message: String, fix: String, at range: SourceRange, subject: String) -> Finding {
        Finding(
            refusedKind, .error, message: "\(message); Alertmanager refuses the whole file", why: why, fix: fix,
            at: Annotation(range), subject: subject, discriminator: message)
    }

    static func matcher(at range: SourceRange, subject: String) -> Finding {
        Finding(
            badMatcher, .error, message: "a matcher of \(subject) cannot be read; Alertmanager refuses the whole file",
            why: why, fix: "write `name=\"value\"`, with one of `=`, `!=`, `=~`, `!~`",
            at: Annotation(range, "no matcher"),
            subject: subject)
    }

    static func missing(_ path: String, at range: SourceRange) -> Finding {
        Finding(
            noConfiguration, .warning, message: "`\(path)` is named as an Alertmanager configuration and holds none",
            why: "where alerts go cannot be seen", fix: "name the right file under `artefacts.alertmanager`",
            at: Annotation(range), subject: path)
    }
}
