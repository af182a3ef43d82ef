/// Cuts a template into tokens, one a call.
///
/// Follows Go's `text/template/parse`, `lex.go` (1.19), restated: delimiters `{{` and `}}`, trim markers, comments.
struct TemplateLexer {
    private enum State {
        case text
        case leftDelimiter
        case insideAction
        case finished
    }

    private let bytes: [UInt8]
    private var state = State.text
    private var position = 0
    /// Where the pending token begins.
    private var start = 0
    private var parenthesisDepth = 0
    /// Newlines before `countedTo`, plus one.
    private var line = 1
    private var countedTo = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next token; after the end or an error, the end again and again.
    mutating func next() -> TemplateToken {
        while true {
            let token: TemplateToken? =
                switch state {
                case .text: text()
                case .leftDelimiter: leftDelimiter()
                case .insideAction: insideAction()
                case .finished: make(.end, from: bytes.count)
                }
            if let token { return token }
        }
    }

    // MARK: Bytes

    private func starts(with word: StaticString, at index: Int) -> Bool {
        guard index + word.utf8CodeUnitCount <= bytes.count else { return false }
        for offset in 0..<word.utf8CodeUnitCount where bytes[index + offset] != word.utf8Start[offset] { return false }
        return true
    }

    private func firstIndex(of word: StaticString, from index: Int) -> Int? {
        var index = index
        while index < bytes.count {
            if starts(with: word, at: index) { return index }
            index += 1
        }
        return nil
    }

    private func byte(at index: Int) -> UInt8? { index >= 0 && index < bytes.count ? bytes[index] : nil }

    private func isSpace(at index: Int) -> Bool {
        guard let byte = byte(at: index) else { return false }
        return byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }

    /// A `-` and a blank after the opening delimiter.
    private func hasLeftTrimMarker(at index: Int) -> Bool { byte(at: index) == 0x2D && isSpace(at: index + 1) }

    /// A blank and a `-` before the closing delimiter.
    private func hasRightTrimMarker(at index: Int) -> Bool { isSpace(at: index) && byte(at: index + 1) == 0x2D }

    private func isTrimmedRightDelimiter(at index: Int) -> Bool {
        hasRightTrimMarker(at: index) && starts(with: "}}", at: index + 2)
    }

    /// The rune at `position`; nil at the end.
    private var rune: UInt32? {
        let (rune, length) = Runes.decode(bytes, at: position)
        return length == 0 ? nil : rune
    }

    /// Steps over one rune.
    private mutating func advance() { position += Runes.decode(bytes, at: position).length }

    // MARK: Tokens

    /// A token from `start`, or from another place, to `position`.
    private mutating func make(_ kind: TemplateToken.Kind, from beginning: Int? = nil) -> TemplateToken {
        let beginning = beginning ?? start
        let token = TemplateToken(
            kind: kind, range: beginning..<max(position, beginning), line: line(at: beginning))
        start = position
        return token
    }

    private mutating func fail(_ words: [UInt8]) -> TemplateToken {
        state = .finished
        return TemplateToken(kind: .error, range: start..<max(start, position), line: line(at: start), message: words)
    }

    private mutating func fail(_ words: String) -> TemplateToken { fail(Array(words.utf8)) }

    private mutating func line(at index: Int) -> Int {
        while countedTo < index {
            if bytes[countedTo] == 0x0A { line += 1 }
            countedTo += 1
        }
        return line
    }

    // MARK: States

    private mutating func text() -> TemplateToken? {
        guard let delimiter = firstIndex(of: "{{", from: position) else {
            position = bytes.count
            state = .finished
            return position > start ? make(.text) : nil
        }
        state = .leftDelimiter
        var end = delimiter
        if hasLeftTrimMarker(at: delimiter + 2) {
            while end > start, isSpace(at: end - 1) { end -= 1 }
        }
        position = end
        let token = end > start ? make(.text) : nil
        position = delimiter
        start = delimiter
        return token
    }

    private mutating func leftDelimiter() -> TemplateToken? {
        position += 2
        let marker = hasLeftTrimMarker(at: position) ? 2 : 0
        if starts(with: "/*", at: position + marker) {
            position += marker
            start = position
            return comment()
        }
        let token = make(.leftDelimiter)
        position += marker
        start = position
        parenthesisDepth = 0
        state = .insideAction
        return token
    }

    private mutating func comment() -> TemplateToken? {
        guard let end = firstIndex(of: "*/", from: position + 2) else { return fail("unclosed comment") }
        position = end + 2
        let isTrimmed = isTrimmedRightDelimiter(at: position)
        guard isTrimmed || starts(with: "}}", at: position) else {
            return fail("comment ends before closing delimiter")
        }
        position += isTrimmed ? 4 : 2
        if isTrimmed { skipSpace() }
        start = position
        state = .text
        return nil
    }

    private mutating func skipSpace() {
        while isSpace(at: position) { position += 1 }
    }

    private mutating func rightDelimiter() -> TemplateToken {
        let isTrimmed = hasRightTrimMarker(at: position)
        if isTrimmed {
            position += 2
            start = position
        }
        position += 2
        let token = make(.rightDelimiter)
        if isTrimmed {
            skipSpace()
            start = position
        }
        state = .text
        return token
    }

