import SourceText

// Lines, and what the comment lines say.

extension ExpositionReader {
    /// What a line that begins with `#` means.
    enum Comment {
        case declaration(ExpositionProblem.Metadata, name: NameSpelling, text: Range<Int>)
        case end
        case remark
    }

    /// A name between its quotes, if it has any.
    struct NameSpelling {
        var range: Range<Int>
        var hasEscapes = false
    }

    /// First pass: the declared types, and whether this is OpenMetrics.
    mutating func survey() {
        var index = contentStart
        while index < bytes.count {
            let line = nextLine(from: &index)
            let start = skippingBlanks(line.lowerBound, line.upperBound)
            guard start < line.upperBound, bytes[start] == UInt8(ascii: "#") else { continue }
            guard
                case .success(let comment) = Result(catching: { () throws(LineTrouble) in
                    try self.comment(start..<line.upperBound)
                })
            else { continue }
            switch comment {
            case .end: format = .openMetrics
            case .declaration(.unit, _, _): format = .openMetrics
            case .declaration(.type, let name, let text):
                guard let type = MetricType(spelling: bytes[text]) else { continue }
                if type.isOpenMetricsOnly(bytes[text]) { format = .openMetrics }
                let id = number(of: name)
                if declaredTypes[id] == nil { declaredTypes[id] = type }
            case .declaration(.help, _, _), .remark: break
            }
        }
    }

    /// Second pass. False if this turned out to be OpenMetrics after all; what was read is then void.
    mutating func readLines() -> Bool {
        if contentStart > 0 { report(.byteOrderMark, 0..<contentStart) }
        var index = contentStart
        while index < bytes.count {
            let line = nextLine(from: &index)
            noteCarriageReturn(line, next: index)
            let start = skippingBlanks(line.lowerBound, line.upperBound)
            guard start < line.upperBound else { continue }
            noteAfterEnd(line)
            do throws(LineTrouble) {
                if bytes[start] == UInt8(ascii: "#") {
                    try readComment(start..<line.upperBound)
                } else {
                    let sample = try sample(line, from: start)
                    if sample.hasExemplar && format == .prometheusText { return false }
                    try keep(sample, line: line)
                }
            } catch {
                report(error.kind, error.range)
            }
        }
        if let last = bytes.last, last != UInt8(ascii: "\n") {
            report(.missingFinalNewline, bytes.count..<bytes.count)
        }
        if format == .openMetrics && !hasEnded { report(.missingEnd, bytes.count..<bytes.count) }
        return true
    }

    /// The first byte after a byte order mark.
    private var contentStart: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// The line at `index` without its line ending; moves `index` to the next line.
    private func nextLine(from index: inout Int) -> Range<Int> {
        let start = index
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        index = min(end + 1, bytes.count)
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<end
    }

    private mutating func noteCarriageReturn(_ line: Range<Int>, next: Int) {
        guard !hasReportedCarriageReturn, line.upperBound < next, bytes[line.upperBound] == UInt8(ascii: "\r")
        else { return }
        hasReportedCarriageReturn = true
        report(.carriageReturn, line.upperBound..<line.upperBound + 1)
    }

    private mutating func noteAfterEnd(_ line: Range<Int>) {
        guard hasEnded, !hasReportedAfterEnd else { return }
        hasReportedAfterEnd = true
        report(.afterEnd, line)
    }

    func skippingBlanks(_ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end, isBlank(bytes[index]) { index += 1 }
        return index
    }

    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    // MARK: Comments

    /// Reads the line at `line`, which begins with `#`. Only `# HELP`, `# TYPE`, `# UNIT` and `# EOF` mean anything;
    /// the blank after `#` is part of them.
    private func comment(_ line: Range<Int>) throws(LineTrouble) -> Comment {
        let wordStart = skippingBlanks(line.lowerBound + 1, line.upperBound)
        guard wordStart > line.lowerBound + 1 else { return .remark }
        var wordEnd = wordStart
        while wordEnd < line.upperBound, !isBlank(bytes[wordEnd]) { wordEnd += 1 }
        let word = bytes[wordStart..<wordEnd]
        let metadata: ExpositionProblem.Metadata
        if word.elementsEqual("HELP".utf8) {
            metadata = .help
        } else if word.elementsEqual("TYPE".utf8) {
            metadata = .type
        } else if word.elementsEqual("UNIT".utf8) {
            metadata = .unit
        } else {
            let isEnd = word.elementsEqual("EOF".utf8) && skippingBlanks(wordEnd, line.upperBound) == line.upperBound
            return isEnd ? .end : .remark
        }
        guard wordEnd < line.upperBound else { return .remark }
        var index = skippingBlanks(wordEnd, line.upperBound)
        let name = try metricName(at: &index, end: line.upperBound)
        guard index == line.upperBound || isBlank(bytes[index]) else {
            throw LineTrouble(.expected(.metricName), name.range.lowerBound..<index + 1)
        }
        return .declaration(metadata, name: name, text: skippingBlanks(index, line.upperBound)..<line.upperBound)
    }

