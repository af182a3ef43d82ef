package import SourceText

/// A model's name as some platform spells it, resolved to the model.
package struct ModelSpelling: Hashable, Sendable {
    package let model: ClaudeModel
    package let form: Form

    /// Whose spelling it is; Bedrock and Vertex have prices and retirement days of their own.
    package enum Form: Hashable, Sendable {
        case api
        case bedrock
        case vertex
        case gateway
    }
}

extension ModelCatalogue {
    /// Resolves a spelling; nil for everything that is not certainly one of the catalogue's models.
    ///
    /// Known are the ids of the Claude API and their `-latest`; Bedrock's `anthropic.ID-v1:0`, with the prefix of a
    /// cross-region profile (AWS, "Supported Regions and models for inference profiles"); Vertex's `ID@DATE` and
    /// `ID@default` (Google Cloud, "Claude models"); and the prefixes that gateways put before any of them (LiteLLM,
    /// "Providers"; OpenRouter, "Models").
    package static func resolve(_ spelling: ByteString) -> ModelSpelling? {
        // Ids are ASCII; anything else would be compared by Unicode's rules and not by its bytes.
        guard spelling.bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let text = spelling.string[...]
        for (prefix, form) in gatewayPrefixes where text.hasPrefix(prefix) {
            guard let inner = resolvePlain(text.dropFirst(prefix.utf8.count)) else { return nil }
            return ModelSpelling(model: inner.model, form: inner.form == .api ? form : inner.form)
        }
        return resolvePlain(text)
    }

    /// The canonical id of a spelling.
    package static func canonicalID(of spelling: ByteString) -> String? { resolve(spelling)?.model.id }

    private static let gatewayPrefixes: [(prefix: String, form: ModelSpelling.Form)] = [
        ("openrouter/anthropic/", .gateway), ("anthropic/", .gateway), ("bedrock/", .bedrock), ("vertex_ai/", .vertex),
    ]

    private static let bedrockPrefixes = [
        "anthropic.", "us.anthropic.", "eu.anthropic.", "global.anthropic.", "apac.anthropic.", "jp.anthropic.",
        "au.anthropic.", "us-gov.anthropic.",
    ]

    private static func resolvePlain(_ text: Substring) -> ModelSpelling? {
        for prefix in bedrockPrefixes where text.hasPrefix(prefix) {
            let id = text.dropFirst(prefix.utf8.count)
            return named(withoutBedrockVersion(id)).map { ModelSpelling(model: $0, form: .bedrock) }
        }
        if let at = text.firstIndex(of: "@") {
            let name = text[..<at]
            let version = text[text.index(after: at)...]
            let isDay = version.utf8.count == 8 && version.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            let model = isDay ? named("\(name)-\(version)") : version == "default" ? named(name) : nil
            return model.map { ModelSpelling(model: $0, form: .vertex) }
        }
        if text.hasSuffix("-latest") {
            return model(String(text.dropLast("-latest".utf8.count))).map { ModelSpelling(model: $0, form: .api) }
        }
        return named(text).map { ModelSpelling(model: $0, form: .api) }
    }

    /// The id without `-v1` or `-v1:0` at its end.
    private static func withoutBedrockVersion(_ id: Substring) -> Substring {
        guard let dash = id.lastIndex(of: "-") else { return id }
        let version = id[id.index(after: dash)...].utf8
        guard version.first == UInt8(ascii: "v") else { return id }
        let parts = version.dropFirst().split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let areNumbers = parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
        return areNumbers && parts.count <= 2 ? id[..<dash] : id
    }
}
