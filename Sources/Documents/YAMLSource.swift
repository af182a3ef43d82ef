/// Small scans of YAML source around what libyaml's marks leave out.
enum YAMLSource {
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")

    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    /// The length in bytes of the line break at `index`, or zero. libyaml reads YAML 1.1, where NEL, LS and PS
    /// (U+0085, U+2028, U+2029) break lines too.
    static func lineBreak(at index: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard index < bytes.count else { return 0 }
        func byte(_ distance: Int) -> UInt8 { index + distance < bytes.count ? bytes[index + distance] : 0 }
        switch bytes[index] {
        case UInt8(ascii: "\n"): return 1
        case UInt8(ascii: "\r"): return byte(1) == UInt8(ascii: "\n") ? 2 : 1
        case 0xC2: return byte(1) == 0x85 ? 2 : 0
        case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }

    /// Skips anchors, tags, blanks, line breaks and comments before the value they belong to.
    static func skipProperties(from start: Int, to end: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var index = start
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "&"), UInt8(ascii: "!"):
                while index < end, !isBlank(bytes[index]), lineBreak(at: index, bytes) == 0 { index += 1 }
            case UInt8(ascii: "#"):
                while index < end, lineBreak(at: index, bytes) == 0 { index += 1 }
            case space, tab: index += 1
            default:
                let length = lineBreak(at: index, bytes)
                if length == 0 { return index }
                index += length
            }
        }
        return end
    }

    /// The end of the last line of a block scalar that is not blank; libyaml's end lies behind the blank lines.
    static func endOfBlockScalar(from start: Int, to end: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var last = end
        while last > start {
            if isBlank(bytes[last - 1]) {
                last -= 1
            } else if let length = (1...3).first(where: {
                last - $0 >= start && lineBreak(at: last - $0, bytes) == $0
            }) {
                last -= length
            } else {
                break
            }
        }
        return last
    }
}
