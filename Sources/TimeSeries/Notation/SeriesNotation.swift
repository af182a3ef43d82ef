import SourceText

/// Which Prometheus's notation is meant.
package enum SeriesDialect: Hashable, Sendable {
    case prometheus2
    /// Also quoted names and `_` in numbers.
    case prometheus3
}

/// The notation of series in promtool's unit tests and in Prometheus's own test scripts: `up{job="a"} 1 0x5 _ stale`.
///
/// Values stand one interval apart and are separated by blanks: numbers (no hexadecimal), `_` for no sample, `stale`,
/// `_xN` for N gaps, and `axN`, `a+bxN`, `a-bxN` for **N + 1** values whose increments are added one after another.
/// Source: prometheus/prometheus, `docs/configuration/unit_testing_rules.md`, `promql/parser/generated_parser.y`.
package enum SeriesNotation {
    /// The most values one series may have: more than promtool finds memory for.
    package static let valueLimit = 1_000_000_000

    /// Reads a whole line: a metric, a blank, and values.
    ///
    /// - Throws: the first objection promtool would raise.
    package static func parse(
        _ line: [UInt8], _ dialect: SeriesDialect = .prometheus3
    ) throws(SeriesNotationError) -> SeriesDescription {
        var parser = SeriesParser(line, dialect, hasValues: true)
        return try parser.series()
    }

    /// Reads a metric alone, as in `exp_samples`: `name{label="value"}`, ascending by name. An empty text is `{}`.
    package static func parseMetric(
        _ text: [UInt8], _ dialect: SeriesDialect = .prometheus3
    ) throws(SeriesNotationError) -> [SeriesLabel] {
        var parser = SeriesParser(text, dialect, hasValues: false)
        return try parser.metricAlone()
    }
}

private struct SeriesParser {
    private var lexer: SeriesLexer
    private var token = SeriesToken(kind: .end, range: 0..<0)
    private var count = 0

    init(_ bytes: [UInt8], _ dialect: SeriesDialect, hasValues: Bool) {
        lexer = SeriesLexer(bytes, dialect, hasValues: hasValues)
    }

    // MARK: Whole texts

    mutating func series() throws(SeriesNotationError) -> SeriesDescription {
        try advance()
        let labels = try metric()
        var runs: [SeriesRun] = []
        // Prometheus's grammar knows that it reads values only before the first and within one.
        if token.kind != .end, token.kind != .space { throw unexpected(in: .seriesValues) }
        while token.kind != .end {
            guard token.kind == .space else { throw unexpected(in: .series) }
            try advance()
            if token.kind == .end { break }
            try appendItem(to: &runs)
        }
        return SeriesDescription(labels: labels, runs: runs)
    }

    mutating func metricAlone() throws(SeriesNotationError) -> [SeriesLabel] {
        try advance()
        let labels = try metric()
        guard token.kind == .end else { throw unexpected(in: .series) }
        return labels
    }

    // MARK: Metrics

    private mutating func metric() throws(SeriesNotationError) -> [SeriesLabel] {
        var name: ByteString?
        if isMetricName() {
            name = ByteString(text)
            try advance()
        }
        var labels: [SeriesLabel] = []
        if token.kind == .leftBrace {
            try advance()
            while token.kind != .rightBrace {
                labels.append(try label())
                switch token.kind {
                case .rightBrace: break
                case .comma: try advance()
                default: throw unexpected(in: .labelSet, expected: "\",\" or \"}\"")
                }
            }
            try advance()
        }
        if let name {
            // The name before the braces takes the place of one inside.
            labels.removeAll { $0.name == "__name__" }
            labels.append(SeriesLabel(name: "__name__", value: name))
        }
        return labels.sorted { $0.name < $1.name }
    }

    private func isMetricName() -> Bool {
        switch token.kind {
        case .identifier, .metricIdentifier: true
        case .keyword: !SeriesKeyword.forbidsMetric(text)
        default: false
        }
    }

