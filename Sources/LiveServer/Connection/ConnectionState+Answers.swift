#if Live
import ClaudeBackend
package import TimeSeries

/// How the request wants its answer sent.
struct AnswerForm: Sendable {
    /// The answer to HEAD ends after its headers (RFC 9110, section 9.3.2).
    var isBodiless = false
    /// HTTP/1.0 knows no chunks; the body ends where the connection does (RFC 9112, section 6.1).
    var isWithoutChunks = false

    init() {}

    init(_ head: RequestHead) {
        isBodiless = head.method == "HEAD"
        isWithoutChunks = head.minorVersion == 0
    }
}

/// An answer that is being performed.
struct Answer: Sendable {
    let id: PerformanceID
    let start: VirtualTime
    let form: AnswerForm
    var player: StreamPlayer
    /// What the announced length lacks.
    var missing = 0
    var isRaw = false

    init(_ performance: Performance, form: AnswerForm, at start: VirtualTime) {
        id = performance.id
        self.form = form
        self.start = start
        player = StreamPlayer(performance.plan, startingAt: start)
    }

    /// The player's own bytes, but for HEAD and for HTTP/1.0.
    mutating func wire(of delivery: StreamPlayer.Delivery) -> [UInt8] {
        switch delivery.action {
        case .head(let head):
            if case .length(let length) = head.framing { missing = form.isBodiless ? 0 : length }
            guard form.isWithoutChunks, head.framing == .chunked else { return delivery.wire }
            isRaw = true
            // Framing is the last line.
            let line = "transfer-encoding: chunked\r\n\r\n"
            return delivery.wire.dropLast(line.utf8.count) + "connection: close\r\n\r\n".utf8
        case .body(let bytes), .partialChunk(let bytes, _):
            if form.isBodiless { return [] }
            if missing > 0 { missing -= bytes.count }
            return isRaw ? bytes : delivery.wire
        case .finish: return form.isBodiless || isRaw ? [] : delivery.wire
        case .close, .reset, .stall: return []
        }
    }
}

/// What the server sends.
extension ConnectionState {
    /// More is sent in several writes, so that a client that does not read is noticed in between.
    private static let batchBytes = 64 * 1024

    /// The answer to what was asked last.
    package mutating func answer(_ performance: Performance, at now: VirtualTime) {
        guard case .asked(let form) = turn else {
            // The client left in between.
            notice = (performance.id, .cancelled)
            return
        }
        turn = .playing(Answer(performance, form: form, at: now))
    }

    /// `isWritable` is false while the client has to take more of what was written.
    package mutating func writabilityChanged(_ isWritable: Bool, at now: VirtualTime) {
        guard isWritable != self.isWritable else { return }
        self.isWritable = isWritable
        if isWritable { heldBackUntil = now }
        // What closes has its own deadline, which small progress does not extend.
        if case .closingOutput = turn { return }
        if case .closed = turn { return }
        writeDeadline = isWritable ? nil : now.advanced(byMilliseconds: limits.writeMilliseconds)
    }

    /// Collects what is due, as one write.
    mutating func play(until now: VirtualTime) {
        guard isWritable, case .playing(var answer) = turn else { return }
        while output.count < Self.batchBytes, let due = answer.player.due, due <= now,
            let delivery = answer.player.next()
        {
            if outputDue == nil, due > answer.start, due > heldBackUntil { outputDue = due }
            let bytes = answer.wire(of: delivery)
            if output.isEmpty { output = bytes } else { output += bytes }
        }
        if answer.player.due == nil {
            finish(answer, at: now)
        } else {
            turn = .playing(answer)
        }
    }

    private mutating func finish(_ answer: Answer, at now: VirtualTime) {
        // A plan without an end ends as one that breaks off.
        let end = answer.player.end ?? .closed
        if end != .stalled { notice = (answer.id, end) }
        switch end {
        case .finished where answer.missing == 0:
            turn = .free
            if case .betweenRequests = intake { restartIntakeDeadline(at: now) }
        case .finished, .closed, .cancelled:
            // After fewer bytes than were announced, the client would take the next answer for the rest of this one.
            endIntake()
            heldBytes -= waiting.removeAll()
            turn = .leaving
        case .reset:
            endIntake()
            heldBytes -= waiting.removeAll()
            turn = .resetting
        case .stalled: turn = .stalled(answer.id)
        }
    }

    /// Asks for the body of a request that waits to be asked, once no answer stands before it.
    mutating func sendContinue(at now: VirtualTime) {
        guard case .body(var body) = intake, body.awaitsContinue, case .free = turn, waiting.isEmpty else { return }
        body.awaitsContinue = false
        intake = .body(body)
        restartIntakeDeadline(at: now)
        output += "HTTP/1.1 100 Continue\r\n\r\n".utf8
    }

    /// Ends the performance that goes on, if one does.
    mutating func endPerformance(_ end: StreamPlayer.End) {
        switch turn {
        case .playing(let answer): notice = (answer.id, end)
        // What the server ends has stalled to its end.
        case .stalled(let id): notice = (id, end == .closed ? .stalled : end)
        case .free, .asked, .leaving, .closingOutput, .lingering, .resetting, .closed: return
        }
        turn = .closed
    }
}
#endif
