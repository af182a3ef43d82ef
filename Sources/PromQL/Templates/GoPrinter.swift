import SourceText

/// Prints values as Go's `fmt` does: `Sprint`, `Sprintln`, `Sprintf`.
///
/// What has no fixed text in Go, the address of a sample within a vector, is noted in `unsupported`. Output stops at
/// `limit` bytes.
struct GoPrinter {
    struct Flags {
        var width: Int?
        var precision: Int?
        var minus = false
        var plus = false
        var sharp = false
        var space = false
        var zero = false
        /// `%+v` and `%#v`, which are formats of their own.
        var plusV = false
        var sharpV = false
    }

    let dialect: GoDialect
    let limit: Int
    var flags = Flags()
    /// Print what pointers point to, as a template does, without the `&` that `fmt` puts.
    var followsPointers = false
    private(set) var output: [UInt8] = []
    private(set) var unsupported: String?

    init(_ dialect: GoDialect, limit: Int) {
        self.dialect = dialect
        self.limit = limit
    }

    var hasOverflowed: Bool { output.count > limit }

    mutating func write(_ bytes: some Collection<UInt8>) {
        if !hasOverflowed { output += bytes }
    }

    mutating func write(_ text: String) { write(text.utf8) }

    mutating func refuse(_ feature: String) {
        if unsupported == nil { unsupported = feature }
    }

    // MARK: Print

    /// `fmt.Sprint`: a blank between two operands of which neither is a text.
    mutating func print(_ values: [TemplateValue]) {
        var previousWasText = false
        for (place, value) in values.enumerated() {
            let isText = value.isText
            if place > 0, !isText, !previousWasText { write(" ") }
            printArgument(value, UInt32(UInt8(ascii: "v")))
            previousWasText = isText
        }
    }

    /// `fmt.Sprintln`.
    mutating func printLine(_ values: [TemplateValue]) {
        for (place, value) in values.enumerated() {
            if place > 0 { write(" ") }
            printArgument(value, UInt32(UInt8(ascii: "v")))
        }
        write("\n")
    }

    // MARK: Values

    /// Prints one operand by a verb.
    mutating func printArgument(_ value: TemplateValue, _ verb: UInt32) {
        if case .none = value, verb == 0x76 || verb == UInt32(UInt8(ascii: "T")) { return pad(Array("<nil>".utf8)) }
        if verb == UInt32(UInt8(ascii: "T")) { return formatText(Array(value.typeName(dialect).utf8), 0x73) }
        if verb == UInt32(UInt8(ascii: "p")) { return printPointer(value, verb) }
        // For errors to wrap others, which no template can.
        if verb == UInt32(UInt8(ascii: "w")) { return badVerb(verb, value) }
        switch value {
        case .none:
            badVerb(verb, value)
        case .sample(let sample?):
            if !followsPointers { write("&") }
            printSample(sample, verb)
        default: printNested(value, verb)
        }
    }

    private mutating func printPointer(_ value: TemplateValue, _ verb: UInt32) {
        switch value {
        case .labels, .arguments, .vector, .sample, .time, .duration: refuse("printing an address by %p")
        default: badVerb(verb, value)
        }
    }

    /// Prints a value that may stand in another one.
    private mutating func printNested(_ value: TemplateValue, _ verb: UInt32) {
        switch value {
        case .none: if flags.sharpV { write("interface {}(nil)") } else { write("<nil>") }
        case .boolean(let value):
            if verb == 0x74 || verb == 0x76 { pad(Array("\(value)".utf8)) } else { badVerb(verb, .boolean(value)) }
        case .integer(let number): formatInteger(number.magnitude, isNegative: number < 0, verb, value)
        case .byte(let byte):
            formatInteger(UInt64(byte), isNegative: false, verb, value)
        case .float(let number): formatFloat(number, verb, value)
        case .complex(let number): formatComplex(number, verb, value)
        case .text(let bytes), .html(let bytes): formatText(bytes, verb, value)
        case .labels(let labels):
            printMap(labels.pairs.map { ($0.name.bytes, .text($0.value.bytes)) }, value, verb)
        case .arguments(let arguments): printMap(arguments.sorted.map { ($0.name, $0.value) }, value, verb)
        case .vector(let samples): printVector(samples, verb)
        case .sample(let sample):
            if sample == nil { write("<nil>") } else { refuse("printing the address of a sample") }
        case .data(let data): printData(data, verb)
        case .time(let milliseconds): formatStringer(GoTime.text(milliseconds: milliseconds), verb)
        case .duration(let nanoseconds): formatStringer(GoTime.text(nanoseconds: nanoseconds), verb)
        }
    }

