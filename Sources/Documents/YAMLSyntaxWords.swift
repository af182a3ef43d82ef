import Findings
import SourceText

/// Turns libyaml's terse complaints into a sentence that says what is wrong and what to type instead.
///
/// libyaml has about fifty complaints; the ones that people meet have words of their own here, the rest keep libyaml's.
struct YAMLSyntaxWords {
    let text: ReadableText
    let bytes: UnsafeBufferPointer<UInt8>
    let subject: String
    /// True if no document of the file was read yet.
    let isInFirstDocument: Bool

    private struct Words {
        var message: String
        /// Nil for what nearly always holds: that nothing after this place can be read.
        var why: String?
        var fix: String
        /// What stands under the caret.
        var label: String
        /// What stands where the construct began; nil leaves that place out.
        var contextLabel: String?
        /// True if the beginning of the construct is the place to look at first.
        var pointsAtContext = false
        /// True if the construct is the line up to the place, which libyaml does not say.
        var pointsAtLine = false
    }

    func finding(_ problem: YAMLProblem, at offset: Int, context constructStart: Int) -> Finding {
        var words = words(for: problem, at: offset, context: constructStart)
        let context = words.pointsAtLine ? startOfLine(before: offset) : constructStart
        if let separator = separator(near: offset) ?? (words.pointsAtContext ? separator(near: context) : nil) {
            words.fix =
                "replace the invisible `\(separator)` on this line by a plain line break or a space; " + words.fix
        }
        var primary = Annotation(range(at: offset), words.label)
        var related: [Annotation] = []
        if let label = words.contextLabel, words.pointsAtLine || !problem.context.isEmpty, context != offset {
            related = [Annotation(range(at: context), label)]
            if words.pointsAtContext {
                related = [primary]
                primary = Annotation(range(at: context), label)
            }
        }
        return Finding(
            .yamlSyntaxError, .error, message: words.message,
            why: words.why ?? consequence,
            fix: words.fix, at: primary, related: related, subject: subject)
    }

    private var consequence: String {
        isInFirstDocument
            ? "Nothing after this place can be read, by this tool or by Prometheus: the whole file is rejected."
            : "Nothing after this place can be read. Prometheus looks at the first document of a file only; other tools "
                + "reject the whole file."
    }

    // MARK: Places

    /// The scalar at `offset`, or a place between two bytes at the end of a line.
    private func range(at offset: Int) -> SourceRange {
        guard offset < bytes.count, YAMLSource.lineBreak(at: offset, bytes) == 0 else {
            return text.fileRange(of: offset..<offset)
        }
        return text.fileRange(of: offset..<min(offset + UTF8Scalar.length(ofLead: bytes[offset]), bytes.count))
    }

    /// The first byte that is no blank on the line of `offset`.
    private func startOfLine(before offset: Int) -> Int {
        var start = min(offset, bytes.count)
        while start > text.start, bytes[start - 1] != UInt8(ascii: "\n"), bytes[start - 1] != UInt8(ascii: "\r") {
            start -= 1
        }
        while start < offset, YAMLSource.isBlank(bytes[start]) { start += 1 }
        return start
    }

    private func scalar(at offset: Int) -> Unicode.Scalar? {
        guard offset < bytes.count else { return nil }
        let end = min(offset + UTF8Scalar.length(ofLead: bytes[offset]), bytes.count)
        return String(decoding: bytes[offset..<end], as: UTF8.self).unicodeScalars.first
    }

    /// A line separator that editors do not show and libyaml obeys, within the line before `offset` or just after.
    private func separator(near offset: Int) -> String? {
        var index = min(offset + 3, bytes.count)
        let lowest = max(text.start, offset - 400)
        while index > lowest {
            index -= 1
            if bytes[index] == UInt8(ascii: "\n"), index < offset { return nil }
            if YAMLSource.lineBreak(at: index, bytes) > 1, bytes[index] >= 0x80, let scalar = scalar(at: index) {
                return DocumentFindings.codePoint(scalar)
            }
        }
        return nil
    }

    // MARK: Words

    private func words(for problem: YAMLProblem, at offset: Int, context: Int) -> Words {
        switch problem.problem {
        case "found character that cannot start any token": return unexpectedCharacter(at: offset)
        case "could not find expected ':'": return missingColon(at: offset, context: context)
        case "found unexpected end of stream", "found unexpected document indicator":
            return Words(
                message: "a quoted text is never closed",
                fix: "add the closing quote; a quote inside single quotes is "
                    + "written twice (`''`), inside double quotes `\\\"`",
                label: "still inside the quotes here", contextLabel: "opened here", pointsAtContext: true)
        case "found unknown escape character": return unknownEscape(at: offset)
        case "mapping values are not allowed in this context" where offset - startOfLine(before: offset) > 1024:
            var words = Self.longKeyWords
            words.pointsAtLine = true
            return words
        default: break
        }
        if problem.problem.contains("tab character") { return Self.tabWords }
        if let words = Self.byProblem[problem.problem] { return words }
        return Words(
            message: "YAML syntax error: \(problem.problem)"
                + (problem.context.isEmpty ? "" : " (\(problem.context))"),
            fix: "compare this line with the lines around it: indentation, quotes, a missing `-` or `:`",
            label: "here", contextLabel: "the construct begins here")
    }

    private func unexpectedCharacter(at offset: Int) -> Words {
        guard let scalar = scalar(at: offset) else {
            return Words(message: "YAML breaks off here", fix: "complete the value", label: "end of the text")
        }
        if scalar == "\t" { return Self.tabWords }
        return Words(
            message: "a value cannot begin with `\(DocumentFindings.quoted(String(scalar).utf8))` outside quotes",
            fix: "put the whole value in quotes", label: "reserved in YAML")
    }

