import ClaudeBackend
import SourceText
import TimeSeries

/// Which golden stream comes next, for servers that play them one after the other.
struct GoldenProgress: Sendable {
    /// Place in `GoldenStreams.all`.
    var stream = 0
    /// Attempts of it that were answered.
    var attempt = 0
}

extension ClaudeService {
    /// The golden stream that a request names, or the next one: bytes and times as they are recorded, whatever is asked.
    /// Nil if there is no such stream, so that the request is answered as any other.
    ///
    /// A stream of several attempts answers as many requests; by name the place among them follows from the SDK's own
    /// count of retries.
    mutating func answerGolden(_ request: APIRequest, _ control: RequestControl, _ arrival: Arrival) -> ServedAnswer? {
        let streams = GoldenStreams.all
        let attempt: GoldenStream.Attempt
        if let name = control.golden {
            guard let stream = streams.first(where: { $0.id.utf8.elementsEqual(name.utf8) }) else { return nil }
            let retries = request["x-stainless-retry-count"].flatMap { Int($0) } ?? 0
            attempt = stream.attempts[min(max(0, retries), stream.attempts.count - 1)]
        } else {
            attempt = streams[golden.stream].attempts[golden.attempt]
            golden.attempt += 1
            if golden.attempt == streams[golden.stream].attempts.count {
                golden.stream = (golden.stream + 1) % streams.count
                golden.attempt = 0
            }
        }
        return perform(options.isInstant ? attempt.plan.atOnce : attempt.plan, arrival)
    }
}

extension ResponsePlan {
    /// The same plan without any waiting.
    var atOnce: ResponsePlan {
        var plan = ResponsePlan()
        for step in steps { plan.add(step.action, after: 0) }
        return plan
    }
}
