/// Work that is due later: one list for every tick of the next fourteen minutes, and one for all that comes after.
///
/// Nodes are used again, so that memory is what the busiest moment took. All of it is the wheel's own and found by address:
/// arrays cost a check of who else holds them with every work (a fifth of a small service's time, together with those of
/// the backend).
struct TimingWheel: ~Copyable {
    static let tickMilliseconds: Int64 = 100
    private static let slots: Int64 = 8_192

    private struct Node {
        var work: Work
        var next: Int32
    }

    /// First and last node of each slot; below zero for none.
    private struct List {
        var head: Int32 = -1
        var tail: Int32 = -1
    }

    private let lists: UnsafeMutablePointer<List>
    private var nodes: UnsafeMutablePointer<Node>
    private var capacity = 256
    private var used = 0
    private var free: Int32 = -1
    private var later: [Work] = []
    /// What was taken last, and as much room for sorting it.
    private var due: UnsafeMutablePointer<Work>
    private var dueCapacity = 256

    init() {
        lists = .allocate(capacity: Int(Self.slots))
        lists.initialize(repeating: List(), count: Int(Self.slots))
        nodes = .allocate(capacity: capacity)
        due = .allocate(capacity: 2 * dueCapacity)
    }

    deinit {
        lists.deallocate()
        nodes.deallocate()
        due.deallocate()
    }

    /// Work that is due in this tick or an earlier one is due in this one.
    mutating func schedule(_ work: Work, currentTick: Int64) {
        let tick = max(currentTick, work.milliseconds / Self.tickMilliseconds)
        if tick - currentTick >= Self.slots {
            later.append(work)
            return
        }
        let list = lists + Int(tick & (Self.slots - 1))
        var place = free
        if place >= 0 {
            free = nodes[Int(place)].next
        } else {
            if used == capacity { grow() }
            place = Int32(truncatingIfNeeded: used)
            used += 1
        }
        (nodes + Int(place)).initialize(to: Node(work: work, next: -1))
        if list.pointee.tail >= 0 { nodes[Int(list.pointee.tail)].next = place } else { list.pointee.head = place }
        list.pointee.tail = place
    }

    private mutating func grow() {
        precondition(capacity < 1 << 30, "a run has a thousand million things to do at once")
        let larger = UnsafeMutablePointer<Node>.allocate(capacity: 2 * capacity)
        larger.moveInitialize(from: nodes, count: used)
        nodes.deallocate()
        nodes = larger
        capacity *= 2
    }

    @inline(__always)
    func isEmpty(tick: Int64) -> Bool { lists[Int(tick & (Self.slots - 1))].head < 0 }

    /// Called once for every tick before its work is taken: what was too far away comes into reach.
    @inline(__always)
    mutating func turn(to tick: Int64) {
        guard tick & (Self.slots / 2 - 1) == 0 else { return }
        bringNear(tick)
    }

    private mutating func bringNear(_ tick: Int64) {
        let waiting = later
        later = []
        for work in waiting { schedule(work, currentTick: tick) }
    }

    /// Takes the work of a tick, in the order of its times, then of its scheduling. It stands there until work is taken
    /// again.
    mutating func take(tick: Int64) -> UnsafeBufferPointer<Work> {
        let list = lists + Int(tick & (Self.slots - 1))
        var place = list.pointee.head
        var count = 0
        while place >= 0 {
            if count == dueCapacity { growDue() }
            let node = nodes + Int(place)
            (due + count).initialize(to: node.pointee.work)
            count += 1
            let next = node.pointee.next
            node.pointee.next = free
            free = place
            place = next
        }
        list.pointee = List()
        if count > Self.fewWorks {
            sort(count, from: tick * Self.tickMilliseconds)
        } else if count > 1 {
            Self.sort(due, count)
        }
        return UnsafeBufferPointer(start: due, count: count)
    }

    private mutating func growDue() {
        let larger = UnsafeMutablePointer<Work>.allocate(capacity: 4 * dueCapacity)
        larger.moveInitialize(from: due, count: dueCapacity)
        due.deallocate()
        due = larger
        dueCapacity *= 2
    }

    /// Up to so many, moving each to its place is faster than counting times: most ticks of a small service have one or two.
    private static let fewWorks = 24

    private static func sort(_ due: UnsafeMutablePointer<Work>, _ count: Int) {
        var end = 1
        while end < count {
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

    private func sort(_ count: Int, from begin: Int64) {
        func millisecond(_ work: Work) -> Int { Int(min(max(work.milliseconds - begin, 0), 99)) }
        let unsorted = due + dueCapacity
        unsorted.update(from: due, count: count)
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: Int(Self.tickMilliseconds) + 1) { counts in
            counts.initialize(repeating: 0)
            for index in 0..<count { counts[millisecond(unsorted[index]) + 1] += 1 }
            for index in 1..<counts.count { counts[index] += counts[index - 1] }
            for index in 0..<count {
                let key = millisecond(unsorted[index])
                due[Int(counts[key])] = unsorted[index]
                counts[key] += 1
            }
        }
    }

    /// How much of the work that is still to come is of calls that have begun.
    func begunCalls() -> Int64 {
        var count = Int64(later.count { $0.attempt > 0 })
        for slot in 0..<Int(Self.slots) {
            var place = lists[slot].head
            while place >= 0 {
                if nodes[Int(place)].work.attempt > 0 { count += 1 }
                place = nodes[Int(place)].next
            }
        }
        return count
    }
}
