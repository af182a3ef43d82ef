import ClaudeBackend

// Answers that arrive, but not as anyone expects them.
extension WireFault {
    static let slowDrip = WireFault(
        "slow-drip", "the body comes a few bytes at a time",
        parameters: [
            Parameter("bytes", "so many at a time", usual: 16, 1...65_536),
            Parameter("every", "milliseconds", usual: 20, 1...60_000),
        ],
        .wire { plan, values in
            let size = max(1, Int(values[0]))
            var moment = plan.steps.first?.afterMilliseconds ?? 0
            return plan.mappingBody { _, bytes, due in
                moment = max(moment, due)
                return stride(from: 0, to: bytes.count, by: size).map { start in
                    let piece = Array(bytes[start..<min(start + size, bytes.count)])
                    let step = ResponsePlan.Step(afterMilliseconds: moment, .body(piece))
                    moment = moment.addingReportingOverflow(Int32(values[1])).partialValue
                    return step
                }
            }
        })

    /// Half of the body, then pings for an hour, which is longer than any client should wait: a timeout between bytes
    /// never strikes, only a deadline does.
    static let pingsOnly = WireFault(
        "pings-only", "half of the stream, then nothing but pings for an hour; without a stream, half and silence",
        parameters: [Parameter("every", "milliseconds between pings", usual: 1_000, 10...60_000)],
        .wire { plan, values in
            guard case .chunked? = plan.head?.framing else { return halfThenSilence(plan) }
            let pieces = plan.steps.count { if case .body = $0.action { true } else { false } }
            var pings = ResponsePlan()
            var moment: Int32 = 0
            var seen = 0
            for step in plan.steps {
                moment = step.afterMilliseconds
                if case .body = step.action {
                    if seen >= max(1, pieces / 2) { break }
                    seen += 1
                }
                if step.action.isEnd { break }
                pings.add(step.action, after: moment)
            }
            let ping = Array("event: ping\ndata: {\"type\":\"ping\"}\n\n".utf8)
            let every = max(10, Int32(values[0]))
            for _ in 0..<(3_600_000 / every) {
                moment += every
                pings.add(.body(ping), after: moment)
            }
            pings.add(.stall, after: moment)
            return pings
        })

    /// A body without chunks that stops half way: all of it would be an ordinary answer, and the connection never free
    /// again.
    private static func halfThenSilence(_ plan: ResponsePlan) -> ResponsePlan {
        guard let head = plan.head, let moment = plan.steps.first?.afterMilliseconds else { return plan }
        var half = ResponsePlan()
        half.add(.head(head), after: moment)
        half.add(.body(Array(plan.body.prefix(plan.body.count / 2))), after: moment)
        half.add(.stall, after: moment)
        return half
    }

    /// In a stream one event's JSON ends early; a whole message ends at three quarters, with the length of what is sent.
    static let malformedJSON = WireFault(
        "malformed-json", "JSON that ends early, under a status of 200",
        .wire { plan, _ in
            guard case .chunked? = plan.head?.framing else {
                let kept = Array(plan.body.prefix(plan.body.count * 3 / 4))
                var broken = ResponsePlan()
                for step in plan.steps {
                    switch step.action {
                    case .head(var head):
                        head.framing = .length(kept.count)
                        broken.add(.head(head), after: step.afterMilliseconds)
                        broken.add(.body(kept), after: step.afterMilliseconds)
                    case .body, .partialChunk: break
                    default: broken.add(step.action, after: step.afterMilliseconds)
                    }
                }
                return broken
            }
            var isDone = false
            return plan.mappingBody { _, bytes, moment in
                let isDelta = bytes.starts(with: "event: content_block_delta".utf8)
                let sent = isDelta && !isDone ? Array(bytes.prefix(bytes.count * 2 / 3)) + Array("\n\n".utf8) : bytes
                isDone = isDone || isDelta
                return [ResponsePlan.Step(afterMilliseconds: moment, .body(sent))]
            }
        })

    /// New events may come at any time, and clients are told to pass over what they do not know.
    static let unknownEvent = WireFault(
        "unknown-event", "a stream with an event of a kind that does not exist yet",
        .wire { plan, _ in
            guard case .chunked? = plan.head?.framing else { return plan }
            let novelty = Array(
                "event: content_block_hint\ndata: {\"type\":\"content_block_hint\",\"index\":0}\n\n".utf8)
            return plan.mappingBody { number, bytes, moment in
                let step = ResponsePlan.Step(afterMilliseconds: moment, .body(bytes))
                return number == 2 ? [ResponsePlan.Step(afterMilliseconds: moment, .body(novelty)), step] : [step]
            }
        })
}
