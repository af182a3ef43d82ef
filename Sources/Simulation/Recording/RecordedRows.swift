/// What ended in each row of time: exact, whole numbers, one row after the other.
package struct RecordedRows: Sendable, Equatable {
    package let layout: ChannelLayout
    package let rowMilliseconds: Int64
    /// Row by row; `layout.count` numbers each.
    package var values: [Int64]

    package init(layout: ChannelLayout, rowMilliseconds: Int64, values: [Int64]) {
        self.layout = layout
        self.rowMilliseconds = rowMilliseconds
        self.values = values
    }

    package var rowCount: Int { layout.count == 0 ? 0 : values.count / layout.count }

    package subscript(row: Int, channel: Int) -> Int64 { values[row * layout.count + channel] }
}

/// What a run came to, counted apart from the rows: the two must agree.
package struct RunLedger: Sendable, Equatable {
    /// Users' requests and calls of Claude that began, and attempts that ended; all below is of what ended.
    package var requests: Int64 = 0
    package var calls: Int64 = 0
    package var attempts: Int64 = 0
    /// By `CallOutcome.rawValue`.
    package var outcomes = [Int64](repeating: 0, count: CallOutcome.allCases.count)
    package var inputTokens: Int64 = 0
    package var outputTokens: Int64 = 0
    package var cacheReadTokens: Int64 = 0
    package var cacheWriteTokens: Int64 = 0
    package var thinkingTokens: Int64 = 0
    package var costNanoDollars: Int64 = 0
    /// Calls that had not ended when the run did.
    package var inFlight: Int64 = 0

    package init() {}
}

/// A finished run: ground truth.
package struct SimulatedRun: Sendable {
    package var rows: RecordedRows
    package var ledger: RunLedger
    /// Coarse quantiles of what really happened to calls that succeeded, for timelines: one row of `TruthBuckets` for every
    /// minute.
    package var firstTokenTruth: [[UInt32]]
    package var latencyTruth: [[UInt32]]
    /// When the first attempt or dependency's answer ended that a fault had changed, by the fault's place; nil if none did.
    package var firstBadCompletionMilliseconds: [Int64?]

    package init(rows: RecordedRows, ledger: RunLedger, faultCount: Int) {
        self.rows = rows
        self.ledger = ledger
        firstTokenTruth = []
        latencyTruth = []
        firstBadCompletionMilliseconds = Array(repeating: nil, count: faultCount)
    }
}
