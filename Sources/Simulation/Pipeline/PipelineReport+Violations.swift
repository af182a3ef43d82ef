extension PipelineReport {
    /// What one measurement takes in a buffer, in bytes: the order of magnitude, not a size to plan with.
    ///
    /// An assumption: an event of one call carries about 20 attributes of some 45 bytes (a dotted key of 25, a value of 15,
    /// framing), three ids and two times, which is a kilobyte as OTLP; objects of a managed language take two to five times that.
    package static let bytesPerItem: Int64 = 1_024

    /// How a pipeline breaks the production guide's rule: asynchronous, flushed within seconds, nothing on the critical path.
    package enum Violation: Sendable, Equatable {
        /// Calls wait for the sink by design.
        case synchronous(longestMilliseconds: Int64)
        /// A full buffer held calls up.
        case blocksCalls(longestMilliseconds: Int64)
        case flushedTooRarely(flushMilliseconds: Int64, limitMilliseconds: Int64)
    }

    /// Empty if the rule is kept. A process that is scraped flushes nothing, so that no rhythm of its own can be too slow.
    package func violations(flushLimitMilliseconds limit: Int64 = 10_000) -> [Violation] {
        var violations: [Violation] = []
        if isSynchronous {
            violations.append(.synchronous(longestMilliseconds: addedMaximumMilliseconds))
        } else if addedMaximumMilliseconds > 0 {
            violations.append(.blocksCalls(longestMilliseconds: addedMaximumMilliseconds))
        }
        if let flush = flushMilliseconds, flush > limit {
            violations.append(.flushedTooRarely(flushMilliseconds: flush, limitMilliseconds: limit))
        }
        return violations
    }
}
