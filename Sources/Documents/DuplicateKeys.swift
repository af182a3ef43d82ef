/// Finds keys that stand in one mapping twice. libyaml lets them pass; Go's readers reject the file, others keep one
/// of the values in silence.
///
/// Keys are the same if their decoded bytes are: `a` and `"a"` are, the NFC and NFD spellings of `é` are not. Keys that
/// are mappings or sequences are not compared.
struct DuplicateKeys {
    /// A further occurrence of a key, and the first; both are records.
    struct Pair {
        var first: Int
        var second: Int
    }

    private let records: [NodeRecord]
    private let text: ReadableText
    private let values: [UInt8]

    /// In the order of the later key; a third occurrence is paired with the first.
    static func find(in mapping: Int, _ records: [NodeRecord], text: ReadableText, values: [UInt8]) -> [Pair] {
        let search = DuplicateKeys(records: records, text: text, values: values)
        return search.amongFew(in: mapping) ?? search.amongMany(in: mapping)
    }

    /// Compares each key with those before it, without allocating: most mappings hold a handful. Nil beyond 16 keys.
    private func amongFew(in mapping: Int) -> [Pair]? {
        var keys = InlineArray<16, Int32>(repeating: 0)
        var count = 0
        var pairs: [Pair] = []
        var cursor = mapping + 1
        while cursor < Int(records[mapping].next) {
            if isScalar(cursor) {
                if count == 16 { return nil }
                if let first = (0..<count).first(where: { isSame(Int(keys[$0]), cursor) }) {
                    pairs.append(Pair(first: Int(keys[first]), second: cursor))
                }
                keys[count] = Int32(clamping: cursor)
                count += 1
            }
            cursor = nextKey(after: cursor)
        }
        return pairs
    }

    private func amongMany(in mapping: Int) -> [Pair] {
        var firstOf: [ArraySlice<UInt8>: Int] = [:]
        var pairs: [Pair] = []
        var cursor = mapping + 1
        while cursor < Int(records[mapping].next) {
            if isScalar(cursor) {
                if let first = firstOf[value(cursor)] {
                    pairs.append(Pair(first: first, second: cursor))
                } else {
                    firstOf[value(cursor)] = cursor
                }
            }
            cursor = nextKey(after: cursor)
        }
        return pairs
    }

    private func nextKey(after key: Int) -> Int { Int(records[Int(records[key].next)].next) }

    /// The record that holds the value of a key: an alias is followed.
    private func resolved(_ key: Int) -> NodeRecord { records[Int(records[key].target)] }

    private func isScalar(_ key: Int) -> Bool { resolved(key).kind == .scalar }

    private func isSame(_ one: Int, _ other: Int) -> Bool {
        resolved(one).valueLength == resolved(other).valueLength && value(one) == value(other)
    }

    private func value(_ key: Int) -> ArraySlice<UInt8> {
        NodeStorage.value(of: resolved(key), text: text, values: values)
    }
}
