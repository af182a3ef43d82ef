#if Live
import ClaudeBackend
import MessagesAPI
import NIOCore
import NIOHTTP1
import TimeSeries

/// What all connections of a server share. Confined to one event loop, so it needs no lock.
final class ServerCore {
    let clock: any ServerClock
    let responder: any AnswerSource
    let connectionLimits: ConnectionLimits
    var pacing = LagHistogram()
    private(set) var counters = ServerReport.Counters()

    private let limits: ServerLimits
    private let eventLoop: any EventLoop
    private let drained: EventLoopPromise<Void>
    private var isDraining = false

    private var connections: [Connection?] = []
    private var freeSlots: [Int] = []
    private var heldBytes = 0
    private var buffer = ByteBuffer()

    private var wheel: TimerWheel
    private var expired: [TimerWheel.Expired] = []
    private var alarm: (nanoseconds: UInt64, callback: NIOScheduledCallback)?

    private struct Connection {
        var handler: ConnectionHandler
        var heldBytes = 0
    }

    /// Connections over the limit are told so, up to this many at a time; more are just closed.
    private static let refusedConnections = 128
    /// Beyond it, a buffer that was needed once is given back.
    private static let keptBufferBytes = 128 * 1024

    init(
        limits: ServerLimits, clock: any ServerClock, responder: any AnswerSource, eventLoop: any EventLoop,
        drained: EventLoopPromise<Void>
    ) {
        self.limits = limits
        self.clock = clock
        self.responder = responder
        self.eventLoop = eventLoop
        self.drained = drained
        connectionLimits = ConnectionLimits(limits, clock: clock)
        wheel = TimerWheel(startingAt: clock.now)
    }

    var report: ServerReport {
        ServerReport(counters: counters, heldBytes: heldBytes, pacing: pacing.report)
    }

    // MARK: Connections

    /// Takes a connection that was accepted.
    func adopt(_ channel: any Channel) throws {
        let isOver = counters.open >= limits.connections
        if isDraining || counters.open - limits.connections >= Self.refusedConnections {
            counters.refused += 1
            channel.close(promise: nil)
            return
        }
        let slot = freeSlots.popLast() ?? connections.count
        if slot == connections.count { connections.append(nil) }
        let handler = ConnectionHandler(core: self, slot: slot)
        connections[slot] = Connection(handler: handler)
        counters.accepted += 1
        counters.open += 1
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoderLimits)
        try channel.pipeline.syncOperations.addHandlers(
            ArrivalProbe(before: handler), ByteToMessageHandler(decoder), handler)
        if isOver {
            counters.refused += 1
            handler.refuse(.tooManyConnections)
        }
    }

    private var decoderLimits: NIOHTTPDecoderLimitConfiguration {
        var configuration = NIOHTTPDecoderLimitConfiguration()
        configuration.maxHeaderFieldSize = limits.headerBytes
        configuration.maxHeaderListSize = limits.headerBytes
        configuration.maxHeaderFieldCount = limits.headerCount
        return configuration
    }

    func closed(_ slot: Int) {
        hold(slot, 0)
        connections[slot] = nil
        freeSlots.append(slot)
        counters.open -= 1
        if isDraining && counters.open == 0 { drained.succeed(()) }
    }

    func beginDrain() {
        guard !isDraining else { return }
        isDraining = true
        for connection in connections { connection?.handler.drainBegan() }
        if counters.open == 0 { drained.succeed(()) }
    }

    func endDrain() {
        for connection in connections { connection?.handler.drainEnded() }
    }

    // MARK: Memory

    func hasRoom(for bytes: Int) -> Bool { bytes <= limits.bufferedBytes - heldBytes }

    /// A connection holds so many bytes of requests now.
    func hold(_ slot: Int, _ bytes: Int) {
        guard let before = connections[slot]?.heldBytes, before != bytes else { return }
        heldBytes += bytes - before
        connections[slot]?.heldBytes = bytes
    }

    /// The same storage again and again, unless a slow client still holds it.
    func buffer(of bytes: [UInt8]) -> ByteBuffer {
        if bytes.count > Self.keptBufferBytes { return ByteBuffer(bytes: bytes) }
        buffer.clear()
        buffer.writeBytes(bytes)
        return buffer
    }

    // MARK: Answers

    func answer(_ question: ConnectionState.Question, at now: VirtualTime) -> Performance {
        counters.requests += 1
        return switch question {
        case .respond(let request): responder.respond(to: request, at: now, of: self)
        case .refuseBody(let request): responder.refuseBody(of: request, at: now)
        }
    }

    func ended(_ id: PerformanceID, _ end: StreamPlayer.End) {
        counters.ended += 1
        responder.ended(id, end, at: clock.now)
    }

    // MARK: Time

    func wake(_ slot: Int, at time: VirtualTime) -> TimerWheel.Token {
        let token = wheel.schedule(slot, at: time)
        setAlarm()
        return token
    }

    func cancel(_ token: TimerWheel.Token) { wheel.cancel(token) }

    /// Wakes whoever asked to be woken by now.
    func performDue() {
        wheel.advance(to: clock.now, into: &expired)
        for timer in expired { connections[timer.key]?.handler.timerFired() }
        expired.removeAll(keepingCapacity: true)
        setAlarm()
    }

    /// One alarm of the event loop for all timers; none while nobody waits.
    private func setAlarm() {
        guard let next = wheel.nextMoment, let nanoseconds = clock.monotonicNanoseconds(at: next) else { return }
        if let alarm {
            if alarm.nanoseconds <= nanoseconds { return }
            alarm.callback.cancel()
        }
        let listener = Alarm(core: NIOLoopBound(self, eventLoop: eventLoop))
        // Fails only when the loop has been shut down.
        guard let callback = try? eventLoop.scheduleCallback(at: .uptimeNanoseconds(nanoseconds), handler: listener)
        else { return }
        alarm = (nanoseconds, callback)
    }

    private struct Alarm: NIOScheduledCallbackHandler, Sendable {
        let core: NIOLoopBound<ServerCore>

        func handleScheduledCallback(eventLoop: some EventLoop) {
            core.value.alarm = nil
            core.value.performDue()
        }
    }
}

/// A responder behind an interface without its type, so that the code that all requests run through is compiled once and
/// knows what it handles.
protocol AnswerSource: AnyObject {
    func bodyLimit(method: String, path: String) -> Int
    func respond(to request: APIRequest, at now: VirtualTime, of server: ServerCore) -> Performance
    func refuseBody(of request: APIRequest, at now: VirtualTime) -> Performance
    func ended(_ id: PerformanceID, _ end: StreamPlayer.End, at now: VirtualTime)
}

final class ResponderSeat<R: Responder>: AnswerSource {
    var responder: R

    init(_ responder: R) { self.responder = responder }

    func bodyLimit(method: String, path: String) -> Int { responder.bodyLimit(method: method, path: path) }

    func respond(to request: APIRequest, at now: VirtualTime, of server: ServerCore) -> Performance {
        if responder.tellsOfServer(path: request.path) { responder.observe(server.report) }
        return responder.respond(to: request, at: now)
    }

    func refuseBody(of request: APIRequest, at now: VirtualTime) -> Performance {
        responder.refuseBody(of: request, at: now)
    }

    func ended(_ id: PerformanceID, _ end: StreamPlayer.End, at now: VirtualTime) {
        responder.ended(id, end, at: now)
    }
}
#endif
