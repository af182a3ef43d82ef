#if Live
import Glibc

/// How many connections the process may have open.
struct FileDescriptors {
    /// For the program itself: streams, event loop, files of the responder.
    private static let reserve = 64

    /// Connections that fit; fewer than wanted if the system's limit cannot be raised.
    let connections: Int
    /// What to tell then.
    let warning: String?

    /// Raises the limit of the process as far as it takes and may.
    init(for wanted: Int) {
        let needed = UInt64(clamping: wanted) + UInt64(Self.reserve)
        let allowed = Self.raise(to: needed)
        if allowed >= needed {
            connections = wanted
            warning = nil
        } else {
            connections = max(1, Int(clamping: allowed) - Self.reserve)
            warning = """
                this process may open \(allowed) files, so the server takes \(connections) connections at a time \
                instead of \(wanted); `ulimit -Hn` shows the limit, /etc/security/limits.conf or the service's \
                LimitNOFILE= raises it
                """
        }
    }

    /// The limit that holds afterwards.
    private static func raise(to needed: UInt64) -> UInt64 {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return needed }
        if UInt64(limit.rlim_cur) >= needed { return needed }
        var raised = limit
        raised.rlim_cur = rlim_t(min(needed, UInt64(limit.rlim_max)))
        if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { return UInt64(raised.rlim_cur) }
        return UInt64(limit.rlim_cur)
    }
}
#endif
