/// What a text says as a number.
package enum NumberReading<Value: Sendable & Equatable>: Sendable, Equatable {
    case value(Value)
    /// The grammar of a number, but greater than the type holds: `1e400`, an integer of 400 digits.
    case outOfRange
    case notANumber

    package var value: Value? {
        if case .value(let value) = self { return value }
        return nil
    }
}

/// Numbers as texts: the grammar is checked first, the conversion comes after. Swift's own `Double(_:)` accepts `01`
/// and `0x1p3` and turns `1e400` into infinity.
package enum NumberText {
    package enum Grammar: Sendable {
        /// RFC 8259, section 6.
        case json
        /// YAML 1.2, section 10.3.2: leading zeros are decimal, `0o17` and `0x1F`, `.inf`, `.nan`, no `_`.
        case yamlCore
        /// What Go's yaml.v2 and yaml.v3 accept, and so Prometheus and Alertmanager: `_` between digits, `0b11`, `0o17`,
        /// and a leading zero for octal. Source: go-yaml, `resolve.go`; Go, `strconv.ParseInt` with base 0.
        case goYAML
    }

    // MARK: Integers

    /// Reads a whole number without fraction or exponent.
    package static func integer(_ text: ArraySlice<UInt8>, _ grammar: Grammar) -> NumberReading<Int> {
        switch grammar {
        case .json:
            let digits = text.first == minus ? text.dropFirst() : text
            if digits.count > 1, digits.first == zero { return .notANumber }
            return digitsValue(digits, radix: 10, isNegative: text.first == minus)
        case .yamlCore:
            if text.starts(with: [zero, UInt8(ascii: "o")]) { return digitsValue(text.dropFirst(2), radix: 8) }
            if text.starts(with: [zero, UInt8(ascii: "x")]) { return digitsValue(text.dropFirst(2), radix: 16) }
            return digitsValue(unsigned(text), radix: 10, isNegative: text.first == minus)
        case .goYAML:
            let plain = withoutUnderscores(text)
            return goInteger(unsigned(plain), isNegative: plain.first == minus)
        }
    }

    private static func goInteger(_ digits: ArraySlice<UInt8>, isNegative: Bool) -> NumberReading<Int> {
        guard digits.count > 1, digits.first == zero else {
            return digitsValue(digits, radix: 10, isNegative: isNegative)
        }
        let radix =
            switch digits[digits.startIndex + 1] | 0x20 {
            case UInt8(ascii: "x"): 16
            case UInt8(ascii: "o"): 8
            case UInt8(ascii: "b"): 2
            default: 0
            }
        if radix == 0 { return digitsValue(digits.dropFirst(), radix: 8, isNegative: isNegative) }
        return digitsValue(digits.dropFirst(2), radix: radix, isNegative: isNegative)
    }

    private static func digitsValue(
        _ digits: ArraySlice<UInt8>, radix: Int, isNegative: Bool = false
    ) -> NumberReading<Int> {
        guard !digits.isEmpty else { return .notANumber }
        var value = 0
        var overflows = false
        for byte in digits {
            guard let digit = digitValue(byte), digit < radix else { return .notANumber }
            let (product, first) = value.multipliedReportingOverflow(by: radix)
            let (sum, second) =
                isNegative
                ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            overflows = overflows || first || second
            value = overflows ? 0 : sum
        }
        return overflows ? .outOfRange : .value(value)
    }

    // MARK: Numbers

    /// Reads a number, whole or not; integers of other radices count too. Infinity and not-a-number are values where
    /// the grammar has them.
    package static func number(_ text: ArraySlice<UInt8>, _ grammar: Grammar) -> NumberReading<Double> {
        if grammar != .json, let special = special(text) { return .value(special) }
        let plain = grammar == .goYAML && text.first != UInt8(ascii: ".") ? withoutUnderscores(text) : text
        if hasRadixPrefix(plain) || (grammar == .goYAML && unsigned(plain).first == zero) {
            switch integer(plain, grammar) {
            case .value(let value): return .value(Double(value))
            case .outOfRange: return .outOfRange
            case .notANumber: break
            }
        }
        guard isDecimal(plain, grammar) else { return .notANumber }
        return decimal(plain)
    }

    /// Converts digits with an optional sign, point and exponent, rounded to nearest; the grammar must have been checked.
    private static func decimal(_ text: ArraySlice<UInt8>) -> NumberReading<Double> {
        if let exact = exactDecimal(text) { return .value(exact) }
        guard let value = Double(String(decoding: text, as: UTF8.self)) else { return .notANumber }
        return value.isFinite ? .value(value) : .outOfRange
    }

    /// The fast path for short numbers: up to 15 digits scaled by a power of ten up to 22 are exact in a double, so that
    /// one multiplication or division rounds correctly. Source: W. D. Clinger, "How to Read Floating Point Numbers
    /// Accurately", PLDI 1990.
    private static func exactDecimal(_ text: ArraySlice<UInt8>) -> Double? {
        var mantissa = 0
        var digits = 0
        var scale = 0
        var seenPoint = false
        for byte in unsigned(text) {
            if byte == UInt8(ascii: ".") {
                seenPoint = true
                continue
            }
            guard let digit = digitValue(byte), digit < 10 else { return nil }
            digits += 1
            if digits > 15 { return nil }
            mantissa = mantissa * 10 + digit
            if seenPoint { scale += 1 }
        }
        let magnitude = Double(mantissa) / powersOfTen[scale]
        return text.first == minus ? -magnitude : magnitude
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`; JSON has no `+`, no leading zeros, and
    /// digits on both sides of the point.
    private static func isDecimal(_ text: ArraySlice<UInt8>, _ grammar: Grammar) -> Bool {
        if grammar == .json, text.first == UInt8(ascii: "+") { return false }
        var rest = unsigned(text)
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        if grammar == .json, whole.isEmpty || (whole.count > 1 && whole.first == zero) { return false }
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(fraction.count + 1)
            if fraction.isEmpty, whole.isEmpty || grammar == .json { return false }
        } else if whole.isEmpty {
            return false
        }
        guard let mark = rest.first else { return true }
        guard mark | 0x20 == UInt8(ascii: "e") else { return false }
        let exponent = unsigned(rest.dropFirst())
        return !exponent.isEmpty && exponent.allSatisfy(isDigit)
    }

    /// YAML's words for what is no finite number.
    private static func special(_ text: ArraySlice<UInt8>) -> Double? {
        switch unsigned(text).count {
        case 4: break
        default: return nil
        }
        let word = String(decoding: unsigned(text), as: UTF8.self)
        switch word {
        case ".inf", ".Inf", ".INF": return text.first == minus ? -Double.infinity : .infinity
        case ".nan", ".NaN", ".NAN": return text.count == 4 ? .nan : nil
        default: return nil
        }
    }

    // MARK: Ratios

    /// Reads a share of a whole: `0.02` or `2%`. A percentage is scaled in decimal, so that `0.1%` is exactly the
    /// double nearest to 0.001.
    package static func ratio(_ text: ArraySlice<UInt8>, _ grammar: Grammar) -> NumberReading<Double> {
        guard text.last == UInt8(ascii: "%") else { return number(text, grammar) }
        let percentage = text.dropLast()
        guard isDecimal(percentage, grammar), !percentage.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
            return .notANumber
        }
        return decimal(percentage + Array("e-2".utf8))
    }

    // MARK: Bytes

    private static let zero = UInt8(ascii: "0")
    private static let minus = UInt8(ascii: "-")
    private static let underscore = UInt8(ascii: "_")

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= zero && byte <= UInt8(ascii: "9") }

    private static func unsigned(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.first == minus || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
    }

    private static func hasRadixPrefix(_ text: ArraySlice<UInt8>) -> Bool {
        let digits = unsigned(text)
        return digits.count > 2 && digits.first == zero && !isDigit(digits[digits.startIndex + 1])
            && digits[digits.startIndex + 1] != UInt8(ascii: ".")
    }

    /// Go drops every `_`, but takes a text that begins with one for no number.
    private static func withoutUnderscores(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.contains(underscore) && text.first != underscore ? text.filter { $0 != underscore }[...] : text
    }

    private static func digitValue(_ byte: UInt8) -> Int? {
        switch byte {
        case zero...UInt8(ascii: "9"): Int(byte - zero)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
