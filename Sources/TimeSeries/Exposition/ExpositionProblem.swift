package import SourceText

/// Something in an exposition that is not as its format demands.
package struct ExpositionProblem: Hashable, Sendable {
    package var kind: Kind
    /// The bytes at fault, or the place where something is missing.
    package var range: SourceRange

    package enum Kind: Hashable, Sendable {
        // The line is lost.
        case expected(Expected)
        /// Neither a decimal number nor `NaN`, `+Inf`, `-Inf`.
        case notANumber
        /// A number or timestamp too great for 64 bits.
        case numberOutOfRange
        case invalidUTF8
        case metricNameMissing
        case metricNameTwice
        case duplicateLabel(ByteString)
        /// `__name__` as an ordinary label.
        case reservedLabel(ByteString)
        case unknownType(ByteString)
        /// The same series, at the same time, was already there.
        case duplicateSample(first: SourceRange)
        /// A second TYPE, HELP or UNIT for one family; the first counts.
        case redeclared(Metadata, first: SourceRange)

        // The line is kept.
        case typeAfterSamples
        case typeOfOtherFormat(ByteString)
        /// The samples of a declared family stand in several places.
        case interleavedFamily
        /// A sample whose name does not suit the type of its family, such as a bare name in a histogram.
        case nameUnlikeType
        /// A backslash before anything but `\`, `"` and `n`, kept as it stands.
        case unknownEscape
        case missingComma
        /// OpenMetrics has ended, yet there is more; it is read all the same.
        case afterEnd
        case missingEnd
        case missingFinalNewline
        /// Lines end with CR LF, which Prometheus refuses; reported where it first occurs.
        case carriageReturn
        case byteOrderMark
        /// A `_bucket` sample without `le`.
        case bucketWithoutBound
        /// A bucket whose `le` is no number.
        case boundNotANumber(ByteString)
        /// A histogram has two buckets for one bound, spelled `1` and `1.0`; the first counts.
        case boundTwice(ByteString, first: SourceRange)

        // Nothing was read.
        case compressed
        case utf16
    }

    package enum Expected: Hashable, Sendable {
        case metricName
        case labelName
        case equals
        case labelValue
        case closingQuote
        case commaOrBrace
        case value
        case timestamp
        case endOfLine
        case metricType
    }

    package enum Metadata: Hashable, Sendable {
        case type
        case help
        case unit
    }

    package init(_ kind: Kind, at range: SourceRange) {
        self.kind = kind
        self.range = range
    }
}

extension ExpositionProblem.Kind {
    /// False if the line at fault still counts.
    package var losesLine: Bool {
        switch self {
        case .expected, .notANumber, .numberOutOfRange, .invalidUTF8, .metricNameMissing, .metricNameTwice,
            .duplicateLabel, .reservedLabel, .unknownType, .duplicateSample, .redeclared, .compressed, .utf16:
            true
        case .typeAfterSamples, .typeOfOtherFormat, .interleavedFamily, .nameUnlikeType, .unknownEscape,
            .missingComma, .afterEnd, .missingEnd, .missingFinalNewline, .carriageReturn, .byteOrderMark,
            .bucketWithoutBound, .boundNotANumber, .boundTwice:
            false
        }
    }

    /// One clause for a person.
    package var message: String {
        switch self {
        case .expected(let expected): "expected \(expected.words)"
        case .notANumber: "not a number"
        case .numberOutOfRange: "number out of range"
        case .invalidUTF8: "bytes that are not UTF-8"
        case .metricNameMissing: "the sample has no metric name"
        case .metricNameTwice: "the sample has two metric names"
        case .duplicateLabel(let name): "label `\(name)` given twice"
        case .reservedLabel(let name): "label `\(name)` is reserved"
        case .unknownType(let type): "`\(type)` is no metric type"
        case .duplicateSample: "the same series again"
        case .redeclared(let metadata, _): "a second \(metadata.words) line for one metric; the first counts"
        case .typeAfterSamples: "TYPE stands after samples of its metric"
        case .typeOfOtherFormat(let type): "type `\(type)` belongs to the other text format"
        case .interleavedFamily: "the samples of one metric stand in several places"
        case .nameUnlikeType: "the name of the sample does not suit the type of its metric"
        case .unknownEscape: "unknown escape, kept as it stands"
        case .missingComma: "no comma between two labels"
        case .afterEnd: "text after `# EOF`"
        case .missingEnd: "no `# EOF` at the end: the sample may be cut off"
        case .missingFinalNewline: "no line ending after the last line"
        case .carriageReturn: "lines end with CR LF, which Prometheus refuses"
        case .byteOrderMark: "a byte order mark, which Prometheus refuses"
        case .bucketWithoutBound: "a bucket without `le`"
        case .boundNotANumber(let bound): "`le` is `\(bound)`, which is not a number"
        case .boundTwice(let bound, _): "a second bucket for the bound `\(bound)`; the first counts"
        case .compressed: "compressed with gzip; hand in the text"
        case .utf16: "UTF-16 text; hand in UTF-8"
        }
    }
}

extension ExpositionProblem.Expected {
    var words: String {
        switch self {
        case .metricName: "a metric name"
        case .labelName: "a label name"
        case .equals: "`=` after the label name"
        case .labelValue: "a label value in double quotes"
        case .closingQuote: "a closing double quote"
        case .commaOrBrace: "`,` or `}` after the label"
        case .value: "a value"
        case .timestamp: "a timestamp"
        case .endOfLine: "the end of the line"
        case .metricType: "a metric type"
        }
    }
}

extension ExpositionProblem.Metadata {
    var words: String {
        switch self {
        case .type: "TYPE"
        case .help: "HELP"
        case .unit: "UNIT"
        }
    }
}
