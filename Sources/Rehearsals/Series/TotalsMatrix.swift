import Simulation

/// Totals column by column, so that summing channels over time reads memory in order: each channel of the plan, then the
/// channels of its split.
///
/// Before the rows of a run stand those of the history's end, as far back as shares look, and the run's totals go on
/// from there until its first restart.
struct TotalsMatrix {
    let rowCount: Int
    /// Rows that belong to the history.
    let leadCount: Int
    private(set) var milliseconds: [Int64]
    private(set) var isMissed: [Bool]
    private(set) var incarnation: [Int32]
    /// `rowCount` numbers for each column.
    private(set) var values: [Int64]
    private let columns: ColumnPlaces

    /// Where each channel's column is.
    struct ColumnPlaces: Sendable {
        /// By channel of the layout; -1 where no series reads it.
        private let places: [Int32]
        private let layoutCount: Int
        let channels: [Int]
        let splitCount: Int

        init(_ plan: SeriesPlan) {
            channels = plan.channels
            layoutCount = plan.layout.count
            splitCount = plan.split.channelCount
            var places = [Int32](repeating: -1, count: layoutCount)
            for (place, channel) in plan.channels.enumerated() { places[channel] = Int32(place) }
            self.places = places
        }

        var count: Int { channels.count + splitCount }

        func place(of channel: Int) -> Int {
            channel < layoutCount ? Int(places[channel]) : channels.count + channel - layoutCount
        }
    }

    init(
        _ plan: SeriesPlan, _ columns: ColumnPlaces, _ samples: DeliveredSamples, shift: Int64, after lead: TotalsTail?
    ) {
        precondition(samples.layout == plan.layout, "a run records what its series are made of")
        self.columns = columns
        leadCount = lead?.milliseconds.count ?? 0
        rowCount = leadCount + samples.milliseconds.count
        milliseconds = (lead?.milliseconds ?? []) + samples.milliseconds.map { $0 &+ shift }
        isMissed = (lead?.isMissed ?? []) + samples.isMissed
        let first = samples.incarnation.first ?? 0
        let base = lead?.incarnation.last ?? 0
        incarnation = (lead?.incarnation ?? []) + samples.incarnation.map { $0 - first + base }
        values = [Int64](repeating: 0, count: rowCount * columns.count)
        if let lead { copy(lead) }
        transpose(samples, after: lead)
        fillMissed()
        fillSplit(plan.split, hasLead: lead != nil)
    }

    private mutating func copy(_ lead: TotalsTail) {
        for column in 0..<columns.count {
            for row in 0..<leadCount { values[column * rowCount + row] = lead.values[column * leadCount + row] }
        }
    }

    private mutating func transpose(_ samples: DeliveredSamples, after lead: TotalsTail?) {
        let width = samples.layout.count
        let first = samples.incarnation.first ?? 0
        let continuing = samples.incarnation.firstIndex { $0 != first } ?? samples.incarnation.count
        let rows = samples.milliseconds.count
        let (rowCount, leadCount, channels) = (rowCount, leadCount, columns.channels)
        let offsets = channels.indices.map { lead?.last($0) ?? 0 }
        samples.totals.withUnsafeBufferPointer { source in
            values.withUnsafeMutableBufferPointer { target in
                // Tiles of rows stay in the first cache while the columns are gone through.
                for tile in stride(from: 0, to: rows, by: 32) {
                    let end = min(tile + 32, rows)
                    for (place, channel) in channels.enumerated() {
                        let base = place * rowCount + leadCount
                        let offset = offsets[place]
                        for row in tile..<end {
                            target[base + row] = source[row * width + channel] &+ (row < continuing ? offset : 0)
                        }
                    }
                }
            }
        }
    }

    /// Where nothing was seen, totals stay what they were; those of a new process are zero until it is seen.
    private mutating func fillMissed() {
        for row in leadCount..<rowCount where isMissed[row] {
            let isContinued = row > 0 && incarnation[row] == incarnation[row - 1]
            for column in 0..<columns.channels.count {
                let base = column * rowCount
                values[base + row] = isContinued ? values[base + row - 1] : 0
            }
        }
    }

    /// The column of a channel, lead rows first.
    func start(of channel: Int) -> Int { columns.place(of: channel) * rowCount }

    // MARK: Failures by how long they took

