#if Live
import NIOCore
import NIOPosix

/// For callers that have no task to wait in: a command line's main thread.
package enum Blocking {
    /// Waits until the body has returned. Not to be called from an event loop or a task: it holds the thread.
    package static func run<T: Sendable>(_ body: @escaping @Sendable () async -> T) -> T {
        let promise = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: T.self)
        promise.completeWithTask { await body() }
        do { return try promise.futureResult.wait() } catch {
            preconditionFailure("a task that cannot throw has thrown")
        }
    }
}
#endif
