import SourceText

/// Turns byte ranges into places a person would name; the lines of a file are counted once, on first use.
struct SourceIndex {
    let sources: SourceSet
    private var lineIndices: [FileID: LineIndex] = [:]
    private var digests: [FileID: String] = [:]

    init(_ sources: SourceSet) { self.sources = sources }

    /// A range with its lines and columns, both one-based, columns in Unicode scalars, the end exclusive.
    struct Location {
        var path: String
        var start: TextPlace
        var end: TextPlace
        /// One-based; the line of the last byte, where the end is that of the next one.
        var lastLine: Int
        /// In bytes, within the file.
        var bytes: Range<Int>
    }

    mutating func lines(of file: FileID) -> LineIndex {
        if let known = lineIndices[file] { return known }
        let index = LineIndex(sources[file].bytes)
        lineIndices[file] = index
        return index
    }

    /// The bytes of a zero-based line without line ending and byte order mark.
    mutating func content(ofLine line: Int, in file: FileID) -> Range<Int> {
        let content = lines(of: file).content(ofLine: line)
        guard line == 0, sources[file].bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return content }
        return max(3, content.lowerBound)..<max(3, content.upperBound)
    }

    mutating func location(of range: SourceRange) -> Location {
        let bytes = bytes(of: range)
        let lines = lines(of: range.file)
        return Location(
            path: sources[range.file].path, start: lines.place(at: bytes.lowerBound),
            end: lines.place(at: bytes.upperBound),
            lastLine: lines.line(at: max(bytes.lowerBound, bytes.upperBound - 1)) + 1, bytes: bytes)
    }

    /// The range, held within the file.
    func bytes(of range: SourceRange) -> Range<Int> {
        let count = sources[range.file].bytes.count
        let start = min(Int(clamping: range.start), count)
        return start..<max(start, min(Int(clamping: range.end), count))
    }

    /// Lowercase hexadecimal.
    mutating func sha256(of file: FileID) -> String {
        if let known = digests[file] { return known }
        let digest = sources[file].sha256
        digests[file] = digest
        return digest
    }
}
