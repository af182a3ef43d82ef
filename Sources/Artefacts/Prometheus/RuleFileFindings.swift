import Findings
import PromQL
import SourceText

/// Everything the rule-file adapter can object to. Prometheus refuses a whole file for any of these, so each says so.
enum RuleFileFinding {
    static let invalid = FindingKind(code: "PF030", name: "rule-file-refused")
    static let badExpression = FindingKind(code: "PF031", name: "rule-expression-invalid")
    static let badTemplate = FindingKind(code: "PF032", name: "rule-template-invalid")
    static let notRules = FindingKind(code: "PF033", name: "rule-file-holds-no-rules")
    static let ignoredDocument = FindingKind(code: "PF034", name: "rule-document-ignored")

    private static let wholeFile =
        "Prometheus loads a rule file whole or not at all: after a restart or reload none of its rules exist."

    static func shape(_ message: String, fix: String, at range: SourceRange, subject: String) -> Finding {
        Finding(
            invalid, .error, message: message, why: wholeFile, fix: fix, at: Annotation(range), subject: subject,
            discriminator: message)
    }

    static func expression(_ error: PromQLError, rule: String, in text: EmbeddedText) -> Finding {
        Finding(
            badExpression, .error,
            message: "the expression of \(rule) does not parse, so Prometheus refuses the whole file: \(error.message)",
            why: wholeFile, fix: "correct the expression at the caret; `promtool check rules` says the same",
            at: Annotation(text.sourceRange(of: error.focus), error.message), subject: rule)
    }

    static func template(_ message: String, at range: SourceRange, rule: String, field: String) -> Finding {
        Finding(
            badTemplate, .error,
            message: "the template of `\(field)` in \(rule) does not parse, so Prometheus refuses the whole file",
            why: wholeFile, fix: "correct the template: \(message)", at: Annotation(range, message), subject: rule,
            discriminator: field)
    }

    static func ignored(at range: SourceRange) -> Finding {
        Finding(
            ignoredDocument, .warning,
            message: "Prometheus reads only the first YAML document of a rule file, so these rules do not exist",
            why: "everything after the second `---` is dropped without an error, by the server and by promtool",
            fix: "move these groups into the first document or into a file of their own", at: Annotation(range),
            subject: "document")
    }

    static func holdsNoRules(at range: SourceRange, path: String) -> Finding {
        Finding(
            notRules, .warning, message: "`\(path)` is named as a rule file and holds no rules",
            why: "an alert that somebody believes to be in this file does not exist",
            fix: "name the right file under `artefacts.prometheus_rules`, or remove this one", at: Annotation(range),
            subject: path)
    }
}
