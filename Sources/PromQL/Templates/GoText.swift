/// Texts as Go's `strings` and `unicode` see them.
enum GoText {
    /// Unicode white space.
    static func isSpace(_ rune: UInt32) -> Bool {
        switch rune {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    static func isBlank(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            let (rune, length) = Runes.decode(bytes, at: index)
            if !isSpace(rune) { return false }
            index += length
        }
        return true
    }

    /// Letters, marks, numbers, punctuation, symbols, and of all spaces the ASCII one.
    static func isPrintable(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return (0x20...0x7E).contains(rune) }
        return GeneralCategories.mask(of: rune) & printable != 0
    }

    private static let printable = ["L", "M", "N", "P", "S"].reduce(UInt32(0)) { mask, name in
        mask | (GeneralCategories.mask(named: name, .prometheus3) ?? 0)
    }

    // MARK: Case

    /// `strings.ToUpper`: rune by rune, so a sharp s stays one.
    static func uppercased(_ bytes: [UInt8]) -> [UInt8] { map(bytes) { simple($0, \.uppercaseMapping) } }

    /// `strings.ToLower`.
    static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
        // The dotted capital I has a longer mapping, of which Go takes the letter.
        map(bytes) { $0 == 0x130 ? 0x69 : simple($0, \.lowercaseMapping) }
    }

    /// `strings.Title`: the first letter of each word; a word begins after anything but a letter, a digit or `_`.
    static func titlecased(_ bytes: [UInt8]) -> [UInt8] {
        var previous: UInt32 = 0x20
        return map(bytes) { rune in
            defer { previous = rune }
            return isSeparator(previous) ? simple(rune, \.titlecaseMapping) : rune
        }
    }

    /// `cases.Title` without lowering, which Prometheus 3 uses: words are Unicode's, so that an apostrophe, a point or a
    /// colon between two letters does not begin a new one (Unicode Annex 29, rules WB6 and WB7).
    static func titlecasedByWord(_ bytes: [UInt8]) -> [UInt8] {
        var beforePrevious: UInt32 = 0x20
        var previous: UInt32 = 0x20
        return map(bytes) { rune in
            defer { (beforePrevious, previous) = (previous, rune) }
            let isInner = isMiddle(previous) && !isSeparator(beforePrevious)
            return isSeparator(previous) && !isInner ? simple(rune, \.titlecaseMapping) : rune
        }
    }

    private static func isMiddle(_ rune: UInt32) -> Bool {
        switch rune {
        case 0x27, 0x2E, 0x3A, 0xB7, 0x2018, 0x2019, 0x2024, 0x2027: true
        default: false
        }
    }

    private static func isSeparator(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return !UInt8(rune).isWordByte }
        return !TemplateLexer.isAlphanumeric(rune) && isSpace(rune)
    }

    private static func map(_ bytes: [UInt8], _ change: (UInt32) -> UInt32) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let (rune, length) = Runes.decode(bytes, at: index)
            Runes.append(change(rune), to: &result)
            index += length
        }
        return result
    }

    /// The mapping to one rune: the full one if it is one, else the title case, which is where simple and full differ.
    private static func simple(_ rune: UInt32, _ mapping: KeyPath<Unicode.Scalar.Properties, String>) -> UInt32 {
        guard let properties = Unicode.Scalar(rune)?.properties else { return rune }
        for text in [properties[keyPath: mapping], properties.titlecaseMapping] {
            let scalars = text.unicodeScalars
            if let only = scalars.first, scalars.count == 1 { return only.value }
        }
        return rune
    }

    // MARK: Escaping

    /// `url.QueryEscape`.
    static func queryEscaped(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            if byte.isWordByte || byte == 0x2D || byte == 0x2E || byte == 0x7E { return [byte] }
            if byte == 0x20 { return [0x2B] }
            return Array(("%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)).utf8)
        }
    }

    /// `template.HTMLEscapeString`.
    static func htmlEscaped(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case 0x00: Array("\u{FFFD}".utf8)
            case UInt8(ascii: "\""): Array("&#34;".utf8)
            case UInt8(ascii: "'"): Array("&#39;".utf8)
            case UInt8(ascii: "&"): Array("&amp;".utf8)
            case UInt8(ascii: "<"): Array("&lt;".utf8)
            case UInt8(ascii: ">"): Array("&gt;".utf8)
            default: [byte]
            }
        }
    }

    /// `template.JSEscapeString`.
    static func javaScriptEscaped(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let (rune, length) = Runes.decode(bytes, at: index)
            switch rune {
            case 0x5C: result += Array("\\\\".utf8)
            case 0x27: result += Array("\\'".utf8)
            case 0x22: result += Array("\\\"".utf8)
            case 0x3C, 0x3E, 0x26, 0x3D:
                result += Array("\\u00".utf8) + Array(String(rune, radix: 16, uppercase: true).utf8)
            case 0..<0x20:
                result += Array(("\\u00" + (rune < 16 ? "0" : "") + String(rune, radix: 16, uppercase: true)).utf8)
            case 0x80...:
                if isPrintable(rune) {
                    result += bytes[index..<index + length]
                } else {
                    let digits = String(rune, radix: 16, uppercase: true)
                    result += Array(
                        ("\\u" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits).utf8)
                }
            default: result.append(UInt8(rune))
            }
            index += length
        }
        return result
    }
}
