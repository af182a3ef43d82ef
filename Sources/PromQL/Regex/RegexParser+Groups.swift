extension RegexParser {
    /// Parses what begins with `(?`: a named group, flags, or a group that does not capture.
    mutating func parsePerlGroup() throws(RegexSyntaxError) {
        let left = text.count - position
        let hasP = left > 4 && peek(2) == UInt8(ascii: "P") && peek(3) == UInt8(ascii: "<")
        let hasAngle = dialect.acceptsAngleNames && left > 3 && peek(2) == UInt8(ascii: "<")
        if hasP || hasAngle {
            try parseNamedGroup(nameStart: position + (hasP ? 4 : 3))
        } else {
            try parseFlags()
        }
    }

    private mutating func parseNamedGroup(nameStart: Int) throws(RegexSyntaxError) {
        guard let end = text[position...].firstIndex(of: UInt8(ascii: ">")) else {
            try checkUTF8(position..<text.count)
            throw error(.invalidNamedCapture, position..<text.count)
        }
        try checkUTF8(nameStart..<end)
        let name = text[nameStart..<end]
        guard !name.isEmpty, name.allSatisfy({ $0.isWordByte }) else {
            throw error(.invalidNamedCapture, position..<end + 1)
        }
        openGroup(name: Array(name))
        position = end + 1
    }

    private mutating func parseFlags() throws(RegexSyntaxError) {
        let start = position
        position += 2
        var (set, cleared): (Flags, Flags) = ([], [])
        var isClearing = false
        var sawFlag = false
        loop: while position < text.count {
            let rune = try nextRune()
            switch rune {
            case 0x69, 0x6D, 0x73, 0x55:  // i m s U
                let flag: Flags =
                    switch rune {
                    case 0x69: .foldsCase
                    case 0x6D: .multiline
                    case 0x73: .dotMatchesNewline
                    default: .prefersFewer
                    }
                if isClearing { cleared.insert(flag) } else { set.insert(flag) }
                sawFlag = true
            case 0x2D:  // -
                if isClearing { break loop }
                isClearing = true
                sawFlag = false
            case 0x3A, 0x29:  // : )
                if isClearing, !sawFlag { break loop }
                if rune == 0x3A { open(group: 0) }
                flags = flags.union(set).subtracting(cleared)
                return
            default:
                break loop
            }
        }
        throw error(.invalidPerlSyntax, start..<position)
    }
}

extension UInt8 {
    /// An ASCII letter or digit.
    var isAlphanumericByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    /// An ASCII letter, digit or underscore.
    var isWordByte: Bool { isAlphanumericByte || self == 0x5F }
}
