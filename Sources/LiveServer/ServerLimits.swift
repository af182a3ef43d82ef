#if Live
/// What a client may cost the server. Times are real ones, whatever the time scale: they protect the server from clients,
/// and clients live in real time.
package struct ServerLimits: Sendable, Equatable {
    /// Connections at a time; one more is answered with 503 and closed.
    package var connections = 10_000
    /// Bytes of one request's line and headers, names and values; more is answered with 431.
    package var headerBytes = 64 * 1024
    /// Header lines of one request.
    package var headerCount = 200
    /// Bytes of requests that have not been handed to the responder, over all connections; more is answered with 503.
    /// The API takes 32 MB in one body.
    package var bufferedBytes = 256 * 1024 * 1024
    /// Whole requests of one connection that wait for their turn; more are not read until there is room.
    package var pipelinedRequests = 16
    /// From a request's first byte to the end of its headers; then 408.
    package var headerMilliseconds: Int64 = 10_000
    /// From the end of the headers to the end of the body; then 408.
    package var bodyMilliseconds: Int64 = 60_000
    /// Of a connection without a request. SDKs keep idle connections for less, and close them first.
    package var idleMilliseconds: Int64 = 120_000
    /// Bytes of answers that a connection's client has not taken; while there are more, its answer waits.
    package var writeBufferBytes = 128 * 1024
    /// How long an answer waits for a client that does not read; then the connection is reset.
    package var writeMilliseconds: Int64 = 60_000
    /// After an answer that closes the connection: how long, and how many bytes, the client may go on sending. A server
    /// that does not read them may lose its answer to a reset (RFC 9112, section 9.6).
    package var lingerMilliseconds: Int64 = 2_000
    package var lingerBytes = 64 * 1024 * 1024

    package init() {}
}

/// The limits of one connection, in virtual time.
package struct ConnectionLimits: Sendable, Equatable {
    package var pipelinedRequests: Int
    package var headerBytes: Int
    package var headerMilliseconds: Int64
    package var bodyMilliseconds: Int64
    package var idleMilliseconds: Int64
    package var writeMilliseconds: Int64
    package var lingerMilliseconds: Int64
    package var lingerBytes: Int

    package init(_ limits: ServerLimits, clock: any ServerClock) {
        pipelinedRequests = max(1, limits.pipelinedRequests)
        headerBytes = limits.headerBytes
        headerMilliseconds = clock.virtual(milliseconds: limits.headerMilliseconds)
        bodyMilliseconds = clock.virtual(milliseconds: limits.bodyMilliseconds)
        idleMilliseconds = clock.virtual(milliseconds: limits.idleMilliseconds)
        writeMilliseconds = clock.virtual(milliseconds: limits.writeMilliseconds)
        lingerMilliseconds = clock.virtual(milliseconds: limits.lingerMilliseconds)
        lingerBytes = limits.lingerBytes
    }
}
#endif
