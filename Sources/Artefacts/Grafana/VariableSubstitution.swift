import Facts
import SourceText
import TimeSeries

/// Replaces Grafana's template variables in a query by something that parses as PromQL, and keeps the map to the file.
///
/// What Grafana recognises: `$name`, `${name}`, `${name.field:format}`, `[[name]]`, `[[name:format]]`, where the name is
/// declared or built in; anything else stays as it is, such as `$1` in `label_replace`. What stands for a variable
/// follows from its place: a duration between brackets, everything inside a label matcher, else its chosen value.
/// Source: grafana/grafana `public/app/features/variables/utils.ts` (variableRegex) and the documentation, "Variable
/// syntax" and "Global variables".
struct VariableSubstitution {
    /// What a variable without a known value becomes outside strings and brackets.
    enum Fallback { case number, identifier }

    let variables: [ByteString: DashboardVariable]
    private let fallback: Fallback
    private let source: EmbeddedText
    private let bytes: [UInt8]
    private var index = 0
    private var brackets = 0
    /// The segment of the source that the next copy begins in.
    private var segment = 0
    private var result: EmbeddedText
    private var substitutes: [PanelQuery.Substitute] = []

    /// The text that parses, and what in it stands for a variable.
    static func substitute(
        _ source: EmbeddedText, _ variables: [ByteString: DashboardVariable], fallback: Fallback
    ) -> (text: EmbeddedText, substitutes: [PanelQuery.Substitute]) {
        var substitution = VariableSubstitution(source, variables, fallback)
        substitution.run()
        return (substitution.result, substitution.substitutes)
    }

    /// True if the text holds anything that could be a variable.
    static func isNeeded(_ text: EmbeddedText) -> Bool {
        text.bytes.contains(UInt8(ascii: "$")) || text.bytes.contains(UInt8(ascii: "["))
    }

    private init(_ source: EmbeddedText, _ variables: [ByteString: DashboardVariable], _ fallback: Fallback) {
        self.source = source
        self.variables = variables
        self.fallback = fallback
        bytes = source.bytes
        result = EmbeddedText(file: source.file, outer: source.outer)
    }

    private mutating func run() {
        var copied = 0
        while index < bytes.count {
            let byte = bytes[index]
            if let reference = VariableReference(at: index, in: bytes), isKnown(reference.name) {
                copy(from: copied)
                replace(reference, by: value(of: reference))
                copied = index
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") {
                copy(from: copied)
                string()
                copied = index
            } else if byte == UInt8(ascii: "="), let rest = equalsVariable() {
                copy(from: copied)
                append(Array("=~".utf8), for: index..<index + 1)
                copied = index + 1
                index = rest
                copy(from: copied)
                string(isRewritten: true)
                copied = index
            } else {
                if byte == UInt8(ascii: "#") { skipComment() }
                if byte == UInt8(ascii: "[") { brackets += 1 }
                if byte == UInt8(ascii: "]") { brackets -= 1 }
                index = min(index + 1, bytes.count)
            }
        }
        copy(from: copied)
    }

