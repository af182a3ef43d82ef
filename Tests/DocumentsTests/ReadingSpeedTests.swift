import Documents
import SourceText
import Testing

/// Guards against a cost that grows faster than the file; the bounds leave room for a busy machine. The figures proper
/// are those of `make bench`.
@Suite("The cost of reading", .serialized)
struct ReadingSpeedTests {
    /// Debug code is some thirty times slower; the growth is the same.
    #if DEBUG
        private static let rules = 500
        private static let budget = Duration.seconds(10)
    #else
        private static let rules = 10_000
        private static let budget = Duration.milliseconds(500)
    #endif

    /// 360 bytes a rule, as in the files that Prometheus users share.
    private static func rulesFile(_ count: Int) -> String {
        var text = "groups:\n"
        for index in 0..<count {
            if index % 20 == 0 { text += "  - name: group_\(index)\n    interval: 30s\n    rules:\n" }
            text += """
                      - alert: HighErrorRate\(index)
                        expr: |
                          sum by (job) (rate(chat_errors_total{job="chat-\(index)"}[5m]))
                            / sum by (job) (rate(chat_requests_total{job="chat-\(index)"}[5m])) > 0.02
                        for: 5m
                        labels: {severity: page, team: assist}
                        annotations:
                          summary: "{{ $value | humanizePercentage }} of requests fail in {{ $labels.job }}"

                """
        }
        return text
    }

    private static func dashboard(_ panels: Int) -> String {
        let panel =
            #"{"id": 1, "type": "timeseries", "title": "Errors \"by\" class", "gridPos": {"h": 8, "w": 12, "x": 0, "y": 0}, "#
            + #""targets": [{"expr": "sum by (job) (rate(chat_errors_total{job=\"chat\"}[5m]))", "legendFormat": "{{job}}", "refId": "A"}]}"#
        return "{\"panels\": [" + Array(repeating: panel, count: panels).joined(separator: ",\n") + "]}"
    }

    private func time(_ text: String, _ read: (SourceFile) -> DocumentReading) -> Duration {
        let input = file(text)
        var best = Duration.seconds(1000)
        for _ in 0..<3 {
            let elapsed = ContinuousClock().measure { #expect(read(input).isComplete) }
            best = min(best, elapsed)
        }
        return best
    }

    @Test("of YAML grows with the size of the file, ASCII or not")
    func yaml() {
        let small = Self.rulesFile(Self.rules)
        let once = time(small) { DocumentReader.readYAML($0) }
        let tenfold = time(Self.rulesFile(Self.rules * 10)) { DocumentReader.readYAML($0) }
        let multiByte = time("# é\n" + small.replacing("assist", with: "日本語")) { DocumentReader.readYAML($0) }
        print("YAML: \(small.utf8.count) bytes in \(once), tenfold in \(tenfold), multi-byte in \(multiByte)")
        #expect(once < Self.budget && multiByte < Self.budget * 2)
        #expect(
            tenfold < once * 40, "ten times the rules take far more than ten times the time; squared would be a hundred"
        )
    }

    @Test("of the texts of all expressions is a small part of it")
    func texts() throws {
        let text = Self.rulesFile(Self.rules)
        let root = try #require(DocumentReader.readYAML(file(text)).documents.first).root
        var count = 0
        let elapsed = ContinuousClock().measure {
            for group in root["groups"]?.elements ?? root.elements {
                for rule in group["rules"]?.elements ?? root.elements {
                    if let expr = rule["expr"] { count += expr.text.segments.isEmpty ? 0 : 1 }
                }
            }
        }
        print("texts: \(count) in \(elapsed)")
        #expect(count == Self.rules && elapsed < Self.budget)
    }

    @Test("of JSON grows with the size of the file")
    func json() {
        let small = Self.dashboard(Self.rules)
        let once = time(small) { DocumentReader.readJSON($0) }
        let tenfold = time(Self.dashboard(Self.rules * 10)) { DocumentReader.readJSON($0) }
        print("JSON: \(small.utf8.count) bytes in \(once), tenfold in \(tenfold)")
        #expect(once < Self.budget)
        #expect(
            tenfold < once * 40,
            "ten times the panels take far more than ten times the time; squared would be a hundred")
    }

    @Test("of one huge mapping, one huge text and one long line stays linear too", .timeLimit(.minutes(1)))
    func shapes() {
        let keys = (0..<Self.rules * 10).map { "key_\($0): é\n" }.joined()
        #expect(time(keys) { DocumentReader.readYAML($0) } < Self.budget * 4)
        let block = "a: |\n" + String(repeating: "  {{ range .Alerts }} é\n", count: Self.rules * 10)
        #expect(time(block) { DocumentReader.readYAML($0) } < Self.budget * 4)
        let line = "a: [" + String(repeating: "é, ", count: Self.rules * 10) + "1]"
        #expect(time(line) { DocumentReader.readYAML($0) } < Self.budget * 4)
        let scalars = "{\"a\": \"" + String(repeating: "\\u00e9", count: Self.rules * 10) + "\"}"
        #expect(time(scalars) { DocumentReader.readJSON($0) } < Self.budget * 4)
    }
}
