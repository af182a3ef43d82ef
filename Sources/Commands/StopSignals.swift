import Glibc

/// Waits for Ctrl-C and its relatives without a signal handler, in which next to nothing may be done.
///
/// The signals are blocked before there is any other thread, which all inherit that; from then on they only wake up
/// whoever waits for them. A second one, from somebody who will not wait any longer, ends the process at once.
enum StopSignals {
    /// Blocks the signals; the result waits for the first.
    static func hold() -> @Sendable () -> Void {
        // Whoever started it with `nohup` wants it to outlive the terminal.
        let signals = [SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP])
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

    private static func isIgnored(_ signal: Int32) -> Bool {
        var present = sigaction()
        guard sigaction(signal, nil, &present) == 0, let handler = present.__sigaction_handler.sa_handler else {
            return false
        }
        return unsafeBitCast(handler, to: Int.self) == 1
    }
}
