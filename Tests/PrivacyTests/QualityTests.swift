import Findings
import Foundation
import Privacy
import TestKit
import Testing

/// How often detectors are right, on rows that were written apart from them: `Benchmarks/telemetry_rows.py` plants values
/// of each kind into rows as services log them, and knows where.
@Suite struct `Detectors are right on rows they were not written for` {
    private static let python = Referee.python(with: "json")

    /// Types that a checksum or a strong shape proves, and the vendors' keys, in the generator's words.
    private static let validated = ["email", "card", "iban", "us_ssn", "ipv4", "ipv6", "mac", "jwt", "pem"]

    /// The generator's word for what a detector finds.
    private static let types: [String: String] = [
        "e-mail-address": "email", "payment-card-number": "card", "bank-account-number": "iban",
        "us-social-security-number": "us_ssn", "phone-number": "phone", "ipv4-address": "ipv4", "ipv6-address": "ipv6",
        "mac-address": "mac", "json-web-token": "jwt", "private-key": "pem", "anthropic-key": "anthropic",
        "aws-access-key-id": "aws", "aws-secret-access-key": "aws_secret", "github-token": "github",
        "gitlab-token": "gitlab",
        "slack-credential": "slack", "google-key": "google", "stripe-key": "stripe", "openai-key": "openai",
        "twilio-key": "twilio", "sendgrid-key": "sendgrid", "npm-token": "npm", "pypi-token": "pypi",
        "hugging-face-token": "huggingface", "grafana-token": "grafana", "observability-key": "langfuse",
        "password": "url_credentials",
    ]

    /// Rows of a generator's run, as a file beside its labels.
    private struct Rows {
        var folder: URL
        var bytes: [UInt8]
        var labels: URL { folder.appendingPathComponent("labels.jsonl") }

        init(_ arguments: [String]) throws {
            let python = try #require(QualityTests.python, "python3 is needed to generate rows")
            folder = FileManager.default.temporaryDirectory.appendingPathComponent("rows-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let rows = folder.appendingPathComponent("rows.jsonl")
            let script = Referee.repository.appendingPathComponent("Benchmarks/telemetry_rows.py").path
            let output = try Referee.run(
                python,
                [script] + arguments + [
                    "--rows", rows.path, "--labels", folder.appendingPathComponent("labels.jsonl").path,
                ])
            try #require(output.status == 0, "\(output.standardError)")
            bytes = Array(try Data(contentsOf: rows))
        }

        func remove() { try? FileManager.default.removeItem(at: folder) }
    }

    typealias QualityTests = `Detectors are right on rows they were not written for`

    /// One hit with its columns in bytes of its line, as the generator counts.
    private func hits(_ bytes: [UInt8]) -> [[String: Any]] {
        var options = ScanOptions()
        options.placesPerDetector = 1_000_000
        let starts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
        // Addresses of machines are never more than noted; of what may fail, what is certain counts.
        let judged = Scanner.scan(bytes, options).hits.filter {
            $0.grade == .certain || $0.detector.detector.category == .network
                || $0.detector.detector.severity < .error
        }
        return judged.map { hit in
            let column = Int(hit.offset) - starts[hit.line - 1] + 1
            let name = hit.detector.detector.kind.name
            return [
                "line": hit.line, "start": column, "end": column + hit.length, "type": Self.types[name] ?? name,
                "certain": hit.grade == .certain,
            ]
        }
    }

    private struct Score: Decodable {
        var precision: Double?
        var recall: Double?
        var found: Int
        var missed: Int
        var falseHits: Int
        var isVendor: Bool
    }

    private func score(_ rows: Rows, _ hits: [[String: Any]]) throws -> [String: Score] {
        let python = try #require(Self.python)
        let file = rows.folder.appendingPathComponent("hits.json")
        try JSONSerialization.data(withJSONObject: hits).write(to: file)
        let script = """
            import json, sys
            sys.path.insert(0, sys.argv[1])
            import telemetry_rows as rows
            labels = [json.loads(line) for line in open(sys.argv[2])]
            hits = [(h["line"], h["start"], h["end"], h["type"]) for h in json.load(open(sys.argv[3])) if h["type"] in rows.TYPES]
            result = rows.score(labels, hits)
            print(json.dumps({t: {"precision": s.precision, "recall": s.recall, "found": s.found,
              "missed": s.missed, "falseHits": s.false, "isVendor": t in rows.VENDORS} for t, s in result.items()}))
            """
        let output = try Referee.run(
            python,
            [
                "-c", script, Referee.repository.appendingPathComponent("Benchmarks").path, rows.labels.path, file.path,
            ])
        try #require(output.status == 0, "\(output.standardError)")
        return try JSONDecoder().decode([String: Score].self, from: Data(output.standardOutput.utf8))
    }

    @Test(arguments: ["tune", "held-out"])
    func `validated kinds reach 0.99 and 0.98, vendors' keys miss nothing`(half: String) throws {
        guard Self.python != nil || Referee.isRequired else { return }
        let rows = try Rows(["--bytes", "6000000", "--seed", "11", "--half", half, "--hit-rate", "0.4"])
        defer { rows.remove() }
        let scores = try score(rows, hits(rows.bytes))
        for (type, score) in scores.sorted(by: { $0.key < $1.key }) {
            let words =
                "\(half) \(type): precision \(score.precision ?? -1), recall \(score.recall ?? -1), \(score.found) found, \(score.missed) missed, \(score.falseHits) false"
            if Self.validated.contains(type) {
                #expect((score.precision ?? 1) >= 0.99, "\(words)")
                #expect((score.recall ?? 1) >= 0.98, "\(words)")
            } else if score.isVendor, type != "digitalocean" {
                #expect((score.precision ?? 1) == 1 && (score.recall ?? 1) == 1, "\(words)")
            }
        }
        #expect(scores.keys.filter { Self.validated.contains($0) }.count == Self.validated.count)
    }

    @Test(
        arguments: [
            "numeric-ids", "luhn-ids", "timestamps", "counters", "hex-hashes", "base64", "uuids", "versions",
            "trace-ids",
            "model-ids", "request-ids", "packages", "decorators", "user-at-host", "image-names", "prices",
            "coordinates",
            "order-numbers", "handles", "symbols", "masked", "prose",
        ])
    func `clean rows give at most one false hit in two megabytes`(kind: String) throws {
        guard Self.python != nil || Referee.isRequired else { return }
        let rows = try Rows(["--bytes", "4000000", "--seed", "3", "--half", "held-out", "--clean-class", kind])
        defer { rows.remove() }
        let certain = hits(rows.bytes).filter { $0["certain"] as? Bool == true }
        #expect(
            certain.count <= 2,
            "\(certain.count) false hits in 4 MB: \(Set(certain.compactMap { $0["type"] as? String }))")
    }
}
