/// Users' texts in GitHub's Markdown: nothing in them can become markup, a link, a mention of somebody or a formula.
///
/// All texts given have passed `Redactor.line` and are one line each.
enum MarkdownText {
    /// Prose. What stands between backticks stays code; the rest is escaped. In a table, bars are escaped in code too.
    static func inline(_ text: String, inCell: Bool = false) -> String {
        let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
        var output = ""
        for (position, piece) in pieces.enumerated() {
            let isClosed = position < pieces.count - 1
            if position % 2 == 1, isClosed, !piece.isEmpty {
                output += code(String(piece), inCell: inCell)
            } else {
                // A backtick without its partner, or two with nothing between, are only characters.
                let isStray = position % 2 == 1
                if isStray { output += "\\`" }
                output += words(piece, inCell: inCell)
                if isStray && isClosed { output += "\\`" }
            }
        }
        return output
    }

    /// A code span whose fence is longer than any run of backticks inside (CommonMark, "Code spans").
    static func code(_ text: String, inCell: Bool = false) -> String {
        guard !text.isEmpty else { return "" }
        let fence = String(repeating: "`", count: longestRun(in: text) + 1)
        let isEdgy = text.hasPrefix("`") || text.hasSuffix("`") || (text.hasPrefix(" ") && text.hasSuffix(" "))
        let content =
            inCell ? text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") : text
        return isEdgy ? "\(fence) \(content) \(fence)" : "\(fence)\(content)\(fence)"
    }

    /// A block to copy from, with a fence longer than any run of backticks inside.
    static func fenced(_ lines: [String]) -> String {
        let longest = lines.map(longestRun).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)\n" + lines.map { $0 + "\n" }.joined() + "\(fence)\n"
    }

    private static func longestRun(in text: String) -> Int {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    /// GitHub links names after `@`, numbers after `#` and addresses even where they are escaped, and reads `$` as the
    /// beginning of a formula; in code it does not.
    private static func words(_ text: Substring, inCell: Bool) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let isLive =
                word.utf8.contains { "@#$".utf8.contains($0) } || word.contains("://") || word.hasPrefix("www.")
            return isLive ? code(String(word), inCell: inCell) : escaped(word)
        }.joined(separator: " ")
    }

    private static func escaped(_ text: Substring) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            if "\\*_{}[]<>|~&!".unicodeScalars.contains(scalar) { output += "\\" }
            output.unicodeScalars.append(scalar)
        }
        return output
    }
}
