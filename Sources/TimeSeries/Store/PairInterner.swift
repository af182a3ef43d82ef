/// Gives equal runs of label pairs one number, counted up from zero in order of first sight: what `ByteInterner` does
/// for bytes. The two are apart because generic code over both would not be specialised where it is hot.
struct PairInterner: Sendable {
    private var arena: [LabelPair] = []
    /// Where run `id` begins in the arena; one more entry than there are runs.
    private var starts: [Int] = [0]
    /// Run numbers, -1 where free; a power of two long, at most half full.
    private var slots = [Int32](repeating: -1, count: 256)

    var count: Int { starts.count - 1 }

    func pairs(of id: Int) -> ArraySlice<LabelPair> { arena[starts[id]..<starts[id + 1]] }

    /// The number of a run, a new one for a run never seen.
    mutating func intern(_ run: ArraySlice<LabelPair>) -> Int {
        let slot = self.slot(of: run)
        if slots[slot] >= 0 { return Int(slots[slot]) }
        let id = count
        arena.append(contentsOf: run)
        starts.append(arena.count)
        slots[slot] = Int32(id)
        if count * 2 > slots.count { grow() }
        return id
    }

    /// Where the run stands, or the free slot where it would.
    private func slot(of run: ArraySlice<LabelPair>) -> Int {
        var slot = Self.hash(run) & (slots.count - 1)
        while slots[slot] >= 0, !pairs(of: Int(slots[slot])).elementsEqual(run) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for id in 0..<count {
            var slot = Self.hash(pairs(of: id)) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(id)
        }
    }

    /// Keyed, so that no input can be built to collide.
    private static func hash(_ run: ArraySlice<LabelPair>) -> Int {
        var hasher = Hasher()
        for pair in run {
            hasher.combine(pair.name.index)
            hasher.combine(pair.value.index)
        }
        return hasher.finalize()
    }
}
