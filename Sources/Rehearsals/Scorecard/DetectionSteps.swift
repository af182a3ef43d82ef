/// From an incident's onset to the notification, cut where the time went.
package enum DetectionSteps {
    /// The steps in order; all but `grouping` add up to the time from the onset to firing, which they do by construction:
    /// they are the distances of moments that are put in order first.
    ///
    /// A moment that does not lie where the way from cause to alert would put it is drawn in: an alert on attempts can be
    /// pending before the first call has failed, and then no time went into waiting for that call.
    ///
    /// - Parameters:
    ///   - onset: when the incident began.
    ///   - pendingFrom: the evaluation at which the condition first held.
    ///   - firingFrom: the evaluation at which the alert fired.
    ///   - notified: when somebody was told; nil if nobody was, and then there is no such step.
    package static func split(
        onset: Int64, _ run: RunObservation, pendingFrom: Int64, firingFrom: Int64, notified: Int64?
    ) -> [DetectionStep] {
        let firing = max(onset, firingFrom)
        let pending = min(max(onset, pendingFrom), firing)
        let bad = run.firstBadCompletionMilliseconds ?? onset
        let carrier = run.samples.first { $0.newestMilliseconds >= bad }
        let newest = run.samples.last { $0.milliseconds <= pendingFrom }
        // What is scraped waits in no buffer: all of its waiting is for the scrape.
        let flushed = run.isPulled ? bad : carrier?.newestMilliseconds ?? bad
        let moments: [(stage: DetectionStep.Stage, end: Int64)] = [
            (.firstBadCompletion, bad), (.flush, flushed), (.scrape, carrier?.milliseconds ?? flushed),
            (.window, newest?.milliseconds ?? pending),
        ]
        var steps: [DetectionStep] = []
        var reached = onset
        for (stage, end) in moments {
            let end = min(max(end, reached), pending)
            steps.append(DetectionStep(stage, milliseconds: end - reached))
            reached = end
        }
        steps.append(DetectionStep(.evaluation, milliseconds: pending - reached))
        steps.append(DetectionStep(.hold, milliseconds: firing - pending))
        if let notified { steps.append(DetectionStep(.grouping, milliseconds: max(0, notified - firing))) }
        return steps
    }
}
