import ClaudeBackend
import SourceText

/// Which of a scenario's clients a request belongs to.
struct ClientSelection: Sendable {
    private let clients: [ServedClient]

    init(_ clients: [ServedClient]) { self.clients = clients }

    var names: [String] { clients.map(\.name) }

    /// One set of conditions for each client, and one for requests of none.
    var conditionCount: Int { clients.count + 1 }

    /// The client that the request names, else one of those that ask this model in this way, by their shares, else of
    /// those that ask this model.
    func client(named name: String?, model: String, isStreaming: Bool, bits: UInt32) -> Int? {
        if let name { return clients.firstIndex { $0.name.utf8.elementsEqual(name.utf8) } }
        let sameModel = clients.indices.filter { clients[$0].model.utf8.elementsEqual(model.utf8) }
        let same = sameModel.filter { clients[$0].isStreaming == isStreaming }
        return drawn(same.isEmpty ? sameModel : same, bits)
    }

    private func drawn(_ candidates: [Int], _ bits: UInt32) -> Int? {
        let sum = candidates.reduce(0) { $0 + max(0, clients[$1].share) }
        var left = Double(bits) * 0x1p-32 * sum
        for candidate in candidates {
            left -= max(0, clients[candidate].share)
            if left < 0 { return candidate }
        }
        return candidates.last
    }

    /// Place of the conditions that hold for a client.
    func conditions(of client: Int?) -> Int32 { Int32(clamping: client ?? clients.count) }

    func lengths(of client: Int?) -> AnswerLengths { client.map { clients[$0].lengths } ?? .usual }
}
