import ClaudeBackend
import SourceText

/// What a request asks of the simulator itself, by headers that the real API would pass over.
struct RequestControl: Sendable {
    /// `x-preflight-fault: slow-drip; bytes=1`.
    var fault: WireFaultUse?
    /// `x-preflight-output-tokens: 64`, without thinking.
    var outputTokens: Int32?
    /// `x-preflight-client: chat`: one of the scenario's clients.
    var client: String?
    /// `x-preflight-golden: G4`.
    var golden: String?

    init(_ request: APIRequest) throws(ErrorResponse) {
        for header in request.headers where header.name.hasPrefix("x-preflight-") {
            switch header.name {
            case "x-preflight-fault":
                do throws(WireFaultProblem) {
                    fault = try WireFaultUse(header.value)
                } catch {
                    throw .invalid("\(header.name): \(error.message)")
                }
            case "x-preflight-output-tokens":
                guard let tokens = NumberText.integer(ArraySlice(header.value.utf8), .json).value,
                    (1...1_000_000).contains(tokens)
                else { throw .invalid("\(header.name): takes a whole number from 1 to 1000000") }
                outputTokens = Int32(tokens)
            case "x-preflight-client": client = header.value
            case "x-preflight-golden": golden = header.value
            case "x-preflight-tag": break
            default:
                throw .invalid(
                    "\(header.name): there is no such header; known are x-preflight-fault, "
                        + "x-preflight-output-tokens, x-preflight-client, x-preflight-golden and x-preflight-tag")
            }
        }
    }
}

extension APIRequest {
    /// The names in `anthropic-beta`, which may be a list or come several times.
    var betas: [String] {
        headers.filter { $0.name == "anthropic-beta" }.flatMap { header in
            header.value.split(separator: ",").map { name in String(name.drop { $0 == " " }) }
        }
    }

    /// The values of a parameter of the query, in order, with `%20` and `+` as they are: ids have neither.
    func queryValues(_ name: String) -> [String] {
        query.split(separator: "&").compactMap { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return sides[0].utf8.elementsEqual(name.utf8) ? sides.dropFirst().first.map(String.init) ?? "" : nil
        }
    }
}
