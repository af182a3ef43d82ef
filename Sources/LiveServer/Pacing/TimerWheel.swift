#if Live
package import TimeSeries

/// Wake-ups of many paced answers, by the millisecond.
///
/// Eight levels of 64 slots: a slot of the first is one millisecond, one of the second 64, and so on to 2^48 ms. A timer
/// lies on the level of the highest digit (base 64) in which its time differs from the wheel's, and falls to lower
/// levels as that digit is reached. Scheduling and cancelling are constant; a timer falls at most seven times.
/// Source: G. Varghese, A. Lauck, "Hashed and Hierarchical Timing Wheels", IEEE/ACM Transactions on Networking 5 (1997).
package struct TimerWheel: Sendable {
    /// Names a scheduled timer; worthless once it has fired.
    package struct Token: Hashable, Sendable {
        fileprivate var index: Int32
        fileprivate var generation: UInt32
    }

    /// A timer that has fired.
    package struct Expired: Hashable, Sendable {
        package var key: Int
        /// As it was asked for, even if that was in the past.
        package var due: VirtualTime
    }

    private struct Node {
        var key = 0
        var due: Int64 = 0
        var generation: UInt32 = 0
        /// Neighbours in the list of its slot; -1 is none. `next` also links free nodes.
        var next: Int32 = -1
        var previous: Int32 = -1
        /// Level times 64 plus slot; -1 while the node is free.
        var place: Int32 = -1
    }

    private static let levels = 8
    private static let slotBits = 6
    /// Times beyond are as good as never; the year is 10889.
    private static let horizon = Int64(1) << (levels * slotBits) - 1

    private var nodes: [Node] = []
    private var firstFree: Int32 = -1
    private var heads = [Int32](repeating: -1, count: levels << slotBits)
    private var tails = [Int32](repeating: -1, count: levels << slotBits)
    /// One bit for each slot that is not empty.
    private var occupied = [UInt64](repeating: 0, count: levels)
    private var elapsed: Int64
    package private(set) var count = 0

    package init(startingAt now: VirtualTime) { elapsed = Self.onWheel(now.milliseconds) }

    private static func onWheel(_ milliseconds: Int64) -> Int64 { min(max(0, milliseconds), horizon) }

    /// A timer whose time has passed fires at the next advance. Timers of one millisecond fire in the order in which
    /// they were scheduled.
    package mutating func schedule(_ key: Int, at due: VirtualTime) -> Token {
        let index: Int32
        if firstFree >= 0 {
            index = firstFree
            firstFree = nodes[Int(index)].next
        } else {
            index = Int32(nodes.count)
            nodes.append(Node())
        }
        nodes[Int(index)].key = key
        nodes[Int(index)].due = due.milliseconds
        insert(index)
        count += 1
        return Token(index: index, generation: nodes[Int(index)].generation)
    }

    /// Changes nothing if the timer has fired or was cancelled before.
    package mutating func cancel(_ token: Token) {
        let node = nodes[Int(token.index)]
        guard node.generation == token.generation, node.place >= 0 else { return }
        let place = Int(node.place)
        if node.previous >= 0 { nodes[Int(node.previous)].next = node.next } else { heads[place] = node.next }
        if node.next >= 0 { nodes[Int(node.next)].previous = node.previous } else { tails[place] = node.previous }
        if heads[place] < 0 { occupied[place >> Self.slotBits] &= ~(1 << UInt64(place & 63)) }
        release(token.index)
    }

    /// When `advance` has something to do: the time of the next timer, or a moment before it. Nil without timers.
    package var nextMoment: VirtualTime? {
        guard let first = firstOccupied() else { return nil }
        return VirtualTime(milliseconds: first.start)
    }

    /// Appends what is due at `now` or before, in order of time.
    package mutating func advance(to now: VirtualTime, into expired: inout [Expired]) {
        let now = Self.onWheel(now.milliseconds)
        while let first = firstOccupied(), first.start <= now {
            elapsed = max(elapsed, first.start)
            let place = first.place
            var index = heads[place]
            heads[place] = -1
            tails[place] = -1
            occupied[place >> Self.slotBits] &= ~(1 << UInt64(place & 63))
            while index >= 0 {
                let node = nodes[Int(index)]
                if place < 1 << Self.slotBits {
                    expired.append(Expired(key: node.key, due: VirtualTime(milliseconds: node.due)))
                    release(index)
                } else {
                    insert(index)
                }
                index = node.next
            }
        }
        elapsed = max(elapsed, now)
    }

    // MARK: Slots

    /// On a lower level everything is earlier than on a higher one, and in each level nothing lies before the wheel's
    /// own slot, since a timer shares all higher digits with the wheel.
    private func firstOccupied() -> (place: Int, start: Int64)? {
        for level in 0..<Self.levels where occupied[level] != 0 {
            let slot = occupied[level].trailingZeroBitCount
            let shift = level * Self.slotBits
            let higher = elapsed & (Int64(-1) << (shift + Self.slotBits))
            return (level << Self.slotBits | slot, higher | Int64(slot) << shift)
        }
        return nil
    }

    private mutating func insert(_ index: Int32) {
        let due = max(elapsed, Self.onWheel(nodes[Int(index)].due))
        // At least the lowest digit, so that equal times lie on the first level.
        let differing = UInt64(elapsed ^ due) | 63
        let level = (63 - differing.leadingZeroBitCount) / Self.slotBits
        let slot = Int(due >> (level * Self.slotBits)) & 63
        let place = level << Self.slotBits | slot
        let last = tails[place]
        nodes[Int(index)].place = Int32(place)
        nodes[Int(index)].previous = last
        nodes[Int(index)].next = -1
        if last >= 0 { nodes[Int(last)].next = index } else { heads[place] = index }
        tails[place] = index
        occupied[level] |= 1 << UInt64(slot)
    }

    private mutating func release(_ index: Int32) {
        nodes[Int(index)].generation &+= 1
        nodes[Int(index)].place = -1
        nodes[Int(index)].next = firstFree
        firstFree = index
        count -= 1
    }
}
#endif
