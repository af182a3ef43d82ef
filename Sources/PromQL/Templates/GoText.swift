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
}
