#if Live
import ClaudeBackend
import Glibc
import NIOCore
import NIOHTTP1
import TimeSeries

/// Performs what the connection's state wants done, and tells it what happens. It decides nothing.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let core: ServerCore
    private let slot: Int
    private var state: ConnectionState
    private var context: ChannelHandlerContext?
    private var timer: TimerWheel.Token?
    private var isPerforming = false
    /// Between bytes and the end of a read: what is written meanwhile is sent at once, with a single system call.
    private var isReading = false
    private var needsFlush = false

    init(core: ServerCore, slot: Int) {
        self.core = core
        self.slot = slot
        state = ConnectionState(limits: core.connectionLimits, openedAt: core.clock.now)
    }

    // MARK: Inputs

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        perform()
    }

    /// False if the bytes are to be thrown away.
    func bytesArrived(_ count: Int) -> Bool {
        isReading = true
        state.bytesArrived(count, at: core.clock.now)
        if state.discardsInput {
            perform()
            return false
        }
        return true
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let received):
            let head = RequestHead(received)
            if core.hasRoom(for: head.size) {
                let limit = core.responder.bodyLimit(method: head.method, path: head.path)
                state.requestBegan(head, bodyLimit: limit, at: core.clock.now)
            } else {
                state.refuse(.outOfMemory)
            }
        case .body(let bytes):
            if core.hasRoom(for: bytes.readableBytes) {
                bytes.withUnsafeReadableBytes { state.bodyArrived($0) }
            } else {
                state.refuse(.outOfMemory)
            }
        case .end: state.requestEnded(at: core.clock.now)
        }
        perform()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        flush()
        perform()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        state.writabilityChanged(context.channel.isWritable, at: core.clock.now)
        perform()
    }

    func channelInactive(context: ChannelHandlerContext) {
        state.clientLeft()
        perform()
        if let timer { core.cancel(timer) }
        timer = nil
        self.context = nil
        core.closed(slot)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow: state.refuse(.headersTooLarge)
        case is HTTPParserError: state.refuse(.malformed)
        // The decoder complains of what comes after its first error.
        case is ByteToMessageDecoderError: return
        default: context.close(promise: nil)
        }
        if context.channel.isActive { perform() }
    }

    func timerFired() {
        timer = nil
        state.timerFired(at: core.clock.now)
        perform()
    }

    func refuse(_ refusal: Refusal) {
        state.refuse(refusal)
        perform()
    }

    func drainBegan() {
        state.drainBegan()
        perform()
    }

    func drainEnded() {
        state.drainEnded()
        perform()
    }

    // MARK: Actions

    private func perform() {
        // What happens while an action is performed changes the state, and the next action shows it.
        guard !isPerforming else { return }
        isPerforming = true
        let now = core.clock.now
        while let action = state.nextAction(at: now) { perform(action, at: now) }
        core.hold(slot, state.heldBytes)
        isPerforming = false
        if !isReading { flush() }
    }

    private func perform(_ action: ConnectionState.Action, at now: VirtualTime) {
        switch action {
        case .ask(let question): state.answer(core.answer(question, at: now), at: now)
        case .write(let bytes, let due): write(bytes, due: due)
        case .ended(let id, let end): core.ended(id, end)
        case .wake(let time):
            if let timer { core.cancel(timer) }
            timer = core.wake(slot, at: time)
        case .pauseReading: setReading(false)
        case .resumeReading: setReading(true)
        case .closeOutput:
            flush()
            context?.close(mode: .output).assumeIsolated().whenComplete { _ in self.outputClosed() }
        case .close: context?.close(promise: nil)
        case .reset:
            // Nothing, after everything.
            context?.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in self.abort()
            }
        case .abort: abort()
        }
    }

    private func write(_ bytes: [UInt8], due: VirtualTime?) {
        guard let context else { return }
        context.write(wrapOutboundOut(core.buffer(of: bytes)), promise: nil)
        needsFlush = true
        guard let due else { return }
        flush()
        core.pacing.record(nanoseconds: core.clock.nanoseconds(since: due))
    }

    private func flush() {
        guard needsFlush else { return }
        needsFlush = false
        context?.flush()
    }

    private func outputClosed() {
        state.outputClosed(at: core.clock.now)
        perform()
    }

    private func abort() {
        guard let context else { return }
        // With no time to linger, closing sends a reset (socket(7), SO_LINGER).
        if let options = context.channel as? any SocketOptionProvider {
            options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in
                context.close(promise: nil)
            }
        } else {
            context.close(promise: nil)
        }
    }

    private func setReading(_ isWanted: Bool) {
        guard let context else { return }
        do {
            try context.channel.syncOptions?.setOption(.autoRead, value: isWanted)
        } catch {
            // Only a channel that is closed refuses.
            context.close(promise: nil)
        }
    }
}

extension RequestHead {
    init(_ head: HTTPRequestHead) {
        let headers = head.headers.map { HTTPHeader(lowercased($0.name), $0.value) }
        self.init(
            method: head.method.rawValue, target: head.uri, headers: headers, minorVersion: head.version.minor)
    }
}

/// Of a header's name, which is ASCII; most clients send it in lower case already.
private func lowercased(_ name: String) -> String {
    let upper = UInt8(ascii: "A")...UInt8(ascii: "Z")
    guard name.utf8.contains(where: { upper.contains($0) }) else { return name }
    return String(unsafeUninitializedCapacity: name.utf8.count) { space in
        var count = 0
        for byte in name.utf8 {
            space.initializeElement(at: count, to: upper.contains(byte) ? byte | 0x20 : byte)
            count += 1
        }
        return count
    }
}
#endif
