/// Work that is due later: one list for every tick of the next fourteen minutes, and one for all that comes after.
///
/// Nodes are used again, so that memory is what the busiest moment took.
struct TimingWheel {
    static let tickMilliseconds: Int64 = 100
    private static let slots: Int64 = 8_192

    private struct Node {
        var work: Work
        var next: Int32
    }

    private var heads = [Int32](repeating: -1, count: Int(slots))
    private var tails = [Int32](repeating: -1, count: Int(slots))
    private var nodes: [Node] = []
    private var free: Int32 = -1
    private var later: [Work] = []
    private var counts = [Int32](repeating: 0, count: Int(tickMilliseconds) + 1)

    /// Work that is due in this tick or an earlier one is due in this one.
    mutating func schedule(_ work: Work, currentTick: Int64) {
        let tick = max(currentTick, work.milliseconds / Self.tickMilliseconds)
        if tick - currentTick >= Self.slots {
            later.append(work)
            return
        }
        let slot = Int(tick & (Self.slots - 1))
        var place = free
        if place >= 0 {
            free = nodes[Int(place)].next
            nodes[Int(place)] = Node(work: work, next: -1)
        } else {
            place = Int32(clamping: nodes.count)
            nodes.append(Node(work: work, next: -1))
        }
        if tails[slot] >= 0 { nodes[Int(tails[slot])].next = place } else { heads[slot] = place }
        tails[slot] = place
    }

    func isEmpty(tick: Int64) -> Bool { heads[Int(tick & (Self.slots - 1))] < 0 }

    /// Called once for every tick before its work is taken: what was too far away comes into reach.
    mutating func turn(to tick: Int64) {
        guard tick & (Self.slots / 2 - 1) == 0, !later.isEmpty else { return }
        let waiting = later
        later = []
        for work in waiting { schedule(work, currentTick: tick) }
    }

    /// Takes the work of a tick, in the order of its times, then of its scheduling.
    mutating func take(tick: Int64, into due: inout [Work]) {
        due.removeAll(keepingCapacity: true)
        let slot = Int(tick & (Self.slots - 1))
        var place = heads[slot]
        guard place >= 0 else { return }
        while place >= 0 {
            let node = nodes[Int(place)]
            due.append(node.work)
            nodes[Int(place)].next = free
            free = place
            place = node.next
        }
        heads[slot] = -1
        tails[slot] = -1
        if due.count > Self.fewWorks { sort(&due, from: tick * Self.tickMilliseconds) } else { Self.sort(&due) }
    }

    /// Up to so many, moving each to its place is faster than counting times: most ticks of a small service have one or two.
    private static let fewWorks = 24

    private static func sort(_ due: inout [Work]) {
        var end = 1
        while end < due.count {
            let work = due[end]
            var place = end
            while place > 0, due[place - 1].milliseconds > work.milliseconds {
                due[place] = due[place - 1]
                place -= 1
            }
            due[place] = work
            end += 1
        }
    }

    private mutating func sort(_ due: inout [Work], from begin: Int64) {
        func millisecond(_ work: Work) -> Int { Int(min(max(work.milliseconds - begin, 0), 99)) }
        for index in counts.indices { counts[index] = 0 }
        for work in due { counts[millisecond(work) + 1] += 1 }
        for index in 1..<counts.count { counts[index] += counts[index - 1] }
        let unsorted = due
        for work in unsorted {
            let key = millisecond(work)
            due[Int(counts[key])] = work
            counts[key] += 1
        }
    }

    /// How much of the work that is still to come is of calls that have begun.
    func begunCalls() -> Int64 {
        var count = Int64(later.count { $0.attempt > 0 })
        for head in heads {
            var place = head
            while place >= 0 {
                if nodes[Int(place)].work.attempt > 0 { count += 1 }
                place = nodes[Int(place)].next
            }
        }
        return count
    }
}
