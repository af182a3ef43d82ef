import SourceText

/// Words of a log, each once, found by their bytes: a table with linear probing, since a tenant stands on every row and
/// hashing for a dictionary was a twentieth of reading a log.
struct LogWordTable {
    /// More words than a service has models, features and tenants; what comes after is not told apart.
    static let limit = 100_000

    private(set) var words: [ByteString] = []
    private var slots: [Int32]

    init() { slots = [Int32](repeating: -1, count: 1_024) }

    private init(slots: [Int32]) { self.slots = slots }

    /// Stands in while the table is changed elsewhere, so that it is not copied.
    static let empty = LogWordTable(slots: [])

    /// The number of the word; nil if there is no room for a new one.
    mutating func index(of word: UnsafeBufferPointer<UInt8>) -> Int32? {
        var slot = Int(truncatingIfNeeded: LogValues.digest(word)) & (slots.count - 1)
        while slots[slot] >= 0 {
            if words[Int(slots[slot])].bytes.elementsEqual(word) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard words.count < Self.limit else { return nil }
        let index = Int32(words.count)
        words.append(ByteString(Array(word)))
        slots[slot] = index
        if words.count * 2 > slots.count { grow() }
        return index
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (index, word) in words.enumerated() {
            let digest = word.bytes.withUnsafeBufferPointer { LogValues.digest($0) }
            var slot = Int(truncatingIfNeeded: digest) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index)
        }
    }
}
