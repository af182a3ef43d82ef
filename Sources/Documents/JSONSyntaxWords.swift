import Findings
import SourceText

/// The words for everything that can be wrong with the syntax of JSON.
enum JSONSyntaxWords {
    private struct Words {
        var message: String
        var fix: String
        var label: String
        var relatedLabel: String?
        /// True if the beginning of the construct is the place to look at first.
        var pointsAtRelated = false
    }

    static func finding(_ problem: JSONProblem, in text: ReadableText, subject: String) -> Finding {
        let found = DocumentFindings.quoted(text.bytes[problem.range])
        let words = words(for: problem.kind, found: found, isEnd: problem.range.lowerBound >= text.bytes.count)
        var primary = Annotation(text.fileRange(of: problem.range), words.label)
        var related: [Annotation] = []
        if let range = problem.related, let label = words.relatedLabel {
            related = [Annotation(text.fileRange(of: range), label)]
            if words.pointsAtRelated { (primary, related) = (related[0], [primary]) }
        }
        return Finding(
            .jsonSyntaxError, .error, message: words.message,
            why: "JSON readers reject the whole file, so nothing in it was checked.", fix: words.fix, at: primary,
            related: related, subject: subject)
    }

    private static func words(for kind: JSONProblem.Kind, found: String, isEnd: Bool) -> Words {
        switch kind {
        case .unterminatedString:
            Words(
                message: "a string is never closed",
                fix: "add the closing `\"`; a quote inside a string is written `\\\"`",
                label: "opened here", relatedLabel: "the text ends here")
        case .controlCharacter:
            Words(
                message: "a line break or control character stands inside a string",
                fix: "write it as an escape: `\\n`, `\\t` or `\\u00XX`; or close the string before it",
                label: "must be escaped", relatedLabel: "the string opens here")
        case .badEscape:
            Words(
                message: "`\(found)` is no escape of JSON",
                fix: "double the backslash if it belongs to the text (`\\\\d` for the pattern `\\d`); `\\u` takes four "
                    + "hexadecimal digits",
                label: "unknown escape", relatedLabel: "the string opens here")
        case .badNumber:
            Words(
                message: "`\(found)` is no number of JSON",
                fix:
                    "write it in decimal: no `+`, no leading zeros, digits on both sides of the point; or put it in quotes",
                label: "no number")
        case .bareWord:
            Words(
                message: "`\(found)` stands without quotes", fix: bareWordFix(found),
                label: "only `true`, `false` and `null` stand without quotes")
        case .singleQuote:
            Words(message: "strings stand in double quotes", fix: "replace `'` by `\"`", label: "single quote")
        case .comment:
            Words(
                message: "JSON has no comments", fix: "remove the comment", label: "read as the beginning of a comment")
        case .unexpectedCharacter:
            Words(
                message: "`\(found)` cannot stand here", fix: "put it in quotes or remove it",
                label: "no value begins so")
        case .emptyText:
            Words(message: "the file is empty", fix: "write a value; an empty object is `{}`", label: "nothing here")
        case .missingValue:
            Words(
                message: "a value is missing before `\(found)`",
                fix: "write the value, or remove the comma or colon before it",
                label: "expected a value")
        case .missingColon:
            Words(
                message: "the colon after a key is missing", fix: "write `\"key\": value`", label: "expected `:`",
                relatedLabel: "read as a key")
        case .missingComma:
            Words(
                message: "a comma is missing before `\(found)`", fix: "put a comma after the value before it",
                label: "expected `,` or the closing bracket", relatedLabel: "inside this")
        case .trailingComma:
            Words(message: "a comma stands before a closing bracket", fix: "remove the comma", label: "one too many")
        case .keyIsNoString:
            Words(
                message: "a key must be a string in double quotes, but is `\(found)`", fix: "write `\"key\": value`",
                label: "expected a key")
        case .wrongBracket:
            Words(
                message: "`\(found)` closes a bracket that it does not match",
                fix: "close the brackets in the order in which "
                    + "they were opened", label: "does not match", relatedLabel: "opened here")
        case .unclosed:
            Words(
                message: "the text ends before this bracket is closed",
                fix: "add the closing bracket; if the file is cut off, write it again", label: "the text ends here",
                relatedLabel: "never closed", pointsAtRelated: true)
        case .extraText:
            Words(
                message: "`\(found)` follows the end of the value",
                fix: "keep one value to a file, or put several in a list",
                label: "not part of the value above")
        case .tooDeep:
            Words(message: "too deep", fix: "flatten the document", label: "here")
        }
    }

    private static func bareWordFix(_ word: String) -> String {
        switch word {
        case "True", "TRUE", "yes": "write `true`"
        case "False", "FALSE", "no": "write `false`"
        case "None", "undefined", "nil", "NULL", "Null": "write `null`"
        case "NaN", "Infinity", "-Infinity": "JSON has no such number; write `null`, or the text in quotes"
        default: "put it in double quotes"
        }
    }
}
