package import SourceText

/// The one place that every message, label and excerpt passes on its way out, whatever the format.
///
/// Nothing is detected yet. What is already promised here: lines of files that may hold personal data or credentials
/// are not excerpted at all.
package struct Redactor: Sendable {
    /// Files of which no line is ever shown: logs, and configurations that hold credentials.
    package var withheldFiles: Set<FileID>

    package init(withholding files: Set<FileID> = []) { withheldFiles = files }

    /// A text for a format that escapes what is unsafe by itself.
    func data(_ text: String) -> String { text }

    /// A text of one line for people.
    func line(_ text: String) -> String { VisibleText.line(data(text)) }

    /// A text of several lines for people.
    func lines(_ text: String) -> [String] { VisibleText.lines(data(text)) }

    /// A run of bytes of one line of a file, cut into what the terminal shows; `start` is where the run begins in the
    /// file.
    func excerpt(_ bytes: ArraySlice<UInt8>, of file: FileID, startingAt start: Int) -> [ExcerptCell] {
        if withheldFiles.contains(file) {
            return [ExcerptCell(text: "(not shown)", width: 11, bytes: start..<start + bytes.count)]
        }
        return ExcerptCell.cells(bytes, startingAt: start)
    }
}
