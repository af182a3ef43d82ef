#if Live
import Glibc

/// Why the server does not listen.
package enum LiveServerError: Error, Sendable, Equatable, CustomStringConvertible {
    case portTaken(host: String, port: Int)
    case portNeedsPrivilege(port: Int)
    case addressElsewhere(host: String)
    case unknownHost(String)
    case portOutOfRange(Int)
    case system(errno: Int32, host: String, port: Int)
    /// The event loop has been shut down.
    case stopped

    package var description: String {
        switch self {
        case .portTaken(let host, let port):
            """
            cannot listen on \(host):\(port): another process does, perhaps an earlier server that still runs. \
            `ss -ltnp 'sport = :\(port)'` names it; port 0 takes any free port
            """
        case .portNeedsPrivilege(let port):
            "cannot listen on port \(port): ports below 1024 are for privileged processes; take a higher one, or 0"
        case .addressElsewhere(let host):
            "cannot listen on \(host): no interface of this machine has that address; 127.0.0.1 is always here"
        case .unknownHost(let host):
            "cannot listen on \(host): that is no address, and no name that this machine can resolve"
        case .portOutOfRange(let port): "cannot listen on port \(port): ports go from 0 (any free one) to 65535"
        case .system(let errno, let host, let port):
            "cannot listen on \(host):\(port): \(String(cString: strerror(errno)))"
        case .stopped: "the server has been shut down"
        }
    }
}
#endif
