/// What one pass over a YAML text finds before libyaml sees it.
struct YAMLCensus {
    /// Directives cost libyaml time in their square (each `%TAG` is compared with all before it); real files hold one.
    static let directiveLimit = 64

    private(set) var isASCII = true
    /// The first character that YAML does not allow (libyaml would stop without saying where).
    private(set) var forbidden: Range<Int>?
    private(set) var hasTemplateActions = false
    private(set) var directiveBeyondLimit: Range<Int>?

    init(_ text: ReadableText) {
        let range = text.range
        text.bytes.withUnsafeBufferPointer { bytes in
            var directives = 0
            var index = range.lowerBound
            var previous = UInt8(ascii: "\n")
            while index < range.upperBound {
                let byte = bytes[index]
                if byte < 0x20 || byte >= 0x7F {
                    if !Self.isAllowed(at: index, bytes) {
                        let end = min(index + UTF8Scalar.length(ofLead: byte), range.upperBound)
                        forbidden = index..<end
                        return
                    }
                    if byte >= 0x80 { isASCII = false }
                } else if byte == UInt8(ascii: "{"), previous == byte {
                    hasTemplateActions = true
                } else if byte == UInt8(ascii: "%"), previous == UInt8(ascii: "\n") || previous == UInt8(ascii: "\r") {
                    directives += 1
                    if directives == Self.directiveLimit + 1 { directiveBeyondLimit = index..<index + 1 }
                }
                previous = byte
                index += 1
            }
        }
    }

    /// The characters of YAML 1.2, section 5.1, as libyaml's reader checks them. Bytes inside a scalar are allowed.
    private static func isAllowed(at index: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        func next(_ distance: Int) -> UInt8 { index + distance < bytes.count ? bytes[index + distance] : 0 }
        switch bytes[index] {
        case 0x09, 0x0A, 0x0D: return true
        case 0..<0x20, 0x7F: return false
        // U+0080...U+009F but for NEL, U+0085.
        case 0xC2: return next(1) >= 0xA0 || next(1) == 0x85
        // U+FFFE and U+FFFF.
        case 0xEF: return !(next(1) == 0xBF && next(2) >= 0xBE)
        default: return true
        }
    }
}
