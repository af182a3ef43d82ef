import ClaudeBackend

/// A wire fault that strikes many answers: from a moment on, for a while, some of them.
package struct ScheduledFault: Sendable {
    /// Given by the schedule; names it in the admin interface.
    package fileprivate(set) var id: Int64 = 0
    package var use: WireFaultUse
    /// Milliseconds after the server's start, in the server's time.
    package var startMilliseconds: Int64
    /// Nil for good.
    package var durationMilliseconds: Int64?
    /// Of the requests while it is active, 0...1.
    package var share: Double
    /// How many requests it strikes at most; nil for any number.
    package var remaining: Int64?
    /// The canonical id; nil strikes every model.
    package var model: String?

    package init(
        _ use: WireFaultUse, startMilliseconds: Int64 = 0, durationMilliseconds: Int64? = nil, share: Double = 1,
        remaining: Int64? = nil, model: String? = nil
    ) {
        self.use = use
        self.startMilliseconds = startMilliseconds
        self.durationMilliseconds = durationMilliseconds
        self.share = share
        self.remaining = remaining
        self.model = model
    }

    /// Whether it may strike now.
    package func isActive(at time: Int64) -> Bool { time >= startMilliseconds && !isOver(at: time) }

    /// Whether it never strikes again.
    package func isOver(at time: Int64) -> Bool {
        if remaining == 0 { return true }
        guard let durationMilliseconds else { return false }
        return time - startMilliseconds >= durationMilliseconds
    }
}

/// The wire faults of a server, in the order in which they were given: the first that strikes decides.
package struct FaultSchedule: Sendable {
    /// More at once tell of a client that never stops adding.
    package static let capacity = 1_000

    package private(set) var faults: [ScheduledFault] = []
    private var nextID: Int64 = 1

    package init() {}

    /// Adds a fault and names it; nil if there are too many.
    package mutating func add(_ fault: ScheduledFault, at time: Int64) -> Int64? {
        faults.removeAll { $0.isOver(at: time) }
        guard faults.count < Self.capacity else { return nil }
        var named = fault
        named.id = nextID
        nextID += 1
        faults.append(named)
        return named.id
    }

    /// Takes a fault away; false if there is none of this name.
    package mutating func remove(_ id: Int64) -> Bool {
        let count = faults.count
        faults.removeAll { $0.id == id }
        return faults.count < count
    }

    package mutating func removeAll() { faults = [] }

    /// The fault that strikes a request for `model`, by its canonical id; `key` is the request's.
    mutating func strike(model: String, at time: Int64, key: UInt64) -> WireFaultUse? {
        for index in faults.indices {
            let fault = faults[index]
            guard fault.isActive(at: time) else { continue }
            if let only = fault.model, !only.utf8.elementsEqual(model.utf8) { continue }
            let bits = (key &+ UInt64(bitPattern: fault.id) &* .callStep).mixed.lowBits
            guard bits.isBelow(Draws.threshold(fault.share)) else { continue }
            if let remaining = fault.remaining { faults[index].remaining = remaining - 1 }
            return fault.use
        }
        return nil
    }
}
