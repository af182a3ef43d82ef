import Facts
import SourceText

/// Every path met in the rows of one log, each with a number.
///
/// Rows of a log have the same members in the same order, so a member is found by looking at the one that followed last
/// time; only what is new costs a look-up.
struct LogPathTable {
    struct Path {
        var parent: Int32
        var key: [UInt8]
        var name: ByteString
        var field: LogField?
        /// Which reading the name itself asks for: `ttft_s` is in seconds.
        var measure: LogMeasure
        /// The path that came next, the last time this one was met.
        var next: Int32 = -1
        /// True if a request can be told from other events by it.
        var tellsRequest: Bool
        /// True if its name promises a digest.
        var promisesDigest: Bool
        /// The word that it held last, by its index in the sample.
        var lastWord: Int32 = -1
    }

    /// What requests hold at a path. Numbers only, so that counting moves nothing.
    struct Counts {
        /// The last request that had it, so that elements of an array count once.
        var lastRow = -1
        var filled = 0
        var filledOnError = 0
        var texts = 0
        var numbers = 0
        var prose = 0
        var digests = 0
        var longestText = 0
        /// Line of the first request that has it, and of the first in which it reads like sentences.
        var first = 0..<0
        var firstProse = 0..<0
    }

    /// More members than any event has; a log with more makes field names out of values.
    static let limit = 512

    private(set) var paths: [Path] = []
    var counts: [Counts] = []
    private(set) var isFull = false
    private var byHash: [UInt64: Int32] = [:]
    private var previous: Int32 = -1
    private var firstOfAll: Int32 = -1
    private let renames: [(from: ByteString, to: LogField)]

    private static let telling: Set<LogField> = [.model, .inputTokens, .outputTokens, .cacheReadTokens, .cost]
    private static let digestWords: [StaticString] = ["hash", "digest", "sha", "hmac", "fingerprint", "md5"]

    /// The path of rows themselves.
    static let root: Int32 = -1

    init(renames: [(from: ByteString, to: ByteString)]) {
        self.renames = renames.compactMap { rename in LogField(named: rename.to).map { (rename.from, $0) } }
    }

    /// Begins a row: its first member is expected to be the one that was first before.
    mutating func beginRow() { previous = -1 }

    /// The number of a member, or nil once the table is full and the member is new.
    mutating func path(_ parent: Int32, _ key: UnsafeBufferPointer<UInt8>) -> Int32? {
        let expected = previous < 0 ? firstOfAll : paths[Int(previous)].next
        if expected >= 0, isPath(expected, parent, key) {
            previous = expected
            return expected
        }
        let hash = Self.hash(parent, key)
        if let known = byHash[hash], isPath(known, parent, key) {
            follow(known)
            return known
        }
        guard paths.count < Self.limit else {
            isFull = true
            return nil
        }
        let index = Int32(paths.count)
        paths.append(new(parent, key))
        counts.append(Counts())
        byHash[hash] = index
        follow(index)
        return index
    }

    mutating func remember(word: Int32, at path: Int32) { paths[Int(path)].lastWord = word }

    /// What was counted, in the order in which paths were met.
    func facts(in file: FileID) -> [LogPathFact] {
        zip(paths, counts).compactMap { path, counts in
            guard counts.filled > 0 else { return nil }
            var fact = LogPathFact(
                name: path.name, field: path.field, first: SourceRange(file: file, bytes: ByteRange(counts.first)))
            fact.filledCount = counts.filled
            fact.filledOnErrorCount = counts.filledOnError
            fact.textCount = counts.texts
            fact.numberCount = counts.numbers
            fact.proseCount = counts.prose
            fact.digestCount = counts.digests
            fact.longestTextBytes = counts.longestText
            if counts.prose > 0 {
                fact.firstProse = SourceRange(file: file, bytes: ByteRange(counts.firstProse))
            }
            return fact
        }
    }

    private mutating func follow(_ index: Int32) {
        if previous < 0 { firstOfAll = index } else { paths[Int(previous)].next = index }
        previous = index
    }

    private func isPath(_ index: Int32, _ parent: Int32, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        guard paths[Int(index)].parent == parent, paths[Int(index)].key.count == key.count else { return false }
        return paths[Int(index)].key.withUnsafeBufferPointer { known in
            for position in 0..<known.count where known[position] != key[position] { return false }
            return true
        }
    }

    private func new(_ parent: Int32, _ key: UnsafeBufferPointer<UInt8>) -> Path {
        let key = Array(key)
        let name =
            parent < 0 ? ByteString(key) : ByteString(paths[Int(parent)].name.bytes + [UInt8(ascii: ".")] + key)
        let field = field(of: name)
        return Path(
            parent: parent, key: key, name: name, field: field, measure: LogMeasure(ofPath: name),
            tellsRequest: field.map { Self.telling.contains($0) } ?? false,
            promisesDigest: field == .promptHash || Self.digestWords.contains { name.contains(word: $0) })
    }

    /// What the manifest says a path is; where it speaks of a field, no other name stands for that field.
    private func field(of name: ByteString) -> LogField? {
        if let renamed = renames.first(where: { $0.from == name || name.hasSuffix(ByteString("." + $0.from.string)) }) {
            return renamed.to
        }
        guard let field = LogField.field(ofPath: name) else { return nil }
        return renames.contains { $0.to == field } ? nil : field
    }

    /// FNV-1a; what it finds is compared byte by byte.
    private static func hash(_ parent: Int32, _ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(UInt32(bitPattern: parent))
        for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}

/// In what a number of a log row is counted, as far as the name of its path says so.
enum LogMeasure {
    case plain
    case seconds
    case cents
    case microDollars
    case nanoDollars

    init(ofPath name: ByteString) {
        if name.hasSuffix("_s") || name.hasSuffix("_seconds") || name.hasSuffix("_sec")
            || name.hasSuffix("time_to_first_token")
        {
            self = .seconds
        } else if name.hasSuffix("_cents") {
            self = .cents
        } else if name.hasSuffix("_micros") || name.hasSuffix("_microdollars") {
            self = .microDollars
        } else if name.hasSuffix("_nanodollars") {
            self = .nanoDollars
        } else {
            self = .plain
        }
    }

    /// Nano-dollars in one step of an amount of money.
    var nanoDollarExponent: Int {
        switch self {
        case .plain, .seconds: 9
        case .cents: 7
        case .microDollars: 3
        case .nanoDollars: 0
        }
    }
}
