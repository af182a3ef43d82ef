import SourceText

extension SeriesNotation {
    /// Writes a metric as promtool reads it: `name{label="value"}`, labels in the order given.
    ///
    /// Nil for what the notation of Prometheus 2.42 cannot spell: a name or label of other characters than ASCII
    /// letters, digits and `_`, and values that are no UTF-8.
    package static func metric(_ labels: [SeriesLabel]) -> String? {
        var name = ""
        var matchers: [String] = []
        for label in labels {
            guard let value = String(validating: label.value.bytes, as: UTF8.self),
                !value.unicodeScalars.contains("\u{FFFD}")
            else { return nil }
            if label.name == "__name__", isPlainName(label.value.bytes, allowsColon: true) {
                name = value
            } else {
                guard isPlainName(label.name.bytes, allowsColon: false), label.name != "__name__" else { return nil }
                matchers.append("\(label.name.string)=\(quoted(value))")
            }
        }
        if matchers.isEmpty, !name.isEmpty { return name }
        return "\(name){\(matchers.joined(separator: ","))}"
    }

    /// Writes values, runs taken together only where adding up gives the very same bits again.
    ///
    /// Reading the text back gives the same values, but that every NaN is the ordinary one.
    /// - Complexity: linear.
    package static func values(_ values: [SeriesValue]) -> String {
        var pieces: [String] = []
        var index = 0
        while index < values.count {
            let run = run(in: values, at: index)
            pieces.append(text(of: run))
            index += run.count
        }
        return pieces.joined(separator: " ")
    }

    /// The longest run that begins at `index` and that one piece of notation spells.
    private static func run(in values: [SeriesValue], at index: Int) -> SeriesRun {
        switch values[index] {
        case .gap:
            return SeriesRun(first: .gap, count: values[index...].prefix { $0 == .gap }.count)
        case .staleMarker:
            return SeriesRun(first: .staleMarker)
        case .sample(let first):
            let constant = SeriesRun(first: .sample(first), count: length(in: values, at: index, first, increment: nil))
            guard constant.count == 1, index + 1 < values.count, case .sample(let second) = values[index + 1],
                first.isFinite, second.isFinite
            else { return constant }
            let increment = second - first
            let count = length(in: values, at: index, first, increment: increment)
            // Two values are as short one by one.
            return count > 2 ? SeriesRun(first: .sample(first), increment: increment, count: count) : constant
        }
    }

    private static func length(in values: [SeriesValue], at index: Int, _ first: Double, increment: Double?) -> Int {
        var expected = first
        var count = 0
        while index + count < values.count, case .sample(let value) = values[index + count], isSame(value, expected) {
            count += 1
            if let increment { expected += increment }
        }
        return count
    }

    private static func isSame(_ left: Double, _ right: Double) -> Bool {
        left.bitPattern == right.bitPattern || (left.isNaN && right.isNaN)
    }

    private static func text(of run: SeriesRun) -> String {
        switch run.first {
        case .gap: return run.count == 1 ? "_" : "_x\(run.count)"
        case .staleMarker: return "stale"
        case .sample(let first):
            let number = number(first)
            if run.count == 1 { return number }
            if let increment = run.increment {
                let sign = increment < 0 ? "-" : "+"
                return "\(number)\(sign)\(self.number(increment.magnitude))x\(run.count - 1)"
            }
            // A word swallows the `x` behind it.
            return first.isFinite ? "\(number)x\(run.count - 1)" : "\(number)+0x\(run.count - 1)"
        }
    }

    /// The shortest digits that read back as the same number.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "Inf" }
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func isPlainName(_ name: [UInt8], allowsColon: Bool) -> Bool {
        guard let first = name.first, !SeriesLexer.isDigit(first) else { return false }
        let isPlain = name.allSatisfy {
            SeriesLexer.isAlphanumeric($0) || (allowsColon && $0 == UInt8(ascii: ":"))
        }
        return isPlain && !(allowsColon && isReserved(name[...]))
    }

    private static func isReserved(_ name: ArraySlice<UInt8>) -> Bool {
        let isNumber = ["inf", "nan"].contains { word in
            word.utf8.count == name.count && zip(word.utf8, name).allSatisfy { $0 == $1 | 0x20 }
        }
        return isNumber || SeriesKeyword.forbidsMetric(name)
    }

    /// Double quotes and Go's escapes; control characters by number.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
