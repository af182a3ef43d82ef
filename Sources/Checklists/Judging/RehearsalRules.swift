package import Findings
package import SourceText

/// What a rehearsal can find, declared as checks are: `explain`, reports and findings say the same of each.
package struct RehearsalRule: Sendable {
    package var kind: FindingKind
    package var severity: Severity
    package var confidence: Confidence
    /// One line: the bad pattern and what it costs.
    package var summary: String
    package var why: String
    package var remedy: String
    package var source: String

    /// All of them, in the order of their codes.
    package static let all = [
        undetected, late, pagesNobody, healthyPages, lost, slowed, flushedLate, expectationFailed,
    ]

    static let undetected = RehearsalRule(
        code: "PF500", "incident-undetected", summary: "an incident passes and none of the service's alerts fires",
        why: "an incident that no alert notices is found by customers, and lasts until they say so",
        remedy: "Make the change that the finding names, and rehearse again. Where no alert reads what the incident "
            + "disturbs, write one.")
    static let late = RehearsalRule(
        code: "PF501", "incident-detected-late", summary: "an alert fires after the time that the checklist allows",
        why:
            "until somebody knows, nobody acts: every minute of the way from cause to alert is a minute of the incident",
        remedy: "The scorecard says where the time went. A shorter `for` or window helps only where they are the cause."
    )
    static let pagesNobody = RehearsalRule(
        code: "PF502", "incident-pages-nobody", summary: "an incident is noticed by alerts that wake nobody",
        why: "a ticket that beats the page is read the next morning",
        remedy: "Give the alert the labels that `paging` in the manifest selects, and a route to people on call.")
    static let healthyPages = RehearsalRule(
        code: "PF503", "healthy-day-pages", summary: "an alert pages although nothing is wrong",
        why: "people who are woken for nothing stop believing the pages that matter",
        remedy:
            "Raise the threshold, the window or `for` until a healthy day is silent, or send the alert to the queue.")
    static let lost = RehearsalRule(
        code: "PF504", "telemetry-lost", summary: "more measurements are lost than the checklist allows",
        why: "what is lost in an outage is what happened in it: dashboards show a dip where there was a peak",
        remedy: "A buffer that holds the outage, retries that outlast it, and a drain at shutdown; the finding names "
            + "what most were lost by.")
    static let slowed = RehearsalRule(
        code: "PF505", "telemetry-slows-calls", summary: "telemetry adds more time to calls than the checklist allows",
        why: "a sink that is down may cost numbers; it may never cost an answer",
        remedy: "Hand measurements to a buffer that drops rather than waits, and export them outside the call.")
    static let flushedLate = RehearsalRule(
        code: "PF506", "telemetry-flushed-late",
        summary: "measurements wait in the process longer than the checklist allows",
        why: "every alert is late by what its numbers wait in the process, and a crash loses all of it",
        remedy: "Shorten the flush interval of the exporter; 10 s is the guide's rule.")
    static let expectationFailed = RehearsalRule(
        code: "PF507", "scenario-expectation-failed", summary: "a scenario's own expectation does not hold",
        why: "whoever wrote the scenario counts on it when the incident comes",
        remedy:
            "Look at the scenario's timeline in the report: when it fired, and what was lost on the way. Then change "
            + "the rule, or expect what the service can do.")

    private init(code: String, _ name: String, summary: String, why: String, remedy: String) {
        kind = FindingKind(code: code, name: name)
        severity = .error
        confidence = .high
        self.summary = summary
        self.why = why
        self.remedy = remedy
        source = "rehearsed in virtual time against the service's own rules"
    }

    /// One entry of a scenario's `expect` that some run did not meet.
    package static func expectationFailed(
        _ words: String, _ reason: String, scenario: String, at place: SourceRange
    ) -> Finding {
        expectationFailed.finding(
            "`\(scenario)` expects that \(words), which does not hold" + (reason.isEmpty ? "" : ": \(reason)"),
            at: Annotation(place), subject: "scenario \(scenario)", isAdvisory: false)
    }

    /// A finding with the fixed parts filled in; advice is a warning.
    func finding(
        _ message: String, fix: String? = nil, at place: Annotation? = nil, related: [Annotation] = [], subject: String,
        isAdvisory: Bool
    ) -> Finding {
        Finding(
            kind, isAdvisory ? .warning : severity, confidence, message: message, why: why, fix: fix ?? remedy,
            at: place, related: related, subject: subject)
    }
}
