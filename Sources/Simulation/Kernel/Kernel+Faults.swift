import ClaudeBackend

extension Kernel {
    /// Notes which faults an attempt has shown, by when the first such attempt ended.
    mutating func noteFaults(of decision: Decision, variant: Int, from begin: Int64, to end: Int64) {
        for fault in firstBad.indices {
            guard end < duration, end < firstBad[fault] ?? .max, timeline.strikes(fault, variant) else { continue }
            let changes = timeline.changes[fault]
            guard changes.show(in: decision) else { continue }
            // What breaks a stream is at work when it breaks; all else when the attempt begins.
            let isBroken = [.overloadedMidstream, .truncated, .stalled].contains(decision.ending)
            let moment = isBroken ? begin + Int64(decision.durationMilliseconds) : begin
            if timeline.strength(fault, at: moment) > 0 { firstBad[fault] = end }
        }
    }

    /// The same for a dependency's answer.
    mutating func noteFaults(
        ofDependency place: Int, population: Int, fails: Bool, from begin: Int64, to end: Int64
    ) {
        for fault in firstBad.indices {
            guard end < duration, end < firstBad[fault] ?? .max, timeline.strikes(fault, population) else { continue }
            let changes = timeline.changes[fault]
            guard
                changes.contains(.dependencyLatency) || (fails && changes.contains(.dependencyErrors)),
                timeline.strikes(fault, dependency: place)
            else { continue }
            if timeline.strength(fault, at: begin) > 0 { firstBad[fault] = end }
        }
    }

    /// Decides whether whole answers are looked at one by one: while a fault is at work that shows in them, until no
    /// later attempt can end before the first that showed it.
    mutating func watchAnswers(at begin: Int64, until end: Int64) {
        watchesAnswers = firstBad.indices.contains { fault in
            let shows = !timeline.changes[fault].isDisjoint(with: [.answer, .demand, .refusal, .prefixes])
            return shows && (firstBad[fault] ?? .max) > begin && timeline.strength(fault, at: end - 1) > 0
        }
    }
}