    private mutating func insideAction() -> TemplateToken? {
        if parenthesisDepth < 0 { return fail("unexpected right paren U+0029 ')'") }
        if starts(with: "}}", at: position) || isTrimmedRightDelimiter(at: position) {
            return parenthesisDepth == 0 ? rightDelimiter() : fail("unclosed left paren")
        }
        guard let rune else { return fail("unclosed action") }
        if isSpace(at: position) { return space() }
        switch rune {
        case 0x2E:  // .
            // A digit makes it a number; at the very end it is one too, and a bad one.
            if let next = byte(at: position + 1), !(0x30...0x39).contains(next) {
                advance()
                return fieldOrVariable(.field)
            }
            return number()
        case 0x2B, 0x2D, 0x30...0x39: return number()
        default: break
        }
        if Self.isAlphanumeric(rune) { return identifier() }
        advance()
        switch rune {
        case 0x3D: return make(.assign)
        case 0x3A:
            let next = self.rune
            advance()
            return next == 0x3D ? make(.declare) : fail("expected :=")
        case 0x7C: return make(.pipe)
        case 0x22: return quoted(by: 0x22, .string, "unterminated quoted string")
        case 0x27: return quoted(by: 0x27, .characterConstant, "unterminated character constant")
        case 0x60: return rawString()
        case 0x24: return fieldOrVariable(.variable)
        case 0x28:
            parenthesisDepth += 1
            return make(.leftParenthesis)
        case 0x29:
            // One too many is reported after the token itself.
            parenthesisDepth -= 1
            return make(.rightParenthesis)
        case 0x20...0x7E: return make(.character)
        default: return fail(Array("unrecognized character in action: ".utf8) + Array(GoQuoting.codePoint(rune).utf8))
        }
    }

    private mutating func space() -> TemplateToken? {
        let first = position
        skipSpace()
        // The last blank may belong to a trim marker.
        if isTrimmedRightDelimiter(at: position - 1) {
            position -= 1
            if position == first { return rightDelimiter() }
        }
        return make(.space)
    }

    private mutating func identifier() -> TemplateToken? {
        while let rune, Self.isAlphanumeric(rune) { advance() }
        guard isAtTerminator else { return badCharacter() }
        // No keyword is longer, and most identifiers are.
        guard position - start <= 8 else { return make(.identifier) }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        if let keyword = TemplateToken.Keyword(rawValue: word) { return make(.keyword(keyword)) }
        return make(word == "true" || word == "false" ? .boolean : .identifier)
    }

    /// Finishes what began with a dot or a dollar.
    private mutating func fieldOrVariable(_ kind: TemplateToken.Kind) -> TemplateToken? {
        if isAtTerminator { return make(kind == .variable ? .variable : .keyword(.dot)) }
        while let rune, Self.isAlphanumeric(rune) { advance() }
        return isAtTerminator ? make(kind) : badCharacter()
    }

    private mutating func badCharacter() -> TemplateToken {
        fail(Array("bad character ".utf8) + Array(GoQuoting.codePoint(rune ?? Runes.replacement).utf8))
    }

    /// Whether a word may end here.
    private var isAtTerminator: Bool {
        guard let rune else { return true }
        if isSpace(at: position) { return true }
        switch rune {
        case 0x2E, 0x2C, 0x7C, 0x3A, 0x29, 0x28: return true  // . , | : ) (
        default: return starts(with: "}}", at: position)
        }
    }

    private mutating func quoted(
        by quote: UInt32, _ kind: TemplateToken.Kind, _ failure: String
    ) -> TemplateToken {
        while let rune {
            advance()
            if rune == quote { return make(kind) }
            if rune == 0x0A { break }
            if rune == 0x5C {
                guard let escaped = self.rune, escaped != 0x0A else { break }
                advance()
            }
        }
        return fail(failure)
    }

    private mutating func rawString() -> TemplateToken {
        while let rune {
            advance()
            if rune == 0x60 { return make(.rawString) }
        }
        return fail("unterminated raw quoted string")
    }

    private mutating func number() -> TemplateToken? {
        guard scanNumber() else { return badNumber() }
        guard let sign = byte(at: position), sign == 0x2B || sign == 0x2D else { return make(.number) }
        // A complex number: no blank, and it must end in i.
        guard scanNumber(), byte(at: position - 1) == UInt8(ascii: "i") else { return badNumber() }
        return make(.complex)
    }

    private mutating func badNumber() -> TemplateToken {
        fail(Array("bad number syntax: ".utf8) + GoLiterals.quote(Array(bytes[start..<position])))
    }

    private mutating func accept(_ set: StaticString) -> Bool {
        guard let byte = byte(at: position) else { return false }
        for offset in 0..<set.utf8CodeUnitCount where set.utf8Start[offset] == byte {
            position += 1
            return true
        }
        return false
    }

    private mutating func acceptRun(_ set: StaticString) {
        while accept(set) {}
    }

    private mutating func scanNumber() -> Bool {
        _ = accept("+-")
        var digits: StaticString = "0123456789_"
        var mark: StaticString = "eE"
        if accept("0") {
            if accept("xX") {
                (digits, mark) = ("0123456789abcdefABCDEF_", "pP")
            } else if accept("oO") {
                (digits, mark) = ("01234567_", "")
            } else if accept("bB") {
                (digits, mark) = ("01_", "")
            }
        }
        acceptRun(digits)
        if accept(".") { acceptRun(digits) }
        if accept(mark) {
            _ = accept("+-")
            acceptRun("0123456789_")
        }
        _ = accept("i")
        if let rune, Self.isAlphanumeric(rune) {
            advance()
            return false
        }
        return true
    }

    /// A letter, a decimal digit or an underscore.
    static func isAlphanumeric(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return UInt8(rune).isWordByte }
        return GeneralCategories.mask(of: rune) & alphanumeric != 0
    }

    private static let alphanumeric =
        (GeneralCategories.mask(named: "L", .prometheus3) ?? 0)
        | (GeneralCategories.mask(named: "Nd", .prometheus3) ?? 0)
}
