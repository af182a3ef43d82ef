/// Gives equal runs of bytes one number, counted up from zero in order of first sight.
///
/// One arena and one open-addressing table, so that a run seen before costs a hash and a comparison and no allocation.
/// The hash is the standard library's keyed one: no input can be built to collide.
struct ByteInterner {
    private var arena: [UInt8] = []
    /// Where run `id` begins in the arena; one more entry than there are runs.
    private var starts: [Int] = [0]
    /// Run numbers, -1 where free; a power of two long, at most half full.
    private var slots = [Int](repeating: -1, count: 1024)

    var count: Int { starts.count - 1 }

    /// The bytes of a run seen before.
    func bytes(of id: Int) -> ArraySlice<UInt8> { arena[starts[id]..<starts[id + 1]] }

    /// The number of the bytes at `range` of `source`, if they were seen before.
    func find(_ source: [UInt8], _ range: Range<Int>) -> Int? {
        let id = slots[slot(of: source, range)]
        return id < 0 ? nil : id
    }

    /// The number of the bytes at `range` of `source`; a number equal to the former `count` is new.
    mutating func intern(_ source: [UInt8], _ range: Range<Int>) -> Int {
        let slot = slot(of: source, range)
        if slots[slot] >= 0 { return slots[slot] }
        let id = count
        arena.append(contentsOf: source[range])
        starts.append(arena.count)
        slots[slot] = id
        if count * 2 > slots.count { grow() }
        return id
    }

    /// Where the run stands, or the free slot where it would.
    private func slot(of source: [UInt8], _ range: Range<Int>) -> Int {
        var slot = Self.hash(source, range) & (slots.count - 1)
        while slots[slot] >= 0, !isEqual(slots[slot], source, range) { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    /// Ascending by unsigned byte.
    func precedes(_ left: Int, _ right: Int) -> Bool { bytes(of: left).lexicographicallyPrecedes(bytes(of: right)) }

    private func isEqual(_ id: Int, _ source: [UInt8], _ range: Range<Int>) -> Bool {
        let start = starts[id]
        guard starts[id + 1] - start == range.count else { return false }
        for offset in 0..<range.count where arena[start + offset] != source[range.lowerBound + offset] { return false }
        return true
    }

    private mutating func grow() {
        slots = [Int](repeating: -1, count: slots.count * 2)
        for id in 0..<count {
            var slot = Self.hash(arena, starts[id]..<starts[id + 1]) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = id
        }
    }

    private static func hash(_ source: [UInt8], _ range: Range<Int>) -> Int {
        var hasher = Hasher()
        source.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[range])) }
        return hasher.finalize()
    }
}
