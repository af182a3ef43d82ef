import Facts
import Findings
import PromQL
import SourceText
import Testing

@testable import Artefacts

@Suite struct `A log becomes rows in numbers` {
    private func sample(
        _ text: String, where selector: [(String, String)] = [], renames: [(String, String)] = []
    ) -> LogSampleFact {
        let file = SourceFile(id: FileID(index: 0), path: "app.jsonl", bytes: Array(text.utf8))
        let request = ReadingRequest(
            semantics: .prometheus3, rowSelector: selector.map { (ByteString($0.0), ByteString($0.1)) },
            renames: renames.map { (ByteString($0.0), ByteString($0.1)) })
        guard let sample = LogAdapter.read(file, request).facts.logs.first else {
            preconditionFailure("one sample a file")
        }
        return sample
    }

    private func row(_ text: String, renames: [(String, String)] = []) throws -> LogRow {
        try #require(sample(text, renames: renames).rows.first, "no request was recognised in \(text)")
    }

    @Test func `the guide's fields are read, each in its unit`() throws {
        let sample = sample(
            #"""
            {"timestamp":"2026-11-20T23:30:00-02:00","request_id":"req_1","model":"claude-haiku-4-5","feature":"chat",\#
            "streaming":true,"input_tokens":25,"output_tokens":50,"cache_read_tokens":2000,"cache_creation_tokens":120,\#
            "ttft_ms":312.5,"latency_ms":1800,"cost_usd":0.000625,"status":"ok","stop_reason":"end_turn","thinking":false}
            """#)
        let row = try #require(sample.rows.first)
        #expect(row.inputTokens == 25 && row.outputTokens == 50)
        #expect(row.cacheReadTokens == 2000 && row.cacheCreationTokens == 120)
        #expect(row.costNanoDollars == 625_000)
        #expect(row.ttftMilliseconds == 312.5 && row.latencyMilliseconds == 1800)
        #expect(
            row.day.flatMap { CivilDate(daysSinceEpoch: Int($0))?.description } == "2026-11-21", "UTC is two hours on")
        #expect(sample.word(row.model) == "claude-haiku-4-5" && sample.word(row.feature) == "chat")
        #expect(row.isStreaming == true && row.usedThinking == false && !row.isError)
        #expect(row.filled.contains(.requestID) && !row.filled.contains(.userID))
    }

    @Test(
        arguments: [
            (#"{"usage":{"inputTokens":7},"model":"m"}"#, 7), (#"{"attributes":{"gen_ai.usage.input_tokens":7}}"#, 7),
            (#"{"attributes":{"gen_ai":{"usage":{"input_tokens":7}}}}"#, 7), (#"{"tokens_in":"7"}"#, 7),
            (#"{"model":"m","prompt_tokens":7.0}"#, 7), (#"{"model":"m","input_tokens":1e3}"#, 1000),
            (#"{"model":"m","input_tokens":-4}"#, -4),
        ])
    func `input tokens are found under many names`(text: String, wanted: Int64) throws {
        #expect(try row(text).inputTokens == wanted)
    }

    @Test(
        arguments: [
            (#"{"model":"m","cost_usd":1.2e-05}"#, 12_000), (#"{"model":"m","cost_usd":-1}"#, -1_000_000_000),
            (#"{"model":"m","total_cost":"0.0312"}"#, 31_200_000), (#"{"model":"m","cost_micros":31200}"#, 31_200_000),
            (#"{"model":"m","cost_nanodollars":5}"#, 5), (#"{"model":"m","cost_cents":3.12}"#, 31_200_000),
            (#"{"model":"m","cost_usd":0.0000000005}"#, 1), (#"{"model":"m","cost_usd":0.00000000049}"#, 0),
        ])
    func `money is exact to the nano-dollar`(text: String, wanted: Int64) throws {
        #expect(try row(text).costNanoDollars == wanted)
    }

    @Test(
        arguments: [
            (#"{"model":"m","ttft_s":0.35}"#, 350.0), (#"{"model":"m","time_to_first_token":0.35}"#, 350),
            (#"{"model":"m","ttft_ms":"350"}"#, 350), (#"{"model":"m","ttft":350}"#, 350),
        ])
    func `times are milliseconds whatever the name says`(text: String, wanted: Double) throws {
        #expect(try row(text).ttftMilliseconds == wanted)
    }

    @Test(
        arguments: [
            #"{"model":"m","status":"error"}"#, #"{"model":"m","status_code":529}"#, #"{"model":"m","success":false}"#,
            #"{"model":"m","error_type":"overloaded_error"}"#, #"{"model":"m","error":{"type":"api_error"}}"#,
            #"{"model":"m","error":"connection reset by peer while reading the response"}"#,
            #"{"model":"m","error":true}"#,
            #"{"model":"m","outcome":"timeout"}"#,
        ])
    func `a failed request is seen`(text: String) throws { #expect(try row(text).isError) }

    @Test(
        arguments: [
            #"{"model":"m","status":"ok","error":null}"#, #"{"model":"m","status_code":200,"error_type":""}"#,
            #"{"model":"m","success":true,"error":false}"#, #"{"model":"m","error_type":"none"}"#, #"{"model":"m"}"#,
        ])
    func `a good request is none`(text: String) throws { #expect(try !row(text).isError) }

    @Test(
        arguments: [
            #"{"log":"{\"model\":\"m\",\"input_tokens\":7}\n","stream":"stdout","time":"2026-11-20T10:00:00Z"}"#,
            #"2026-11-20T10:00:00.123456789Z stdout F {"model":"m","input_tokens":7}"#,
            #"support-chat-1  | {"model":"m","input_tokens":7}"#,
            #"{"@timestamp":"x","message":"{\"model\":\"m\",\"input_tokens\":7}"}"#,
            #"{"insertId":"1","jsonPayload":{"model":"m","input_tokens":7},"resource":{"labels":{}}}"#,
            #"{"body":"{\"usage\":{\"input_tokens\":7},\"model\":\"m\"}"}"#,
        ])
    func `what a collector wraps around a row is taken off`(text: String) throws {
        #expect(try row(text).inputTokens == 7)
    }

    @Test func `lines that hold no object are counted, with the first place`() throws {
        let sample = sample("INFO starting\n{\"model\":\"m\"}\n\n[1,2]\n{\"model\":\"m\",}\r\n{\"model\":\"m\"}\r\n")
        #expect(sample.lineCount == 5 && sample.objectCount == 2 && sample.rows.count == 2)
        #expect(sample.firstUnstructured?.bytes.range == 0..<13)
    }

    @Test func `other events are counted, not judged`() {
        let text = """
            {"event":"boot"}
            {"event":"llm_call","model":"m"}
            {"event":"llm_retry","model":"m"}
            """
        #expect(sample(text).rows.count == 2, "without a selector, what has a model is a request")
        let selected = sample(text, where: [("event", "llm_call")])
        #expect(selected.rows.count == 1 && selected.otherCount == 2)
        #expect(sample(text, where: [("event", "nothing")]).rows.isEmpty)
    }

    @Test func `a renamed field is the only one of its meaning`() throws {
        let row = try row(
            #"{"model":"m","input_tokens":1,"billed":{"in":9}}"#, renames: [("billed.in", "input_tokens")])
        #expect(row.inputTokens == 9)
    }

    @Test func `paths are counted once a request, elements of arrays too`() throws {
        let sample = sample(
            """
            {"model":"m","tools":["a","b"],"messages":[{"role":"user","content":"please tell me where my order is"}]}
            {"model":"m","tools":[],"messages":[{"role":"user","content":"thanks"}],"error":"x"}
            """)
        let tools = try #require(sample.paths.first { $0.name == "tools" })
        #expect(tools.filledCount == 1 && tools.field == .toolNames)
        let content = try #require(sample.paths.first { $0.name == "messages.content" })
        #expect(content.filledCount == 2 && content.proseCount == 1 && content.filledOnErrorCount == 1)
    }

    @Test func `digests are told from texts`() throws {
        let sample = sample(
            """
            {"model":"m","prompt_hash":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
            {"model":"m","prompt_hash":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
            {"model":"m","prompt_hash":"where is my order, please, it is late"}
            """)
        let path = try #require(sample.paths(of: .promptHash).first)
        #expect(path.digestCount == 2 && path.proseCount == 1)
    }

    @Test func `the same id is the same digest`() throws {
        let rows = sample(
            "{\"model\":\"m\",\"request_id\":\"req_a\"}\n{\"model\":\"m\",\"request_id\":\"req_a\"}\n{\"model\":\"m\",\"request_id\":\"req_b\"}\n"
        ).rows
        #expect(rows[0].requestDigest == rows[1].requestDigest && rows[1].requestDigest != rows[2].requestDigest)
    }

    @Test func `field names made of values stop at a limit`() {
        let text = (0..<2000).map { #"{"model":"m","user_\#($0)":1}"# }.joined(separator: "\n")
        let sample = sample(text)
        #expect(sample.hasTooManyPaths && sample.rows.count == 2000)
        #expect(sample.paths.count <= LogPathTable.limit)
    }

    @Test func `an empty log shows nothing, and says so`() throws {
        let file = SourceFile(id: FileID(index: 0), path: "app.jsonl", bytes: Array("\n \n".utf8))
        let reading = LogAdapter.read(file, ReadingRequest(semantics: .prometheus3))
        #expect(reading.isRefused && reading.findings.map(\.kind.code) == ["PF049"])
    }
}

@Suite struct `Days are read from every clock` {
    @Test(
        arguments: [
            ("2026-11-20T10:00:00Z", "2026-11-20"), ("2026-11-20 10:00:00,123", "2026-11-20"),
            ("2026-11-20T01:00:00+02:00", "2026-11-19"), ("2026-11-20T23:00:00-0300", "2026-11-21"),
            ("1795168800", "2026-11-20"), ("1795168800123", "2026-11-20"), ("1795168800.25", "2026-11-20"),
            ("1795168800123456789", "2026-11-20"), ("2026-11-20", "2026-11-20"),
        ])
    func `in UTC`(text: String, wanted: String) {
        let day = Array(text.utf8).withUnsafeBufferPointer { LogValues.day($0) }
        #expect(day.flatMap { CivilDate(daysSinceEpoch: Int($0))?.description } == wanted)
    }

    @Test(arguments: ["", "soon", "2026-13-40T00:00:00Z", "17", "-5"])
    func `and nothing else is one`(text: String) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { LogValues.day($0) } == nil)
    }
}
