package import Findings
import SourceText
import TimeSeries

/// What can be wrong in a scenario beyond its types, in words for the person who wrote it.
package enum ScenarioFindings {
    /// What `explain` says of a code.
    package struct Explanation: Sendable {
        package var kind: FindingKind
        package var summary: String
        package var remedy: String
    }

    static let unknownFault = FindingKind(code: "PF400", name: "unknown-fault")
    static let outsideRun = FindingKind(code: "PF401", name: "fault-outside-run")
    static let rampsTooLong = FindingKind(code: "PF402", name: "ramps-longer-than-fault")
    static let repeatTooShort = FindingKind(code: "PF403", name: "repeat-shorter-than-fault")
    static let repeatedID = FindingKind(code: "PF404", name: "scenario-id-repeated")
    static let unknownTarget = FindingKind(code: "PF405", name: "unknown-target")
    static let incomplete = FindingKind(code: "PF406", name: "incident-incomplete")
    static let unknownReference = FindingKind(code: "PF407", name: "expects-unknown-fault")
    static let noTraffic = FindingKind(code: "PF408", name: "no-traffic")
    static let reversedPercentiles = FindingKind(code: "PF409", name: "percentiles-reversed")
    static let noShares = FindingKind(code: "PF410", name: "shares-add-to-nothing")
    static let contradiction = FindingKind(code: "PF411", name: "traffic-contradicts-itself")
    static let unknownModel = FindingKind(code: "PF412", name: "scenario-model-unknown")
    static let unreadableTrace = FindingKind(code: "PF413", name: "trace-unreadable")

    package static let explanations: [Explanation] = [
        Explanation(
            kind: unknownFault, summary: "a scenario asks for a fault that nothing simulates",
            remedy: "Use one of the names that the finding lists."),
        Explanation(
            kind: outsideRun, summary: "a fault or a spike begins or ends after the run does",
            remedy: "Make the scenario's `duration` longer, or let the fault begin or end earlier."),
        Explanation(
            kind: rampsTooLong, summary: "a fault takes longer to rise and fall than it lasts",
            remedy: "Shorten `ramp_in` and `ramp_out`, which lie within `for`."),
        Explanation(
            kind: repeatTooShort, summary: "a fault comes again before it is over",
            remedy: "Make `every` at least as long as `for`, or leave it out for one long fault."),
        Explanation(
            kind: repeatedID, summary: "two faults or two clients of a scenario have one id",
            remedy: "Give one of them another id: reports and expectations name them by it."),
        Explanation(
            kind: unknownTarget, summary: "a fault is to strike something that the service does not have",
            remedy: "Use a name from the manifest or from the scenario itself; the finding lists them."),
        Explanation(
            kind: incomplete, summary: "an incident in which nothing goes wrong, or nothing is disturbed",
            remedy: "Add a fault and the signals it disturbs, or call the scenario a control."),
        Explanation(
            kind: unknownReference, summary: "an expectation names a fault that the scenario does not have",
            remedy: "Name the fault by its id."),
        Explanation(
            kind: noTraffic, summary: "nobody comes in a scenario, so nothing could be seen in it",
            remedy: "Give `rate`, or leave `traffic` out for the manifest's."),
        Explanation(
            kind: reversedPercentiles, summary: "a 95th percentile lies below the median",
            remedy: "Swap the two."),
        Explanation(
            kind: noShares, summary: "the shares of a scenario's clients add up to nothing",
            remedy: "Give at least one client a share above zero."),
        Explanation(
            kind: contradiction, summary: "a scenario says in two ways how many users come",
            remedy: "Keep one of the two keys."),
        Explanation(
            kind: unknownModel, summary: "a scenario names a model that the catalogue does not have",
            remedy: "Use a canonical id such as `claude-sonnet-4-6`."),
        Explanation(
            kind: unreadableTrace, summary: "a recorded day is no list of seconds and requests a second",
            remedy: "Write one `seconds,rps` a line, seconds ascending."),
    ]

    /// "the fault `a` begins 5m after the end": how long something is, as people say it.
    static func duration(_ milliseconds: Int64) -> String { PrometheusDuration.text(milliseconds: milliseconds) }

    static func list(_ names: [String]) -> String {
        var seen: [String] = []
        for name in names where !seen.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { seen.append(name) }
        return seen.map { "`\($0)`" }.joined(separator: ", ")
    }

    /// A name that is not among those there are; `what` is "fault", "model".
    static func unknown(
        _ kind: FindingKind, _ what: String, _ name: Located<String>, known: [String], why: String
    ) -> Finding {
        let near = NearMiss.closest(to: name.value, among: known)
        return Finding(
            kind, .error,
            message: "there is no \(what) `\(name.value)`" + (near.map { ", did you mean `\($0)`?" } ?? ""), why: why,
            fix: known.isEmpty
                ? "leave it out: there is no \(what) at all"
                : near.map { "write `\($0)`" } ?? "use one of \(list(known))",
            at: Annotation(name.range, near.map { "did you mean `\($0)`?" } ?? "unknown"),
            subject: "\(what) \(name.value)")
    }

    static func unknownFaultKind(_ name: Located<String>, known: [String]) -> Finding {
        unknown(
            unknownFault, "fault", name, known: known, why: "Nothing would go wrong, and every alert would look fine.")
    }

    static func pastTheEnd(
        _ what: String, from start: Int64, to end: Int64, run: Int64, at range: SourceRange
    ) -> Finding {
        let begins = start >= run
        return Finding(
            outsideRun, .error,
            message: begins
                ? "\(what) begins at \(duration(start)), but the run is over after \(duration(run))"
                : "\(what) ends at \(duration(end)), \(duration(end - run)) after the run",
            why: "What lies after the end never happens, and recovery could not be seen.",
            fix: "write `duration: \(duration(max(end, start) + 1_800_000))` at the top, or let it "
                + (begins ? "begin" : "end") + " earlier",
            at: Annotation(range, begins ? "after the end" : "past the end"), subject: what)
    }

    static func ramps(_ what: String, _ ramps: Int64, of length: Int64, at range: SourceRange) -> Finding {
        Finding(
            rampsTooLong, .error,
            message: "\(what) lasts \(duration(length)), but takes \(duration(ramps)) to rise and fall",
            why: "Both ramps lie within the fault, so it would never reach its strength.",
            fix: "shorten the ramps, or write `for: \(duration(ramps))` or longer",
            at: Annotation(range, "longer than the fault"), subject: what)
    }

    static func overlapsItself(_ what: String, every: Int64, length: Int64, at range: SourceRange) -> Finding {
        Finding(
            repeatTooShort, .error,
            message: "\(what) comes again every \(duration(every)), but lasts \(duration(length))",
            why: "It would begin again before it is over.",
            fix: "write `every: \(duration(length))` or longer, or leave `every` out",
            at: Annotation(range, "shorter than the fault"), subject: what)
    }

    static func twice(_ what: String, _ id: Located<String>, first: Located<String>) -> Finding {
        Finding(
            repeatedID, .error, message: "two \(what)s are called `\(id.value)`",
            why: "Reports and expectations could not tell the two apart.", fix: "give one of them another `id:`",
            at: Annotation(id.range, "again here"), related: [Annotation(first.range, "first here")],
            subject: "\(what) \(id.value)")
    }

    static func nothingGoesWrong(_ id: Located<String>) -> Finding {
        Finding(
            incomplete, .error, message: "the incident `\(id.value)` has no fault, so nothing goes wrong in it",
            why: "An alert that stays silent would count as a miss, and nothing could be detected.",
            fix: "add `faults: [{id: burst, fault: overloaded, at: 30m, for: 20m}]`, or write `kind: control`",
            at: Annotation(id.range, "an incident without a fault"), subject: "scenario \(id.value)")
    }

    static func nothingDisturbed(_ id: Located<String>) -> Finding {
        Finding(
            incomplete, .error, message: "the incident `\(id.value)` names no signal that it disturbs",
            why: "Nobody could say which alerts ought to tell.",
            fix: "add `signals: [errors]`, with the signals that the faults disturb",
            at: Annotation(id.range, "an incident without signals"), subject: "scenario \(id.value)")
    }

    static func nobodyComes(at range: SourceRange) -> Finding {
        Finding(
            noTraffic, .error, message: "nobody comes: the traffic is zero for the whole run",
            why: "Without a request there is nothing that an alert could see, and silence would look like health.",
            fix: "write `rate: 10`, or leave `traffic` out for the manifest's", at: Annotation(range, "no traffic"),
            subject: "traffic")
    }

    static func reversed(p50: Located<Double>, p95: Located<Double>) -> Finding {
        Finding(
            reversedPercentiles, .error, message: "`p95` is less than `p50`",
            why: "At least half of all values are at or above the median, so the 95th percentile cannot lie below it.",
            fix: "swap the two", at: Annotation(p95.range, "less than the median"),
            related: [Annotation(p50.range, "the median")], subject: "distribution")
    }

    static func contradicts(
        _ key: String, at range: SourceRange, _ other: String, why: String, fix: String? = nil
    ) -> Finding {
        Finding(
            contradiction, .error, message: "`\(key)` and `\(other)` contradict each other", why: why,
            fix: fix ?? "keep one of `\(other)` and `\(key)`", at: Annotation(range, "as well as `\(other)`"),
            subject: "key \(key)")
    }

    static func missingTrace(_ path: Located<ByteString>) -> Finding {
        Finding(
            unreadableTrace, .error, message: "the recorded day `\(path.value.string)` cannot be read",
            why: "Without it nobody could say how many users come.",
            fix: "put the file beside the scenario, one `seconds,rps` a line, or write `rate: 10`",
            at: Annotation(path.range, "no such file"), subject: "trace \(path.value.string)")
    }
}
