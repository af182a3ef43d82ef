/// `fmt.Sprintf`: the directives of a format and the operands they take.
extension GoPrinter {
    /// Where a format is being read.
    private struct Cursor {
        let format: [UInt8]
        let operands: [TemplateValue]
        var index = 0
        var operand = 0
        /// An operand was chosen by `[n]`, so what is left over is not reported.
        var reordered = false
        /// The choice by `[n]` is good.
        var isGood = true
        /// The last thing read was a `[n]`.
        var afterIndex = false

        var byte: UInt8? { index < format.count ? format[index] : nil }

        /// Digits; nil if there are none, or too many.
        mutating func number(until end: Int? = nil) -> Int? {
            let end = end ?? format.count
            var value: Int?
            while index < end, (0x30...0x39).contains(format[index]) {
                // Go looks before it adds a digit, so that one digit more gets by.
                if let value, value > GoPrinter.greatestNumber {
                    index = end
                    return nil
                }
                value = (value ?? 0) * 10 + Int(format[index] - 0x30)
                index += 1
            }
            return value
        }

        /// `[n]`, which chooses the operand to come.
        mutating func chooseOperand() {
            afterIndex = false
            guard byte == UInt8(ascii: "[") else { return }
            reordered = true
            let start = index
            guard let close = format[start...].firstIndex(of: UInt8(ascii: "]")), format.count - start >= 3 else {
                index += 1
                isGood = false
                return
            }
            index += 1
            let number = number(until: close)
            let isWhole = number != nil && index == close
            index = close + 1
            guard isWhole, let number else {
                isGood = false
                return
            }
            afterIndex = true
            if number >= 1, number <= operands.count { operand = number - 1 } else { isGood = false }
        }

        /// The operand as a width or precision; nil if it is none.
        mutating func numberFromOperand() -> Int? {
            guard operand < operands.count else { return nil }
            operand += 1
            let number: Int64? =
                switch operands[operand - 1] {
                case .integer(let value): value
                case .byte(let value): Int64(value)
                default: nil
                }
            guard let number, number.magnitude <= UInt64(GoPrinter.greatestNumber) else { return nil }
            return Int(number)
        }
    }

    /// Widths and precisions beyond this are refused.
    private static let greatestNumber = 1_000_000

    mutating func print(format: [UInt8], _ operands: [TemplateValue]) {
        var cursor = Cursor(format: format, operands: operands)
        while cursor.index < format.count, !hasOverflowed {
            let start = cursor.index
            while let byte = cursor.byte, byte != UInt8(ascii: "%") { cursor.index += 1 }
            write(format[start..<cursor.index])
            if cursor.byte == nil { break }
            cursor.index += 1
            if !printDirective(&cursor) { break }
        }
        printExtra(&cursor)
    }

    /// Prints one directive, the percent sign read; false if the format ends within it.
    private mutating func printDirective(_ cursor: inout Cursor) -> Bool {
        flags = Flags()
        cursor.isGood = true
        cursor.afterIndex = false
        readFlags(&cursor)
        cursor.chooseOperand()
        readWidth(&cursor)
        readPrecision(&cursor)
        if !cursor.afterIndex { cursor.chooseOperand() }
        guard cursor.index < cursor.format.count else {
            write("%!(NOVERB)")
            return false
        }
        let (verb, length) = Runes.decode(cursor.format, at: cursor.index)
        cursor.index += length
        if verb == 0x25 {
            write("%")
        } else if !cursor.isGood {
            writeFault(verb, "(BADINDEX)")
        } else if cursor.operand >= cursor.operands.count {
            writeFault(verb, "(MISSING)")
        } else {
            if verb == 0x76 {
                (flags.sharpV, flags.sharp) = (flags.sharp, false)
                (flags.plusV, flags.plus) = (flags.plus, false)
            }
            cursor.operand += 1
            printArgument(cursor.operands[cursor.operand - 1], verb)
        }
        return true
    }

    private mutating func writeFault(_ verb: UInt32, _ words: String) {
        write("%!")
        writeRune(verb)
        write(words)
    }

    private mutating func readFlags(_ cursor: inout Cursor) {
        while let byte = cursor.byte {
            switch byte {
            case UInt8(ascii: "#"): flags.sharp = true
            case UInt8(ascii: "0"): flags.zero = !flags.minus
            case UInt8(ascii: "+"): flags.plus = true
            case UInt8(ascii: "-"):
                flags.minus = true
                flags.zero = false
            case UInt8(ascii: " "): flags.space = true
            default: return
            }
            cursor.index += 1
        }
    }

    private mutating func readWidth(_ cursor: inout Cursor) {
        if cursor.byte == UInt8(ascii: "*") {
            cursor.index += 1
            flags.width = cursor.numberFromOperand()
            if flags.width == nil { write("%!(BADWIDTH)") }
            if let width = flags.width, width < 0 {
                flags.width = -width
                flags.minus = true
                flags.zero = false
            }
            cursor.afterIndex = false
        } else {
            flags.width = cursor.number()
            if cursor.afterIndex, flags.width != nil { cursor.isGood = false }
        }
    }

    private mutating func readPrecision(_ cursor: inout Cursor) {
        guard cursor.byte == UInt8(ascii: ".") else { return }
        // Go before 1.21 takes a point at the very end for the verb.
        if dialect == .prometheus2, cursor.index + 1 == cursor.format.count { return }
        cursor.index += 1
        if cursor.afterIndex { cursor.isGood = false }
        cursor.chooseOperand()
        if cursor.byte == UInt8(ascii: "*") {
            cursor.index += 1
            let precision = cursor.numberFromOperand()
            flags.precision = precision.flatMap { $0 < 0 ? nil : $0 }
            if flags.precision == nil { write("%!(BADPREC)") }
            cursor.afterIndex = false
        } else {
            flags.precision = cursor.number() ?? 0
        }
    }

    /// Reports operands that no directive took.
    private mutating func printExtra(_ cursor: inout Cursor) {
        guard !cursor.reordered, cursor.operand < cursor.operands.count else { return }
        flags = Flags()
        write("%!(EXTRA ")
        for (place, value) in cursor.operands[cursor.operand...].enumerated() {
            if place > 0 { write(", ") }
            if case .none = value {
                write("<nil>")
            } else {
                write(value.typeName(dialect) + "=")
                printArgument(value, 0x76)
            }
        }
        write(")")
    }
}
