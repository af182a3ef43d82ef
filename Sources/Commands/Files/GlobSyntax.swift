/// Reads patterns: first the braces as text, then each resulting text segment by segment.
enum GlobSyntax {
    /// `{a,b}{c,d}...` doubles with every pair; a list of files longer than this is written as a wildcard.
    static let alternativeLimit = 1024

    /// All texts that the braces stand for; escapes stay in.
    static func expandBraces(_ pattern: [Unicode.Scalar]) throws(GlobProblem) -> [[Unicode.Scalar]] {
        var waiting = [pattern]
        var finished: [[Unicode.Scalar]] = []
        while let text = waiting.popLast() {
            guard let group = try firstGroup(of: text) else {
                finished.append(text)
                continue
            }
            for choice in group.choices {
                waiting.append(Array(text[..<group.range.lowerBound] + choice + text[group.range.upperBound...]))
            }
            guard waiting.count + finished.count <= alternativeLimit else {
                throw .tooManyAlternatives(limit: alternativeLimit)
            }
        }
        return finished
    }

    private struct Group {
        let range: Range<Int>
        let choices: [ArraySlice<Unicode.Scalar>]
    }

    /// The first outermost `{...}` outside brackets and escapes.
    private static func firstGroup(of text: [Unicode.Scalar]) throws(GlobProblem) -> Group? {
        var depth = 0
        var open = 0
        var choiceStart = 0
        var choices: [ArraySlice<Unicode.Scalar>] = []
        var index = 0
        while index < text.count {
            switch text[index] {
            case "\\": index += 1
            case "[": index = try bracketEnd(of: text[...], at: index) - 1
            case "{":
                depth += 1
                if depth == 1 {
                    open = index
                    choiceStart = index + 1
                }
            case "," where depth == 1:
                choices.append(text[choiceStart..<index])
                choiceStart = index + 1
            case "}":
                guard depth > 0 else { throw .unopenedBrace }
                depth -= 1
                if depth == 0 {
                    choices.append(text[choiceStart..<index])
                    return Group(range: open..<index + 1, choices: choices)
                }
            default: break
            }
            index += 1
        }
        guard depth == 0 else { throw .unclosedBrace }
        return nil
    }

    /// Reads one text without braces.
    static func alternative(_ text: [Unicode.Scalar]) throws(GlobProblem) -> Glob.Alternative {
        guard !text.isEmpty else { throw .empty }
        guard !text.contains("\0") else { throw .holdsNUL }
        var segments: [Glob.Segment] = []
        for part in try split(text) {
            let segment = try segment(part)
            if segment == .anyFolders, segments.last == .anyFolders { continue }
            segments.append(segment)
        }
        return Glob.Alternative(isAbsolute: text.first == "/", segments: segments)
    }

    /// The parts between slashes, without empty ones and `.`; a bracket may not hold a slash.
    private static func split(_ text: [Unicode.Scalar]) throws(GlobProblem) -> [ArraySlice<Unicode.Scalar>] {
        text.split(separator: "/").filter { !$0.elementsEqual(["."]) }
    }

    private static func segment(_ text: ArraySlice<Unicode.Scalar>) throws(GlobProblem) -> Glob.Segment {
        if text.elementsEqual(["*", "*"]) { return .anyFolders }
        var pieces: [Glob.Piece] = []
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case "\\":
                guard index + 1 < text.endIndex else { throw .danglingEscape }
                pieces.append(.scalar(text[index + 1]))
                index += 2
            case "[":
                let end = try bracketEnd(of: text, at: index)
                pieces.append(try set(text[index + 1..<end - 1]))
                index = end
            case "*":
                if pieces.last != .anyRun { pieces.append(.anyRun) }
                index += 1
            case "?":
                pieces.append(.anyScalar)
                index += 1
            default:
                pieces.append(.scalar(text[index]))
                index += 1
            }
        }
        var name = String.UnicodeScalarView()
        for case .scalar(let scalar) in pieces { name.append(scalar) }
        return name.count == pieces.count ? .name(String(name)) : .pattern(pieces)
    }

    /// One past the `]` that closes the bracket at `start`; a `]` right after `[` or `[!` is a member.
    private static func bracketEnd(
        of text: ArraySlice<Unicode.Scalar>, at start: Int
    ) throws(GlobProblem) -> Int {
        var index = start + 1
        if index < text.endIndex, text[index] == "!" || text[index] == "^" { index += 1 }
        if index < text.endIndex, text[index] == "]" { index += 1 }
        while index < text.endIndex, text[index] != "/" {
            switch text[index] {
            case "]": return index + 1
            case "\\": index += 2
            case "[" where index + 1 < text.endIndex && text[index + 1] == ":": throw .characterClass
            default: index += 1
            }
        }
        throw .unclosedBracket
    }

    /// The members between the brackets.
    private static func set(_ body: ArraySlice<Unicode.Scalar>) throws(GlobProblem) -> Glob.Piece {
        var members = body
        let isNegated = members.first == "!" || members.first == "^"
        if isNegated { members = members.dropFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        func next() throws(GlobProblem) -> Unicode.Scalar {
            guard let scalar = members.popFirst() else { throw .unclosedBracket }
            guard scalar == "\\" else { return scalar }
            guard let escaped = members.popFirst() else { throw .danglingEscape }
            return escaped
        }
        while !members.isEmpty {
            let low = try next()
            guard members.first == "-", members.count > 1 else {
                ranges.append(low...low)
                continue
            }
            members = members.dropFirst()
            let high = try next()
            guard low <= high else { throw .reversedRange(low, high) }
            ranges.append(low...high)
        }
        return .set(ranges, isNegated: isNegated)
    }
}
