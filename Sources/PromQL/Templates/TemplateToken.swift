/// A piece of a template.
struct TemplateToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// The lexer cannot go on; `text` says why.
        case error
        case boolean
        /// A printable ASCII character with no other meaning, such as a comma.
        case character
        case characterConstant
        case complex
        case assign
        case declare
        case end
        /// `.Name`.
        case field
        case identifier
        case leftDelimiter
        case leftParenthesis
        case number
        case pipe
        case rawString
        case rightDelimiter
        case rightParenthesis
        case space
        case string
        /// What lies between actions.
        case text
        /// `$` or `$name`.
        case variable
        case keyword(Keyword)
    }

    enum Keyword: String, Hashable, Sendable, CaseIterable {
        case block
        case breakLoop = "break"
        case continueLoop = "continue"
        case dot = "."
        case define
        case elseBranch = "else"
        case endBranch = "end"
        case ifBranch = "if"
        case nilValue = "nil"
        case range
        case template
        case with
    }

    var kind: Kind
    /// Where it stands in the text.
    var range: Range<Int>
    /// From 1.
    var line: Int
    /// For an error, what is wrong.
    var message: [UInt8] = []

    var start: Int { range.lowerBound }

    /// As Go's messages name it: quoted, cut after ten characters; keywords in angle brackets.
    func described(in text: [UInt8]) -> [UInt8] {
        let written = Array(text[range])
        switch kind {
        case .end: return Array("EOF".utf8)
        case .error: return message
        case .keyword: return [0x3C] + written + [0x3E]
        default:
            if written.count <= 10 { return GoLiterals.quote(written) }
            return GoLiterals.quote(written.firstRunes(10)) + Array("...".utf8)
        }
    }
}

extension [UInt8] {
    /// The first `count` runes, an undecodable byte counting as one.
    func firstRunes(_ count: Int) -> [UInt8] {
        var index = 0
        for _ in 0..<count where index < self.count { index += Runes.decode(self, at: index).length }
        return Array(self[..<index])
    }
}
