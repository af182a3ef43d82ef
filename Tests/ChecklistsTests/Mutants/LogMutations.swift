import Foundation
import SourceText

extension MutationOperator {
    /// What a service may log wrongly: a field lost, renamed or left empty, a number that is not what it is called.
    static let logMutations: [MutationOperator] = [
        MutationOperator(name: "log field lost", items: ["private-logs", "token-cost-tags"]) { chat in
            LogSample.fields.map { field in Mutant("log field \(field)", chat.rewritingRows { $0.removing(field) }) }
        },
        MutationOperator(name: "log field called otherwise", items: ["private-logs", "token-cost-tags"]) { chat in
            LogSample.fields.map { field in
                Mutant("log field \(field)", chat.rewritingRows { $0.renaming(field, to: "zz_\(field)_v2") })
            }
        },
        MutationOperator(name: "log field lost on failures", items: ["private-logs"]) { chat in
            ["user_id", "error_type", "model", "feature"].map { field in
                Mutant("log field \(field)", chat.rewritingRows { $0.isFailure ? $0.removing(field) : $0 })
            }
        },
        rows("prompt in the log", item: "private-logs", "prompt") {
            $0.adding(#""prompt": "please tell me why the parcel that was promised for Monday has not come yet""#)
        },
        rows("messages in the log", item: "private-logs", "messages") {
            $0.adding(
                #""messages": [{"role": "user", "content": "please tell me why the parcel that was promised has not come"}]"#
            )
        },
        rows("name where a hash should be", item: "private-logs", "prompt_hash") {
            $0.replacingText(of: "prompt_hash", with: "v3-support-prompt")
        },
        rows("prompt where its hash should be", item: "private-logs", "prompt_hash") {
            $0.replacingText(of: "prompt_hash", with: "please tell me why the parcel has not come yet")
        },
        rows("error with the user's words", item: "private-logs", "error_message") {
            guard $0.isFailure else { return $0 }
            let words =
                "the request could not be served because the user asked us to please tell them why the parcel that was promised for Monday has not come yet and whether they could have their money back before the end of the week"
            return $0.adding("\"error_message\": \"\(words)\"")
        },
        rows("a key in the log", item: "private-logs", "auth") {
            $0.text.contains("tn-001") ? $0.adding("\"upstream_auth\": \"\(invented)\"") : $0
        },
        rows("an address in the log", item: "private-logs", "contact") {
            $0.text.contains("tn-001") ? $0.adding(#""contact": "anna.k@firma-nord.de""#) : $0
        },
        rows("a user's id hashed without a key", item: "private-logs", "user_hash") { row in
            row.adding(
                #""user_number": "48213907", "user_hash": "\#(SHA256.hexadecimal(of: Array("48213907".utf8)))""#)
        },
        rows("debug level in production", item: "private-logs", "level") {
            $0.replacingText(of: "level", with: "debug")
        },
        MutationOperator(name: "lines that are no JSON", items: ["private-logs"]) { chat in
            [
                Mutant(
                    LogSample.path, chat.mapping(LogSample.path) { $0.isEmpty ? "" : $0 + "\nINFO call finished" })
            ]
        },
        MutationOperator(name: "every row twice", items: ["private-logs"]) { chat in
            [Mutant(LogSample.path, chat.rewritingRows { LogRowText("\($0.text)\n\($0.text)") })]
        },
        MutationOperator(name: "selector that selects nothing", items: ["private-logs"]) { chat in
            [
                Mutant(
                    "where",
                    chat.mapping("observability.yaml") {
                        String($0).replacing("event: llm_call", with: "event: llm_request")
                    })
            ]
        },
        rows("field names made of values", item: "private-logs", "a field for each user") {
            $0.adding("\"user-48213907-\($0.text.utf8.count)-\($0.text.utf8.suffix(40).count)@example\": 1")
        },
        rows("cost ten times too high", item: "token-cost-tags", "cost_usd") {
            $0.replacingNumber(of: "cost_usd") { $0 * 10 }
        },
        rows("cost without the cache", item: "token-cost-tags", "cost_usd") { row in
            guard let read = row.number(of: "cache_read_tokens"), let write = row.number(of: "cache_creation_tokens")
            else {
                return row
            }
            let isSmall = row.text.contains("haiku")
            return row.replacingNumber(of: "cost_usd") {
                $0 - (read * (isSmall ? 0.1 : 0.3) + write * (isSmall ? 1.25 : 3.75)) / 1_000_000
            }
        },
        rows("cost of minus one for one row in fifty", item: "token-cost-tags", "cost_usd") {
            $0.text.contains("tn-007") ? $0.replacingNumber(of: "cost_usd") { _ in -1 } : $0
        },
        rows("streams without input", item: "token-cost-tags", "input_tokens") { row in
            guard row.text.contains(#""streaming": true"#), let output = row.number(of: "output_tokens") else {
                return row
            }
            let price = row.text.contains("haiku") ? 5.0 : 15
            return row.replacingNumber(of: "input_tokens") { _ in 0 }
                .replacingNumber(of: "cache_read_tokens") { _ in 0 }
                .replacingNumber(of: "cache_creation_tokens") { _ in 0 }
                .replacingNumber(of: "cost_usd") { _ in output * price / 1_000_000 }
        },
        rows("more thinking than output", item: "token-cost-tags", "thinking_tokens") {
            $0.replacingNumber(of: "thinking_tokens") { $0 + 10_000 }
        },
        rows("input that holds the cache, for one feature", item: "token-cost-tags", "input_tokens") { row in
            guard row.text.contains(#""feature": "summarise""#), let read = row.number(of: "cache_read_tokens"),
                let write = row.number(of: "cache_creation_tokens")
            else { return row }
            return row.replacingNumber(of: "input_tokens") { $0 + read + write }
        },
        MutationOperator(name: "no price for the hour's writes that are made", items: ["token-cost-tags"]) { chat in
            [
                Mutant(
                    "price of claude-haiku-4-5",
                    chat.mapping("app/prices.yaml") {
                        $0.contains("haiku") ? String($0).replacing(", cache_write_1h: 2", with: "") : String($0)
                    })
            ]
        },
        rows("everything to the large model", item: "token-cost-tags", "model") {
            $0.removing("cost_usd").replacingText(of: "model", with: "claude-sonnet-4-6")
        },
        manifest(
            "a mix that nobody routes", item: "token-cost-tags",
            "intent: {claude-haiku-4-5: 80%, claude-sonnet-4-6: 20%}",
            "intent: {claude-haiku-4-5: 20%, claude-sonnet-4-6: 80%}"),
        manifest(
            "agreement that nobody owns", item: "private-logs", "content_logging: none",
            "content_logging: {agreement: DPA-2026-7}"),
        rows("a model nobody named", item: "token-cost-tags", "model") {
            $0.text.contains("tn-001")
                ? $0.replacingText(of: "model", with: "claude-opus-4-6").removing("cost_usd") : $0
        },
        rows("first token in another unit", item: "api-health", "latency_ms") {
            $0.replacingNumber(of: "latency_ms") { $0 / 1000 }
        },
    ]

    /// Has the form of a key and opens nothing; in two parts, so that nobody takes this file for a leak.
    private static let invented = "sk-ant-" + "api03-" + String(repeating: "q7LmZ2vR", count: 11) + "b81xQAA"

    private static func rows(
        _ name: String, item: String, _ subject: String, _ change: @escaping @Sendable (LogRowText) -> LogRowText
    ) -> MutationOperator {
        MutationOperator(name: name, items: [item]) { [Mutant("log field \(subject)", $0.rewritingRows(change))] }
    }
}

/// The example's log.
enum LogSample {
    static let path = "telemetry/calls.jsonl"

    /// The fields that the checklist asks for.
    static let fields = [
        "timestamp", "request_id", "user_id", "tenant", "conversation_id", "model", "feature", "input_tokens",
        "output_tokens", "cache_read_tokens", "cache_creation_tokens", "ttft_ms", "latency_ms", "cost_usd",
        "stop_reason",
        "prompt_hash",
    ]
}

/// One row of the example's log, as text: members are `"name": value`, separated by a comma and a blank.
struct LogRowText {
    var text: String

    init(_ text: String) { self.text = text }

    var isFailure: Bool { text.contains(#""status": "error""#) }

    /// Where the member stands, up to its comma.
    private func member(_ name: String) -> (whole: Range<String.Index>, value: Range<String.Index>)? {
        guard let key = text.range(of: "\"\(name)\": ") else { return nil }
        var depth = 0
        var isText = false
        var index = key.upperBound
        while index < text.endIndex {
            switch text[index] {
            case "\"": isText.toggle()
            case "[", "{": depth += isText ? 0 : 1
            case "]",
                "}" where !isText && depth > 0:
                depth -= 1
            case ",",
                "}" where !isText && depth == 0:
                return (key.lowerBound..<index, key.upperBound..<index)
            default: break
            }
            index = text.index(after: index)
        }
        return nil
    }

    func removing(_ name: String) -> LogRowText {
        guard let member = member(name) else { return self }
        var result = text
        let end =
            text[member.whole.upperBound...].hasPrefix(", ")
            ? text.index(member.whole.upperBound, offsetBy: 2) : member.whole.upperBound
        result.removeSubrange(member.whole.lowerBound..<end)
        return LogRowText(result.replacing(", }", with: "}"))
    }

    func renaming(_ name: String, to other: String) -> LogRowText {
        LogRowText(text.replacing("\"\(name)\": ", with: "\"\(other)\": "))
    }

    func adding(_ member: String) -> LogRowText { LogRowText(String(text.dropLast()) + ", \(member)}") }

    func number(of name: String) -> Double? { member(name).flatMap { Double(text[$0.value]) } }

    func replacingNumber(of name: String, _ change: (Double) -> Double) -> LogRowText {
        guard let place = member(name)?.value, let number = Double(text[place]) else { return self }
        let changed = change(number)
        let isWhole = changed == changed.rounded() && changed.magnitude < 1e15
        return LogRowText(text.replacingCharacters(in: place, with: isWhole ? "\(Int(changed))" : "\(changed)"))
    }

    func replacingText(of name: String, with other: String) -> LogRowText {
        guard let place = member(name)?.value else { return self }
        return LogRowText(text.replacingCharacters(in: place, with: "\"\(other)\""))
    }
}

extension SupportChat {
    /// The same service with each request of its log rewritten.
    func rewritingRows(_ change: (LogRowText) -> LogRowText) -> [(path: String, content: String)] {
        mapping(LogSample.path) { line in
            line.contains(#""event": "llm_call""#) ? change(LogRowText(String(line))).text : String(line)
        }
    }
}
