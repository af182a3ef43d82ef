/// A client's connections: an attempt that finds none free waits, and those that wait are served in order.
///
/// Attempts start in the order in which they came, so one heap of the times at which connections become free says all.
struct ConnectionPool {
    /// The earliest first.
    private var free: [Int64]
    private var waiting: [Work] = []
    private var firstWaiting = 0

    init(connections: Int) {
        free = Array(repeating: 0, count: max(1, connections))
    }

    var isAnyoneWaiting: Bool { firstWaiting < waiting.count }

    var waitingCount: Int { waiting.count - firstWaiting }

    mutating func wait(_ work: Work) { waiting.append(work) }

    /// Whoever waits longest, if a connection is free for them before `end`; aged by the wait.
    mutating func next(before end: Int64) -> Work? {
        guard isAnyoneWaiting else { return nil }
        let work = waiting[firstWaiting]
        let start = max(work.milliseconds, free[0])
        guard start < end else { return nil }
        firstWaiting += 1
        if firstWaiting > 4_096, firstWaiting * 2 > waiting.count {
            waiting.removeFirst(firstWaiting)
            firstWaiting = 0
        }
        return work.aged(by: start - work.milliseconds)
    }

    /// The attempt that started last holds its connection until then.
    mutating func occupy(until end: Int64) {
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < free.count else { break }
            if child + 1 < free.count, free[child + 1] < free[child] { child += 1 }
            guard free[child] < end else { break }
            free[place] = free[child]
            place = child
        }
        free[place] = end
    }
}
