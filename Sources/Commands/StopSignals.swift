import Glibc

/// Waits for Ctrl-C and its relatives without a signal handler, in which next to nothing may be done.
///
/// The signals are blocked before there is any other thread, which all inherit that; from then on they only wake up
/// whoever waits for them. A second one, from somebody who will not wait any longer, ends the process at once.
enum StopSignals {
    /// Blocks the signals; the result waits for the first.
    static func hold() -> @Sendable () -> Void {
        var held = signalSet
        pthread_sigmask(SIG_BLOCK, &held, nil)
        return {
            var awaited = signalSet
            var received: Int32 = 0
            sigwait(&awaited, &received)
            // What comes now ends the process as it always did.
            pthread_sigmask(SIG_UNBLOCK, &awaited, nil)
        }
    }

    private static var signalSet: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, signal) }
        return set
    }
}
