import SourceText

// One sample line: name, labels, value, timestamp, exemplar.

extension ExpositionReader {
    struct SampleDraft {
        var name: Int
        var nameRange: Range<Int>
        var value: Double
        var milliseconds: Int64?
        var hasExemplar = false
    }

    /// Reads the line; its labels are left in `labels`, ascending by name.
    mutating func sample(_ line: Range<Int>, from start: Int) throws(LineTrouble) -> SampleDraft {
        let end = line.upperBound
        var index = start
        labels.removeAll(keepingCapacity: true)
        skipMetricName(&index, end)
        var name = index > start ? NameSpelling(range: start..<index) : nil
        index = skippingBlanks(index, end)
        if index < end, bytes[index] == UInt8(ascii: "{") {
            try readLabels(at: &index, end: end, metricName: &name)
        } else if name == nil {
            throw LineTrouble(.expected(.metricName), start..<start + 1)
        } else if index == name?.range.upperBound, index < end, !isNumber(at: index, end: end) {
            // `chat.requests 1`: a byte that no bare name holds. But `chat-1` is a sample to both parsers.
            throw LineTrouble(.expected(.metricName), start..<index + 1)
        }
        guard let name else { throw LineTrouble(.metricNameMissing, start..<index) }
        let value = try number(at: &index, end: end, or: .value)
        var draft = SampleDraft(name: number(of: name), nameRange: name.range, value: value)
        index = skippingBlanks(index, end)
        if index < end, bytes[index] != UInt8(ascii: "#") {
            draft.milliseconds = try timestamp(at: &index, end: end)
            index = skippingBlanks(index, end)
        }
        try sortLabels()
        if index < end { try readExemplar(at: &index, end: end, in: &draft) }
        return draft
    }

    /// `# {labels} value [timestamp]`, checked and passed over: nothing downstream reads exemplars yet.
    private mutating func readExemplar(
        at index: inout Int, end: Int, in draft: inout SampleDraft
    ) throws(LineTrouble) {
        guard bytes[index] == UInt8(ascii: "#") else {
            throw LineTrouble(.expected(.endOfLine), index..<end)
        }
        let own = labels
        defer { labels = own }
        let hash = index
        index = skippingBlanks(index + 1, end)
        guard index < end, bytes[index] == UInt8(ascii: "{") else {
            throw LineTrouble(.expected(.endOfLine), hash..<end)
        }
        labels.removeAll(keepingCapacity: true)
        var name: NameSpelling?
        try readLabels(at: &index, end: end, metricName: &name)
        if let name { throw LineTrouble(.expected(.equals), name.range) }
        try sortLabels()
        _ = try number(at: &index, end: end, or: .value)
        index = skippingBlanks(index, end)
        if index < end {
            _ = try number(at: &index, end: end, or: .timestamp)
            index = skippingBlanks(index, end)
        }
        guard index == end else { throw LineTrouble(.expected(.endOfLine), index..<end) }
        draft.hasExemplar = true
    }

    // MARK: Labels

    /// Reads from `{` to after `}`. A quoted text without a value is the metric name, as Prometheus 3 has it.
    private mutating func readLabels(
        at index: inout Int, end: Int, metricName: inout NameSpelling?
    ) throws(LineTrouble) {
        index += 1
        while true {
            index = skippingBlanks(index, end)
            guard index < end else { throw LineTrouble(.expected(.commaOrBrace), end..<end) }
            if bytes[index] == UInt8(ascii: "}") {
                index += 1
                return
            }
            let start = index
            let name = try labelName(at: &index, end: end)
            let afterName = skippingBlanks(index, end)
            let isQuoted = bytes[start] == UInt8(ascii: "\"")
            if isQuoted, afterName < end, bytes[afterName] != UInt8(ascii: "=") {
                guard metricName == nil else { throw LineTrouble(.metricNameTwice, start..<index) }
                guard !name.range.isEmpty else { throw LineTrouble(.expected(.metricName), start..<index) }
                metricName = name
                index = afterName
            } else {
                index = afterName
                try readLabelValue(at: &index, end: end, name: name, start: start)
            }
            try passComma(at: &index, end: end)
        }
    }