    private mutating func label() throws(SeriesNotationError) -> SeriesLabel {
        let isQuoted = token.kind == .string && lexer.dialect == .prometheus3
        guard token.kind == .identifier || isQuoted else {
            throw unexpected(in: .labelSet, expected: "identifier or \"}\"")
        }
        let name = ByteString(isQuoted ? SeriesLexer.unquoted(text) : Array(text))
        try advance()
        if isQuoted, token.kind == .comma || token.kind == .rightBrace {
            return SeriesLabel(name: "__name__", value: name)
        }
        guard token.kind == .equal else {
            throw unexpected(in: .labelSet, expected: isQuoted ? "\",\" or \"}\"" : "\"=\"")
        }
        try advance()
        guard token.kind == .string else { throw unexpected(in: .labelSet, expected: "string") }
        let value = ByteString(SeriesLexer.unquoted(text))
        try advance()
        return SeriesLabel(name: name, value: value)
    }

    // MARK: Values

    private mutating func appendItem(to runs: inout [SeriesRun]) throws(SeriesNotationError) {
        let place = token.range
        if token.kind == .blank {
            try advance()
            let count = try repetition(adding: 0) ?? 1
            return try append(SeriesRun(first: .gap, count: count), to: &runs, at: place)
        }
        let first = try value()
        if let count = try repetition(adding: 1) {
            return try append(SeriesRun(first: first, count: count), to: &runs, at: place)
        }
        guard token.kind == .plus || token.kind == .minus else {
            return try append(SeriesRun(first: first), to: &runs, at: place)
        }
        let increment = try signedNumber()
        guard let count = try repetition(adding: 1) else { throw unexpected(in: .seriesValues) }
        if first == .staleMarker {
            // The marker is itself a NaN, and a NaN plus anything is an ordinary one.
            try append(SeriesRun(first: .staleMarker), to: &runs, at: place)
            return try append(SeriesRun(first: .sample(.nan), count: count - 1), to: &runs, at: place)
        }
        try append(SeriesRun(first: first, increment: increment, count: count), to: &runs, at: place)
    }

    private mutating func append(
        _ run: SeriesRun, to runs: inout [SeriesRun], at place: Range<Int>
    ) throws(SeriesNotationError) {
        guard run.count > 0 else { return }
        let (sum, overflowed) = count.addingReportingOverflow(run.count)
        guard !overflowed, sum <= SeriesNotation.valueLimit else {
            throw SeriesNotationError(
                .tooManyValues(limit: SeriesNotation.valueLimit),
                at: ByteRange(place.lowerBound..<token.range.lowerBound))
        }
        count = sum
        runs.append(run)
    }

    private mutating func value() throws(SeriesNotationError) -> SeriesValue {
        switch token.kind {
        case .identifier:
            guard text.elementsEqual("stale".utf8) else {
                throw unexpected(in: .seriesValues, expected: "number or \"stale\"")
            }
            try advance()
            return .staleMarker
        case .number: return .sample(try number())
        case .plus, .minus: return .sample(try signedNumber())
        default: throw unexpected(in: .series)
        }
    }

    private mutating func signedNumber() throws(SeriesNotationError) -> Double {
        let isNegative = token.kind == .minus
        try advance()
        guard token.kind == .number else { throw unexpected(in: .seriesValues) }
        let value = try number()
        return isNegative ? -value : value
    }

    /// The count after `x`, or nil where none stands.
    private mutating func repetition(adding extra: Int) throws(SeriesNotationError) -> Int? {
        guard token.kind == .times else { return nil }
        try advance()
        guard token.kind == .number else { throw unexpected(in: .seriesValues) }
        var count = 0
        for byte in text {
            guard SeriesLexer.isDigit(byte) else { throw repetitionError(isOutOfRange: false) }
            // Any count beyond the limit is the same to us; only Go's own limit of 64 bits is told apart.
            count = min(count * 10 + Int(byte - UInt8(ascii: "0")), SeriesNotation.valueLimit + 1)
        }
        if count > SeriesNotation.valueLimit, UInt64(String(decoding: text, as: UTF8.self)) == nil {
            throw repetitionError(isOutOfRange: true)
        }
        try advance()
        return count + extra
    }