    private mutating func formatStringer(_ text: String, _ verb: UInt32) {
        if flags.sharpV { return refuse("%#v of a time") }
        switch verb {
        case 0x76, 0x73, 0x78, 0x58, 0x71: formatText(Array(text.utf8), verb)
        default: refuse("formatting a time by a verb for numbers")
        }
    }

    private mutating func printMap(
        _ entries: [(name: [UInt8], value: TemplateValue)], _ map: TemplateValue, _ verb: UInt32
    ) {
        write(flags.sharpV ? map.typeName(dialect) + "{" : "map[")
        for (place, entry) in entries.enumerated() {
            if hasOverflowed { return }
            if place > 0 { write(flags.sharpV ? ", " : " ") }
            formatText(entry.name, verb)
            write(":")
            printNested(entry.value, verb)
        }
        write(flags.sharpV ? "}" : "]")
    }

    /// Elements are pointers: verbs for numbers print addresses, all others complain of what they point to.
    private mutating func printVector(_ samples: [TemplateSample], _ verb: UInt32) {
        if !samples.isEmpty, "vpbodxX".unicodeScalars.contains(where: { $0.value == verb }) {
            return refuse("printing the elements of a query's result, which Go prints as addresses")
        }
        write(flags.sharpV ? "template.queryResult{" : "[")
        for (place, sample) in samples.enumerated() {
            if place > 0 { write(" ") }
            badVerb(verb, .sample(sample))
        }
        write(flags.sharpV ? "}" : "]")
    }

    private mutating func printSample(_ sample: TemplateSample, _ verb: UInt32) {
        printStruct("template.sample", [("Labels", .labels(sample.labels)), ("Value", .float(sample.value))], verb)
    }

    private mutating func printData(_ data: TemplateData, _ verb: UInt32) {
        let fields: [(String, TemplateValue)] = [
            ("Labels", .labels(data.labels)), ("ExternalLabels", .labels(data.externalLabels)),
            ("ExternalURL", .text(data.externalURL?.bytes ?? [])), ("Value", .float(data.value)),
        ]
        printStruct(TemplateValue.data(data).typeName(dialect), fields, verb)
    }

    private mutating func printStruct(_ type: String, _ fields: [(name: String, value: TemplateValue)], _ verb: UInt32)
    {
        write(flags.sharpV ? type + "{" : "{")
        for (place, field) in fields.enumerated() {
            if place > 0 { write(flags.sharpV ? ", " : " ") }
            if flags.plusV || flags.sharpV { write(field.name + ":") }
            printNested(field.value, verb)
        }
        write("}")
    }

    /// `%!d(string=text)`.
    mutating func badVerb(_ verb: UInt32, _ value: TemplateValue) {
        switch value {
        case .time, .duration: return refuse("a time by a verb it does not have, which Go prints with its inner fields")
        default: break
        }
        write("%!")
        writeRune(verb)
        write("(")
        if case .none = value {
            write("<nil>")
        } else {
            write(value.typeName(dialect) + "=")
            // With the flags as they are.
            printArgument(value, 0x76)
        }
        write(")")
    }

    mutating func writeRune(_ rune: UInt32) {
        var bytes: [UInt8] = []
        Runes.append(rune, to: &bytes)
        write(bytes)
    }
}

extension TemplateValue {
    /// Whether Go's kind is a string.
    var isText: Bool {
        switch self {
        case .text, .html: true
        default: false
        }
    }
}
