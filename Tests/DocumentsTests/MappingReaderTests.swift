import Documents
import Findings
import SourceText
import Testing

@Suite("A mapping reader")
struct MappingReaderTests {
    private struct Service: Equatable {
        var name: String?
        var interval: Int64?
        var errorRate: Double?
        var streaming: Bool?
        var platform: String?
        var models: [String]?
        var metrics: [String]?
        var port: Int?
    }

    private enum Platform: String, CaseIterable {
        case api, bedrock, vertex, gateway
    }

    private func read(_ text: String) throws -> (service: Service?, findings: [Finding]) {
        let file = file(text)
        var findings: [Finding] = []
        let reading = DocumentReader.readYAML(file)
        guard let root = reading.only("the manifest", of: file, into: &findings) else { return (nil, findings) }
        let service = MappingReader.read(root, what: "the manifest", into: &findings) { manifest in
            var service = Service()
            service.name = manifest.required("service", example: "support-chat") { $0.string()?.value }
            service.streaming = manifest.optional("streaming") { $0.bool()?.value }
            service.platform = manifest.optional("platform") { $0.oneOf(Platform.self)?.value.rawValue }
            service.models = manifest.optional("models") { $0.oneOrMore { $0.string()?.value } }
            manifest.optional("telemetry") { value in
                value.mapping { telemetry in
                    service.interval = telemetry.required("scrape_interval", example: "30s") {
                        $0.duration(in: 1_000...3_600_000)?.value
                    }
                    service.errorRate = telemetry.optional("error_rate") { $0.ratio()?.value }
                    service.port = telemetry.optional("port") { $0.integer(in: 1...65_535)?.value }
                    service.metrics = telemetry.optional("metrics") { value in
                        value.table { name, value in value.string().map { "\(name.value)=\($0.value)" } }?.map(\.value)
                    }
                }
            }
            return service
        }
        return (service, findings)
    }

    private static let whole = """
        service: chat
        streaming: true
        platform: api
        models: claude-sonnet
        telemetry:
          scrape_interval: 1m30s
          error_rate: 2%
          port: 9090
          metrics: {errors: chat_errors_total, 'e\u{301}': x}
        """

