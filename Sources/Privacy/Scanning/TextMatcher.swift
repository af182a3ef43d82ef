/// Matches of a text and of what its escapes stand for, as places in the text.
struct TextMatcher: Sendable {
    private(set) var matches: [Match] = []
    var lines = LineMatcher()
    private var plain = Unescaping()
    private var deeper = Unescaping()
    private var merged: [Match] = []

    /// JSON in a string of JSON in a string: the second level is common (tool arguments), the third happens.
    private static let deepest = 3

    /// `isEscaped` says that the text is JSON, where a backslash never stands for itself.
    mutating func match(_ text: Span<UInt8>, holdsBackslash: Bool, isEscaped: Bool) {
        matches.removeAll(keepingCapacity: true)
        if !(holdsBackslash && isEscaped) {
            lines.match(text)
            if !holdsBackslash, !lines.holdsPercent {
                matches.append(contentsOf: lines.matches)
                return
            }
            matches.append(contentsOf: lines.matches)
        }
        let counts = lines.countsColumns
        if !(holdsBackslash && isEscaped) { lines.countsColumns = false }
        defer { lines.countsColumns = counts }
        var holdsPercent = lines.holdsPercent
        if holdsBackslash {
            plain.undoBackslashes(of: text)
            lines.match(plain)
            lines.countsColumns = false
            holdsPercent = lines.holdsPercent
            add(plain)
            var level = 1
            while plain.holdsBackslash, level < Self.deepest {
                deeper.undoBackslashes(of: plain)
                swap(&plain, &deeper)
                lines.match(plain)
                holdsPercent = holdsPercent || lines.holdsPercent
                add(plain)
                level += 1
            }
            guard holdsPercent else { return }
            deeper.undoPercents(of: plain)
        } else {
            guard holdsPercent else { return }
            deeper.undoPercents(of: text)
        }
        lines.match(deeper)
        add(deeper)
    }

    /// Adds the matches of an unescaped text where nothing was found yet.
    private mutating func add(_ text: Unescaping) {
        guard !lines.matches.isEmpty else { return }
        merged.removeAll(keepingCapacity: true)
        var old = 0
        var reached = 0
        for match in lines.matches {
            var moved = match
            (moved.start, moved.end) = text.original(match.start, match.end)
            guard moved.end > moved.start else { continue }
            while old < matches.count, matches[old].end <= moved.start {
                merged.append(matches[old])
                reached = matches[old].end
                old += 1
            }
            let isFree = moved.start >= reached && !(old < matches.count && matches[old].start < moved.end)
            if isFree {
                merged.append(moved)
                reached = moved.end
            }
        }
        merged.append(contentsOf: matches[old...])
        swap(&merged, &matches)
    }
}

extension LineMatcher {
    fileprivate mutating func match(_ text: Unescaping) { match(text.bytes.span) }
}
