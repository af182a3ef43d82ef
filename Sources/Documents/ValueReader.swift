package import Findings
package import SourceText
import TimeSeries

/// Reads one value of one of our own files as the type that is wanted, and says what is wrong if it is another.
package struct ValueReader {
    package let node: Node
    /// The keys that lead here: `telemetry.scrape_interval`.
    package let path: String
    /// The value in a sentence: the path in backticks, or a phrase for the root.
    let what: String
    /// The key of the value: where to point if the value itself is empty.
    private let heading: SourceRange
    private(set) var findings: [Finding] = []

    init(_ node: Node, path: String, what: String, heading: SourceRange) {
        self.node = node
        self.path = path
        self.what = what
        self.heading = heading
    }

    /// Where to point: the value, or its key if there is none.
    package var place: SourceRange { node.range.length == 0 ? heading : node.range }

    /// Reports something about this value that its type does not show.
    package mutating func report(_ finding: Finding) { findings.append(finding) }

    // MARK: Scalars

    /// The text of any scalar, as it is written: `3.10` stays `3.10`, in quotes or not.
    package mutating func string() -> Located<String>? {
        parsed(expected: "text") { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of any scalar, for texts that are compared with what users wrote elsewhere.
    package mutating func byteString() -> Located<ByteString>? { parsed(expected: "text") { ByteString($0) } }

    /// The text of a scalar with a map to its bytes in the file: PromQL, patterns.
    package mutating func text() -> EmbeddedText? { string() == nil ? nil : node.text }

    /// `true` or `false`, in no other spelling.
    package mutating func bool() -> Located<Bool>? {
        if let value = node.bool() { return Located(value, at: node.range) }
        wrongType(expected: "`true` or `false`")
        return nil
    }

    /// A whole number within `range`.
    package mutating func integer(in range: ClosedRange<Int> = .min ... .max) -> Located<Int>? {
        switch node.integer() {
        case .value(let value) where range.contains(value): return Located(value, at: node.range)
        case .notANumber: wrongType(expected: "a whole number")
        case .value, .outOfRange: outOfRange("between \(range.lowerBound) and \(range.upperBound)")
        }
        return nil
    }

    /// A number within `range`; never infinite, never not-a-number.
    package mutating func number(
        in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude ... .greatestFiniteMagnitude
    ) -> Located<Double>? {
        switch node.number() {
        case .value(let value) where range.contains(value): return Located(value, at: node.range)
        case .notANumber: wrongType(expected: "a number")
        case .value, .outOfRange: outOfRange(ReaderFindings.between(range.lowerBound, range.upperBound))
        }
        return nil
    }

    /// A share of a whole, written `2%` or `0.02`, as a number within `range`.
    package mutating func ratio(in range: ClosedRange<Double> = 0...1) -> Located<Double>? {
        let reading = node.isScalar && !node.isNull ? NumberText.ratio(node.bytes, .yamlCore) : .notANumber
        switch reading {
        case .value(let value) where range.contains(value): return Located(value, at: node.range)
        case .notANumber: wrongType(expected: "a ratio such as `2%` or `0.02`")
        case .value, .outOfRange:
            outOfRange(ReaderFindings.between(range.lowerBound * 100, range.upperBound * 100, unit: "%"))
        }
        return nil
    }

    /// A duration in Prometheus's grammar (`30s`, `1h30m`), in milliseconds, within `range`.
    package mutating func duration(in range: ClosedRange<Int64> = 0 ... .max) -> Located<Int64>? {
        let text = node.isScalar ? Array(node.bytes) : []
        do throws(PrometheusDurationError) {
            let milliseconds = try PrometheusDuration.milliseconds(of: text)
            if range.contains(milliseconds) { return Located(milliseconds, at: node.range) }
            let least = PrometheusDuration.text(milliseconds: range.lowerBound)
            let greatest = PrometheusDuration.text(milliseconds: range.upperBound)
            outOfRange(range.upperBound == .max ? "at least `\(least)`" : "between `\(least)` and `\(greatest)`")
        } catch .outOfRange {
            outOfRange("shorter than 292 years")
        } catch {
            wrongType(expected: "a duration such as `30s`, `5m` or `1h30m`")
        }
        return nil
    }

    /// One of a closed list of words.
    package mutating func oneOf(_ words: [String]) -> Located<String>? {
        guard node.isScalar, !node.isNull else {
            wrongType(expected: "one of \(ReaderFindings.list(words))")
            return nil
        }
        if let word = words.first(where: { $0.utf8.elementsEqual(node.bytes) }) { return Located(word, at: node.range) }
        findings.append(ReaderFindings.unknownWord(node, words: words, what: what, path: path, at: place))
        return nil
    }

    /// A case of an enumeration whose raw values are the words.
    package mutating func oneOf<Word>(_ type: Word.Type) -> Located<Word>?
    where Word: CaseIterable & RawRepresentable, Word.RawValue == String {
        oneOf(type.allCases.map(\.rawValue)).flatMap { word in
            Word(rawValue: word.value).map { Located($0, at: word.range) }
        }
    }

    /// A scalar in a grammar of its own. `expected` completes "must be …".
    package mutating func parsed<Value>(
        expected: String, _ parse: (ArraySlice<UInt8>) -> Value?
    ) -> Located<Value>? {
        if node.isScalar, !node.isNull, let value = parse(node.bytes) { return Located(value, at: node.range) }
        wrongType(expected: expected)
        return nil
    }

    // MARK: Collections

    /// A mapping with a fixed set of keys; see `MappingReader`.
    package mutating func mapping<Value>(_ body: (inout MappingReader) -> Value) -> Value? {
        guard node.kind == .mapping else {
            wrongType(expected: "a mapping")
            return nil
        }
        var reader = MappingReader(node, path: path, what: what, heading: heading)
        let value = body(&reader)
        reader.finish()
        findings += reader.findings
        return value
    }

    /// A mapping whose keys are the user's: metric names, labels. Entries whose value cannot be read are left out.
    package mutating func table<Value>(
        _ read: (Located<ByteString>, inout ValueReader) -> Value?
    ) -> [(key: Located<ByteString>, value: Value)]? {
        guard node.kind == .mapping else {
            wrongType(expected: "a mapping")
            return nil
        }
        var result: [(key: Located<ByteString>, value: Value)] = []
        for entry in node.mergedEntries() {
            guard entry.key.isScalar else {
                let finding = ReaderFindings.unknownKey(entry.key, near: nil, allowed: [], what: what, path: path)
                findings.append(finding)
                continue
            }
            let name = Located(ByteString(entry.key.bytes), at: entry.key.range)
            let child = path.isEmpty ? name.value.string : "\(path).\(name.value.string)"
            let quoted = DocumentFindings.quoted(child.utf8)
            var reader = ValueReader(entry.value, path: quoted, what: "`\(quoted)`", heading: entry.key.range)
            if let value = read(name, &reader) { result.append((name, value)) }
            findings += reader.findings
        }
        return result
    }

    /// A list; items that cannot be read are left out.
    package mutating func list<Value>(_ read: (inout ValueReader) -> Value?) -> [Value]? {
        guard node.kind == .sequence else {
            wrongType(expected: "a list")
            return nil
        }
        var result: [Value] = []
        for (index, element) in node.elements.enumerated() {
            let child = "\(path)[\(index)]"
            var reader = ValueReader(element, path: child, what: "`\(child)`", heading: heading)
            if let value = read(&reader) { result.append(value) }
            findings += reader.findings
        }
        return result
    }

    /// A list, or a single value that stands for a list of one.
    package mutating func oneOrMore<Value>(_ read: (inout ValueReader) -> Value?) -> [Value]? {
        node.kind == .sequence ? list(read) : read(&self).map { [$0] }
    }

    // MARK: Findings

    /// Reports that the value is of another type; `expected` completes "must be …".
    package mutating func wrongType(expected: String) {
        findings.append(ReaderFindings.wrongType(node, expected: expected, what: what, path: path, at: place))
    }

    /// Reports that the value has the right type but not a size that makes sense; `expected` completes "must be …".
    package mutating func outOfRange(_ expected: String) {
        findings.append(ReaderFindings.outOfRange(node, expected: expected, what: what, path: path, at: place))
    }
}
