import SourceText

/// Looks at fields over many rows, for what no single value shows: sentences of people, and digests that anybody can
/// compute again. Rows are sampled, state is bounded.
struct ColumnRules: Sendable {
    private struct Prose: Sendable {
        var hash: UInt64
        var field: [UInt8]
        var values = 0
        var sentences = 0
        /// Hashes of the first values with their digits masked.
        var distinct: [UInt64] = []
        var firstLineNumber: Int
    }

    private struct Digest: Sendable {
        var algorithm: UnkeyedDigest.Algorithm
        var digest: [UInt8]
        var source: [UInt8]
        var rows = 0
        var firstLine: Range<UInt64>
    }

    private struct Member {
        var value: FieldWalker.Value
        var path: UInt64
    }

    /// Every row up to here, then one in 64: a field that people write in shows it in the first thousand rows.
    private static let fullRows = 2048
    private static let fieldLimit = 128
    private static let distinctLimit = 64
    /// Rows whose digests are computed again, and members of a row that may be their source.
    private static let digestRows = 8
    private static let sourceLimit = 48
    private static let longestSource = 4096

    private var walker = FieldWalker()
    private var fields: [Prose] = []
    private var index: [UInt64: Int] = [:]
    private var members: [Member] = []
    private var candidates: [(range: Range<Int>, path: [UInt8])] = []
    private var digests: [Digest] = []
    private var comparedRows = 0

    mutating func read(_ text: Span<UInt8>, number: Int, place: Range<UInt64>) {
        guard number <= Self.fullRows || number % 64 == 0 else { return }
        walker.begin()
        members.removeAll(keepingCapacity: true)
        candidates.removeAll(keepingCapacity: true)
        while let value = walker.next(in: text) {
            let length = value.range.count
            if value.isText, length >= 24 { readText(text, value.range, number) }
            guard comparedRows < Self.digestRows else { continue }
            if value.isText, Self.promisesDigest(walker.key, text), Self.isDigest(value.range, text) {
                if candidates.count < 4 { candidates.append((value.range, walker.path(in: text))) }
            } else if length >= 1, length <= Self.longestSource, members.count < Self.sourceLimit {
                members.append(Member(value: value, path: 0))
            }
        }
        if !candidates.isEmpty { compare(text, place) }
    }

    func finish(into result: inout ScanResult) {
        for field in fields where field.values >= 50 && field.sentences * 2 >= field.values {
            let sampled = min(field.values, Self.distinctLimit)
            guard field.distinct.count * 2 >= sampled else { continue }
            result.proseFields.append(
                ProseField(
                    field: FieldName.printable(field.field), valueCount: field.values, proseCount: field.sentences,
                    firstLineNumber: field.firstLineNumber))
        }
        for digest in digests {
            result.unkeyedDigests.append(
                UnkeyedDigest(
                    algorithm: digest.algorithm, digestField: FieldName.printable(digest.digest),
                    sourceField: FieldName.printable(digest.source), rowCount: digest.rows,
                    comparedCount: comparedRows, firstLine: digest.firstLine))
        }
    }

    // MARK: Sentences

    private mutating func readText(_ text: Span<UInt8>, _ range: Range<Int>, _ number: Int) {
        let hash = walker.hash(in: text)
        let place: Int
        if let known = index[hash] {
            place = known
        } else {
            guard fields.count < Self.fieldLimit else { return }
            place = fields.count
            index[hash] = place
            fields.append(Prose(hash: hash, field: walker.path(in: text), firstLineNumber: number))
        }
        fields[place].values += 1
        if Sentence.reads(range, in: text) { fields[place].sentences += 1 }
        guard fields[place].values <= Self.distinctLimit else { return }
        let masked = Sentence.maskedHash(range, in: text)
        if !fields[place].distinct.contains(masked) { fields[place].distinct.append(masked) }
    }

    // MARK: Digests

