import Glibc

/// Waits for Ctrl-C and its relatives without a signal handler, in which next to nothing may be done.
///
/// The signals are blocked before there is any other thread, which all inherit that; from then on they only wake up
/// whoever waits for them. A second one, from somebody who will not wait any longer, ends the process at once.
enum StopSignals {
    /// Blocks the signals; the result waits for the first.
    static func hold() -> @Sendable () -> Void {
        // Not SIGHUP: when the terminal is gone nobody reads what would be said, and under `nohup` it is to be ignored.
        let signals = [SIGINT, SIGTERM]
        var held = set(of: signals)
        pthread_sigmask(SIG_BLOCK, &held, nil)
        return {
            var awaited = set(of: signals)
            var received: Int32 = 0
            sigwait(&awaited, &received)
            // What comes now ends the process, also where a shell lets its background jobs ignore Ctrl-C.
            for one in signals { signal(one, SIG_DFL) }
            pthread_sigmask(SIG_UNBLOCK, &awaited, nil)
        }
    }

    private static func set(of signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }
}
