extension Redaction {
    /// The text without values that are part of a longer word: `log-anna@firma.de.jsonl`, `claude-4539148803436467`.
    ///
    /// Validators want a value to stand alone, since in a log part of an id is no card. In a name of a file or of an
    /// alert nothing is lost by looking at the parts as well.
    static func withoutGluedValues(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var hasChanged = false
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, !endsWord(bytes[end]) { end += 1 }
            if let less = replaced(bytes[start..<end]) {
                result += less
                hasChanged = true
            } else {
                result += bytes[start..<end]
            }
            if end < bytes.count { result.append(bytes[end]) }
            start = end + 1
        }
        return hasChanged ? String(decoding: result, as: UTF8.self) : text
    }

    /// `4111111111111111` and a letter.
    private static let shortestWord = 10
    /// A word of more parts is no name; its first parts are looked at.
    private static let mostParts = 40

    private static func endsWord(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || Array("\"'`<>(){}[],;=|".utf8).contains(byte)
    }

    private static func joinsParts(_ byte: UInt8) -> Bool { Array("-_./:@+%~#&?*".utf8).contains(byte) }

    /// The word with its longest parts that are values replaced; nil if none is.
    private static func replaced(_ word: ArraySlice<UInt8>) -> [UInt8]? {
        guard word.count >= shortestWord else { return nil }
        let joints = word.indices.filter { joinsParts(word[$0]) }.prefix(mostParts)
        guard !joints.isEmpty else { return nil }
        let starts = [word.startIndex] + joints.map { $0 + 1 }
        let ends = [word.endIndex] + joints.reversed()
        var result: [UInt8] = []
        var shown = word.startIndex
        for start in starts where start >= shown {
            let end = ends.first { end in
                end - start >= shortestWord - 1 && whole(Array(word[start..<end])) != nil
            }
            guard let end, let kind = whole(Array(word[start..<end])) else { continue }
            result += word[shown..<start] + Array(kind.utf8)
            shown = end
        }
        guard shown > word.startIndex else { return nil }
        return result + word[shown...]
    }

    /// What is shown instead of the bytes if they are one value from end to end.
    private static func whole(_ bytes: [UInt8]) -> String? {
        let places = places(in: bytes.span)
        guard places.count == 1, let place = places.first, place.range == 0..<bytes.count else { return nil }
        return place.word
    }
}
