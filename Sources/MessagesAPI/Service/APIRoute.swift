import ClaudeBackend

/// Which part of the API a request is for.
enum APIRoute: Sendable, Equatable {
    case messages
    case countTokens
    case models
    case model(String)
    case batches
    case batch(String)
    case batchCancel(String)
    case batchResults(String)

    init(_ request: APIRequest) throws(ErrorResponse) {
        // Nearly all requests, without taking their path apart.
        if request.path == "/v1/messages", request.method == "POST" {
            self = .messages
            return
        }
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        let methods: [String]
        switch parts {
        case ["v1", "messages"]: (self, methods) = (.messages, ["POST"])
        case ["v1", "messages", "count_tokens"]: (self, methods) = (.countTokens, ["POST"])
        case ["v1", "models"]: (self, methods) = (.models, ["GET"])
        case ["v1", "messages", "batches"]: (self, methods) = (.batches, ["GET", "POST"])
        default:
            if parts.count == 3, parts[0] == "v1", parts[1] == "models", !parts[2].isEmpty {
                (self, methods) = (.model(parts[2]), ["GET"])
            } else if parts.count >= 4, parts[..<3] == ["v1", "messages", "batches"], !parts[3].isEmpty {
                switch (parts.count, parts.last) {
                case (4, _): (self, methods) = (.batch(parts[3]), ["GET", "DELETE"])
                case (5, "cancel"): (self, methods) = (.batchCancel(parts[3]), ["POST"])
                case (5, "results"): (self, methods) = (.batchResults(parts[3]), ["GET"])
                default: throw .routeUnknown
                }
            } else {
                throw .routeUnknown
            }
        }
        guard methods.contains(request.method) else {
            throw ErrorResponse(status: 405, type: "invalid_request_error", message: "Method Not Allowed")
        }
    }
}

extension ErrorResponse {
    static let routeUnknown = ErrorResponse(status: 404, type: "not_found_error", message: "Not Found")
}

/// Whether a request says who sends it and which version of the API it speaks. Any key is accepted; none is kept.
///
/// Source: anthropic-sdk-python: up to 1.17 the key is in `x-api-key`, from 2.0 on in `authorization`, with the newer
/// of the two versions.
enum Credentials {
    private static let versions = ["2023-06-01", "2026-10-21"]

    static func check(_ request: APIRequest) throws(ErrorResponse) {
        let bearer = request["authorization"].map { value in
            value.utf8.count > 7 && value.utf8.prefix(7).elementsEqual("Bearer ".utf8)
        }
        guard request["x-api-key"]?.isEmpty == false || bearer == true else {
            if bearer == false || request["x-api-key"] != nil {
                throw ErrorResponse(status: 401, type: "authentication_error", message: "invalid x-api-key")
            }
            throw .credentialsMissing
        }
        guard let version = request["anthropic-version"], !version.isEmpty else { throw .versionMissing }
        guard versions.contains(version) else {
            throw .invalid("anthropic-version: \"\(version)\" is not a valid version")
        }
    }
}
