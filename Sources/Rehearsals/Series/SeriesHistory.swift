package import Simulation
import TimeSeries

/// A quiet stretch before a run, as columns of the plan's series: made once, and put before every run.
///
/// Rules look back for hours and days, and a run is short. Only series that some rule reads over a long window carry all
/// of it.
package struct SeriesHistory: Sendable {
    /// How far back series go that no long window reads.
    package static let shortMilliseconds: Int64 = 3_600_000

    /// Negative: a run begins at zero.
    let milliseconds: [Int64]
    /// The first tick of series that no long window reads.
    let shortStart: Int
    let tail: TotalsTail?
    /// By group: whether it carries everything.
    let isLong: [Bool]
    /// By group, from its own start on.
    let presence: [SeriesPresence]
    /// By member, from its group's start on.
    let values: [[Double]]
    let exposed: Bitmap
    /// By synthetic series.
    let synthetics: [[Double]]

    func start(ofGroup group: Int) -> Int { isLong[group] ? 0 : shortStart }

    /// - Parameters:
    ///   - samples: of a run without incidents.
    ///   - durationMilliseconds: how long that run was; its end is where the next one begins.
    package init(
        _ plan: SeriesPlan, _ samples: DeliveredSamples, durationMilliseconds: Int64, demand: HistoryDemand
    ) {
        let columns = TotalsMatrix.ColumnPlaces(plan)
        let earlier = samples.before(durationMilliseconds)
        let matrix = TotalsMatrix(plan, columns, earlier, shift: 0 &- durationMilliseconds, after: nil)
        milliseconds = matrix.milliseconds
        let long = plan.groups.map { group in
            group.names.contains { demand.milliseconds(of: $0) > Self.shortMilliseconds }
        }
        isLong = long
        let shortStart = matrix.milliseconds.firstIndex { $0 >= 0 &- Self.shortMilliseconds } ?? matrix.rowCount
        self.shortStart = shortStart
        let segment = SeriesSegment(plan, matrix)
        exposed = segment.exposed
        presence = plan.groups.indices.map { segment.presence(of: plan.groups[$0]).dropping(long[$0] ? 0 : shortStart) }
        var values: [[Double]] = []
        values.reserveCapacity(plan.members.count)
        for (index, group) in plan.groups.enumerated() {
            let start = long[index] ? 0 : shortStart
            segment.appendColumns(of: group, to: &values) { Array($0[start...]) }
        }
        self.values = values
        synthetics = plan.synthetics.map { segment.column(of: $0.kind) }
        tail = matrix.tail(milliseconds: SeriesWriter.shareWindowMilliseconds)
    }
}

extension DeliveredSamples {
    /// What was delivered before a moment: at that moment the next run has its first sample.
    fileprivate func before(_ moment: Int64) -> DeliveredSamples {
        guard let end = milliseconds.firstIndex(where: { $0 >= moment }) else { return self }
        var result = self
        result.milliseconds.removeSubrange(end...)
        result.totals.removeSubrange((end * layout.count)...)
        result.isMissed.removeSubrange(end...)
        result.incarnation.removeSubrange(end...)
        return result
    }
}

/// At which ticks a group's series have samples; its stale markers follow from it.
struct SeriesPresence: Sendable {
    var present: Bitmap

    func dropping(_ count: Int) -> SeriesPresence {
        count == 0 ? self : SeriesPresence(present: present.slice(from: count))
    }

    /// The ticks at which the series ends: there is no sample, and there was one a tick before.
    var stale: Bitmap {
        var words = present.words
        var carry: UInt64 = 0
        for index in words.indices {
            let word = present.words[index]
            words[index] = (word << 1 | carry) & ~word
            carry = word >> 63
        }
        return Bitmap(words: words, count: present.count)
    }
}

extension Bitmap {
    /// The bits that hold; here, so that the question is asked without a call into another module for each.
    init(count: Int, _ isSet: (Int) -> Bool) {
        var words = [UInt64](repeating: 0, count: (count + 63) / 64)
        for index in 0..<count where isSet(index) { words[index >> 6] |= 1 << UInt64(index & 63) }
        self.init(words: words, count: count)
    }

    /// The bits from one on.
    func slice(from start: Int) -> Bitmap { Bitmap(count: count - start) { self[start + $0] } }

    /// The bits of one behind those of the other.
    func followed(by other: Bitmap) -> Bitmap {
        let total = count + other.count
        var words = self.words
        words += repeatElement(0, count: (total + 63) / 64 - words.count)
        let shift = UInt64(count & 63)
        for (index, word) in other.words.enumerated() where word != 0 {
            let place = count >> 6 + index
            words[place] |= word << shift
            if shift > 0, place + 1 < words.count { words[place + 1] |= word >> (64 - shift) }
        }
        return Bitmap(words: words, count: total)
    }
}
