import Checklists
import PromQL
import Rehearsals
import Simulation
import TimeSeries

/// Quantities of a rehearsal as people read them, the same in every format.
enum RehearsalWords {
    /// `7m15s`; whole seconds from one second on.
    static func duration(_ milliseconds: Int64) -> String {
        PrometheusDuration.text(milliseconds: milliseconds.magnitude < 1_000 ? milliseconds : rounded(milliseconds))
    }

    /// Steps whose shown lengths add up to the shown sum: what is rounded is the time that has passed.
    static func durations(_ steps: [DetectionStep]) -> [String] {
        var passed: Int64 = 0
        return steps.map { step in
            let before = rounded(passed)
            passed += step.milliseconds
            return PrometheusDuration.text(milliseconds: rounded(passed) - before)
        }
    }

    private static func rounded(_ milliseconds: Int64) -> Int64 {
        let rest = milliseconds % 1_000
        return milliseconds - rest + (rest >= 500 ? 1_000 : 0)
    }

    /// `1,234,567`
    static func count(_ number: Int64) -> String {
        let digits = Array(String(number.magnitude).utf8)
        var text = number < 0 ? "-" : ""
        for (position, digit) in digits.enumerated() {
            if position > 0, (digits.count - position) % 3 == 0 { text += "," }
            text.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return text
    }

    static func dollars(nano: Int64) -> String {
        if nano >= 1_000_000_000_000 { return "$\(count(nano / 1_000_000_000))" }
        return "$\(GoNumberText.fixed(Double(nano) / 1e9, decimals: 2))"
    }

    /// Three digits or so, without trailing zeros.
    static func number(_ value: Double) -> String {
        let size = value.magnitude
        let text = GoNumberText.fixed(value, decimals: size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)
        guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
        var digits = Array(text.utf8)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.last == UInt8(ascii: ".") { digits.removeLast() }
        return String(decoding: digits, as: UTF8.self)
    }

    /// A value of a timeline with its unit.
    static func value(_ value: Double, of quantity: Timeline.Quantity) -> String {
        switch quantity.unit {
        case "share": "\(number(value * 100)) %"
        case "ms" where value.magnitude >= 1_000: "\(number(value / 1_000)) s"
        case "1/s": "\(number(value))/s"
        default: "\(number(value)) \(quantity.unit)"
        }
    }

    static func share(_ part: Int64, of whole: Int64) -> String {
        whole > 0 ? "\(number(Double(part) / Double(whole) * 100)) %" : "0 %"
    }

    /// `page` or `ticket`
    static func kind(_ alert: AlertResult) -> String { alert.isPage ? "page" : "ticket" }

    // MARK: Sentences

    static func summary(_ rehearsal: Rehearsal) -> String {
        let controls = rehearsal.scenarios.count { $0.isControl }
        let counts = [(rehearsal.scenarios.count - controls, "incident"), (controls, "control")]
            .filter { $0.0 > 0 }.map { VerdictSentence.counted($0.0, $0.1) }
        return "\(counts.isEmpty ? "no scenario" : counts.joined(separator: " and ")), "
            + "\(VerdictSentence.counted(rehearsal.runCount, "run")) each, \(count(Int64(rehearsal.seriesCount))) series"
    }

    /// What a control showed.
    static func healthy(_ control: ScenarioResult, runCount: Int) -> String {
        let rate = HealthyRate(pages: 0, days: control.healthyDays)
        var text: String
        if control.pages.worst > 0 {
            text =
                "up to \(VerdictSentence.counted(Int(control.pages.worst), "page")) a run (median "
                + "\(control.pages.median)) in \(rate.dayWords); paged in \(control.pagedRuns) of \(runCount) runs"
        } else {
            text = rate.words
        }
        if control.tickets.worst > 0 {
            text += "; up to \(VerdictSentence.counted(Int(control.tickets.worst), "ticket")) a run"
        }
        return text
    }

    /// What was lost of the telemetry and to what; nil if nothing was.
    static func losses(_ report: PipelineReport) -> String? {
        guard report.lostCount > 0 else { return nil }
        let causes = report.losses.map { "\($0.cause.rawValue) \(count($0.count))" }.joined(separator: ", ")
        return "\(share(report.lostCount, of: report.made)) of \(count(report.made)) measurements lost (\(causes)); "
            + sidings(report).joined(separator: "; ")
    }

    /// What else the pipeline did, a clause each.
    static func sidings(_ report: PipelineReport) -> [String] {
        var clauses = [
            "newest up to \(duration(report.stalestMilliseconds)) old",
            report.drainMilliseconds.map { "buffer empty \(duration($0)) after the last fault" }
                ?? "buffer never emptied",
        ]
        if report.peakBufferItems > 0 {
            clauses.append(
                "buffer held up to \(count(report.peakBufferItems)) items (\(count(report.peakBufferBytes)) bytes)")
        }
        if report.addedMaximumMilliseconds > 0 || report.addedMeanMilliseconds > 0 {
            clauses.append(
                "calls held up \(number(report.addedMeanMilliseconds)) ms on average, "
                    + "\(duration(report.addedMaximumMilliseconds)) at worst")
        }
        return clauses
    }

    /// What would have made an alert fire that missed.
    static func remedy(_ alert: AlertResult, _ change: Counterfactual?, runCount: Int) -> String {
        let runs = "fired in \(alert.firedRuns) of \(runCount) runs"
        if let change, let milliseconds = change.detectionMilliseconds {
            return "\(runs); with \(change.words) it fires after \(duration(milliseconds))"
        }
        let tried = alert.counterfactuals.map { $0.change.rawValue }.joined(separator: ", ")
        return tried.isEmpty ? runs : "\(runs); no single change makes it fire (tried: \(tried))"
    }

    /// `onset → +12s first bad completion → … = 7m15s`
    static func budget(_ steps: [DetectionStep]) -> String {
        let taken = steps.filter { $0.milliseconds > 0 }
        let stretches = zip(durations(taken), taken).map { "+\($0) \($1.stage.rawValue)" }
        let total = duration(taken.reduce(0) { $0 + $1.milliseconds })
        return (["onset"] + stretches).joined(separator: " → ") + " = \(total)"
    }

    /// What was taken for granted, and where to say better.
    static func assumption(_ assumption: Assumption) -> String {
        assumption.key.map { "\(assumption.what) (say otherwise with `\($0)`)" } ?? assumption.what
    }

    /// `succeeded`, `rate-limited`: how a call ended, as a key of data.
    static func word(_ outcome: CallOutcome) -> String {
        switch outcome {
        case .succeeded: "succeeded"
        case .rateLimited: "rate-limited"
        case .overloaded: "overloaded"
        case .serverError: "server-error"
        case .timedOut: "timed-out"
        case .overloadedMidstream: "overloaded-midstream"
        case .truncated: "truncated"
        case .connectionFailed: "connection-failed"
        case .promptTooLong: "prompt-too-long"
        case .breakerOpen: "breaker-open"
        }
    }
}
