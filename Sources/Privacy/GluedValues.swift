extension Redaction {
    /// Values that are part of a longer word: `log-anna@firma.de.jsonl`, `claude-4539148803436467`.
    ///
    /// Validators want a value to stand alone, since in a log a part of an id is no card. Where names are shown nothing
    /// is lost by looking at their parts as well.
    package static func gluedPlaces(in text: Span<UInt8>) -> [Place] {
        guard mayHoldAny(text) else { return [] }
        var result: [Place] = []
        var start = 0
        while start < text.count {
            var end = start
            while end < text.count, !endsWord(text[end]) { end += 1 }
            if end - start >= shortestWord, mayHoldGlued(text.extracting(start..<end)) {
                result += gluedPlaces(in: start..<end, of: text)
            }
            start = end + 1
        }
        return result
    }

    /// An address has its sign; numbers of persons have nine digits or more, and a key without three is none. Most names
    /// have neither, and trying all of their parts was a third of checking a hundred services.
    private static func mayHoldGlued(_ word: Span<UInt8>) -> Bool {
        var digits = 0
        for index in 0..<word.count {
            if word[index] == UInt8(ascii: "@") { return true }
            if Byte.isDigit(word[index]) { digits += 1 }
        }
        return digits >= 9 || digits >= 3 && word.count >= 20
    }

    /// A card number of the shortest kind is longer; `a.b@c.de` and what it is glued to are not shorter.
    private static let shortestWord = 10
    /// A word of more parts is no name; its first parts are looked at.
    private static let mostParts = 40

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="),
            UInt8(ascii: "|"):
            true
        default: false
        }
    }

    private static func joinsParts(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"),
            UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "%"), UInt8(ascii: "~"), UInt8(ascii: "#"),
            UInt8(ascii: "&"), UInt8(ascii: "?"), UInt8(ascii: "*"):
            true
        default: false
        }
    }

    /// The longest parts of a word that are one value each.
    private static func gluedPlaces(in word: Range<Int>, of text: Span<UInt8>) -> [Place] {
        let joints = word.filter { joinsParts(text[$0]) }.prefix(mostParts)
        guard !joints.isEmpty else { return [] }
        var result: [Place] = []
        var shown = word.lowerBound
        for start in [word.lowerBound] + joints.map({ $0 + 1 }) where start >= shown {
            for end in [word.upperBound] + joints.reversed() where end - start >= shortestWord - 1 {
                let part = text.extracting(start..<end)
                let places = places(in: part)
                guard places.count == 1, places[0].range == 0..<part.count else { continue }
                result.append(Place(range: start..<end, word: places[0].word))
                shown = end
                break
            }
        }
        return result
    }
}