    @Test("reads every type, located")
    func everything() throws {
        let (service, findings) = try read(Self.whole)
        #expect(findings.map(\.message) == [])
        #expect(
            service
                == Service(
                    name: "chat", interval: 90_000, errorRate: 0.02, streaming: true, platform: "api",
                    models: ["claude-sonnet"], metrics: ["errors=chat_errors_total", "e\u{301}=x"], port: 9090))
    }

    @Test("tells everything that is wrong in one run, and reads the rest")
    func accumulation() throws {
        let text = """
            servce: chat
            streaming: yes
            platform: apy
            models: [a, {b: 1}, c]
            telemetry:
              scrape_interval: 300
              error_rate: 200%
              port: 1e9
              treshold: 1
            zebra: 1
            """
        let (service, findings) = try read(text)
        let bytes = Array(text.utf8)
        let told = findings.map { finding in
            "\(finding.kind.name) \(finding.primary.map { source($0.range, of: bytes) } ?? "-"): \(finding.message)"
        }
        #expect(
            told == [
                "wrong-type yes: `streaming` must be `true` or `false`, but is the text `yes`",
                "unknown-word apy: `platform` cannot be `apy`, did you mean `api`?",
                "wrong-type {b: 1}: `models[1]` must be text, but is a mapping",
                "wrong-type 300: `telemetry.scrape_interval` must be a duration such as `30s`, `5m` or `1h30m`, but is the number `300`",
                "value-out-of-range 200%: `telemetry.error_rate` must be between 0% and 100%, but is `200%`",
                "wrong-type 1e9: `telemetry.port` must be a whole number, but is the number `1e9`",
                "unknown-key treshold: unknown key `treshold` in `telemetry`",
                "unknown-key servce: unknown key `servce` in the manifest, did you mean `service`?",
                "unknown-key zebra: unknown key `zebra` in the manifest",
            ])
        #expect(service?.models == ["a", "c"] && service?.streaming == nil)
        #expect(findings[0].fix == "write `true`; in YAML 1.2 `yes` is a text")
        #expect(findings[7].fix.contains("rename it to `service`; keys allowed here: `service`, `streaming`"))
        #expect(findings.allSatisfy { $0.severity == .error && !$0.subject.isEmpty && !$0.why.isEmpty })
    }

    @Test("says what is missing where the mapping begins, with a line to paste")
    func missing() throws {
        let text = "telemetry:\n  port: 1\nservice:\n"
        let findings = try read(text).findings.sortedForOutput()
        let bytes = Array(text.utf8)
        #expect(findings.map(\.kind) == [.missingKey, .wrongType])
        #expect(findings[0].message == "`telemetry` lacks the key `scrape_interval`")
        #expect(findings[0].fix == "add `scrape_interval: 30s`")
        #expect(findings[0].primary.map { source($0.range, of: bytes) } == "telemetry")
        #expect(findings[1].message == "`service` must be text, but is empty")
        #expect(findings[1].primary.map { source($0.range, of: bytes) } == "service")
        #expect(findings[1].subject == "key service")
    }

    @Test("takes an optional key without a value for absent")
    func absent() throws {
        let (service, findings) = try read("service: x\nmodels:\nstreaming: ~\n")
        #expect(findings.isEmpty && service?.models == nil && service?.streaming == nil)
    }

    @Test("follows aliases and merge keys, and says where the alias stands")
    func aliases() throws {
        let text = "service: &s chat\nmodels: [*s]\ntelemetry: {<<: {scrape_interval: 1m}, port: *s}\n"
        let (service, findings) = try read(text)
        #expect(service?.models == ["chat"] && service?.interval == 60_000)
        #expect(findings.map(\.message) == ["`telemetry.port` must be a whole number, but is the text `chat`"])
        #expect(findings[0].primary.map { source($0.range, of: Array(text.utf8)) } == "*s")
    }

    @Test(
        "says what is no mapping at all",
        arguments: [("- a\n", "a list"), ("x\n", "the text `x`"), ("12\n", "the number `12`"), ("--- ~\n", "empty")])
    func noMapping(_ text: String, _ description: String) throws {
        let (service, findings) = try read(text)
        #expect(service == nil && findings.map(\.message) == ["the manifest must be a mapping, but is \(description)"])
    }

    @Test("says that a file is empty or holds several documents")
    func documents() throws {
        #expect(try read("# nothing\n").findings.map(\.message) == ["the manifest is empty"])
        let (service, findings) = try read("service: a\n---\nservice: b\n")
        #expect(service?.name == "a" && findings.map(\.kind) == [.notOneDocument])
        #expect(findings[0].primary?.range.start == 15 && findings[0].related.count == 1)
        #expect(try read("service: [\n").findings.map(\.kind) == [.yamlSyntaxError])
    }

    @Test("does not take a complex key for a word, and quotes strange keys harmlessly")
    func strangeKeys() throws {
        let (_, findings) = try read("service: x\n? [a, b]\n: 1\n\"a\\n\\e[31m\\u202e`\": 2\n")
        #expect(findings.map(\.kind) == [.unknownKey, .unknownKey])
        #expect(findings[0].message == "a key of the manifest is a list, not a word")
        #expect(findings[1].message == "unknown key `a\\nU+001B[31mU+202E'` in the manifest")
    }

    @Test("takes only words for the keys of a table")
    func tableKeys() throws {
        let text = "service: x\ntelemetry: {scrape_interval: 1m, metrics: {a: b, [c]: d}}\n"
        let (service, findings) = try read(text)
        #expect(service?.metrics == ["a=b"])
        #expect(findings.map(\.message) == ["a key of `telemetry.metrics` is a list, not a word"])
    }

    @Test("cuts long values short in messages")
    func longValues() throws {
        let (_, findings) = try read("service: x\nplatform: \(String(repeating: "é", count: 10_000))\n")
        #expect(findings.count == 1 && findings[0].message.utf8.count < 300)
    }

    @Test("keeps NFC and NFD twins of a key apart")
    func twins() throws {
        let (_, findings) = try read("service: x\n\u{E9}: 1\ne\u{301}: 2\n")
        #expect(findings.map(\.kind) == [.unknownKey, .unknownKey])
    }

    @Test(
        "reads numbers within their range only",
        arguments: [
            ("1e400", false), ("0", false), ("65536", false), ("80", true), ("0x50", true), ("'80'", false),
            (String(repeating: "9", count: 400), false),
        ])
    func numbers(_ text: String, _ isRead: Bool) throws {
        let (service, findings) = try read("service: x\ntelemetry: {scrape_interval: 1m, port: \(text)}\n")
        #expect((service?.port == 80) == isRead && findings.count == (isRead ? 0 : 1))
    }

    @Test(
        "reads durations in Prometheus's grammar only",
        arguments: [
            ("30s", true), ("50m30s", true), ("0", false), ("1.5m", false), ("5 m", false), ("-5m", false),
            ("2h", false), ("300y", false), ("''", false),
        ])
    func durations(_ text: String, _ isRead: Bool) throws {
        let (service, findings) = try read("service: x\ntelemetry: {scrape_interval: \(text)}\n")
        #expect(
            (service?.interval != nil) == isRead && findings.count == (isRead ? 0 : 1), "\(findings.map(\.message))")
    }
}

@Suite("The kinds of document findings")
struct DocumentFindingKindTests {
    @Test("have codes of their own, ascending, and names that say the bad pattern")
    func kinds() {
        let codes = FindingKind.ofDocuments.map(\.code)
        #expect(codes == codes.sorted() && Set(codes).count == codes.count)
        #expect(codes.allSatisfy { $0 >= "PF001" && $0 <= "PF029" })
        #expect(Set(FindingKind.ofDocuments.map(\.name)).count == codes.count)
    }
}
