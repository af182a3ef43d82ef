#if Live
/// What a server has done so far.
package struct ServerReport: Sendable, Equatable {
    package struct Counters: Sendable, Equatable {
        package var accepted: Int64 = 0
        /// Over the limit: answered with 503 or just closed.
        package var refused: Int64 = 0
        /// Connections that are open now, those that are being refused among them.
        package var open = 0
        package var requests: Int64 = 0
        package var ended: Int64 = 0
    }

    package var counters: Counters
    /// Bytes of requests that wait for the responder.
    package var heldBytes: Int
    package var pacing: PacingReport
}
#endif
