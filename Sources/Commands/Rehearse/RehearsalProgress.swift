import Synchronization

/// How far a rehearsal is, on standard error: in place on a terminal, nothing elsewhere, since it takes seconds.
final class RehearsalProgress: Sendable {
    private let stream: StandardStream
    private let done = Mutex<Int>(0)

    init(_ stream: StandardStream) { self.stream = stream }

    /// Notes that more runs are over; called from any thread.
    func add(_ count: Int, of total: Int) {
        guard stream.isTerminal else { return }
        done.withLock { done in
            done += count
            let text = "\r\u{1B}[Krehearsed \(done % (total + 1)) of \(total) runs"
            _ = stream.write(Array(text.utf8))
        }
    }

    /// Takes the line away before something else is written.
    func clear() {
        done.withLock { done in
            if done > 0 { _ = stream.write(Array("\r\u{1B}[K".utf8)) }
            done = 0
        }
    }
}