    private func repetitionError(isOutOfRange: Bool) -> SeriesNotationError {
        SeriesNotationError(.repetition(ByteString(text), isOutOfRange: isOutOfRange), at: ByteRange(token.range))
    }

    /// An integer if it is one (so `010` is octal), otherwise a decimal fraction.
    private mutating func number() throws(SeriesNotationError) -> Double {
        let digits = Array(text)
        let value: Double
        if let octal = Self.octal(digits) {
            value = octal
        } else {
            let plain = Self.withoutUnderscores(digits)
            switch plain.map({ ExpositionNumber.read($0, 0..<$0.count) }) ?? .malformed {
            case .number(let number): value = number
            case .malformed: throw numberError(isOutOfRange: false)
            case .outOfRange: throw numberError(isOutOfRange: true)
            }
        }
        try advance()
        return value
    }

    private func numberError(isOutOfRange: Bool) -> SeriesNotationError {
        SeriesNotationError(.number(ByteString(text), isOutOfRange: isOutOfRange), at: ByteRange(token.range))
    }

    /// Go reads a leading zero as octal where all digits are; where one is 8 or 9, as a decimal fraction.
    private static func octal(_ digits: [UInt8]) -> Double? {
        guard digits.count > 1, digits[0] == UInt8(ascii: "0") else { return nil }
        var value: Int64 = 0
        for byte in digits.dropFirst() where byte != UInt8(ascii: "_") {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "7") else { return nil }
            let (product, overflowed) = value.multipliedReportingOverflow(by: 8)
            let (sum, carried) = product.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
            if overflowed || carried { return nil }
            value = sum
        }
        return Double(value)
    }

    /// Go allows `_` between the digits of whole numbers only; nil where it stands elsewhere.
    private static func withoutUnderscores(_ digits: [UInt8]) -> [UInt8]? {
        let underscore = UInt8(ascii: "_")
        guard digits.contains(underscore) else { return digits }
        let isWhole = digits.allSatisfy { SeriesLexer.isDigit($0) || $0 == underscore }
        let isBetween = zip(digits, digits.dropFirst()).allSatisfy { $0 != underscore || $1 != underscore }
        guard isWhole, isBetween, digits.last != underscore else { return nil }
        return digits.filter { $0 != underscore }
    }

    // MARK: Tokens

    private var text: ArraySlice<UInt8> { lexer.bytes[token.range] }

    private mutating func advance() throws(SeriesNotationError) { token = try lexer.next() }

    private func unexpected(
        in context: SeriesNotationError.Context, expected: String? = nil
    ) -> SeriesNotationError {
        SeriesNotationError(.unexpected(token: words, in: context, expected: expected), at: ByteRange(token.range))
    }

    /// The token as promtool names it.
    private var words: String {
        let text = ByteString(text)
        switch token.kind {
        case .end: return "end of input"
        case .identifier: return "identifier \(SeriesNotationError.quoted(text))"
        case .metricIdentifier: return "metric identifier \(SeriesNotationError.quoted(text))"
        case .string: return "string \(Self.shortened(text))"
        case .number: return "number \(Self.shortened(text))"
        case .keyword(.aggregation): return "<aggr:\(text.string)>"
        case .keyword(.setOperator), .plus, .minus: return "<op:\(text.string)>"
        case .keyword(.modifier): return "<\(text.string)>"
        case .other:
            let isPunctuation = text.bytes.allSatisfy { Array("()[]".utf8).contains($0) }
            return isPunctuation ? SeriesNotationError.quoted(text) : "<op:\(text.string)>"
        case .leftBrace, .rightBrace, .comma, .equal, .space, .blank, .times:
            return SeriesNotationError.quoted(text)
        }
    }

    /// Long texts are cut after ten characters.
    private static func shortened(_ text: ByteString) -> String {
        guard text.count > 10 else { return SeriesNotationError.quoted(text) }
        let head = String(String.UnicodeScalarView(text.string.unicodeScalars.prefix(10)))
        return SeriesNotationError.quoted(ByteString(head)) + "..."
    }
}
