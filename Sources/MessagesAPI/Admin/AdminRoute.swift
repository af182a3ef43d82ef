import ClaudeBackend

/// The simulator's own interface, beside the API: what it is doing, and what it is to do wrong.
enum AdminRoute: Sendable, Equatable {
    case metrics
    case status
    case ledger
    case journal
    case reset
    case faults
    case fault(Int64)
    case catalogue

    /// Nil for what is none of the simulator's own paths.
    init?(_ path: String) {
        switch path {
        case "/metrics": self = .metrics
        case "/preflight/status": self = .status
        case "/preflight/ledger": self = .ledger
        case "/preflight/journal": self = .journal
        case "/preflight/reset": self = .reset
        case "/preflight/faults": self = .faults
        case "/preflight/faults/catalogue": self = .catalogue
        default:
            let prefix = "/preflight/faults/"
            guard path.hasPrefix(prefix), let id = Int64(path.dropFirst(prefix.count)) else { return nil }
            self = .fault(id)
        }
    }

    var methods: [String] {
        switch self {
        case .metrics, .status, .ledger, .journal, .catalogue: ["GET"]
        case .reset: ["POST"]
        case .faults: ["GET", "POST", "DELETE"]
        case .fault: ["DELETE"]
        }
    }
}