    private func missingColon(at offset: Int, context: Int) -> Words {
        if offset - context > 1024 { return Self.longKeyWords }
        return Words(
            message: "a line in this mapping has no `:` after its key",
            fix: "write `key: value`; if the line continues the value above, indent it deeper than that value's key",
            label: "no `:` up to here", contextLabel: "read as a key", pointsAtContext: true)
    }

    private func unknownEscape(at offset: Int) -> Words {
        let letter = scalar(at: offset + 1).map { DocumentFindings.quoted(String($0).utf8) } ?? ""
        if letter == "'" {
            return Words(
                message: "`\\'` is no escape of YAML, even if Prometheus lets it pass",
                why: "Go's YAML reader, and so Prometheus, knows it; the YAML specification and other readers do not.",
                fix: "write `'` without the backslash", label: "unknown escape",
                contextLabel: "the double quotes open here")
        }
        return Words(
            message: "`\\\(letter)` is no escape inside double quotes",
            fix: "use single quotes, where a backslash is just a backslash, or double it: `\\\\\(letter)`",
            label: "unknown escape", contextLabel: "the double quotes open here")
    }

    /// YAML 1.2, section 7.4: a key that is not marked by `?` has at most 1,024 characters.
    private static let longKeyWords = Words(
        message: "a key is longer than 1,024 characters, or its `:` is missing",
        fix: "shorten the key, or write it after `? ` on a line of its own and its value after `: ` on the next",
        label: "no `:` up to here", contextLabel: "the key begins here", pointsAtContext: true)

    private static let tabWords = Words(
        message: "a tab stands where YAML expects spaces",
        fix: "indent with spaces; most editors can convert tabs in the whole file", label: "tab")

    private static let byProblem: [String: Words] = [
        "mapping values are not allowed in this context": Words(
            message: "a `:` makes this a key where no key can stand",
            fix:
                "put the value in quotes if the colon belongs to it (`summary: \"Errors: high\"`); otherwise align the "
                + "key with its neighbours",
            label: "read as the end of a key"),
        "did not find expected key": Words(
            message: "this line does not continue the mapping it is indented like",
            fix:
                "align its key with the other keys of the mapping; text after a closing quote belongs inside the quotes",
            label: "no key of this mapping", contextLabel: "the mapping begins here"),
        "did not find expected '-' indicator": Words(
            message: "this line does not continue the list it is indented like",
            fix: "align the `-` with the other items, or indent the line to belong to the item above",
            label: "no item of this list", contextLabel: "the list begins here"),
        "block sequence entries are not allowed in this context": Words(
            message: "a `- ` item cannot begin here", fix: "begin the list on the line after its key",
            label: "read as a list item"),
        "mapping keys are not allowed in this context": Words(
            message: "a `? ` key cannot begin here", fix: "put the value in quotes if the question mark belongs to it",
            label: "read as a key"),
        "did not find expected ',' or ']'": Words(
            message: "a list in brackets is not closed, or lacks a comma",
            fix: "add the missing `,` or `]`; quote items that "
                + "hold brackets, braces or commas",
            label: "expected `,` or `]`", contextLabel: "the list opens here"),
        "did not find expected ',' or '}'": Words(
            message: "a mapping in braces is not closed, or lacks a comma",
            fix: "add the missing `,` or `}`; quote values that "
                + "begin with `{` or hold commas, PromQL and templates among them",
            label: "expected `,` or `}`", contextLabel: "the mapping opens here"),
        "did not find expected node content": Words(
            message: "a value is missing here",
            fix: "write the value; a comma, bracket or brace that belongs to it needs quotes",
            label: "expected a value", contextLabel: "the construct begins here"),
        "did not find expected <document start>": Words(
            message: "text follows the end of the document",
            fix: "separate documents by a line `---`; if this line belongs to "
                + "the document, align it with the first line",
            label: "not part of the document above"),
        "did not find expected alphabetic or numeric character": Words(
            message: "a value cannot begin with `*` or `&` outside quotes, where they make an alias or an anchor",
            fix: "put the value in quotes: '*.yaml'", label: "no name follows"),
        "did not find expected comment or line break": Words(
            message: "text stands after the `|` or `>` that opens a block",
            fix: "begin the text on the next line, indented",
            label: "must stand on the next line", contextLabel: "the block opens here"),
        "found an indentation indicator equal to 0": Words(
            message: "the indentation after `|` or `>` cannot be 0", fix: "leave the number out, or give 1 to 9",
            label: "here"),
        "did not find expected hexdecimal number": Words(
            message: "an escape `\\x`, `\\u` or `\\U` lacks hexadecimal digits",
            fix: "give it 2, 4 or 8 digits, or use single quotes", label: "not enough digits",
            contextLabel: "the double quotes open here"),
        "found invalid Unicode character escape code": Words(
            message: "an escape names no Unicode character; halves of surrogate pairs are not allowed in YAML",
            fix: "write the character itself, or one `\\U` escape with 8 digits", label: "no character",
            contextLabel: "the double quotes open here"),
        "found unexpected ':'": Words(
            message: "a `:` stands next to a bracket or comma inside a flow collection", fix: "put the value in quotes",
            label: "here", contextLabel: "the value begins here"),
        "found undefined tag handle": Words(
            message: "a value begins with `!`, which makes a tag, and its handle is not defined",
            fix: "put the value in quotes if the `!` belongs to it", label: "read as a tag"),
        "found incompatible YAML document": Words(
            message: "the `%YAML` directive asks for a version that readers do not know",
            fix: "delete the directive, or write 1.1",
            label: "here"),
        "found unknown directive name": Words(
            message: "a line that begins with `%` is a directive, and this one is unknown",
            fix: "indent the line or put the value in quotes", label: "read as a directive"),
    ]
}
