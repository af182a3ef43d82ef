/// A pattern of paths: `**` (any folders), `*`, `?`, `[a-z]`, `[!a]`, `{one,other}`, and `\` before a character meant
/// as itself.
///
/// As in a shell, nothing but a written dot matches a leading dot, and `*`, `?` and `[...]` stop at `/`. `**` counts
/// only as a whole segment; elsewhere it is `*`. A trailing `**` means all files below. Characters are Unicode scalars,
/// compared without normalisation.
package struct Glob: Sendable {
    /// As it was written.
    package let text: String
    /// One row of segments for each way to choose from the braces.
    let alternatives: [Alternative]

    struct Alternative: Hashable, Sendable {
        let isAbsolute: Bool
        let segments: [Segment]
    }

    enum Segment: Hashable, Sendable {
        /// A name without wildcards, escapes taken out.
        case name(String)
        case pattern([Piece])
        /// `**`: this folder and all below.
        case anyFolders
    }

    enum Piece: Hashable, Sendable {
        case scalar(Unicode.Scalar)
        case anyScalar
        case anyRun
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    package init(_ text: String) throws(GlobProblem) {
        self.text = text
        guard text.utf8.count <= Self.lengthLimitBytes else { throw .tooLong(limitBytes: Self.lengthLimitBytes) }
        var alternatives: [Alternative] = []
        for scalars in try GlobSyntax.expandBraces(Array(text.unicodeScalars)) {
            alternatives.append(try GlobSyntax.alternative(scalars))
        }
        self.alternatives = alternatives
    }

    /// PATH_MAX of Linux: nothing longer can name a file.
    package static let lengthLimitBytes = 4096

    /// Whether the whole path fits, without a look at the file system.
    package func matches(_ path: String) -> Bool {
        let names = path.utf8.split(separator: UInt8(ascii: "/")).compactMap { String($0) }.filter { $0 != "." }
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        return alternatives.contains { $0.isAbsolute == isAbsolute && Self.matches(names, $0.segments) }
    }

    /// A table over segments and names instead of recursion: `**/**/**` costs no more than its length.
    private static func matches(_ names: [String], _ segments: [Segment]) -> Bool {
        // reachable[n]: the segments so far fit the first n names.
        var reachable = [Bool](repeating: false, count: names.count + 1)
        reachable[0] = true
        for (index, segment) in segments.enumerated() {
            var next = [Bool](repeating: false, count: names.count + 1)
            for count in 0...names.count where reachable[count] {
                if segment == .anyFolders {
                    // A trailing `**` stands for files, so it takes at least one name.
                    if index < segments.count - 1 { next[count] = true }
                    var end = count
                    while end < names.count, !isHidden(names[end]) {
                        end += 1
                        next[end] = true
                    }
                } else if count < names.count, segment.matches(names[count]) {
                    next[count + 1] = true
                }
            }
            reachable = next
        }
        return reachable[names.count]
    }

    static func isHidden(_ name: String) -> Bool { name.utf8.first == UInt8(ascii: ".") }
}

extension Glob.Segment {
    /// Whether one name of a folder fits; never for `**`, which is no name.
    func matches(_ name: String) -> Bool {
        switch self {
        case .name(let literal): literal.utf8.elementsEqual(name.utf8)
        case .pattern(let pieces):
            (!Glob.isHidden(name) || pieces.first == .scalar(".")) && Self.fits(Array(name.unicodeScalars), pieces)
        case .anyFolders: false
        }
    }

    /// Goes back to the last `*` only, which suffices because an earlier one could take no more than it did.
    private static func fits(_ name: [Unicode.Scalar], _ pieces: [Glob.Piece]) -> Bool {
        var position = 0
        var piece = 0
        var afterLastRun: Int?
        var runEnd = 0
        while position < name.count {
            if piece < pieces.count, pieces[piece] == .anyRun {
                piece += 1
                afterLastRun = piece
                runEnd = position
            } else if piece < pieces.count, pieces[piece].matches(name[position]) {
                piece += 1
                position += 1
            } else if let retry = afterLastRun {
                runEnd += 1
                position = runEnd
                piece = retry
            } else {
                return false
            }
        }
        return pieces[piece...].allSatisfy { $0 == .anyRun }
    }
}

extension Glob.Piece {
    fileprivate func matches(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .scalar(let own): own == scalar
        case .anyScalar: true
        case .anyRun: false
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }
}

/// Why a text is no pattern.
package enum GlobProblem: Error, Hashable, Sendable {
    case empty
    case unclosedBracket
    case unclosedBrace
    case unopenedBrace
    case reversedRange(Unicode.Scalar, Unicode.Scalar)
    /// `[[:alpha:]]`.
    case characterClass
    case danglingEscape
    case holdsNUL
    case tooLong(limitBytes: Int)
    case tooManyAlternatives(limit: Int)

    /// What is the matter and what to write instead, as a clause.
    package var sentence: String {
        switch self {
        case .empty: "the pattern is empty"
        case .unclosedBracket: "`[` is not closed; write `\\[` for a bracket meant as itself"
        case .unclosedBrace: "`{` is not closed; write `\\{` for a brace meant as itself"
        case .unopenedBrace: "`}` closes nothing; write `\\}` for a brace meant as itself"
        case .reversedRange(let low, let high): "the range `\(low)-\(high)` runs backwards"
        case .characterClass: "classes such as `[:alpha:]` are not supported; write a range, `[a-z]`"
        case .danglingEscape: "`\\` at the end escapes nothing"
        case .holdsNUL: "a NUL byte cannot be part of a path"
        case .tooLong(let limit): "the pattern is longer than \(limit) bytes"
        case .tooManyAlternatives(let limit): "the braces stand for more than \(limit) patterns"
        }
    }
}
