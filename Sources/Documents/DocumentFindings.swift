package import Findings
import SourceText

extension FindingKind {
    // Text
    package static let unreadableEncoding = FindingKind(code: "PF001", name: "unreadable-encoding")
    package static let forbiddenCharacter = FindingKind(code: "PF002", name: "forbidden-character")
    package static let oversizedInput = FindingKind(code: "PF003", name: "oversized-input")
    package static let unrenderedTemplate = FindingKind(code: "PF004", name: "unrendered-template")
    // Syntax
    package static let yamlSyntaxError = FindingKind(code: "PF005", name: "yaml-syntax-error")
    package static let jsonSyntaxError = FindingKind(code: "PF006", name: "json-syntax-error")
    package static let deepNesting = FindingKind(code: "PF007", name: "deep-nesting")
    package static let aliasBomb = FindingKind(code: "PF008", name: "alias-bomb")
    package static let unusableAlias = FindingKind(code: "PF009", name: "unusable-alias")
    package static let duplicateKey = FindingKind(code: "PF010", name: "duplicate-key")
    package static let loneSurrogate = FindingKind(code: "PF011", name: "lone-surrogate")
    // Our own files
    package static let unknownKey = FindingKind(code: "PF020", name: "unknown-key")
    package static let missingKey = FindingKind(code: "PF021", name: "missing-key")
    package static let wrongType = FindingKind(code: "PF022", name: "wrong-type")
    package static let valueOutOfRange = FindingKind(code: "PF023", name: "value-out-of-range")
    package static let unknownWord = FindingKind(code: "PF024", name: "unknown-word")
    package static let notOneDocument = FindingKind(code: "PF025", name: "not-one-document")

    /// Every kind that reading a document can report, by code.
    package static let ofDocuments: [FindingKind] = [
        unreadableEncoding, forbiddenCharacter, oversizedInput, unrenderedTemplate, yamlSyntaxError, jsonSyntaxError,
        deepNesting, aliasBomb, unusableAlias, duplicateKey, loneSurrogate, unknownKey, missingKey, wrongType,
        valueOutOfRange, unknownWord, notOneDocument,
    ]

    /// True if a finding of this kind means that a part of the file could not be read.
    var stopsReading: Bool {
        [
            .unreadableEncoding, .forbiddenCharacter, .oversizedInput, .unrenderedTemplate, .yamlSyntaxError,
            .jsonSyntaxError, .deepNesting, .aliasBomb, .unusableAlias,
        ].contains(self)
    }
}

