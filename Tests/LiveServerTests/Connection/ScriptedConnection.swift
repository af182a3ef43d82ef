#if Live
import ClaudeBackend
import LiveServer
import TimeSeries

/// A connection without a socket: performs the actions of its state against a responder, and remembers them.
struct ScriptedConnection {
    enum Parting: Equatable {
        case closedOutput
        case closed
        case reset
        case aborted
    }

    static let start = VirtualTime(milliseconds: 1_795_428_000_000)

    var state: ConnectionState
    var responder: ScriptedResponder
    var now = Self.start
    var written: [UInt8] = []
    /// When each write was due, and when it was done; after the start, in milliseconds.
    var paced: [(due: Int64, at: Int64)] = []
    var partings: [Parting] = []
    var isReading = true
    var wakeAt: VirtualTime?

    init(_ responder: ScriptedResponder, limits: ServerLimits = ServerLimits()) {
        self.responder = responder
        let clock = ManualClock(startingAt: Self.start)
        state = ConnectionState(limits: ConnectionLimits(limits, clock: clock), openedAt: Self.start)
        settle()
    }

    var text: String { String(decoding: written, as: UTF8.self) }
    var elapsed: Int64 { now.milliseconds - Self.start.milliseconds }
    var isOver: Bool { partings.contains { $0 != .closedOutput } || state.isClosed }

    mutating func settle() {
        while let action = state.nextAction(at: now) {
            switch action {
            case .ask(.respond(let request)): state.answer(responder.respond(to: request, at: now), at: now)
            case .ask(.refuseBody(let request)): state.answer(responder.refuseBody(of: request, at: now), at: now)
            case .write(let bytes, let due):
                written += bytes
                if let due { paced.append((due.milliseconds - Self.start.milliseconds, elapsed)) }
            case .ended(let id, let end): responder.ended(id, end, at: now)
            case .wake(let time): wakeAt = time
            case .pauseReading: isReading = false
            case .resumeReading: isReading = true
            case .closeOutput:
                partings.append(.closedOutput)
                state.outputClosed(at: now)
            case .close: partings.append(.closed)
            case .reset:
                partings.append(.reset)
                state.clientLeft()
            case .abort: partings.append(.aborted)
            }
        }
    }

    /// Does something, and all that comes of it.
    mutating func act(_ change: (inout ConnectionState, VirtualTime) -> Void) {
        change(&state, now)
        settle()
    }

    /// Lets time pass; the state is woken when it asked to be.
    mutating func wait(_ milliseconds: Int64) {
        let end = now.advanced(byMilliseconds: milliseconds)
        while let wake = wakeAt, wake <= end {
            now = max(now, wake)
            wakeAt = nil
            act { state, now in state.timerFired(at: now) }
        }
        now = end
    }

    mutating func began(_ head: RequestHead) {
        let limit = responder.limit
        act { state, now in state.bytesArrived(100, at: now) }
        act { state, now in state.requestBegan(head, bodyLimit: limit, at: now) }
    }

    mutating func body(_ text: String) {
        act { state, now in
            state.bytesArrived(text.utf8.count, at: now)
            Array(text.utf8).withUnsafeBytes { state.bodyArrived($0) }
        }
    }

    mutating func ended() { act { state, now in state.requestEnded(at: now) } }

    /// A whole request.
    mutating func request(
        _ target: String, method: String = "POST", body: String = "", headers: [HTTPHeader] = [],
        minorVersion: Int = 1
    ) {
        let length = HTTPHeader("content-length", String(body.utf8.count))
        began(
            RequestHead(
                method: method, target: target, headers: [HTTPHeader("host", "here"), length] + headers,
                minorVersion: minorVersion))
        if !body.isEmpty { self.body(body) }
        ended()
    }
}
#endif
