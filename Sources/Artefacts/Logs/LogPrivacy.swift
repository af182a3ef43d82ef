import Facts
import Findings
import Privacy
import SourceText

/// What the detectors find in a log, as facts: kinds, fields, counts and places.
enum LogPrivacy {
    /// A sample with nothing but these; it is added to the rows of the same file.
    static func read(_ file: SourceFile) -> ArtefactReading {
        var reading = ArtefactReading(file: file, shape: .log)
        var sample = LogSampleFact(range: file.range, path: file.path)
        let result = Scanner.scan(file.bytes)
        sample.hits = result.fields.filter { $0.grade > .note }.map { fact($0, file) }
        sample.unkeyedDigests = result.unkeyedDigests.map { digest in
            LogUnkeyedDigestFact(
                algorithm: digest.algorithm.rawValue, digestField: digest.digestField, sourceField: digest.sourceField,
                rowCount: digest.rowCount, comparedCount: digest.comparedCount, first: place(digest.firstLine, file))
        }
        reading.facts.logs.append(sample)
        return reading
    }

    private static func fact(_ count: FieldCount, _ file: SourceFile) -> LogHitFact {
        let detector = count.detector.detector
        let category: LogHitFact.Category =
            switch detector.category {
            case .secret: .secret
            case .person: .person
            case .network: .network
            }
        return LogHitFact(
            code: detector.kind.code, plural: detector.plural, category: category, isCertain: count.grade == .certain,
            field: count.field, rowCount: count.rowCount, first: place(count.firstLine, file))
    }

    /// A line's place without the carriage return that may end it.
    private static func place(_ line: Range<UInt64>, _ file: SourceFile) -> SourceRange {
        var range = Int(clamping: line.lowerBound)..<Int(clamping: line.upperBound)
        range = range.clamped(to: 0..<file.bytes.count)
        while let last = range.last, file.bytes[last] <= 0x20 { range = range.lowerBound..<last }
        return SourceRange(file: file.id, bytes: ByteRange(range))
    }
}