    private mutating func skipComment() {
        while index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: "\n") { index += 1 }
    }

    // MARK: Copying

    /// Copies what stands before the index; runs are copied in order, so that the segments are walked once.
    private mutating func copy(from start: Int) {
        var place = start
        while place < index, segment < source.segments.count {
            let piece = source.segments[segment]
            if piece.text.end <= place {
                segment += 1
                continue
            }
            let upper = min(piece.text.end, index)
            let isVerbatim = piece.text.length == piece.source.length
            let spelled =
                isVerbatim
                ? ByteRange(start: piece.source.start + place - piece.text.start, length: upper - place) : piece.source
            result.append(bytes[place..<upper], spelledBy: spelled)
            place = upper
        }
    }

    private mutating func append(_ text: [UInt8], for range: Range<Int>) {
        result.append(text[...], spelledBy: source.sourceRange(of: ByteRange(range)).bytes)
    }

    private mutating func replace(_ reference: VariableReference, by text: [UInt8]) {
        let start = result.bytes.count
        append(text, for: index..<reference.end)
        substitutes.append(
            PanelQuery.Substitute(
                variable: reference.name, range: ByteRange(start: start, length: text.count),
                values: variables[reference.name]?.values ?? []))
        index = reference.end
    }

    // MARK: Strings

    /// A quoted string from its opening quote to behind its closing one, variables in it replaced.
    private mutating func string(isRewritten: Bool = false) {
        let quote = bytes[index]
        let isNegative = !isRewritten && matchOperator(before: index).isNegative
        let isRegex = isRewritten || matchOperator(before: index).isRegex
        var copied = index
        index += 1
        while index < bytes.count, bytes[index] != quote {
            if let reference = VariableReference(at: index, in: bytes), isKnown(reference.name) {
                copy(from: copied)
                replace(reference, by: inString(reference, isRegex: isRegex && !isNegative))
                copied = index
            } else if isRewritten, Self.regexSyntax.contains(bytes[index]) {
                copy(from: copied)
                append([UInt8(ascii: ".")], for: index..<index + 1)
                index += 1
                copied = index
            } else {
                if bytes[index] == UInt8(ascii: "\\"), quote != UInt8(ascii: "`") { index += 1 }
                index = min(index + 1, bytes.count)
            }
        }
        index = min(index + 1, bytes.count)
        copy(from: copied)
    }

    private static let regexSyntax: [UInt8] = Array("()[]{}+*?|^".utf8)
    /// Stands for a variable where nothing is known of its value.
    private static let placeholder = Array("grafana_variable".utf8)

    private func inString(_ reference: VariableReference, isRegex: Bool) -> [UInt8] {
        let variable = variables[reference.name]
        if variable?.kind == "constant", let value = variable?.values.first?.bytes,
            !value.contains(where: { $0 == UInt8(ascii: "\\") || Self.quotes.contains($0) })
        {
            return value
        }
        return isRegex ? Array(".*".utf8) : Self.placeholder
    }

    private static let quotes: [UInt8] = Array("\"'`".utf8)

    /// The operator before a string: `=~`, `!~`, `!=`, `=`, or none.
    private func matchOperator(before start: Int) -> (isRegex: Bool, isNegative: Bool) {
        var place = start - 1
        while place >= 0, Self.isBlank(bytes[place]) { place -= 1 }
        guard place >= 1 else { return (false, false) }
        switch (bytes[place - 1], bytes[place]) {
        case (UInt8(ascii: "="), UInt8(ascii: "~")): return (true, false)
        case (UInt8(ascii: "!"), UInt8(ascii: "~")): return (true, true)
        case (UInt8(ascii: "!"), UInt8(ascii: "=")): return (false, true)
        default: return (false, false)
        }
    }

    /// Where the string begins if `=` at the index compares a label with a string that holds a variable.
    ///
    /// Such a matcher selects whatever the person chooses; it becomes `=~` so that the query reads as choosing all.
    private func equalsVariable() -> Int? {
        if index > 0, "=!<>~".utf8.contains(bytes[index - 1]) { return nil }
        var place = index + 1
        while place < bytes.count, Self.isBlank(bytes[place]) { place += 1 }
        guard place < bytes.count, Self.quotes.contains(bytes[place]) else { return nil }
        let quote = bytes[place]
        let start = place
        place += 1
        var holdsVariable = false
        while place < bytes.count, bytes[place] != quote {
            // Escapes would need another spelling in a regular expression.
            if bytes[place] == UInt8(ascii: "\\") { return nil }
            if let reference = VariableReference(at: place, in: bytes), isKnown(reference.name) {
                if variables[reference.name]?.kind == "constant" { return nil }
                holdsVariable = true
                place = reference.end
            } else {
                place += 1
            }
        }
        return holdsVariable && place < bytes.count ? start : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }

    // MARK: Values

    private func isKnown(_ name: ByteString) -> Bool {
        BuiltInVariable.value(of: name) != nil || variables[name] != nil
    }

    /// What a variable becomes outside strings.
    private func value(of reference: VariableReference) -> [UInt8] {
        if let builtIn = BuiltInVariable.value(of: reference.name) { return Array(builtIn.utf8) }
        let values = variables[reference.name]?.values ?? []
        if brackets > 0 {
            let duration = values.first { PrometheusDuration.parse($0.bytes) != nil && $0 != "0" }
            return duration?.bytes ?? Array("5m".utf8)
        }
        let isPartOfName =
            (index > 0 && VariableReference.isNameByte(bytes[index - 1]))
            || (reference.end < bytes.count && VariableReference.isNameByte(bytes[reference.end]))
        if let value = values.first(where: Self.isToken) { return value.bytes }
        if isPartOfName { return [UInt8(ascii: "x")] }
        return fallback == .number ? [UInt8(ascii: "1")] : Self.placeholder
    }

    /// A number, a name or a duration: something that is one word of PromQL. Grafana's `$__all` is none.
    private static func isToken(_ value: ByteString) -> Bool {
        !value.isEmpty && value.count <= 200
            && value.bytes.allSatisfy {
                VariableReference.isNameByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
            }
    }
}

