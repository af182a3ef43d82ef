extension CheckExample {
    /// One log of JSON lines.
    package init(
        _ title: String, _ expectation: Expectation, requirement: String = "", log: String?,
        manifest: String = CheckExample.logManifest, line: Int = #line
    ) {
        var files: [(path: String, content: String)] = [("observability.yaml", manifest)]
        if let log { files.append(("app.jsonl", log)) }
        self.init(title, expectation, requirement: requirement, files: files, line: line)
    }

    /// Names one log and nothing else; every feature is on.
    package static let logManifest = """
        preflight: 1
        service: example
        claude: {streaming: true, prompt_caching: true, extended_thinking: true}
        artefacts:
          logs: [{files: app.jsonl, captured: 2026-11-20}]

        """

    /// Text as a person writes it.
    static let sentence = "please tell me why the parcel that was promised for Monday has not come yet"

    private static let fields: [(name: String, value: String)] = [
        ("level", #""info""#), ("event", #""llm_call""#), ("user_id", #""u_7f3a9c0d""#),
        ("conversation_id", #""c_51b2""#), ("model", #""claude-sonnet-4-5""#), ("feature", #""answer""#),
        ("latency_ms", "2140"), ("thinking", "false"),
        ("prompt_hash", #""9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08""#),
    ]

    private static let answered: [(name: String, value: String)] = [
        ("status", #""ok""#), ("input_tokens", "812"), ("output_tokens", "120"), ("cache_read_tokens", "2048"),
        ("cache_creation_tokens", "0"), ("ttft_ms", "480"), ("cost_usd", "0.004851"),
        ("stop_reason", #""end_turn""#), ("tool_names", "[]"),
    ]

    private static let failed: [(name: String, value: String)] = [
        ("status", #""error""#), ("error_type", #""overloaded_error""#),
    ]

    /// An answered request with everything that the guide asks of a log row, in the guide's names.
    static func logRow(_ number: Int = 1, without: String..., more: String = "") -> String {
        row(number, fields + answered, without, more)
    }

    /// A request that Claude refused.
    static func failedRow(_ number: Int = 1, without: String..., more: String = "") -> String {
        row(number, fields + failed, without, more)
    }

    /// `count` lines of a log; the row is given its number.
    static func log(_ count: Int, _ row: (Int) -> String) -> String {
        (1...max(1, count)).map { row($0) + "\n" }.joined()
    }

    private static func row(
        _ number: Int, _ fields: [(name: String, value: String)], _ without: [String], _ more: String
    ) -> String {
        let two = number < 10 ? "0\(number)" : "\(number)"
        let all =
            [
                ("timestamp", "\"2026-11-20T10:00:\(two)Z\""),
                ("request_id", "\"req_011CSHoEeqs5C35K2UUqR7\(two)\""),
            ] + fields
        let members =
            all.filter { !without.contains($0.0) }.map { "\"\($0.0)\": \($0.1)" } + (more.isEmpty ? [] : [more])
        return "{" + members.joined(separator: ", ") + "}"
    }
}
