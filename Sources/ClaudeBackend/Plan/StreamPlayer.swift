package import TimeSeries

/// Performs a plan without a socket: the bytes that a live server must send, and when.
package struct StreamPlayer: Sendable {
    /// What leaves the server at one moment.
    package struct Delivery: Sendable, Equatable {
        package var time: VirtualTime
        package var action: ResponsePlan.Action
        /// As they go over the connection, head and framing included.
        package var wire: [UInt8]
    }

    /// How a performance ended.
    package enum End: Sendable, Equatable {
        case finished
        case closed
        case reset
        case stalled
        /// The client left.
        case cancelled
    }

    private let steps: [ResponsePlan.Step]
    private let start: VirtualTime
    private var position = 0
    private var framing = ResponseHead.Framing.chunked
    /// Nil while the performance goes on; a stall goes on until the client leaves, and is an end all the same.
    package private(set) var end: End?

    /// `start` is the moment the request arrived.
    package init(_ plan: ResponsePlan, startingAt start: VirtualTime) {
        steps = plan.steps
        self.start = start
    }

    /// When the next step is due; nil after the end.
    package var due: VirtualTime? {
        guard end == nil, position < steps.count else { return nil }
        return start.advanced(byMilliseconds: Int64(steps[position].afterMilliseconds))
    }

    /// Performs the next step; nil after the end.
    package mutating func next() -> Delivery? {
        guard let due else { return nil }
        let action = steps[position].action
        position += 1
        var wire: [UInt8] = []
        switch action {
        case .head(let head):
            framing = head.framing
            wire = HTTPFraming.bytes(of: head)
        case .body(let bytes): wire = HTTPFraming.bytes(ofBody: bytes, framing: framing)
        case .partialChunk(let bytes, let announced):
            wire = HTTPFraming.bytes(ofBody: bytes, announced: announced, framing: framing)
        case .finish:
            wire = HTTPFraming.end(framing: framing)
            end = .finished
        case .close: end = .closed
        case .reset: end = .reset
        case .stall: end = .stalled
        }
        return Delivery(time: due, action: action, wire: wire)
    }

    /// The client leaves: what is due later is not done. Changes nothing about an answer that has ended, but for one
    /// that stalled.
    package mutating func cancel() {
        if end == nil || end == .stalled { end = .cancelled }
    }

    /// Performs everything that is due before the client leaves, if it does.
    package mutating func play(until leaving: VirtualTime? = nil) -> [Delivery] {
        var deliveries: [Delivery] = []
        while let due {
            if let leaving, due >= leaving { break }
            if let delivery = next() { deliveries.append(delivery) }
        }
        if leaving != nil { cancel() }
        return deliveries
    }
}
