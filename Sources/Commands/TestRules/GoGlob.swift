import SourceText

/// Patterns of paths as Go's `path/filepath` matches them, which is how promtool finds rule files: `*`, `?`, `[a-z]`,
/// `[^a]` and `\`. Unlike a shell's they match a leading dot, and `**` and braces mean nothing special.
///
/// Source: Go, `path/filepath/match.go` (`Match`, `Glob`).
enum GoGlob {
    /// The pattern has an unclosed bracket, an empty range or a `\` at its end.
    struct Malformed: Error, Equatable {}

    /// The files and folders that a pattern leads to, in the order of their names.
    static func paths(for pattern: String, in files: FileAccess) throws(Malformed) -> [String] {
        _ = try matches([], Array(pattern.utf8))
        guard hasWildcards(Array(pattern.utf8)) else { return exists(pattern, in: files) ? [pattern] : [] }
        // One level of folders after the other, from the top.
        let isAbsolute = pattern.utf8.first == UInt8(ascii: "/")
        var found = [isAbsolute ? "/" : ""]
        let segments = pattern.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }
        for segment in segments {
            var next: [String] = []
            for folder in found { next += try entries(matching: segment, in: folder, files) }
            found = next
        }
        return found
    }

    private static func entries(
        matching segment: [UInt8], in folder: String, _ files: FileAccess
    ) throws(Malformed) -> [String] {
        if !hasWildcards(segment) {
            let path = join(folder, String(decoding: segment, as: UTF8.self))
            return exists(path, in: files) ? [path] : []
        }
        guard case .success(let listing) = files.list(folder.isEmpty ? "." : folder) else { return [] }
        var result: [String] = []
        for entry in listing.entries where try matches(Array(entry.name.utf8), segment) {
            result.append(join(folder, entry.name))
        }
        return result.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func exists(_ path: String, in files: FileAccess) -> Bool {
        if case .success = files.status(path) { return true }
        return false
    }

    /// `folder/name` with the dots taken out that only lengthen a path, as Go's `filepath.Join` does.
    static func join(_ folder: String, _ name: String) -> String {
        let text = folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        let isAbsolute = text.utf8.first == UInt8(ascii: "/")
        var segments: [String] = []
        for segment in text.utf8.split(separator: UInt8(ascii: "/")) {
            let segment = String(decoding: Array(segment), as: UTF8.self)
            if segment == "." { continue }
            if segment == "..", let last = segments.last, last != ".." {
                segments.removeLast()
            } else if segment != ".." || !isAbsolute {
                segments.append(segment)
            }
        }
        let path = segments.joined(separator: "/")
        return isAbsolute ? "/" + path : path.isEmpty ? "." : path
    }

    private static func hasWildcards(_ pattern: [UInt8]) -> Bool {
        pattern.contains { Array("*?[\\".utf8).contains($0) }
    }

    // MARK: Matching

    /// Whether a name fits a pattern; `*` and `?` stop at `/`. Goes back to the last `*` only, which suffices.
    static func matches(_ name: [UInt8], _ pattern: [UInt8]) throws(Malformed) -> Bool {
        let pieces = try Piece.parse(pattern)
        let scalars = Array(String(decoding: name, as: UTF8.self).unicodeScalars)
        var position = 0
        var piece = 0
        var retry: (piece: Int, position: Int)?
        while position < scalars.count {
            if piece < pieces.count, pieces[piece] == .run {
                piece += 1
                retry = (piece, position)
            } else if piece < pieces.count, pieces[piece].matches(scalars[position]) {
                piece += 1
                position += 1
            } else if let (next, start) = retry, scalars[start] != "/" {
                retry = (next, start + 1)
                position = start + 1
                piece = next
            } else {
                return false
            }
        }
        return pieces[piece...].allSatisfy { $0 == .run }
    }

    private enum Piece: Equatable {
        case scalar(Unicode.Scalar)
        case any
        case run
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .scalar(let own): own == scalar
            case .any: scalar != "/"
            case .run: false
            case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
            }
        }

        static func parse(_ pattern: [UInt8]) throws(Malformed) -> [Piece] {
            var rest = Array(String(decoding: pattern, as: UTF8.self).unicodeScalars)[...]
            var pieces: [Piece] = []
            while let scalar = rest.popFirst() {
                switch scalar {
                case "*": if pieces.last != .run { pieces.append(.run) }
                case "?": pieces.append(.any)
                case "[": pieces.append(try set(&rest))
                case "\\":
                    guard let next = rest.popFirst() else { throw Malformed() }
                    pieces.append(.scalar(next))
                default: pieces.append(.scalar(scalar))
                }
            }
            return pieces
        }

        private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) throws(Malformed) -> Piece {
            var isNegated = false
            if rest.first == "^" {
                isNegated = true
                rest.removeFirst()
            }
            var ranges: [ClosedRange<Unicode.Scalar>] = []
            var isEmpty = true
            while true {
                if rest.first == "]", !isEmpty {
                    rest.removeFirst()
                    return .set(ranges, isNegated: isNegated)
                }
                let low = try bound(&rest)
                var high = low
                if rest.first == "-" {
                    rest.removeFirst()
                    high = try bound(&rest)
                }
                isEmpty = false
                // A range that runs backwards matches nothing, and is no error to Go.
                if low <= high { ranges.append(low...high) }
            }
        }

        private static func bound(_ rest: inout ArraySlice<Unicode.Scalar>) throws(Malformed) -> Unicode.Scalar {
            guard let first = rest.popFirst(), first != "-", first != "]" else { throw Malformed() }
            if first == "\\" {
                guard let next = rest.popFirst(), !rest.isEmpty else { throw Malformed() }
                return next
            }
            guard !rest.isEmpty else { throw Malformed() }
            return first
        }
    }
}