    private mutating func fillSplit(_ split: FailureSplit, hasLead: Bool) {
        for (place, population) in split.populations.enumerated() {
            let sources = split.sources(of: population)
            let width = split.width
            let base = (columns.channels.count + place * FailureSplit.order.count * width) * rowCount
            var allotment = FailureAllotment(bucketCount: width - 1, kindCount: FailureSplit.order.count)
            for row in max(0, leadCount - 1)..<rowCount {
                if row == leadCount - 1 {
                    allotment.begin(
                        buckets: buckets(sources, width, row), sum: value(sources.sum, row),
                        failures: sources.failures.map { value($0, row) },
                        allotted: (0..<FailureSplit.order.count * width).map { values[base + $0 * rowCount + row] })
                    continue
                }
                if row > 0, incarnation[row] != incarnation[row - 1] { allotment.restart() }
                if !isMissed[row] {
                    allotment.advance(
                        buckets: buckets(sources, width, row), sum: value(sources.sum, row),
                        failures: sources.failures.map { value($0, row) })
                }
                for (index, number) in allotment.allotted.enumerated() {
                    values[base + index * rowCount + row] = number
                }
            }
        }
    }

    private func value(_ channel: Int, _ row: Int) -> Int64 { values[start(of: channel) + row] }

    private func buckets(_ sources: (buckets: Int, sum: Int, failures: [Int]), _ width: Int, _ row: Int) -> [Int64] {
        (0..<width - 1).map { value(sources.buckets + $0, row) }
    }

    // MARK: The end, for the run behind it

    /// The last rows, at least one, that reach back so far.
    func tail(milliseconds reach: Int64) -> TotalsTail? {
        guard let end = milliseconds.last else { return nil }
        var first = rowCount - 1
        while first > 0, milliseconds[first] > end &- reach || isMissed[first] { first -= 1 }
        let count = rowCount - first
        var kept = [Int64](repeating: 0, count: columns.count * count)
        for column in 0..<columns.count {
            for row in 0..<count { kept[column * count + row] = values[column * rowCount + first + row] }
        }
        return TotalsTail(
            milliseconds: Array(milliseconds[first...]), isMissed: Array(isMissed[first...]),
            incarnation: Array(incarnation[first...]), values: kept)
    }
}

/// The end of a history: what a run's totals go on from.
struct TotalsTail: Sendable {
    let milliseconds: [Int64]
    let isMissed: [Bool]
    let incarnation: [Int32]
    /// Column by column.
    let values: [Int64]

    /// What a column came to.
    func last(_ column: Int) -> Int64 {
        let count = milliseconds.count
        let row = isMissed.lastIndex(of: false) ?? count - 1
        return values[column * count + row]
    }
}

/// Gives failures their times, step by step.
struct FailureAllotment {
    private let bucketCount: Int
    private let kindCount: Int
    private var buckets: [Int64]
    private var sum: Int64 = 0
    private var failures: [Int64]
    /// For each kind its buckets, then its sum.
    private(set) var allotted: [Int64]

    init(bucketCount: Int, kindCount: Int) {
        self.bucketCount = bucketCount
        self.kindCount = kindCount
        buckets = Array(repeating: 0, count: bucketCount)
        failures = Array(repeating: 0, count: kindCount)
        allotted = Array(repeating: 0, count: kindCount * (bucketCount + 1))
    }

    /// Goes on from totals of before.
    mutating func begin(buckets: [Int64], sum: Int64, failures: [Int64], allotted: [Int64]) {
        self.buckets = buckets
        self.sum = sum
        self.failures = failures
        self.allotted = allotted
    }

    mutating func restart() {
        self = FailureAllotment(bucketCount: bucketCount, kindCount: kindCount)
    }

    mutating func advance(buckets: [Int64], sum: Int64, failures: [Int64]) {
        var supply = zip(buckets, self.buckets).map { max(0, $0 - $1) }
        let demands = zip(failures, self.failures).map { max(0, $0 - $1) }
        let total = demands.reduce(0, +)
        var rest = max(0, sum - self.sum)
        let spread = rest
        var bucket = 0
        let last = demands.lastIndex { $0 > 0 } ?? 0
        for (kind, demand) in demands.enumerated() where demand > 0 {
            let base = kind * (bucketCount + 1)
            var wanted = demand
            while wanted > 0, bucket < bucketCount {
                let taken = min(wanted, supply[bucket])
                allotted[base + bucket] += taken
                supply[bucket] -= taken
                wanted -= taken
                if supply[bucket] == 0 { bucket += 1 }
            }
            let share = kind == last ? rest : Int64((Double(spread) * Double(demand) / Double(total)).rounded(.down))
            allotted[base + bucketCount] += min(share, rest)
            rest -= min(share, rest)
        }
        self.buckets = buckets
        self.sum = sum
        self.failures = failures
    }
}