    /// Moves over the comma after a label. Between two labels it may be missing, as it may for the server.
    private mutating func passComma(at index: inout Int, end: Int) throws(LineTrouble) {
        index = skippingBlanks(index, end)
        guard index < end else { throw LineTrouble(.expected(.commaOrBrace), end..<end) }
        switch bytes[index] {
        case UInt8(ascii: ","): index += 1
        case UInt8(ascii: "}"): break
        case UInt8(ascii: "\""), UInt8(ascii: "_"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            report(.missingComma, index..<index)
        default: throw LineTrouble(.expected(.commaOrBrace), index..<index + 1)
        }
    }

    private func labelName(at index: inout Int, end: Int) throws(LineTrouble) -> NameSpelling {
        if bytes[index] == UInt8(ascii: "\"") { return try quotedText(at: &index, end: end) }
        let start = index
        while index < end {
            let byte = bytes[index]
            let fits =
                ExpositionNumber.isLetter(byte) || byte == UInt8(ascii: "_")
                || (index > start && ExpositionNumber.isDigit(byte))
            guard fits else { break }
            index += 1
        }
        guard index > start else { throw LineTrouble(.expected(.labelName), start..<start + 1) }
        return NameSpelling(range: start..<index)
    }

    private mutating func readLabelValue(
        at index: inout Int, end: Int, name: NameSpelling, start: Int
    ) throws(LineTrouble) {
        guard index < end, bytes[index] == UInt8(ascii: "=") else {
            throw LineTrouble(.expected(.equals), index..<min(index + 1, end))
        }
        guard !name.range.isEmpty else { throw LineTrouble(.expected(.labelName), start..<index) }
        index = skippingBlanks(index + 1, end)
        guard index < end, bytes[index] == UInt8(ascii: "\"") else {
            throw LineTrouble(.expected(.labelValue), index..<min(index + 1, end))
        }
        let value = try quotedText(at: &index, end: end)
        labels.append(LabelDraft(name: number(of: name), value: number(of: value), range: start..<index))
    }

    /// Puts the labels in order, refuses those that cannot be, and drops the empty ones.
    private mutating func sortLabels() throws(LineTrouble) {
        if labels.count > 1 {
            let interner = interner
            labels.sort { left, right in
                left.name == right.name
                    ? left.range.lowerBound < right.range.lowerBound : interner.precedes(left.name, right.name)
            }
        }
        var previous = -1
        var hasEmpty = false
        for label in labels {
            if label.name == previous {
                throw LineTrouble(.duplicateLabel(texts[label.name]), label.range)
            }
            previous = label.name
            if texts[label.name] == Self.nameLabel {
                throw LineTrouble(.reservedLabel(texts[label.name]), label.range)
            }
            if texts[label.value].isEmpty { hasEmpty = true }
        }
        if hasEmpty { labels.removeAll { texts[$0.value].isEmpty } }
    }

    private static let nameLabel: ByteString = "__name__"

    // MARK: Quoted text

    /// Moves from an opening quote to after the closing one; the range is what lies between.
    func quotedText(at index: inout Int, end: Int) throws(LineTrouble) -> NameSpelling {
        let open = index
        var text = NameSpelling(range: open + 1..<open + 1)
        var isASCII = true
        index += 1
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                text.range = open + 1..<index
                index += 1
                if !isASCII { try requireUTF8(text.range) }
                return text
            }
            if byte == UInt8(ascii: "\\") {
                text.hasEscapes = true
                index += 1
            }
            if byte >= 0x80 { isASCII = false }
            index += 1
        }
        index = end
        throw LineTrouble(.expected(.closingQuote), open..<end)
    }

    func requireUTF8(_ range: Range<Int>) throws(LineTrouble) {
        do {
            _ = try UTF8Span(validating: bytes.span.extracting(range))
        } catch {
            throw LineTrouble(.invalidUTF8, range)
        }
    }

    /// The number of a name or value, unescaped if need be.
    mutating func number(of spelling: NameSpelling) -> Int {
        guard spelling.hasEscapes else { return number(spelling.range) }
        if !unescape(spelling.range, quotes: true) { report(.unknownEscape, spelling.range) }
        return numberOfUnescaped()
    }

    /// Fills `unescaped`; false if a backslash stands before anything it has no meaning for.
    mutating func unescape(_ range: Range<Int>, quotes: Bool) -> Bool {
        unescaped.removeAll(keepingCapacity: true)
        var isKnown = true
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "\\"), index < range.upperBound else {
                unescaped.append(byte)
                continue
            }
            let escaped = bytes[index]
            if escaped == UInt8(ascii: "n") {
                unescaped.append(UInt8(ascii: "\n"))
            } else if escaped == UInt8(ascii: "\\") || (quotes && escaped == UInt8(ascii: "\"")) {
                unescaped.append(escaped)
            } else {
                unescaped += [byte, escaped]
                isKnown = false
            }
            index += 1
        }
        return isKnown
    }

    // MARK: Numbers

    private func token(at index: inout Int, end: Int) -> Range<Int> {
        let start = skippingBlanks(index, end)
        index = start
        while index < end, !isBlank(bytes[index]) { index += 1 }
        return start..<index
    }

    private func isNumber(at index: Int, end: Int) -> Bool {
        var index = index
        let token = token(at: &index, end: end)
        if case .number = ExpositionNumber.read(bytes, token) { return true }
        return false
    }

    private func number(
        at index: inout Int, end: Int, or expected: ExpositionProblem.Expected
    ) throws(LineTrouble) -> Double {
        let token = token(at: &index, end: end)
        guard !token.isEmpty else { throw LineTrouble(.expected(expected), token) }
        switch ExpositionNumber.read(bytes, token) {
        case .number(let value): return value
        case .malformed: throw LineTrouble(.notANumber, token)
        case .outOfRange: throw LineTrouble(.numberOutOfRange, token)
        }
    }

    private func timestamp(at index: inout Int, end: Int) throws(LineTrouble) -> Int64 {
        if format == .openMetrics {
            let start = index
            let seconds = try number(at: &index, end: end, or: .timestamp)
            guard seconds.isFinite else { throw LineTrouble(.expected(.timestamp), start..<index) }
            guard let milliseconds = Int64(exactly: (seconds * 1000).rounded(.towardZero)) else {
                throw LineTrouble(.numberOutOfRange, start..<index)
            }
            return milliseconds
        }
        let token = token(at: &index, end: end)
        let isNegative = bytes[token.lowerBound] == UInt8(ascii: "-")
        let digits = (isNegative ? token.lowerBound + 1 : token.lowerBound)..<token.upperBound
        guard !digits.isEmpty, bytes[digits].allSatisfy(ExpositionNumber.isDigit) else {
            throw LineTrouble(.expected(.timestamp), token)
        }
        guard let milliseconds = Int64(String(decoding: bytes[token], as: UTF8.self)) else {
            throw LineTrouble(.numberOutOfRange, token)
        }
        return milliseconds
    }
}
