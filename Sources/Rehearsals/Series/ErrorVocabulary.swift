import Facts
import Simulation
import SourceText

/// What a label says of how calls and attempts ended, in the service's own words.
struct ErrorVocabulary {
    /// What one value of the label stands for.
    private enum Meaning {
        case success
        /// A failure that has this word among its spellings.
        case word(String)
        /// Every failure of which no other value speaks.
        case rest
    }

    private var success: ByteString?
    private var rest: ByteString?
    /// By lowercase word, without package names before it.
    private var byWord: [String: ByteString] = [:]
    private let style: RecordingBehaviour.ErrorWords

    /// - Parameters:
    ///   - values: those that the sample shows.
    ///   - declared: what the manifest says that a value stands for.
    init(
        values: some Sequence<ByteString>, declared: [ByteString: ByteString],
        usual: RecordingBehaviour.ErrorWords
    ) {
        let values = values.sorted()
        for value in values {
            switch Self.meaning(of: declared[value] ?? value) {
            case .success: success = success ?? value
            case .rest: rest = rest ?? value
            case .word(let word): byWord[word] = byWord[word] ?? value
            }
        }
        style = Self.style(of: values) ?? usual
    }

    private static func meaning(of value: ByteString) -> Meaning {
        let text = value.string.lowercased()
        let word = text.split(separator: ".").last.map(String.init) ?? text
        if ["ok", "success", "succeeded", "true", "200", "2xx", "completed"].contains(word) { return .success }
        if ["error", "errors", "failed", "failure", "false", "other", "_other", "unknown"].contains(word) {
            return .rest
        }
        return .word(word)
    }

    /// The manner of the values that the sample shows, for those it does not.
    private static func style(of values: [ByteString]) -> RecordingBehaviour.ErrorWords? {
        for value in values {
            let text = value.string
            if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return .statusCodes }
            if text.hasSuffix("Error") {
                let name = text.split(separator: ".").last.map(String.init) ?? text
                return .classNames(prefix: String(text.dropLast(name.count)))
            }
            if text.hasSuffix("_error") { return .apiTypes }
        }
        return nil
    }

    // MARK: Answers

    /// The value that successes carry; nil where the label is left away.
    var successValue: ByteString? { success }

    func value(for outcome: CallOutcome, fate: RecordingBehaviour.BrokenStream) -> ByteString {
        if fate == .success { return success ?? (style == .statusCodes ? "200" : "ok") }
        return text(of: fate == .baseClass ? .baseClass : Self.failure(outcome))
    }

    func value(for status: AttemptStatus) -> ByteString {
        switch status {
        case .ok: return success ?? (style == .statusCodes ? "200" : "ok")
        case .badRequest: return text(of: .badRequest)
        case .requestTimeout, .gatewayTimeout:
            let code = status.code.map(String.init) ?? ""
            return byWord[code] ?? (style == .statusCodes && rest == nil ? ByteString(code) : text(of: .timeout))
        case .rateLimited: return text(of: .rateLimited)
        case .serverError: return text(of: .serverError)
        case .overloaded: return text(of: .overloaded)
        case .none: return text(of: .connection)
        }
    }

    private func text(of failure: Failure) -> ByteString {
        for word in failure.words { if let value = byWord[word] { return value } }
        if let group = failure.group, let value = byWord[group] { return value }
        if let rest { return rest }
        switch style {
        case .apiTypes: return ByteString(failure.apiType)
        case .statusCodes: return ByteString(failure.code ?? failure.apiType)
        case .classNames(let prefix): return ByteString(prefix + failure.className)
        }
    }

    private static func failure(_ outcome: CallOutcome) -> Failure {
        switch outcome {
        case .rateLimited: .rateLimited
        case .overloaded, .overloadedMidstream: .overloaded
        case .succeeded, .serverError: .serverError
        case .timedOut: .timeout
        case .truncated, .connectionFailed: .connection
        case .promptTooLong: .badRequest
        case .breakerOpen: .breaker
        }
    }

    /// A failure with its spellings, the likeliest first.
    private struct Failure {
        var words: [String]
        var code: String?
        var apiType: String
        /// Of the Python SDK's exception.
        var className: String
        /// `5xx`
        var group: String?

        static let rateLimited = Failure(
            words: ErrorClass.rateLimited.spellings, code: "429", apiType: "rate_limit_error",
            className: "RateLimitError", group: "4xx")
        static let overloaded = Failure(
            words: ErrorClass.overloaded.spellings, code: "529", apiType: "overloaded_error",
            className: "OverloadedError", group: "5xx")
        static let serverError = Failure(
            words: ErrorClass.serverError.spellings, code: "500", apiType: "api_error",
            className: "InternalServerError", group: "5xx")
        static let timeout = Failure(
            words: ErrorClass.timeout.spellings, code: "408", apiType: "timeout_error", className: "APITimeoutError")
        static let connection = Failure(
            words: ["connection_error", "apiconnectionerror", "connection", "network_error", "network"],
            apiType: "connection_error", className: "APIConnectionError")
        static let badRequest = Failure(
            words: ErrorClass.contextWindowExceeded.spellings
                + ["400", "invalid_request_error", "badrequesterror", "invalid_request"],
            code: "400", apiType: "invalid_request_error", className: "BadRequestError", group: "4xx")
        static let breaker = Failure(
            words: ["breaker_open", "circuit_open", "circuit_breaker"], apiType: "breaker_open",
            className: "CircuitBreakerError")
        static let baseClass = Failure(
            words: ["apistatuserror"], apiType: "api_status_error", className: "APIStatusError")
    }
}
