#if Live
import Glibc
import NIOCore
import NIOPosix
import Synchronization
package import TimeSeries

/// A responder on a socket: HTTP/1.1 without TLS, one thread for everything.
///
///     let server = try await LiveServer.start(port: 0, clock: WallClock(), responder: responder)
///     print("listening on http://\(server.address)")
///     await server.drain(withinMilliseconds: 5000)
///     let ledger = try await server.withResponder { responder, now in responder.ledger }
///     await server.shutDown()
package final class LiveServer<R: Responder>: Sendable {
    package let host: String
    /// The real one, where any was asked for.
    package let port: Int
    /// As wanted, or what the system lets the process have; then `warning` says so.
    package let maximumConnections: Int
    package let warning: String?

    private let group: MultiThreadedEventLoopGroup
    private let eventLoop: any EventLoop
    private let listener: any Channel
    private let core: NIOLoopBound<ServerCore>
    private let seat: NIOLoopBound<ResponderSeat<R>>
    private let drained: EventLoopFuture<Void>
    /// A loop that has ended would let callers wait for ever.
    private let isStopped = Atomic(false)

    private init(
        group: MultiThreadedEventLoopGroup, parts: Parts, listener: any Channel, host: String,
        descriptors: FileDescriptors
    ) {
        self.group = group
        eventLoop = parts.eventLoop
        self.listener = listener
        core = parts.core
        seat = parts.seat
        drained = parts.drained
        self.host = host
        port = listener.localAddress?.port ?? 0
        maximumConnections = descriptors.connections
        warning = descriptors.warning
    }

    /// `127.0.0.1:8080`, or `[::1]:8080`.
    package var address: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }

    // MARK: Start

    /// Listens when it returns. Port 0 is any free one.
    package static func start(
        host: String = "127.0.0.1", port: Int, limits: ServerLimits = ServerLimits(), clock: any ServerClock,
        responder: R
    ) async throws(LiveServerError) -> LiveServer {
        guard (0...65535).contains(port) else { throw .portOutOfRange(port) }
        let descriptors = FileDescriptors(for: max(1, limits.connections))
        var limits = limits
        limits.connections = descriptors.connections
        let address: SocketAddress
        do {
            address = try SocketAddress.makeAddressResolvingHost(
                host == "localhost" ? "127.0.0.1" : host, port: port)
        } catch {
            throw .unknownHost(host)
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        do {
            let parts = try await eventLoop.submit { [limits] in
                Parts(eventLoop: eventLoop, limits: limits, clock: clock, responder: responder)
            }.get()
            let listening = bootstrap(group, core: parts.core, limits: limits).bind(to: address)
            // Nobody waits for a server that never was.
            listening.whenFailure { _ in parts.core.value.beginDrain() }
            return LiveServer(
                group: group, parts: parts, listener: try await listening.get(), host: address.ipAddress ?? host,
                descriptors: descriptors)
        } catch {
            await Self.stop(group)
            throw Self.reason(error, host: host, port: port)
        }
    }

    /// What lives on the event loop.
    private struct Parts: Sendable {
        let eventLoop: any EventLoop
        let core: NIOLoopBound<ServerCore>
        let seat: NIOLoopBound<ResponderSeat<R>>
        let drained: EventLoopFuture<Void>

        init(eventLoop: any EventLoop, limits: ServerLimits, clock: any ServerClock, responder: R) {
            let seat = ResponderSeat(responder)
            let drained = eventLoop.makePromise(of: Void.self)
            let core = ServerCore(
                limits: limits, clock: clock, responder: seat, eventLoop: eventLoop, drained: drained)
            self.eventLoop = eventLoop
            self.core = NIOLoopBound(core, eventLoop: eventLoop)
            self.seat = NIOLoopBound(seat, eventLoop: eventLoop)
            self.drained = drained.futureResult
        }
    }

    private static func bootstrap(
        _ group: MultiThreadedEventLoopGroup, core: NIOLoopBound<ServerCore>, limits: ServerLimits
    ) -> ServerBootstrap {
        let high = max(1024, limits.writeBufferBytes)
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: high / 2, high: high))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try core.value.adopt(channel) }
            }
    }

    private static func reason(_ error: any Error, host: String, port: Int) -> LiveServerError {
        guard let error = error as? IOError else { return .system(errno: 0, host: host, port: port) }
        return switch error.errnoCode {
        case EADDRINUSE: .portTaken(host: host, port: port)
        case EACCES: .portNeedsPrivilege(port: port)
        case EADDRNOTAVAIL: .addressElsewhere(host: host)
        default: .system(errno: error.errnoCode, host: host, port: port)
        }
    }

    // MARK: While it runs

    /// Does something with the responder between two requests. Works until `shutDown`, so also after `drain`.
    package func withResponder<T: Sendable>(
        _ body: @escaping @Sendable (inout R, VirtualTime) -> T
    ) async throws(LiveServerError) -> T {
        try await onLoop { [core, seat] in body(&seat.value.responder, core.value.clock.now) }
    }

    package func report() async throws(LiveServerError) -> ServerReport {
        try await onLoop { [core] in core.value.report }
    }

    /// Does what is due by now; for a clock that is moved by hand.
    package func performDue() async throws(LiveServerError) {
        try await onLoop { [core] in core.value.performDue() }
    }

    private func onLoop<T: Sendable>(_ body: @escaping @Sendable () -> T) async throws(LiveServerError) -> T {
        guard !isStopped.load(ordering: .acquiring) else { throw .stopped }
        do {
            return try await eventLoop.submit(body).get()
        } catch {
            throw .stopped
        }
    }

    // MARK: End

    /// Takes no new connections or requests, closes those without an answer, lets answers that run finish, and closes
    /// what is left after so many real milliseconds. Returns when no connection is open.
    package func drain(withinMilliseconds milliseconds: Int64) async {
        guard !isStopped.load(ordering: .acquiring) else { return }
        listener.close(promise: nil)
        eventLoop.execute { [core] in core.value.beginDrain() }
        let end = eventLoop.scheduleTask(in: .milliseconds(max(0, milliseconds))) { [core] in core.value.endDrain()
        }
        await waitUntilDrained()
        end.cancel()
    }

    /// Returns when somebody has called `drain` and it is done.
    package func waitUntilDrained() async {
        // The promise never fails.
        try? await drained.get()
    }

    /// Closes everything and ends the thread. The responder is gone afterwards.
    package func shutDown() async {
        await drain(withinMilliseconds: 0)
        if isStopped.exchange(true, ordering: .acquiringAndReleasing) { return }
        await Self.stop(group)
    }

    private static func stop(_ group: MultiThreadedEventLoopGroup) async {
        // Fails only for groups that are shared or stopped before.
        try? await group.shutdownGracefully()
    }
}
#endif
