import Findings
import SourceText
import TimeSeries

/// The input series of a group, in a store.
struct TestInput {
    private(set) var store = SeriesStore()
    private(set) var findings: [Finding] = []
    /// False if promtool would load nothing.
    private(set) var isValid = true

    /// - Parameter last: the last moment samples are loaded up to, counted from the beginning.
    init(_ group: TestGroup, last: Int64, _ profile: TestProfile) {
        let block: SeriesBlock
        do throws(SeriesBlock.Failure) {
            block = try SeriesBlock(group.series, profile.dialect)
        } catch {
            let place = error.place.start
            let isInValues = group.series.map(\.values.outer).contains { values in
                values.start <= place && place <= values.end
            }
            refuse(TestFindings.seriesUnreadable(error, isInValues: isInValues))
            return
        }
        if let entry = block.cutInEntry { findings.append(TestFindings.inputCut(at: group.series[entry].values.outer)) }
        noteReplaced(block, group)
        let clock = store.addClock(Self.ticks(of: group, block, last: last))
        for line in block.lines { add(line, group, clock) }
    }

    private mutating func refuse(_ finding: Finding) {
        isValid = false
        findings.append(finding)
    }

    private mutating func noteReplaced(_ block: SeriesBlock, _ group: TestGroup) {
        for entry in block.replacedEntries {
            let metric = group.series[entry].metric
            let winner = block.lines.first { line in
                (try? SeriesNotation.parse(metric.bytes))?.labels == line.series.labels && line.entry != entry
            }
            guard let winner else { continue }
            findings.append(
                TestFindings.inputReplaced(
                    metric.string, at: metric.outer, by: group.series[winner.entry].metric.outer))
        }
    }

    /// The moments of the values; without an interval all stand at the beginning, where only the first is kept.
    private static func ticks(of group: TestGroup, _ block: SeriesBlock, last: Int64) -> [Int64] {
        guard group.intervalMilliseconds > 0 else { return [group.startMilliseconds] }
        let longest = block.lines.map(\.series.count).max() ?? 0
        let count = min(longest, Int(last / group.intervalMilliseconds) + 1)
        return (0..<count).map { group.startMilliseconds + Int64($0) * group.intervalMilliseconds }
    }

    private mutating func add(_ line: SeriesBlock.Line, _ group: TestGroup, _ clock: ClockID) {
        let place = group.series[line.entry].metric.outer
        let names = line.series.labels.map(\.name)
        if let name = zip(names, names.dropFirst()).first(where: { $0 == $1 })?.0 {
            return refuse(
                TestFindings.seriesRefused(
                    "label name \"\(name.string)\" is not unique", fix: "give each label once", at: place))
        }
        if line.series.labels.isEmpty {
            return refuse(
                TestFindings.seriesRefused("it has no labels", fix: "write `name{label=\"value\"}`", at: place))
        }
        let count = store.ticks(of: clock).count
        var values = [Double](repeating: 0, count: count)
        var presence = Bitmap(count: count)
        var stale = Bitmap(count: count)
        for (tick, value) in loaded(line.series, group, count).enumerated() {
            switch value {
            case .gap: break
            case .staleMarker: stale[tick] = true
            case .sample(let number):
                values[tick] = number
                presence[tick] = true
            }
        }
        let labels = store.labels.set(line.series.labels.map { ($0.name, $0.value) })
        store.add(labels, clock, values, presence: presence, stale: stale)
    }

    /// The values that have a tick.
    private func loaded(_ series: SeriesDescription, _ group: TestGroup, _ count: Int) -> [SeriesValue] {
        if group.intervalMilliseconds > 0 { return series.values(limit: count) }
        return series.runs.first { $0.first != .gap }.map { [$0.first] } ?? []
    }
}
