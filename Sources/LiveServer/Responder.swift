#if Live
package import ClaudeBackend
package import MessagesAPI
package import TimeSeries

/// Who knows the answers. All calls come from one event loop, one after the other; time is the server's virtual time,
/// after the Unix epoch.
package protocol Responder: Sendable {
    /// Bytes that the body of such a request may have; a longer one is answered by `refuseBody`.
    func bodyLimit(method: String, path: String) -> Int
    /// The answer to a request that has arrived whole.
    mutating func respond(to request: APIRequest, at now: VirtualTime) -> Performance
    /// Whether the answer to a request for this path tells of the server itself; `observe` then comes before it.
    func tellsOfServer(path: String) -> Bool
    mutating func observe(_ report: ServerReport)
    /// The answer to a request whose body is longer than its limit; the request comes without its body.
    mutating func refuseBody(of request: APIRequest, at now: VirtualTime) -> Performance
    /// An answer has ended; called once for every performance.
    mutating func ended(_ id: PerformanceID, _ end: StreamPlayer.End, at now: VirtualTime)
}

extension Responder {
    package func tellsOfServer(path: String) -> Bool { false }
    package mutating func observe(_ report: ServerReport) {}
}

/// Names one answer for as long as it is performed.
package struct PerformanceID: Hashable, Sendable {
    package var value: UInt64

    package init(_ value: UInt64) { self.value = value }
}

/// An answer that is to be performed.
package struct Performance: Sendable {
    package var id: PerformanceID
    package var plan: ResponsePlan

    package init(id: PerformanceID, plan: ResponsePlan) {
        self.id = id
        self.plan = plan
    }
}
#endif
