package import Simulation
import SourceText
package import TimeSeries

extension SeriesPlan {
    /// The series as the store of metrics holds them after a run.
    ///
    /// A scrape that fails ends all series of the target and sets `up` to zero; a process that starts again begins its
    /// counters at zero; a deployment gives series with a version label a new one, and the old ones end.
    ///
    /// - Parameters:
    ///   - history: what was before the run; its totals go on in the first process of the run.
    ///   - deploys: when new versions start, ascending.
    ///   - zeroMilliseconds: what the store calls the moment at which the run begins.
    package func store(
        from run: DeliveredSamples, after history: SeriesHistory? = nil, deploys: [Int64] = [],
        zeroMilliseconds: Int64 = 0
    ) -> SeriesStore {
        let matrix = TotalsMatrix(self, TotalsMatrix.ColumnPlaces(self), run, shift: 0, after: history?.tail)
        let segment = SeriesSegment(self, matrix)
        var filling = StoreFilling(self, run, history, segment, deploys, zeroMilliseconds)
        var columns: [[Double]] = []
        for (index, group) in groups.enumerated() {
            columns.removeAll(keepingCapacity: true)
            var member = group.members.lowerBound
            segment.appendColumns(of: group, to: &columns) { column in
                defer { member += 1 }
                return history.map { $0.values[member] + column } ?? column
            }
            filling.add(group, index, columns, segment.presence(of: group))
        }
        for (index, synthetic) in synthetics.enumerated() {
            let before = history.map { Array($0.synthetics[index][$0.shortStart...]) } ?? []
            filling.addSynthetic(synthetic.labels, before + segment.column(of: synthetic.kind))
        }
        return filling.store
    }
}

/// A store while it is filled.
private struct StoreFilling {
    private(set) var store = SeriesStore()
    private let plan: SeriesPlan
    private let history: SeriesHistory?
    private let shortClock: ClockID
    private let longClock: ClockID
    /// What most groups have in common: samples wherever a scrape succeeded.
    private let short: Spans
    private let long: Spans
    /// For each version the ticks of the run at which it is exposed.
    private let versions: [Bitmap]

    private struct Spans {
        var present: Bitmap
        var stale: Bitmap

        init(_ present: Bitmap) {
            self.present = present
            stale = SeriesPresence(present: present).stale
        }
    }

    init(
        _ plan: SeriesPlan, _ run: DeliveredSamples, _ history: SeriesHistory?, _ segment: SeriesSegment,
        _ deploys: [Int64], _ zero: Int64
    ) {
        self.plan = plan
        self.history = history
        store.labels = plan.labels
        let before = history?.milliseconds ?? []
        let clock = (before + run.milliseconds).map { $0 + zero }
        let shortStart = history?.shortStart ?? 0
        shortClock = store.addClock(Array(clock[shortStart...]))
        longClock = shortStart == 0 ? shortClock : store.addClock(clock)
        long = Spans(history.map { $0.exposed.followed(by: segment.exposed) } ?? segment.exposed)
        short = Spans(
            history.map { $0.exposed.slice(from: $0.shortStart).followed(by: segment.exposed) } ?? segment.exposed)
        versions =
            deploys.isEmpty
            ? []
            : (0...deploys.count).map { version in
                Bitmap(count: run.milliseconds.count) { tick in
                    deploys.count { $0 <= run.milliseconds[tick] } == version
                }
            }
    }

    private func isLong(_ index: Int) -> Bool { history?.isLong[index] ?? true }

    mutating func add(_ group: SeriesGroup, _ index: Int, _ columns: [[Double]], _ presence: SeriesPresence) {
        let clock = isLong(index) ? longClock : shortClock
        if group.birth == .processStart, group.version == nil || versions.isEmpty {
            let spans = isLong(index) ? long : short
            for (member, column) in zip(group.members, columns) {
                add(plan.members[member].labels, clock, column, spans)
            }
            return
        }
        for version in 0..<max(1, group.version == nil ? 1 : versions.count) {
            var inRun = presence.present
            if group.version != nil, !versions.isEmpty { inRun.formIntersection(versions[version]) }
            let before = history.map { $0.presence[index].present }
            let earlier = version == 0 ? before : before.map { Bitmap(count: $0.count) }
            let spans = Spans(earlier.map { $0.followed(by: inRun) } ?? inRun)
            // What never had a sample does not exist.
            if spans.present.isEmpty { continue }
            for (member, column) in zip(group.members, columns) {
                var labels = plan.members[member].labels
                if version > 0, let label = group.version {
                    let value = store.labels.intern(Self.version(label.value, later: version))
                    labels = store.labels.setting(label.label, to: value, in: labels)
                }
                add(labels, clock, column, spans)
            }
        }
    }

    private mutating func add(_ labels: LabelSetID, _ clock: ClockID, _ column: [Double], _ spans: Spans) {
        store.add(labels, clock, column, presence: spans.present, stale: spans.stale)
    }

    mutating func addSynthetic(_ labels: LabelSetID, _ column: [Double]) { store.add(labels, shortClock, column) }

    /// The version so many deployments later: its last number is counted up.
    private static func version(_ text: ByteString, later count: Int) -> ByteString {
        let bytes = text.bytes
        let digits: ClosedRange<UInt8> = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let last = bytes.lastIndex(where: digits.contains) else { return text.appending("-\(count)") }
        let first = (bytes[...last].lastIndex { !digits.contains($0) } ?? -1) + 1
        guard let number = Int(String(decoding: bytes[first...last], as: UTF8.self)), number < 1 << 53 else {
            return text.appending("-\(count)")
        }
        return ByteString(bytes[..<first] + Array("\(number + count)".utf8) + bytes[(last + 1)...])
    }
}
