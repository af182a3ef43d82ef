/// Numbers and durations. What they mean is found out later; here they are only cut out.
extension Lexer {
    /// A number or a duration, of which the first byte is known to be a digit or a point.
    mutating func numberOrDuration() throws(Fault) -> Token {
        if scanNumber() { return token(.number) }
        if scanRestOfDuration() { return token(.duration) }
        throw fault(.badNumberOrDuration(Array(bytes[start..<position])))
    }

    /// Moves behind what could be a number; false if a letter follows directly or it is none.
    ///
    /// On false the position is where Prometheus's would be, since its error quotes the text up to there.
    mutating func scanNumber() -> Bool {
        let isWellFormed = semantics.allowsUnderscoresInNumbers ? scanSeparatedNumber() : scanPlainNumber()
        return isWellFormed && !(position < bytes.count && isAlphaNumeric(bytes[position]))
    }

    /// 2.x: digits, a point, an exponent, in this order and all optional.
    private mutating func scanPlainNumber() -> Bool {
        var isHexadecimal = false
        if accept(UInt8(ascii: "0")) && (accept(UInt8(ascii: "x")) || accept(UInt8(ascii: "X"))) {
            isHexadecimal = true
        }
        acceptDigits(isHexadecimal)
        if accept(UInt8(ascii: ".")) { acceptDigits(isHexadecimal) }
        if acceptExponentMark() {
            acceptSign()
            acceptDigits(false)
        }
        return true
    }

    /// 3.x: underscores between digits; points and exponents at most once, and neither beside an underscore.
    private mutating func scanSeparatedNumber() -> Bool {
        let first = position
        var isHexadecimal = false
        if accept(UInt8(ascii: "0")) && (accept(UInt8(ascii: "x")) || accept(UInt8(ascii: "X"))) {
            isHexadecimal = true
            accept(UInt8(ascii: "_"))
        }
        // A point at the very beginning does not count as the one point a number may have.
        accept(UInt8(ascii: "."))
        acceptDigit(isHexadecimal)
        var hasPoint = false
        var hasExponent = false
        while position < bytes.count {
            if accept(UInt8(ascii: ".")) {
                if hasPoint || isNext("_.") || isHexadecimal {
                    // Prometheus has read the offending byte too, if it is a second point or an underscore.
                    if !hasPoint && isNext("_.") { position += 1 }
                    return false
                }
                hasPoint = true
            } else if acceptExponentMark() {
                if hasExponent { return false }
                hasExponent = true
                acceptSign()
                if rejectNext() { return false }
            } else if accept(UInt8(ascii: "_")) {
                if rejectNext() { return false }
            } else if !acceptDigits(isHexadecimal) {
                break
            }
        }
        return position > first
    }

    /// After an underscore or an exponent there must be something, and none of these.
    private mutating func rejectNext() -> Bool {
        if position >= bytes.count { return true }
        guard isNext("._eE") else { return false }
        position += 1
        return true
    }

    private func isNext(_ set: StaticString) -> Bool {
        guard position < bytes.count else { return false }
        let byte = bytes[position]
        return set.withUTF8Buffer { $0.contains(byte) }
    }

    /// Moves behind the units of a duration whose first number is read. Letters are checked loosely; `5hs` passes.
    mutating func scanRestOfDuration() -> Bool {
        if !acceptUnit(withYear: true) { return false }
        accept(UInt8(ascii: "s"))
        while acceptDigits(false) {
            if !acceptUnit(withYear: false) { return false }
            accept(UInt8(ascii: "s"))
        }
        guard position < bytes.count, isAlphaNumeric(bytes[position]) else { return true }
        // The byte that spoils it belongs to the text that the error quotes.
        position += 1
        return false
    }

    private mutating func acceptUnit(withYear: Bool) -> Bool {
        guard position < bytes.count else { return false }
        switch bytes[position] {
        case UInt8(ascii: "s"), UInt8(ascii: "m"), UInt8(ascii: "h"), UInt8(ascii: "d"), UInt8(ascii: "w"): break
        case UInt8(ascii: "y"): if !withYear { return false }
        default: return false
        }
        position += 1
        return true
    }

    @discardableResult
    private mutating func accept(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    @discardableResult
    private mutating func acceptDigit(_ isHexadecimal: Bool) -> Bool {
        guard position < bytes.count, let digit = GoNumberText.digitValue(bytes[position]),
            isHexadecimal || digit < 10
        else { return false }
        position += 1
        return true
    }

    @discardableResult
    private mutating func acceptDigits(_ isHexadecimal: Bool) -> Bool {
        let first = position
        while acceptDigit(isHexadecimal) {}
        return position > first
    }

    private mutating func acceptExponentMark() -> Bool { accept(UInt8(ascii: "e")) || accept(UInt8(ascii: "E")) }

    private mutating func acceptSign() {
        if !accept(UInt8(ascii: "+")) { accept(UInt8(ascii: "-")) }
    }
}
