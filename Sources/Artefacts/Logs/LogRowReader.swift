import Facts
import SourceText

/// Makes requests out of the members of lines, and counts what paths hold.
struct LogRowReader {
    private(set) var sample: LogSampleFact
    var paths: LogPathTable
    private var line = LogLine()
    private let selector: [(field: ByteString, value: ByteString)]
    private var words = LogWordTable()

    init(_ file: SourceFile, _ request: ReadingRequest) {
        sample = LogSampleFact(range: file.range, path: file.path)
        paths = LogPathTable(renames: request.renames)
        selector = request.rowSelector
    }

    /// Reads one line that is not blank.
    mutating func read(_ range: Range<Int>, of text: Span<UInt8>) {
        sample.lineCount += 1
        guard line.read(range, of: text, &paths) else {
            if sample.firstUnstructured == nil { sample.firstUnstructured = place(range) }
            return
        }
        sample.objectCount += 1
        guard isRequest(text) else {
            sample.otherCount += 1
            if saysDebug(text) { countDebug(range) }
            return
        }
        add(range, text)
    }

    mutating func finish() -> LogSampleFact {
        sample.paths = paths.facts(in: sample.range.file)
        sample.words = words.words
        sample.hasTooManyPaths = paths.isFull
        return sample
    }

    /// What a client library prints for debugging is seldom a request, and worth more than the requests.
    private func saysDebug(_ text: Span<UInt8>) -> Bool {
        line.members.contains { member in
            paths.paths[Int(member.path)].field == .level && value(member, text) { Self.isDebugLevel($0) }
        }
    }

    private mutating func countDebug(_ range: Range<Int>) {
        sample.debugCount += 1
        if sample.firstDebug == nil { sample.firstDebug = place(range) }
    }

    private func place(_ range: Range<Int>) -> SourceRange {
        SourceRange(file: sample.range.file, bytes: ByteRange(range))
    }

    /// Calls `body` with the bytes of a value, escapes undone.
    private func value<Result>(
        _ member: LogMember, _ text: Span<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        func bytes(_ text: Span<UInt8>) -> Result {
            if member.hasEscapes, member.kind == .text {
                var decoded: [UInt8] = []
                LogLine.decode(member.start..<member.end, of: text, into: &decoded)
                return decoded.withUnsafeBufferPointer(body)
            }
            return text.extracting(member.start..<member.end).withUnsafeBufferPointer(body)
        }
        return member.isInner ? bytes(line.inner.span) : bytes(text)
    }

    // MARK: Which objects are requests

    private func isRequest(_ text: Span<UInt8>) -> Bool {
        if selector.isEmpty {
            return line.members.contains { paths.paths[Int($0.path)].tellsRequest }
        }
        return selector.allSatisfy { wanted in
            line.members.contains { member in
                let name = paths.paths[Int(member.path)].name
                guard name == wanted.field || name.hasSuffix(ByteString("." + wanted.field.string)) else {
                    return false
                }
                return value(member, text) { $0.elementsEqual(wanted.value.bytes) }
            }
        }
    }

    // MARK: Members to a row

    private mutating func add(_ range: Range<Int>, _ text: Span<UInt8>) {
        let number = sample.rows.count
        // Growing by doubling would copy all rows over and over; rows of one log are about as long as one another.
        if number == 0 { sample.rows.reserveCapacity(text.count / max(range.count, 64) + 16) }
        var row = LogRow(start: UInt64(range.lowerBound), length: UInt32(clamping: range.count))
        var isDebug = false
        for index in line.members.indices {
            let member = line.members[index]
            guard let field = paths.paths[Int(member.path)].field else { continue }
            let measure = paths.paths[Int(member.path)].measure
            let isWord = value(member, text) {
                Self.read(field, measure, member.kind, $0, into: &row, isDebug: &isDebug)
            }
            if isWord { set(field, word(member, text), in: &row) }
        }
        for index in line.members.indices { count(line.members[index], row, number, range, text) }
        if isDebug { countDebug(range) }
        sample.rows.append(row)
    }

    /// Counts one member of a request, for what its path is said to hold.
    private mutating func count(
        _ member: LogMember, _ row: LogRow, _ number: Int, _ range: Range<Int>, _ text: Span<UInt8>
    ) {
        let path = Int(member.path)
        let isText = member.kind == .text
        let length = member.end - member.start
        let promisesDigest = paths.paths[path].promisesDigest
        var isProse = false
        var isDigest = false
        if isText, length >= 16 {
            (isProse, isDigest) = value(member, text) { bytes in
                let isProse = LogValues.isProse(bytes)
                return (isProse, !isProse && promisesDigest && LogValues.isDigest(bytes))
            }
        }
        if paths.counts[path].filled == 0 { paths.counts[path].first = range }
        if isProse, paths.counts[path].firstProse.isEmpty { paths.counts[path].firstProse = range }
        if isText { paths.counts[path].longestText = max(paths.counts[path].longestText, length) }
        // Elements of one array are one value.
        guard paths.counts[path].lastRow != number else { return }
        paths.counts[path].lastRow = number
        paths.counts[path].filled += 1
        if row.isError { paths.counts[path].filledOnError += 1 }
        if isText { paths.counts[path].texts += 1 }
        if member.kind == .number { paths.counts[path].numbers += 1 }
        if isProse { paths.counts[path].prose += 1 }
        if isDigest { paths.counts[path].digests += 1 }
    }

    private func set(_ field: LogField, _ word: Int32?, in row: inout LogRow) {
        switch field {
        case .model: row.model = row.model ?? word
        case .feature: row.feature = row.feature ?? word
        case .tenant: row.tenant = row.tenant ?? word
        case .errorType: row.errorType = row.errorType ?? word
        case .stopReason: row.stopReason = row.stopReason ?? word
        default: break
        }
    }

    /// The index of the word that a member holds; most often it is the one of the row before.
    private mutating func word(_ member: LogMember, _ text: Span<UInt8>) -> Int32? {
        let last = paths.paths[Int(member.path)].lastWord
        let isLast = last >= 0 && value(member, text) { words.words[Int(last)].bytes.elementsEqual($0) }
        if isLast { return last }
        var table = words
        words = LogWordTable.empty
        let index = value(member, text) { table.index(of: $0) }
        words = table
        if let index { paths.remember(word: index, at: member.path) }
        return index
    }
}
