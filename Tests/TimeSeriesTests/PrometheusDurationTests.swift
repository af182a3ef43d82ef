import Foundation
import SourceText
import TestKit
import Testing
import TimeSeries

@Suite struct PrometheusDurationTests {
    static let accepted: [(text: String, milliseconds: Int64, printed: String)] = [
        ("0", 0, "0s"), ("0m", 0, "0s"), ("5m", 300_000, "5m"), ("005m", 300_000, "5m"),
        ("1h30m", 5_400_000, "1h30m"), ("90m", 5_400_000, "1h30m"), ("1500ms", 1_500, "1s500ms"),
        ("1d", 86_400_000, "1d"), ("7d", 604_800_000, "1w"), ("90d", 7_776_000_000, "90d"),
        ("365d", 31_536_000_000, "1y"), ("1y1w1d1h1m1s1ms", 32_230_861_001, "373d1h1m1s1ms"),
        ("292y", 9_208_512_000_000, "292y"), ("9223372036s854ms", 9_223_372_036_854, "106751d23h47m16s854ms"),
    ]

    static let refused: [(text: String, error: PrometheusDurationError)] = [
        ("", .empty), ("5", .malformed), ("-1m", .malformed), ("+1m", .malformed), ("1.5m", .malformed),
        ("1m 30s", .malformed), (" 1m", .malformed), ("1m ", .malformed), ("30m1h", .malformed),
        ("1ms1s", .malformed), ("1m1m", .malformed), ("1M", .malformed), ("5min", .malformed), ("m", .malformed),
        ("5ä", .malformed), ("1000y5x", .malformed), ("1000y", .outOfRange), ("293y", .outOfRange),
        ("106752d", .outOfRange), ("9223372036s855ms", .outOfRange), ("18446744073709551616s", .outOfRange),
        ("99999999999999999999999ms", .outOfRange),
    ]

    @Test(arguments: accepted)
    func `an ordered run of units has a length and a canonical text`(
        text: String, milliseconds: Int64, printed: String
    ) throws {
        #expect(PrometheusDuration.parse(Array(text.utf8)) == milliseconds)
        #expect(PrometheusDuration.text(milliseconds: milliseconds) == printed)
        #expect(PrometheusDuration.parse(Array(printed.utf8)) == milliseconds, "the printed form must read back")
    }

    @Test(arguments: refused)
    func `anything else is refused with its reason`(text: String, error: PrometheusDurationError) {
        #expect(throws: error) { try PrometheusDuration.milliseconds(of: Array(text.utf8)) }
        #expect(PrometheusDuration.parse(Array(text.utf8)) == nil)
    }

    @Test func `bytes that are no text are refused, not trapped on`() {
        #expect(PrometheusDuration.parse([0xFF, 0x00]) == nil)
        #expect(PrometheusDuration.parse([UInt8(ascii: "5"), 0xFF]) == nil)
    }

    @Test(arguments: [Int64.min, -1, .max])
    func `every number of milliseconds has a text`(milliseconds: Int64) {
        #expect(!PrometheusDuration.text(milliseconds: milliseconds).isEmpty)
    }

    @Test func `promtool gives the same verdict in the same words`() throws {
        guard let promtool = Referee.promtool else {
            #expect(!Referee.isRequired, "promtool is required in CI: run `make test`, which installs it")
            return
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("durations-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for text in Self.accepted.map(\.text) + Self.refused.map(\.text) {
            let rules = "groups: [{name: g, rules: [{alert: A, expr: up, for: \"\(text)\"}]}]\n"
            let file = folder.appendingPathComponent("rules.yml")
            try Data(rules.utf8).write(to: file)
            let output = try Referee.run(promtool, ["check", "rules", file.path])
            do throws(PrometheusDurationError) {
                _ = try PrometheusDuration.milliseconds(of: Array(text.utf8))
                #expect(output.status == 0, "promtool refuses \(text): \(output.standardError)")
            } catch {
                #expect(output.status == 1, "promtool accepts \(text)")
                #expect(output.standardError.contains(error.message(for: ByteString(text))))
            }
        }
    }
}
