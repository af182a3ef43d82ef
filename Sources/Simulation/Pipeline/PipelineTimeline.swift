/// What is wrong on the way to the store, and what happens to the process, over the time of a run.
struct PipelineTimeline {
    struct Event {
        var milliseconds: Int64
        var event: ProcessEvent
    }

    /// In the order in which they happen.
    let events: [Event]
    /// When the last fault of the pipeline was over; nil if there was none.
    let lastFaultEnd: Int64?
    private let faults: [Fault]
    /// The time of each fault, without end where it comes again.
    private let windows: [(begin: Int64, end: Int64)]

    init(_ all: [Fault], endMilliseconds: Int64) {
        var faults: [Fault] = []
        var events: [Event] = []
        var last: Int64?
        for fault in all {
            let begins = Self.beginnings(of: fault, endMilliseconds: endMilliseconds)
            guard let latest = begins.last else { continue }
            switch fault.kind.effect {
            case .pipeline:
                faults.append(fault)
                // A rhythm without length would be no rhythm.
                if let every = fault.everyMilliseconds, every <= 0 {
                    faults[faults.count - 1].everyMilliseconds = nil
                }
                last = max(last ?? .min, latest + fault.durationMilliseconds)
            case .event(let make):
                let event = make(fault.values)
                events += begins.map { Event(milliseconds: $0, event: event) }
                last = max(last ?? .min, latest + event.downMilliseconds)
            case .conditions, .dependency: continue
            }
        }
        self.faults = faults
        windows = faults.map { fault in
            let end = fault.everyMilliseconds == nil ? fault.startMilliseconds + fault.durationMilliseconds : .max
            return (begin: fault.startMilliseconds, end: end)
        }
        self.events = events.enumerated().sorted {
            ($0.element.milliseconds, $0.offset) < ($1.element.milliseconds, $1.offset)
        }.map(\.element)
        lastFaultEnd = last
    }

    /// The moments within the run at which a fault begins.
    private static func beginnings(of fault: Fault, endMilliseconds: Int64) -> [Int64] {
        guard fault.startMilliseconds < endMilliseconds, fault.startMilliseconds >= 0 else { return [] }
        guard let every = fault.everyMilliseconds, every > 0 else { return [fault.startMilliseconds] }
        return Array(stride(from: fault.startMilliseconds, to: endMilliseconds, by: Int64.Stride(every)))
    }

    func conditions(at time: Int64) -> PipelineConditions {
        var conditions = PipelineConditions()
        for (index, window) in windows.enumerated() where window.begin <= time && time < window.end {
            let strength = faults[index].strength(atMilliseconds: time)
            guard strength > 0, case .pipeline(let apply) = faults[index].kind.effect else { continue }
            apply(&conditions, strength, faults[index].values)
        }
        return conditions
    }

    /// True if nothing can be wrong from one moment to another; it may be false where nothing is.
    func isQuiet(from begin: Int64, through end: Int64) -> Bool {
        for window in windows where window.begin <= end && begin < window.end { return false }
        return true
    }

    /// When a collector is not there, as half-open ranges in order.
    var collectorOutages: [Range<Int64>] {
        events.compactMap { event in
            guard case .collectorRestart(let down) = event.event else { return nil }
            return event.milliseconds..<event.milliseconds + max(down, 0)
        }
    }

    /// Something that happens to what measurements pass through.
    struct Mark {
        enum What {
            case ends(ProcessEvent)
            case begins
            case collectorRestarts(downMilliseconds: Int64)
        }

        var milliseconds: Int64
        var what: What
    }

    /// All that happens from a moment on, in order; a process ends before the next one begins.
    func marks(from start: Int64) -> [Mark] {
        var marks: [Mark] = []
        let lives = lives(from: start)
        for (life, next) in zip(lives, lives.dropFirst()) {
            if let ending = life.ending { marks.append(Mark(milliseconds: life.end, what: .ends(ending))) }
            marks.append(Mark(milliseconds: next.start, what: .begins))
        }
        for event in events {
            guard case .collectorRestart = event.event else { continue }
            marks.append(
                Mark(
                    milliseconds: event.milliseconds,
                    what: .collectorRestarts(downMilliseconds: event.event.downMilliseconds)))
        }
        return marks.enumerated().sorted {
            ($0.element.milliseconds, $0.offset) < ($1.element.milliseconds, $1.offset)
        }.map(\.element)
    }

    /// The processes of the run, one after the other; the last has no ending.
    func lives(from start: Int64) -> [ProcessLife] {
        var lives: [ProcessLife] = []
        var begin = start
        for event in events {
            if case .collectorRestart = event.event { continue }
            // Who is down already can neither be replaced nor die.
            if event.milliseconds < begin { continue }
            lives.append(ProcessLife(start: begin, end: event.milliseconds, ending: event.event))
            begin = event.milliseconds + event.event.downMilliseconds
        }
        lives.append(ProcessLife(start: begin, end: .max, ending: nil))
        return lives
    }
}

/// One process from its first moment to its last; what is measured at the last still is its own.
struct ProcessLife {
    var start: Int64
    var end: Int64
    /// Why it ended; nil if it did not.
    var ending: ProcessEvent?
}

extension ProcessEvent {
    var downMilliseconds: Int64 {
        switch self {
        case .deploy: 0
        case .crash(let down), .collectorRestart(let down): max(down, 0)
        }
    }
}

/// Chance in the pipeline: a number for each thing that may go wrong, independent of the order in which they are asked for.
struct PipelineChance {
    enum Purpose: UInt64 {
        case scrape = 1
        case datagram
        case rhythm
    }

    var seed: UInt64

    /// The SplitMix64 finaliser (Steele, Lea and Flood, OOPSLA 2014) over seed, purpose and index.
    func bits(_ purpose: Purpose, _ index: Int64) -> UInt64 {
        var mixed = seed &+ purpose.rawValue &* 0xD6E8_FEB8_6659_FD93
        mixed = mixed &+ UInt64(bitPattern: index) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Where the rhythm of something stands that has been running before: the first beat after a moment.
    func firstBeat(after time: Int64, everyMilliseconds interval: Int64, _ index: Int64) -> Int64 {
        time + 1 + Int64(bits(.rhythm, index) % UInt64(max(interval, 1)))
    }

    /// True in about `share` of all cases; never for zero, always for one.
    func strikes(_ share: Double, _ purpose: Purpose, _ index: Int64) -> Bool {
        share > 0 && Double(bits(purpose, index) >> 11) * 0x1p-53 < share
    }
}
