/// Text from users' files and names, made safe to print: nothing in it can move the cursor, colour the terminal,
/// reorder the line or hide.
enum VisibleText {
    /// One line: control characters become their pictures (`␛`), invisible and reordering ones their number
    /// (`<U+202E>`), a tab four blanks.
    static func line(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var visible = ""
        for cluster in text { visible += self.cluster(cluster) }
        return visible
    }

    /// As `line`, for a text of several lines, whose line breaks stay.
    static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }
    }

    static func cluster(_ cluster: Character) -> String {
        if cluster == "\t" { return "    " }
        let scalars = cluster.unicodeScalars
        if scalars.allSatisfy({ !isHidden($0) }) { return String(cluster) }
        // A joiner between pictures is what makes them one picture.
        let isPicture = scalars.contains { $0.properties.isEmojiPresentation || $0.value == 0xFE0F }
        var visible = ""
        for scalar in scalars {
            if isHidden(scalar), !(isPicture && scalar.value == 0x200D) {
                visible += picture(scalar)
            } else {
                visible.unicodeScalars.append(scalar)
            }
        }
        return visible
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return true
        case .privateUse, .unassigned: return true
        default:
            // Fillers and blanks that look like nothing: Hangul fillers, Braille blank, Khmer inherent vowels.
            return scalar.properties.isDefaultIgnorableCodePoint && !scalar.properties.isVariationSelector
        }
    }

    private static func picture(_ scalar: Unicode.Scalar) -> String {
        if scalar.value < 0x20, let picture = Unicode.Scalar(0x2400 + scalar.value) { return String(picture) }
        if scalar.value == 0x7F { return "\u{2421}" }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "<U+\(String(repeating: "0", count: max(0, 4 - digits.utf8.count)))\(digits)>"
    }
}
