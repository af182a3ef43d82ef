import Foundation
import PromQL
import SourceText
import TestKit
import Testing
import TimeSeries

@Suite struct OpenMetricsExportTests {
    @Test func `series stand metric by metric with their times in seconds`() throws {
        var store = try RuleScene(
            [], series: [#"b{x="2"} 1 _ 3"#, "a 0.1 stale", #"b{x="1"} NaN Inf"#]
        ).store
        let pairs: [(name: ByteString, value: ByteString)] = [("__name__", "c"), ("q", "a\"\\\n")]
        let labels = store.labels.set(pairs)
        store.add(labels, samples: [(1_500, .value(-0.0)), (2_005, .value(1e21))])
        let export = OpenMetricsExport(store)
        #expect(
            export.text == """
                # TYPE a unknown
                a 0.1 0
                # TYPE b unknown
                b{x="1"} NaN 0
                b{x="1"} +Inf 60
                b{x="2"} 1.0 0
                b{x="2"} 3.0 120
                # TYPE c unknown
                c{q="a\\"\\\\\\n"} -0.0 1.500
                c{q="a\\"\\\\\\n"} 1e+21 2.005
                # EOF

                """)
        #expect(export.lostStaleMarkerCount == 1)
    }

    @Test func `what the format cannot carry is refused by name, and nothing is written`() throws {
        for line in [#"{"http.requests"} 1"#, #"{job="x"} 1"#, #"a{"b.c"="d"} 1"#] {
            let export = OpenMetricsExport(try RuleScene([], series: ["ok 1", line]).store)
            #expect(export.refusals.count == 1 && export.text.isEmpty, "\(line)")
        }
        var store = SeriesStore()
        let pairs: [(name: ByteString, value: ByteString)] = [("__name__", "a")]
        store.add(store.labels.set(pairs), samples: [(-1, .value(1))])
        guard case .beforeTheEpoch? = OpenMetricsExport(store).refusals.first else {
            Issue.record("a sample before 1970 is refused")
            return
        }
    }

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `promtool backfills it, sample for sample`() throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        let scene = RuleScene(
            [try .recording("job:errors:rate5m", "sum by (job) (rate(errors_total[5m]))")],
            series: [
                #"errors_total{job="chat"} 0+1x5 5+6x10 70x30"#, #"queue{q="é \"x\""} 0.1 _ 3 1e-9 -0 Inf 1e300"#,
            ], minutes: 30)
        let run = try scene.run()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("backfill-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("series.om")
        try Data(OpenMetricsExport(run.store).text.utf8).write(to: file)
        let data = folder.appendingPathComponent("data").path
        let made = try Referee.run(promtool, ["tsdb", "create-blocks-from", "openmetrics", file.path, data])
        #expect(made.status == 0, "\(made.standardError)")
        // promtool asks for the folder of a log that blocks alone do not have.
        try FileManager.default.createDirectory(atPath: "\(data)/wal", withIntermediateDirectories: true)
        let dump = try Referee.run(promtool, ["tsdb", "dump", data])
        // A line is `{labels} value milliseconds`; promtool writes the shortest digits that read back as the same number.
        var dumped: [String: UInt64] = [:]
        for line in dump.standardOutput.split(separator: "\n") {
            let parts = line.split(separator: " ")
            let value = try #require(parts.count > 2 ? Double(parts[parts.count - 2]) : nil, "\(line)")
            dumped["\(parts.dropLast(2).joined(separator: " ")) \(parts[parts.count - 1])"] = value.bitPattern
        }
        var count = 0
        for index in 0..<run.store.seriesCount {
            let series = run.store[SeriesID(index: Int32(index))]
            let label = run.store.labels.text(of: series.labels)
            for (tick, time) in run.store.ticks(of: series.clock).enumerated() where series.presence[tick] {
                count += 1
                #expect(dumped["\(label) \(time)"] == series.values[tick].bitPattern, "\(label) at \(time)")
            }
        }
        #expect(dumped.count == count && count > 60)
    }
}
