import SourceText

/// What a scan keeps of its matches; bounded, however many there are.
struct ScanTally: Sendable {
    private struct Key: Hashable, Sendable {
        var detector: DetectorID
        var grade: Grade
        /// The number column that has to confirm it; -1 for none.
        var column: Int32
        var field: ByteString
    }

    private static let fieldLimit = 512

    private let placesPerDetector: Int
    private var fields: [FieldCount] = []
    private var lastRows: [Int] = []
    private var keys: [Key] = []
    private var index: [Key: Int] = [:]
    private var hits: [(hit: Hit, column: Int32)] = []
    private var placeCounts: [Int] = [Int](repeating: 0, count: DetectorID.allCases.count)
    private var columnPlaceCounts: [Int32: Int] = [:]
    /// Matches beyond the last field that is told apart.
    private var uncounted: [Int] = [Int](repeating: 0, count: DetectorID.allCases.count)
    private var hasTooManyFields = false
    /// The index of the count that the last match went to: matches of one field come in a row.
    private var recent = -1

    init(placesPerDetector: Int) { self.placesPerDetector = placesPerDetector }

    /// True if the place of one more match will be kept, so that somebody has to find it out.
    func wantsPlace(_ match: Match) -> Bool {
        match.column < 0
            ? placeCounts[Int(match.detector.rawValue)] < placesPerDetector
            : columnPlaceCounts[match.column, default: 0] < placesPerDetector
    }

    mutating func add(_ hit: Hit, column: Int32) {
        if column < 0 {
            placeCounts[Int(hit.detector.rawValue)] += 1
        } else {
            columnPlaceCounts[column, default: 0] += 1
        }
        hits.append((hit, column))
    }

    mutating func count(_ match: Match, field: [UInt8], line: Range<UInt64>, number: Int) {
        let key = Key(detector: match.detector, grade: match.grade, column: match.column, field: ByteString(field))
        if recent < 0 || keys[recent] != key {
            if let known = index[key] {
                recent = known
            } else if fields.count < Self.fieldLimit {
                recent = fields.count
                index[key] = recent
                keys.append(key)
                lastRows.append(0)
                fields.append(
                    FieldCount(
                        detector: key.detector, grade: key.grade, field: FieldName.printable(field), rowCount: 0,
                        matchCount: 0, firstLine: line, firstLineNumber: number))
            } else {
                hasTooManyFields = true
                uncounted[Int(match.detector.rawValue)] += 1
                return
            }
        }
        fields[recent].matchCount += 1
        if lastRows[recent] != number {
            lastRows[recent] = number
            fields[recent].rowCount += 1
        }
    }

    /// Settles what single values could not: fields of ids are left out, fields of cards are certain.
    func finish(_ columns: CardColumns, into result: inout ScanResult) {
        result.hasTooManyFields = hasTooManyFields
        result.counts = uncounted
        for (place, key) in keys.enumerated() {
            guard let grade = Self.grade(key.grade, key.column, columns) else { continue }
            var field = fields[place]
            field.grade = grade
            result.counts[Int(key.detector.rawValue)] += field.matchCount
            result.fields.append(field)
        }
        result.fields.sort { left, right in
            if left.detector != right.detector { return left.detector.rawValue < right.detector.rawValue }
            if left.grade != right.grade { return left.grade > right.grade }
            if left.firstLineNumber != right.firstLineNumber { return left.firstLineNumber < right.firstLineNumber }
            return ByteString(left.field ?? "") < ByteString(right.field ?? "")
        }
        var ordinals = [Int](repeating: 0, count: DetectorID.allCases.count)
        for (kept, column) in hits.sorted(by: { $0.hit.offset < $1.hit.offset }) {
            guard let grade = Self.grade(kept.grade, column, columns) else { continue }
            let detector = Int(kept.detector.rawValue)
            guard ordinals[detector] < placesPerDetector else { continue }
            ordinals[detector] += 1
            var hit = kept
            hit.grade = grade
            hit.ordinal = ordinals[detector]
            result.hits.append(hit)
        }
    }

    private static func grade(_ grade: Grade, _ column: Int32, _ columns: CardColumns) -> Grade? {
        guard column >= 0 else { return grade }
        return switch columns.verdict(column) {
        // A column of ids that carry Luhn's digit looks the same, so the field's name has the last word.
        case .cards: max(grade, .possible)
        case .unknown: grade
        case .numbers: nil
        }
    }
}

/// Names of fields, which may be printed, and values that became names, which may not.
enum FieldName {
    private static let longestMember = 64

    /// The path, if every member of it is what a programmer wrote, and no detector finds anything in it.
    static func printable(_ path: [UInt8]) -> String? {
        guard !path.isEmpty else { return nil }
        for member in path.split(separator: Byte.dot, omittingEmptySubsequences: false) {
            let digits = member.count { Byte.isDigit($0) }
            let capitals = member.count { Byte.isUpper($0) }
            // A broken key is found by no detector, and is still most of a key.
            let isToken = member.count >= 16 && digits >= 2 && capitals >= 2
            guard !member.isEmpty, member.count <= longestMember, member.count < 8 || digits * 3 <= member.count,
                !isToken,
                member.allSatisfy({ Byte.isURLSafe($0) || $0 == Byte.slash || $0 == UInt8(ascii: "$") || $0 == Byte.at }
                ),
                !member.dropFirst().contains(Byte.at)
            else { return nil }
        }
        var matcher = TextMatcher()
        matcher.match(path.span, holdsBackslash: false, isEscaped: false)
        return matcher.matches.isEmpty ? String(decoding: path, as: UTF8.self) : nil
    }
}
