package import SourceText

/// What one pass over one log file showed: counts, places and rows in numbers, never a text that a person wrote.
package struct LogSampleFact: Sendable {
    /// The whole file.
    package var range: SourceRange
    package var path: String
    /// Lines that are not blank.
    package var lineCount = 0
    /// Lines that hold a JSON object, inside an envelope or not.
    package var objectCount = 0
    /// The first line that holds none.
    package var firstUnstructured: SourceRange?
    /// Objects that are no request: other events of the same log.
    package var otherCount = 0
    /// Objects, requests or not, whose level is `debug` or finer.
    package var debugCount = 0
    /// The line of the first of them.
    package var firstDebug: SourceRange?
    /// The requests, in the order of the file.
    package var rows: [LogRow] = []
    /// Every path met in the requests, in the order of first appearance.
    package var paths: [LogPathFact] = []
    /// Model names, features, tenants, error types and stop reasons, once each; rows point here.
    package var words: [ByteString] = []
    /// True if more paths were met than are kept: field names made of values.
    package var hasTooManyPaths = false
    /// Personal data and secrets, by what they are and where they stand; of all lines, requests or not.
    package var hits: [LogHitFact] = []
    /// Digests that anybody can compute again from another field of their row.
    package var unkeyedDigests: [LogUnkeyedDigestFact] = []

    package init(range: SourceRange, path: String) {
        self.range = range
        self.path = path
    }

    /// Adds what the detectors found in the same file, which is looked at apart from its rows.
    package mutating func add(_ other: LogSampleFact) {
        hits += other.hits
        unkeyedDigests += other.unkeyedDigests
    }

    package var errorCount: Int { rows.count { $0.isError } }

    package func place(of row: LogRow) -> SourceRange {
        SourceRange(file: range.file, start: row.start, length: row.length)
    }

    package func word(_ index: Int32?) -> ByteString? {
        guard let index, words.indices.contains(Int(index)) else { return nil }
        return words[Int(index)]
    }

    /// The paths that tell this field.
    package func paths(of field: LogField) -> [LogPathFact] { paths.filter { $0.field == field } }
}

/// One path of the requests of a log, such as `usage.input_tokens`; elements of arrays share the path of their array.
package struct LogPathFact: Sendable {
    package var name: ByteString
    /// What it tells; nil for a path the reader knows nothing of.
    package var field: LogField?
    /// Requests with a value that is neither null nor empty.
    package var filledCount = 0
    /// The same among those that failed.
    package var filledOnErrorCount = 0
    package var textCount = 0
    package var numberCount = 0
    /// Texts that read like sentences: several words, mostly letters.
    package var proseCount = 0
    /// Texts that are nothing but the digits of a digest (hexadecimal or Base64, of a usual length).
    package var digestCount = 0
    package var longestTextBytes = 0
    /// The line of the first request that has it.
    package var first: SourceRange
    /// The line of the first request in which it reads like sentences.
    package var firstProse: SourceRange?

    package init(name: ByteString, field: LogField?, first: SourceRange) {
        self.name = name
        self.field = field
        self.first = first
    }
}

/// How often one kind of personal data or secret stands in one field of a log; never the values.
package struct LogHitFact: Sendable {
    package enum Category: Sendable {
        case secret
        case person
        /// An address of a machine.
        case network
    }

    /// The detector's code, which `explain` knows.
    package var code: String
    /// "e-mail addresses"
    package var plural: String
    package var category: Category
    /// True if a checksum, a vendor's own shape or the field's name settles it.
    package var isCertain: Bool
    /// Nil outside of JSON, and for a field whose name may itself be a value.
    package var field: String?
    package var rowCount: Int
    /// The first line that has one.
    package var first: SourceRange

    package init(
        code: String, plural: String, category: Category, isCertain: Bool, field: String?, rowCount: Int,
        first: SourceRange
    ) {
        self.code = code
        self.plural = plural
        self.category = category
        self.isCertain = isCertain
        self.field = field
        self.rowCount = rowCount
        self.first = first
    }
}

/// A field of a log that is a plain digest of another.
package struct LogUnkeyedDigestFact: Sendable {
    /// "SHA-256"
    package var algorithm: String
    /// Names that may be printed; nil for others.
    package var digestField: String?
    package var sourceField: String?
    package var rowCount: Int
    /// Rows whose digests were computed again.
    package var comparedCount: Int
    package var first: SourceRange

    package init(
        algorithm: String, digestField: String?, sourceField: String?, rowCount: Int, comparedCount: Int,
        first: SourceRange
    ) {
        self.algorithm = algorithm
        self.digestField = digestField
        self.sourceField = sourceField
        self.rowCount = rowCount
        self.comparedCount = comparedCount
        self.first = first
    }
}
