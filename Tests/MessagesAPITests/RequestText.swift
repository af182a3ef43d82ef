import ClaudeBackend
import Foundation
import MessagesAPI
import SourceText

/// Bodies written short: a plain one, changed where a test looks.
enum RequestText {
    static let models: ServedModels = {
        guard let day = CivilDate(year: 2026, month: 11, day: 23) else { preconditionFailure("a day") }
        return ServedModels(on: day, tier: .build)
    }()

    /// Some models that have retired answer here.
    static let modelsOf2025: ServedModels = {
        guard let day = CivilDate(year: 2025, month: 12, day: 1) else { preconditionFailure("a day") }
        return ServedModels(on: day, tier: .build)
    }()

    /// `changes` are members as JSON, `"stream":true`; without a message or model of their own the body has plain ones.
    static func body(
        _ changes: String = "", model: String = "claude-sonnet-5", messages: String? = nil, maximum: String? = "100"
    ) -> String {
        var members = ["\"model\":\"\(model)\""]
        if let maximum { members.append("\"max_tokens\":\(maximum)") }
        members.append("\"messages\":\(messages ?? #"[{"role":"user","content":"Hello"}]"#)")
        if !changes.isEmpty { members.append(changes) }
        return "{\(members.joined(separator: ","))}"
    }

    static func read(
        _ body: String, _ endpoint: MessagesRequest.Endpoint = .messages, betas: [String] = [],
        models: ServedModels = models
    ) throws(ErrorResponse) -> MessagesRequest {
        try MessagesRequest.read(Array(body.utf8), endpoint: endpoint, models: models, betas: betas)
    }

    /// `error.message`, with the status in front of it if it is not 400; nil if the body is in order.
    static func refusal(
        _ body: String, _ endpoint: MessagesRequest.Endpoint = .messages, betas: [String] = [],
        models: ServedModels = models
    ) -> String? {
        do throws(ErrorResponse) {
            _ = try read(body, endpoint, betas: betas, models: models)
            return nil
        } catch { return (error.status == 400 ? "" : "\(error.status) ") + error.message }
    }

    static func tokens(_ body: String) -> Int64? {
        try? read(body, .countTokens).prompt.totalTokens
    }
}
