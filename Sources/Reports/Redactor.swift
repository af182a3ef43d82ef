import Privacy
package import SourceText

/// The one place that every message, label and excerpt passes on its way out, whatever the format.
///
/// What a detector finds in a text is replaced by what kind of thing it was: `‹e-mail›`. Lines of files that may hold
/// personal data or credentials are not excerpted at all.
package struct Redactor: Sendable {
    /// Files of which no line is ever shown: logs, and configurations that hold credentials.
    package var withheldFiles: Set<FileID>

    package init(withholding files: Set<FileID> = []) { withheldFiles = files }

    /// A text for a format that escapes what is unsafe by itself.
    func data(_ text: String) -> String { Redaction.redacted(text) }

    /// A text of one line for people.
    func line(_ text: String) -> String { VisibleText.line(data(text)) }

    /// A text of several lines for people.
    func lines(_ text: String) -> [String] { VisibleText.lines(data(text)) }

    /// A part of one line of a file, cut into what the terminal shows.
    func excerpt(_ shown: Range<Int>, of file: SourceFile) -> [ExcerptCell] {
        if withheldFiles.contains(file.id) { return [ExcerptCell(text: "(not shown)", width: 11, bytes: shown)] }
        let places = secretPlaces(around: shown, of: file)
        var cells: [ExcerptCell] = []
        var start = shown.lowerBound
        for place in places {
            cells += ExcerptCell.cells(file.bytes[start..<place.range.lowerBound], startingAt: start)
            cells.append(ExcerptCell(text: place.word, width: DisplayWidth.columns(place.word), bytes: place.range))
            start = place.range.upperBound
        }
        return cells + ExcerptCell.cells(file.bytes[start..<shown.upperBound], startingAt: start)
    }

    /// How far before and behind an excerpt to look for what reaches into it: longer than a private key of 4096 bits.
    private static let reach = 4096

    /// What may not be shown, within `shown`; a key over several lines is hidden on each of them.
    private func secretPlaces(around shown: Range<Int>, of file: SourceFile) -> [(range: Range<Int>, word: String)] {
        let alone = places(Redaction.places, around: shown, reach: Self.reach, of: file)
        let glued = places(Redaction.gluedPlaces, around: shown, reach: Self.wordReach, of: file)
            .filter { one in !alone.contains { $0.range.overlaps(one.range) } }
        return (alone + glued).sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// How far a word reaches that is cut off by the end of an excerpt.
    private static let wordReach = 256

    private func places(
        _ find: (Span<UInt8>) -> [Redaction.Place], around shown: Range<Int>, reach: Int, of file: SourceFile
    ) -> [(range: Range<Int>, word: String)] {
        let start = max(0, shown.lowerBound - reach)
        let end = min(file.bytes.count, shown.upperBound + reach)
        return find(file.bytes.span.extracting(start..<end)).compactMap { place in
            let range = (place.range.lowerBound + start..<place.range.upperBound + start).clamped(to: shown)
            return range.isEmpty ? nil : (range, place.word)
        }
    }
}