/// One reference to a variable in a text.
struct VariableReference {
    let name: ByteString
    /// Behind its last byte.
    let end: Int

    /// Nil if no reference begins here.
    init?(at start: Int, in bytes: [UInt8]) {
        guard start + 1 < bytes.count else { return nil }
        switch (bytes[start], bytes[start + 1]) {
        case (UInt8(ascii: "$"), UInt8(ascii: "{")):
            self.init(from: start + 2, in: bytes, closedBy: [UInt8(ascii: "}")])
        case (UInt8(ascii: "["), UInt8(ascii: "[")):
            self.init(from: start + 2, in: bytes, closedBy: Array("]]".utf8))
        case (UInt8(ascii: "$"), let next) where VariableReference.isNameByte(next):
            let rest = bytes[(start + 1)...].prefix(while: VariableReference.isNameByte)
            self.init(name: ByteString(rest), end: rest.endIndex)
        default: return nil
        }
    }

    private init?(from start: Int, in bytes: [UInt8], closedBy close: [UInt8]) {
        let word = bytes[start...].prefix(while: VariableReference.isNameByte)
        guard !word.isEmpty else { return nil }
        var place = word.endIndex
        // `.field` and `:format`; nothing longer was ever a format.
        if place < bytes.count, bytes[place] == UInt8(ascii: ".") || bytes[place] == UInt8(ascii: ":") {
            let limit = min(place + 100, bytes.count)
            while place < limit, bytes[place] != close[0], bytes[place] != UInt8(ascii: "\"") { place += 1 }
        }
        guard place + close.count <= bytes.count, bytes[place..<place + close.count].elementsEqual(close) else {
            return nil
        }
        self.init(name: ByteString(word), end: place + close.count)
    }

    private init(name: ByteString, end: Int) {
        self.name = name
        self.end = end
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// What Grafana itself fills in.
///
/// Source: Grafana documentation, "Global variables", and the Prometheus data source's `$__rate_interval`.
enum BuiltInVariable {
    /// A value as Grafana might give it; nil for a name that is not built in.
    static func value(of name: ByteString) -> String? {
        switch name.string {
        case "__rate_interval", "__auto", "__auto_interval": "5m"
        case "__interval": "1m"
        case "__range": "1h"
        case "__interval_ms": "60000"
        case "__rate_interval_ms": "300000"
        case "__range_s": "3600"
        case "__range_ms": "3600000"
        case "__from", "__to": "1700000000"
        case "__dashboard", "__user", "__org", "__name", "__timezone": "grafana_variable"
        default: nil
        }
    }
}
