/// Breaks prose into lines; what stands between backticks is never broken, so that it can be copied.
package enum TextWrapping {
    /// Lines of at most `width` columns, unless one word alone is longer.
    package static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var lineWidth = 0
        for word in words(text) {
            let wordWidth = DisplayWidth.columns(word)
            if !line.isEmpty, lineWidth + 1 + wordWidth > width {
                lines.append(line)
                line = word
                lineWidth = wordWidth
            } else {
                lineWidth += wordWidth + (line.isEmpty ? 0 : 1)
                line += line.isEmpty ? word : " \(word)"
            }
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }

    /// Cuts at single blanks outside backticks. A backtick without its partner does not quote.
    private static func words(_ text: String) -> [String] {
        let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
        var words: [String] = []
        var word = ""
        for (index, piece) in pieces.enumerated() {
            if index > 0 { word += "`" }
            if index % 2 == 1 && index < pieces.count - 1 {
                word += piece
                continue
            }
            let parts = piece.split(separator: " ", omittingEmptySubsequences: false)
            for (position, part) in parts.enumerated() {
                if position > 0 {
                    if !word.isEmpty { words.append(word) }
                    word = ""
                }
                word += part
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