/// The words of everything that reading a document can find wrong.
enum DocumentFindings {
    /// A user's text inside backticks: at most 60 characters of it, on one line, with nothing that a terminal obeys.
    static func quoted(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        var count = 0
        for scalar in String(decoding: Array(bytes.prefix(400)), as: UTF8.self).unicodeScalars {
            if count == 60 { return text + "…" }
            count += 1
            switch scalar {
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case "`": text += "'"
            default:
                if scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
                    || scalar.properties.generalCategory == .lineSeparator
                    || scalar.properties.generalCategory == .paragraphSeparator
                {
                    text += codePoint(scalar)
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }

    static func codePoint(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    static func hexadecimal(_ byte: UInt8) -> String {
        "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }

    // MARK: Text

    static func unreadable(_ problem: TextProblem, file: FileID, subject: String) -> Finding {
        func place(_ offset: Int, _ label: String?) -> Annotation {
            Annotation(SourceRange(file: file, start: UInt64(offset), length: 1), label)
        }
        switch problem {
        case .tooLarge(let limit):
            return Finding(
                .oversizedInput, .error,
                message: "`\(subject)` is larger than \(limit >> 20) MiB, so it was not read",
                why: "No rule file, dashboard or manifest comes near that size; reading on would only take memory.",
                fix: "check that the path names the file you mean; split it if it is really one document",
                at: Annotation(SourceRange(file: file, start: 0, length: 0)), subject: subject)
        case .invalidUTF8(let byte, let offset):
            return Finding(
                .unreadableEncoding, .error,
                message: "byte `\(hexadecimal(byte))` is no UTF-8, so the file cannot be read",
                why: "YAML and JSON are Unicode. Prometheus and every other reader stop here too. A single byte above "
                    + "0x7F usually means that an editor saved Latin-1 or Windows-1252.",
                fix: "save the file as UTF-8, for instance: iconv -f WINDOWS-1252 -t UTF-8 FILE",
                at: place(offset, "not UTF-8"), subject: subject)
        case .invalidUTF16(let offset):
            return Finding(
                .unreadableEncoding, .error,
                message: "the UTF-16 text breaks off inside a character, so the file cannot be read",
                why:
                    "Half of a surrogate pair, or an odd number of bytes: the file is truncated or was edited as bytes.",
                fix: "write the file again, best as UTF-8", at: place(offset, "half a character"), subject: subject)
        case .unsupportedEncoding(let name, let offset):
            return Finding(
                .unreadableEncoding, .error, message: "the file is \(name), which YAML and JSON readers do not accept",
                why: "Prometheus reads UTF-8, and UTF-16 only with a byte order mark.",
                fix: "save the file as UTF-8", at: place(offset, nil), subject: subject)
        case .binary(let offset):
            return Finding(
                .unreadableEncoding, .error, message: "the file holds a zero byte: it is binary, not text",
                why: "An archive, an image or a half-written file stands where text is expected.",
                fix: "check that the path names a text file, and that it is not compressed",
                at: place(offset, "zero byte"), subject: subject)
        }
    }

    static func forbidden(_ scalar: Unicode.Scalar, at range: SourceRange, subject: String) -> Finding {
        Finding(
            .forbiddenCharacter, .error,
            message: "the control character `\(codePoint(scalar))` may not stand in YAML, so the file cannot be read",
            why: "YAML 1.2, section 5.1, allows tabs and line breaks but no other control characters; every reader "
                + "stops here. Such characters come in with text copied from a terminal.",
            fix: "delete it, or spell it as an escape in double quotes", at: Annotation(range, codePoint(scalar)),
            subject: subject)
    }

    static func tooManyDirectives(limit: Int, at range: SourceRange, subject: String) -> Finding {
        Finding(
            .oversizedInput, .error, message: "more than \(limit) `%` directives, so the file was not read",
            why: "A real file has none or one; the cost of reading grows with their square.",
            fix: "remove the directives", at: Annotation(range), subject: subject)
    }

    static func template(_ action: some Sequence<UInt8>, at range: SourceRange, subject: String) -> Finding {
        Finding(
            .unrenderedTemplate, .error,
            message: "`{{\(quoted(action))}}` makes this a Helm template, which is no YAML before it is rendered",
            why: "What the rules will say depends on values that are not in this file; judging the template would "
                + "judge something that never runs.",
            fix: "render it first and hand in the result: helm template RELEASE CHART > rendered.yaml",
            at: Annotation(range, "filled in by Helm"), subject: subject)
    }

    static func unquotedTemplate(_ action: some Sequence<UInt8>, at range: SourceRange, subject: String) -> Finding {
        Finding(
            .yamlSyntaxError, .error,
            message: "a value that begins with `{{\(quoted(action))}}` must stand in quotes",
            why:
                "Without quotes YAML reads `{` as the beginning of a mapping, so the template never reaches Prometheus.",
            fix: "put the whole value in double quotes: \"{{\(quoted(action))}} …\"",
            at: Annotation(range, "read as a mapping"), subject: subject)
    }

    // MARK: Structure

    static func tooDeep(limit: Int, at range: SourceRange, subject: String) -> Finding {
        Finding(
            .deepNesting, .error,
            message: "more than \(limit) mappings and lists inside one another, so the file was not read",
            why: "No real configuration nests deeper than a few dozen levels; this is a generator gone wrong or an "
                + "attempt to exhaust the reader.",
            fix: "flatten the document, or check that the file is the one you mean",
            at: Annotation(range, "level \(limit + 1) begins here"), subject: subject)
    }

    static func aliasBomb(limit: Int, at range: SourceRange, subject: String) -> Finding {
        Finding(
            .aliasBomb, .error,
            message: "aliases multiply the document beyond \(limit) nodes, so it was not read",
            why:
                "A few lines of `*alias` can stand for billions of nodes; a reader that expands them runs out of memory.",
            fix: "write the values out, or refer to smaller parts", at: Annotation(range, "expands beyond the limit"),
            subject: subject)
    }

    static func undefinedAlias(_ alias: String, at range: SourceRange, subject: String) -> Finding {
        let name = quoted(alias.utf8)
        return Finding(
            .unusableAlias, .error,
            message: "`*\(name)` refers to an anchor `&\(name)` that is not defined before it",
            why: "Outside quotes a leading `*` is a YAML alias; Prometheus rejects the file.",
            fix: "define `&\(name)` earlier in the same document, or put the value in quotes if the star belongs to it",
            at: Annotation(range, "no such anchor"), subject: subject, discriminator: name)
    }

    static func recursiveAlias(
        _ alias: String, at range: SourceRange, anchor: SourceRange, subject: String
    ) -> Finding {
        let name = quoted(alias.utf8)
        return Finding(
            .unusableAlias, .error, message: "`*\(name)` stands inside the value that `&\(name)` names",
            why: "The value would contain itself without end; Prometheus rejects the file.",
            fix: "refer to a value that is complete before this line", at: Annotation(range, "contains itself"),
            related: [Annotation(anchor, "`&\(name)` begins here")], subject: subject, discriminator: name)
    }

    /// Stands for findings of a kind beyond the number that is told one by one.
    static func furtherOnes(of kind: FindingKind, count: Int, from range: SourceRange, subject: String) -> Finding {
        Finding(
            kind, .warning, message: "\(count) more like these follow (`\(kind.name)`)",
            why: "Only the first are told one by one.", fix: "mend those first, then look again",
            at: Annotation(range, "the next one"), subject: subject, discriminator: "further")
    }

    static func loneSurrogate(_ escape: some Sequence<UInt8>, at range: SourceRange, subject: String) -> Finding {
        Finding(
            .loneSurrogate, .warning, message: "`\(quoted(escape))` is half a character; it is read as U+FFFD",
            why: "A character beyond U+FFFF takes two such escapes. Readers disagree about one alone: some replace it, "
                + "some reject the file.",
            fix: "write the character itself, or both escapes", at: Annotation(range, "half a surrogate pair"),
            subject: subject)
    }

    static func duplicateKey(
        _ key: some Sequence<UInt8>, first: SourceRange, second: SourceRange, isTolerated: Bool, subject: String
    ) -> Finding {
        let name = quoted(key)
        return Finding(
            .duplicateKey, isTolerated ? .warning : .error,
            message: isTolerated
                ? "the key `\(name)` stands in this object twice; only the last value counts"
                : "the key `\(name)` stands in this mapping twice",
            why: isTolerated
                ? "JSON readers keep the last value and drop the others without a word."
                : "Prometheus rejects the whole file; readers that accept it drop one of the values without a word.",
            fix: "delete one of the two, or rename it", at: Annotation(second, "second `\(name)`"),
            related: [Annotation(first, "first `\(name)`")], subject: subject, discriminator: name)
    }
}