    /// A metric name in metadata: bare, or between double quotes.
    private func metricName(at index: inout Int, end: Int) throws(LineTrouble) -> NameSpelling {
        let start = index
        if index < end, bytes[index] == UInt8(ascii: "\"") {
            let quoted = try quotedText(at: &index, end: end)
            guard !quoted.range.isEmpty else { throw LineTrouble(.expected(.metricName), start..<index) }
            return quoted
        }
        skipMetricName(&index, end)
        guard index > start else { throw LineTrouble(.expected(.metricName), start..<min(start + 1, end)) }
        return NameSpelling(range: start..<index)
    }

    /// Moves over `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    func skipMetricName(_ index: inout Int, _ end: Int) {
        let start = index
        while index < end {
            let byte = bytes[index]
            let fits =
                ExpositionNumber.isLetter(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
                || (index > start && ExpositionNumber.isDigit(byte))
            guard fits else { return }
            index += 1
        }
    }

    private mutating func readComment(_ line: Range<Int>) throws(LineTrouble) {
        switch try comment(line) {
        case .remark: break
        case .end: hasEnded = format == .openMetrics
        case .declaration(.help, let name, let text): try declareHelp(name, text, line: line)
        case .declaration(.type, let name, let text): try declareType(name, text, line: line)
        case .declaration(.unit, let name, let text):
            try requireUTF8(text)
            let family = family(declaredAs: name)
            if let first = declarations[family].unit {
                throw LineTrouble(.redeclared(.unit, first: place(first)), line)
            }
            declarations[family].unit = line
            families[family].unit = ByteString(bytes[text])
        }
    }

    private mutating func declareHelp(
        _ name: NameSpelling, _ text: Range<Int>, line: Range<Int>
    ) throws(LineTrouble) {
        try requireUTF8(text)
        let family = family(declaredAs: name)
        if let first = declarations[family].help {
            throw LineTrouble(.redeclared(.help, first: place(first)), line)
        }
        declarations[family].help = line
        _ = unescape(text, quotes: format == .openMetrics)
        families[family].help = ByteString(unescaped)
    }

    private mutating func declareType(
        _ name: NameSpelling, _ text: Range<Int>, line: Range<Int>
    ) throws(LineTrouble) {
        guard !text.isEmpty else { throw LineTrouble(.expected(.metricType), text) }
        guard let type = MetricType(spelling: bytes[text]) else {
            throw LineTrouble(.unknownType(ByteString(bytes[text])), text)
        }
        let family = family(declaredAs: name)
        if let first = declarations[family].type {
            throw LineTrouble(.redeclared(.type, first: place(first)), line)
        }
        declarations[family].type = line
        families[family].type = type
        families[family].typeRange = place(text)
        if !families[family].series.isEmpty { report(.typeAfterSamples, line) }
        if format == .openMetrics && bytes[text].elementsEqual("untyped".utf8) {
            report(.typeOfOtherFormat(ByteString(bytes[text])), text)
        }
    }
}

extension MetricType {
    /// Exactly as spelled: the server refuses `Counter`.
    fileprivate init?(spelling: ArraySlice<UInt8>) {
        guard let known = Self.spellings.first(where: { $0.word.utf8.elementsEqual(spelling) }) else { return nil }
        self = known.type
    }

    /// True for a type that the older format does not have.
    fileprivate func isOpenMetricsOnly(_ spelling: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .gaugeHistogram, .info, .stateSet: true
        case .unknown: spelling.elementsEqual("unknown".utf8)
        case .counter, .gauge, .histogram, .summary: false
        }
    }

    private static let spellings: [(word: String, type: MetricType)] = [
        ("counter", .counter), ("gauge", .gauge), ("histogram", .histogram), ("summary", .summary),
        ("untyped", .unknown), ("unknown", .unknown), ("info", .info), ("stateset", .stateSet),
        ("gaugehistogram", .gaugeHistogram),
    ]
}
