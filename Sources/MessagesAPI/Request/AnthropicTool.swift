/// A tool that Anthropic defines and a request names by a dated type. Some run on its servers; others the client runs,
/// with inputs that Claude knows without a schema. Source: platform.claude.com, "Tool use overview" and the tools' pages.
struct AnthropicTool {
    /// The type without its date.
    let family: String
    let runsOnServer: Bool
    /// What Claude calls the tool with, for those that the client runs.
    let inputSchema: String
    /// The name in a call, where it is not that of the tool: toolsets have members.
    let memberName: String?
    /// Known only with an `anthropic-beta` header.
    var isBeta: Bool { family == "advisor" || family == "computer" }

    static let families = [
        "advisor", "bash", "browser_toolset", "code_execution", "computer", "computer_toolset", "memory", "text_editor",
        "tool_search_tool_bm25", "tool_search_tool_regex", "web_fetch", "web_search",
    ]

    /// Nil for what is no such type. Dates are not compared with a list: new ones come more often than new tools.
    init?(type: String) {
        if type.hasPrefix("tool_search_tool_") {
            self.init(family: type.contains("bm25") ? "tool_search_tool_bm25" : "tool_search_tool_regex")
            return
        }
        guard let line = type.lastIndex(of: "_") else { return nil }
        let date = type[type.index(after: line)...]
        guard date.utf8.count == 8, date.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
            return nil
        }
        let family = String(type[..<line])
        guard Self.families.contains(family) else { return nil }
        self.init(family: family)
    }

    private init(family: String) {
        self.family = family
        switch family {
        case "bash":
            inputSchema = #"{"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}"#
        case "text_editor", "memory":
            inputSchema =
                #"{"type":"object","properties":{"command":{"enum":["view"]},"path":{"const":"/memories"}},"#
                + #""required":["command","path"]}"#
        case "computer":
            inputSchema =
                #"{"type":"object","properties":{"action":{"enum":["screenshot"]}},"required":["action"]}"#
        case "computer_toolset", "browser_toolset": inputSchema = #"{"type":"object","additionalProperties":false}"#
        default: inputSchema = ""
        }
        runsOnServer = inputSchema.isEmpty
        memberName = family.hasSuffix("_toolset") ? "screenshot" : nil
    }

    /// Whether turning it on or off leaves earlier tools in the cache.
    var isWebTool: Bool { family == "web_search" || family == "web_fetch" }
}
