package import SourceText

/// Reads what a process exposes at `/metrics`: Prometheus text 0.0.4 or OpenMetrics text 1.0.
///
/// Never fails: a bad line is a problem with its place, and the lines around it still count. Where the two real parsers
/// of Prometheus differ (the server's and promtool's), a line that the server would keep is kept. Blanks are read as
/// freely in OpenMetrics as in the older format. Native histograms exist only in protobuf and are not read.
/// Linear in the size of the file.
/// Source: Prometheus, "Exposition formats"; OpenMetrics 1.0; prometheus/prometheus, `model/textparse`.
package enum ExpositionText {
    /// How many problems are listed; the rest are only counted.
    package static let problemLimit = 1_000

    /// Reads `bytes`, whose places are reported as places in `file`.
    ///
    /// It is OpenMetrics if it ends with `# EOF`, or else has a `# UNIT` line, a type or an exemplar that only
    /// OpenMetrics knows (samples are often cut by `grep`).
    package static func read(_ bytes: [UInt8], file: FileID) -> Exposition {
        var reader = ExpositionReader(bytes, file: file)
        if let obstacle = obstacle(bytes) {
            reader.report(obstacle, 0..<min(2, bytes.count))
            return reader.finish()
        }
        reader.survey()
        if !reader.readLines() {
            reader = ExpositionReader(bytes, file: file)
            reader.survey()
            reader.format = .openMetrics
            _ = reader.readLines()
        }
        return reader.finish()
    }

    private static func obstacle(_ bytes: [UInt8]) -> ExpositionProblem.Kind? {
        if bytes.starts(with: [0x1F, 0x8B]) { return .compressed }
        return bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) ? .utf16 : nil
    }
}

/// The state of one reading. Two passes: the first gathers the declared types, so that a sample finds its family even
/// if the TYPE line follows later; the second reads every line.
struct ExpositionReader {
    let bytes: [UInt8]
    let file: FileID
    var format = ExpositionFormat.prometheusText

    /// Names and values, and the same as values of the result, by number.
    var interner = ByteInterner()
    var texts: [ByteString] = []

    /// What the first pass found, by the number of the name.
    var declaredTypes: [Int: MetricType] = [:]
    /// The family of a metric name, by the number of the name; -1 where not yet known.
    var familyOfName: [Int] = []
    var families: [MetricFamily] = []
    var declarations: [FamilyDeclarations] = []
    var lastFamily = -1

    /// Series and time of every sample so far, by number, to tell duplicates.
    var sampleKeys = ByteInterner()
    var sampleLines: [Range<Int>] = []

    var problems: [ExpositionProblem] = []
    var problemCount = 0
    var sampleCount = 0
    var lostLineCount = 0
    var hasEnded = false
    var hasReportedAfterEnd = false
    var hasReportedCarriageReturn = false

    // Scratch space of one line, kept to spare allocations.
    var labels: [LabelDraft] = []
    var unescaped: [UInt8] = []
    var key: [UInt8] = []

    init(_ bytes: [UInt8], file: FileID) {
        self.bytes = bytes
        self.file = file
    }

    mutating func report(_ kind: ExpositionProblem.Kind, _ range: Range<Int>) {
        problemCount += 1
        if kind.losesLine { lostLineCount += 1 }
        if problems.count < ExpositionText.problemLimit {
            problems.append(ExpositionProblem(kind, at: place(range)))
        }
    }

    func place(_ range: Range<Int>) -> SourceRange { SourceRange(file: file, bytes: ByteRange(range)) }

    /// The number of a name or value that stands in the file as it is meant.
    mutating func number(_ range: Range<Int>) -> Int { note(interner.intern(bytes, range)) }

    /// The number of what lies in `unescaped`.
    mutating func numberOfUnescaped() -> Int { note(interner.intern(unescaped, 0..<unescaped.count)) }

    private mutating func note(_ id: Int) -> Int {
        if id == texts.count {
            texts.append(ByteString(interner.bytes(of: id)))
            familyOfName.append(-1)
        }
        return id
    }

    mutating func finish() -> Exposition {
        Exposition(
            format: format, families: families, problems: problems, problemCount: problemCount,
            sampleCount: sampleCount, lostLineCount: lostLineCount)
    }
}

/// Where a family's metadata stands, to report a second declaration.
struct FamilyDeclarations {
    var help: Range<Int>?
    var unit: Range<Int>?
    var type: Range<Int>?
    var isInterleaved = false
}

/// A label of the line at hand, its name and value as interned numbers.
struct LabelDraft {
    var name: Int
    var value: Int
    var range: Range<Int>
}

/// Why the line at hand is lost.
struct LineTrouble: Error {
    var kind: ExpositionProblem.Kind
    var range: Range<Int>

    init(_ kind: ExpositionProblem.Kind, _ range: Range<Int>) {
        self.kind = kind
        self.range = range
    }
}
