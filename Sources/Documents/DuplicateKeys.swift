/// Finds keys that stand in one mapping twice. libyaml lets them pass; Go's readers reject the file, others keep one
/// of the values in silence.
enum DuplicateKeys {
    /// Pairs of key records, the earlier first, in the order of the later; a third occurrence is paired with the first.
    ///
    /// Keys are the same if their decoded bytes are: `a` and `"a"` are, the NFC and NFD spellings of `é` are not.
    /// Keys that are mappings or sequences are not compared.
    static func find(
        in mapping: Int, _ records: [NodeRecord], text: ReadableText, values: [UInt8]
    ) -> [(first: Int, second: Int)] {
        let end = Int(records[mapping].next)
        var keys: [Int] = []
        var cursor = mapping + 1
        while cursor < end {
            if records[Int(records[cursor].target)].kind == .scalar { keys.append(cursor) }
            cursor = Int(records[Int(records[cursor].next)].next)
        }
        func value(_ key: Int) -> ArraySlice<UInt8> {
            NodeStorage.value(of: records[Int(records[key].target)], text: text, values: values)
        }
        func length(_ key: Int) -> UInt32 { records[Int(records[key].target)].valueLength }
        if keys.count <= 16 {
            var pairs: [(Int, Int)] = []
            for (position, key) in keys.enumerated() {
                let first = keys[..<position].first { length($0) == length(key) && value($0) == value(key) }
                if let first { pairs.append((first, key)) }
            }
            return pairs
        }
        var firstOf: [ArraySlice<UInt8>: Int] = [:]
        firstOf.reserveCapacity(keys.count)
        var pairs: [(Int, Int)] = []
        for key in keys {
            if let first = firstOf[value(key)] { pairs.append((first, key)) } else { firstOf[value(key)] = key }
        }
        return pairs
    }
}
