package import Facts
package import Simulation
package import SourceText

/// A scenario file: traffic, faults on a timeline, and what is expected of the service's alerts and telemetry. Whatever it
/// leaves out comes from the manifest and from documented defaults, so that one file runs over any service.
package struct Scenario: Sendable {
    package var id: Located<String>
    package var version: Int64
    package var kind: Kind
    package var title: String
    /// What happens, in one or two sentences.
    package var story: String
    /// What a watcher sees leave its usual band, and in the direction that hurts. A dependency called `*` is any.
    package var signals: [Located<Signal>]
    /// Other incidents that disturb the same signals, and what tells the two apart all the same.
    package var sharedSignals: [SharedSignals]
    /// What a service has to use for this to happen to it.
    package var needs: [Located<Need>]
    package var durationMilliseconds: Int64
    package var start: Start
    package var traffic: ScenarioTraffic
    /// Empty for one kind of users, who ask what the manifest says.
    package var clients: [ScenarioClient]
    /// Nil for the newest SDK's own.
    package var policy: ScenarioPolicy?
    package var backend: ScenarioBackend
    package var dependencies: [ScenarioDependency]
    /// What the incident is; in the order of the file.
    package var faults: [ScenarioFault]
    /// What goes wrong on any healthy day: no alert should care.
    package var background: [ScenarioFault]
    package var pipeline: ScenarioPipeline?
    package var expectations: [ScenarioExpectation]

    package enum Kind: String, CaseIterable, Sendable {
        /// Something goes wrong, and alerts must tell.
        case incident
        /// Nothing goes wrong that a person should be woken for.
        case control
    }

    package enum Need: String, CaseIterable, Sendable {
        case streaming
        case caching
        case thinking
        case dependencies
    }

    package struct SharedSignals: Sendable, Equatable {
        package var scenario: Located<String>
        package var reason: String
    }

    /// When the clock of the run begins, in UTC: alerts may be muted at night, and users sleep.
    package struct Start: Sendable, Equatable {
        package var day: Day
        package var minuteOfDay: Int64

        package enum Day: String, CaseIterable, Sendable {
            case monday, tuesday, wednesday, thursday, friday, saturday, sunday
        }

        package init(day: Day, minuteOfDay: Int64) {
            self.day = day
            self.minuteOfDay = minuteOfDay
        }

        /// Of the week that begins on Monday 2026-01-05.
        package var unixMilliseconds: Int64 {
            let days = Int64(Day.allCases.firstIndex(of: day) ?? 0)
            return 1_767_571_200_000 + (days * 1_440 + minuteOfDay) * 60_000
        }

        /// The day and time so long before; whole minutes.
        package func earlier(byMilliseconds length: Int64) -> Start {
            let dayMinutes: Int64 = 1_440
            let days = Int64(Day.allCases.count)
            let week = days * dayMinutes
            let index = Int64(Day.allCases.firstIndex(of: day) ?? 0)
            let minutes = (index * dayMinutes + minuteOfDay - length / 60_000) % week
            let place = (minutes + week) % week
            return Start(day: Day.allCases[Int(place / dayMinutes)], minuteOfDay: place % dayMinutes)
        }

        /// As scenario files spell it: `wednesday 13:30`.
        package var text: String {
            func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
            return "\(day.rawValue) \(two(minuteOfDay / 60)):\(two(minuteOfDay % 60))"
        }
    }

    /// From the first fault's beginning to the last one's end, repeats included; nil if nothing goes wrong.
    package var incident: ClosedRange<Int64>? {
        guard let first = faults.map(\.fault.startMilliseconds).min() else { return nil }
        let last = faults.map { $0.endMilliseconds(ofRun: durationMilliseconds) }.max() ?? first
        return first...max(first, last)
    }
}

/// A fault of a scenario, with the places of the names in it.
package struct ScenarioFault: Sendable {
    package var fault: Fault
    package var id: Located<String>
    /// Whom it strikes, as written; resolved against populations that a file does not know by itself.
    package var targets: [Target]

    package struct Target: Sendable, Equatable {
        package var kind: Kind
        package var name: Located<String>

        package enum Kind: String, CaseIterable, Sendable {
            case population, model, feature, tenant, dependency
        }
    }

    /// When it is over for the last time.
    package func endMilliseconds(ofRun duration: Int64) -> Int64 {
        guard let every = fault.everyMilliseconds, every > 0, duration > fault.startMilliseconds else {
            return min(duration, fault.startMilliseconds + fault.durationMilliseconds)
        }
        let last = (duration - 1 - fault.startMilliseconds) / every * every + fault.startMilliseconds
        return min(duration, last + fault.durationMilliseconds)
    }

    /// Each time that it strikes, cut at the end of the run; at most `limit` of them.
    package func occurrences(inRun duration: Int64, limit: Int = 1_000) -> [ClosedRange<Int64>] {
        var result: [ClosedRange<Int64>] = []
        var start = fault.startMilliseconds
        while start < duration, result.count < limit {
            result.append(start...min(duration, start + fault.durationMilliseconds))
            guard let every = fault.everyMilliseconds, every > 0 else { break }
            start += every
        }
        return result
    }
}

/// How calls are retried: a preset's name and what it comes to with the file's own changes.
package struct ScenarioPolicy: Sendable, Equatable {
    package var preset: String
    package var policy: ClientPolicy
    package var fallbackModel: Located<String>?
}
