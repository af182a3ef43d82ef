import Foundation
import SourceText
import TestKit
import Testing
import TimeSeries

@testable import Rehearsals

/// The support chat with a histogram of first tokens that ends at 4 s, below what its alert asks for.
@Suite struct `Finer buckets` {
    private static let alert = "ClaudeTTFTp99High"

    private static func rehearser() throws -> Rehearser {
        let folder = Referee.repository.appendingPathComponent("examples/support-chat")
        let paths = [
            "observability.yaml", "deploy/rules/alerts.yaml", "deploy/rules/recordings.yaml", "telemetry/metrics.prom",
        ]
        let scene = SeriesScene(
            try paths.map { path in
                let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                return (path, lines.filter { !isAboveFourSeconds($0) }.joined(separator: "\n"))
            })
        let day = try #require(ExampleService.asOf)
        return Rehearser(scene.facts, scene.manifest, Rehearser.Settings(runCount: 2, firstSeed: 1, asOf: day))
    }

    private static func isAboveFourSeconds(_ line: Substring) -> Bool {
        line.hasPrefix("claude_latency_ttft_ms_bucket")
            && ["6000.0", "8000.0", "10000.0", "15000.0", "20000.0", "30000.0"].contains {
                line.contains("le=\"\($0)\"")
            }
    }

    @Test func `show what a histogram that ends too early hides`() throws {
        let scenario = try #require(BuiltInScenarios.named("brownout-ttft"))
        let rehearsed = try Self.rehearser().rehearse([scenario], workers: .one)
        let alert = try #require(rehearsed.first?.result.alerts.first { $0.name == Self.alert })
        #expect(alert.verdict == .missed, "no quantile of a histogram exceeds its highest bound")
        let change = try #require(
            alert.counterfactuals.first, "a missed alert on a histogram is asked with more buckets")
        #expect(change.change == .finerBuckets && change.detectionMilliseconds != nil, "\(alert.counterfactuals)")
        #expect(change.words.hasPrefix("more buckets in `claude_latency_ttft_ms` (50, 175, "), "\(change.words)")
        #expect(change.words.hasSuffix(", 3500, 8000, 16000)"), "\(change.words)")
    }

    @Test func `count the same traffic`() throws {
        let scenario = try #require(BuiltInScenarios.named("brownout-ttft"))
        let rehearser = try Self.rehearser()
        let stage = try #require(rehearser.prepare(scenario).withHistory([]).stage)
        let place = try #require(stage.watched.firstIndex { $0.name == Self.alert })
        let finer = try #require(stage.withFinerBuckets(in: stage.histograms(readByAlert: place)))
        let base = Self.samples(of: stage)
        let more = Self.samples(of: finer)
        #expect(base.count > 100 && more.count > base.count)
        for (labels, values) in base {
            #expect(more[labels] == values, "\(labels) must not change when other buckets are added")
        }
        let onErrors = try #require(stage.watched.firstIndex { $0.name == "ClaudeErrorRateHigh" })
        #expect(stage.histograms(readByAlert: onErrors).isEmpty)
        #expect(stage.withFinerBuckets(in: []) == nil)
    }

    /// Every series of the first run; bit patterns, for gaps are not equal to themselves.
    private static func samples(of stage: Stage) -> [String: [UInt64]] {
        let store = stage.store(of: stage.simulate(run: 0).samples)
        var result: [String: [UInt64]] = [:]
        for index in 0..<store.seriesCount {
            let series = store[SeriesID(index: Int32(index))]
            let labels = store.labels.labels(of: series.labels).map { label in
                String(decoding: store.labels.bytes(of: label.name), as: UTF8.self) + "="
                    + String(decoding: store.labels.bytes(of: label.value), as: UTF8.self)
            }
            result[labels.joined(separator: ",")] = series.values.map(\.bitPattern)
        }
        return result
    }
}