    private static func promisesDigest(_ key: Range<Int>, _ text: Span<UInt8>) -> Bool {
        text.contains("hash", in: key) || text.contains("digest", in: key) || text.contains("sha", in: key)
            || text.contains("md5", in: key) || text.contains("fingerprint", in: key)
            || text.contains("anonymi", in: key) || text.contains("pseudonym", in: key)
    }

    /// 64 bits or more as hexadecimal digits.
    private static func isDigest(_ range: Range<Int>, _ text: Span<UInt8>) -> Bool {
        range.count >= 16 && range.count <= 64 && text.endOfHexadecimal(from: range.lowerBound) == range.upperBound
    }

    private mutating func compare(_ text: Span<UInt8>, _ place: Range<UInt64>) {
        comparedRows += 1
        for member in members {
            let value = Self.unescaped(member.value.range, text)
            let lower = value.map { Byte.lowercase($0) }
            for (variant, form) in [value, lower, value + [Byte.newline]].enumerated() {
                if variant == 1, lower == value { continue }
                let computed = PlainDigests(of: form)
                for candidate in candidates {
                    guard let algorithm = computed.algorithm(ofDigest: candidate.range, in: text) else { continue }
                    add(algorithm, candidate.path, path(of: member, text), place)
                }
            }
        }
    }

    private mutating func add(
        _ algorithm: UnkeyedDigest.Algorithm, _ digest: [UInt8], _ source: [UInt8], _ place: Range<UInt64>
    ) {
        for index in digests.indices
        where digests[index].digest == digest && digests[index].source == source
            && digests[index].algorithm == algorithm
        {
            digests[index].rows += 1
            return
        }
        guard digests.count < Self.fieldLimit else { return }
        digests.append(Digest(algorithm: algorithm, digest: digest, source: source, rows: 1, firstLine: place))
    }

    /// Walks again to the member: it happens only where a digest was found out.
    private func path(of member: Member, _ text: Span<UInt8>) -> [UInt8] {
        var walker = FieldWalker()
        walker.begin()
        walker.advance(to: member.value.range.lowerBound, in: text)
        return walker.path(in: text)
    }

    private static func unescaped(_ range: Range<Int>, _ text: Span<UInt8>) -> [UInt8] {
        var plain = Unescaping()
        plain.undoBackslashes(of: text.extracting(range))
        return plain.bytes
    }
}

/// Whether a text reads like something that a person wrote.
enum Sentence {
    /// Five words or more, three quarters of them letters and blanks. Scripts without blanks between words count by
    /// their letters: eight characters of three bytes are a sentence's worth.
    static func reads(_ range: Range<Int>, in text: Span<UInt8>) -> Bool {
        var words = 0
        var letters = 0
        var wide = 0
        var isInWord = false
        var isPlainWord = true
        for index in range {
            let byte = text[index]
            if Byte.isLetter(byte) || byte >= 0x80 {
                letters += 1
                if byte >= 0xE0 { wide += 1 }
                isInWord = true
            } else if byte == Byte.space {
                letters += 1
                if isInWord, isPlainWord { words += 1 }
                isInWord = false
                isPlainWord = true
            } else {
                isPlainWord =
                    byte == Byte.comma || byte == Byte.dot || byte == UInt8(ascii: "?") || byte == Byte.apostrophe
            }
        }
        if isInWord, isPlainWord { words += 1 }
        guard range.count >= 24, letters * 4 >= range.count * 3 else { return false }
        return words >= 5 || wide >= 8
    }

    /// A hash of the text with every run of digits as one: messages of a program that differ in numbers are one message.
    static func maskedHash(_ range: Range<Int>, in text: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var wasDigit = false
        for index in range.prefix(512) {
            let isDigit = Byte.isDigit(text[index])
            if isDigit, wasDigit { continue }
            wasDigit = isDigit
            hash = (hash ^ UInt64(isDigit ? UInt8(ascii: "#") : text[index])) &* 0x0000_0100_0000_01B3
        }
        return hash
    }
}
