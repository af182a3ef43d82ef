#if Live
package import ClaudeBackend
package import MessagesAPI
package import TimeSeries

/// One connection of HTTP/1.1 as a value: what arrives goes in, what is to be done comes out, and nothing of it knows a
/// socket.
///
/// Whoever performs it calls `nextAction` after every input until that returns nil. Requests are handed to the responder
/// one at a time, when the answer before is complete: the arrival that a plan counts from is then. Every performance
/// that was handed in by `answer` comes out as `ended` exactly once.
package struct ConnectionState: Sendable {
    package enum Action: Sendable {
        /// Ask the responder, and call `answer`.
        case ask(Question)
        /// Send bytes. `due` is when a plan wanted the first of them, where the pace was the server's to keep.
        case write([UInt8], due: VirtualTime?)
        /// Tell the responder.
        case ended(PerformanceID, StreamPlayer.End)
        /// Call `timerFired` then, or soon after; replaces a wish that was uttered before.
        case wake(VirtualTime)
        case pauseReading
        case resumeReading
        /// Close the sending side when all is sent, then call `outputClosed`.
        case closeOutput
        /// Close; what is not sent yet is lost.
        case close
        /// Close with a reset when all is sent.
        case reset
        /// Close with a reset at once; the client does not take what was sent.
        case abort
    }

    package enum Question: Sendable {
        case respond(APIRequest)
        case refuseBody(APIRequest)
    }

    /// What the client is sending.
    enum Intake: Sendable {
        case betweenRequests
        /// Bytes have come, the head is not complete.
        case head
        case body(Body)
        /// Nothing more is taken.
        case ended
    }

    struct Body: Sendable {
        var head: RequestHead
        var limit: Int
        var bytes: [UInt8] = []
        var awaitsContinue: Bool
    }

    /// What the server is sending.
    enum Turn: Sendable {
        case free
        case asked(AnswerForm)
        case playing(Answer)
        /// A plan has stalled.
        case stalled(PerformanceID)
        /// All is said; the sending side is to be closed.
        case leaving
        /// It is being closed, or the connection reset, once the client has taken what was written.
        case closingOutput
        /// What still comes is thrown away.
        case lingering(bytes: Int)
        case resetting
        case closed
    }

    let limits: ConnectionLimits
    var intake = Intake.betweenRequests
    var turn = Turn.free
    var waiting = WaitingRequests()
    var isDraining = false
    var isWritable = true

    // What is to be done, in this order.
    var output: [UInt8] = []
    var outputDue: VirtualTime?
    var notice: (id: PerformanceID, end: StreamPlayer.End)?
    /// `close` or `abort`.
    var parting: Action?

    var isReading = true
    var wakeAt: VirtualTime?
    /// By when the client must have sent what it is sending.
    var intakeDeadline: VirtualTime?
    /// By when the client must have taken what was sent to it.
    var writeDeadline: VirtualTime?
    var lingerDeadline: VirtualTime?
    /// Steps that were due by then waited for the client, not for the server.
    var heldBackUntil = VirtualTime.zero

    /// Bytes of requests that wait for the responder.
    package internal(set) var heldBytes = 0

    package init(limits: ConnectionLimits, openedAt now: VirtualTime) {
        self.limits = limits
        intakeDeadline = now.advanced(byMilliseconds: limits.idleMilliseconds)
    }

    /// True once nothing that arrives matters any more, except how much it is.
    package var discardsInput: Bool {
        switch turn {
        case .leaving, .closingOutput, .lingering, .resetting, .closed: true
        case .free, .asked, .playing, .stalled: false
        }
    }

    package var isClosed: Bool {
        if case .closed = turn { return true }
        return false
    }

    /// What to do now; nil if nothing until the next input.
    package mutating func nextAction(at now: VirtualTime) -> Action? {
        play(until: now)
        sendContinue(at: now)
        if !output.isEmpty {
            defer { (output, outputDue) = ([], nil) }
            return .write(output, due: outputDue)
        }
        if let notice {
            self.notice = nil
            return .ended(notice.id, notice.end)
        }
        if let parting {
            self.parting = nil
            return parting
        }
        switch turn {
        case .free:
            if let action = takeTurn(at: now) { return action }
        case .leaving:
            closeOutput(at: now)
            return .closeOutput
        case .resetting:
            closeOutput(at: now)
            return .reset
        case .asked, .playing, .stalled, .closingOutput, .lingering: break
        case .closed: return nil
        }
        return readingAction(at: now) ?? wakeAction()
    }

    /// The next request has its turn.
    private mutating func takeTurn(at now: VirtualTime) -> Action? {
        guard isWritable else { return nil }
        guard let next = waiting.takeFirst() else {
            guard case .ended = intake else { return nil }
            turn = .leaving
            return nextAction(at: now)
        }
        heldBytes -= next.heldBytes
        switch next.content {
        case .question(let question):
            turn = .asked(next.form)
            return .ask(question)
        case .refusal(let refusal):
            turn = .leaving
            return .write(refusal.wire, due: nil)
        }
    }

    /// Reading stops while enough requests wait, and after the last one, so that nobody's bytes pile up; what a client
    /// sends after the answer is read only to be thrown away.
    private mutating func readingAction(at now: VirtualTime) -> Action? {
        let wants: Bool
        switch (intake, turn) {
        case (_, .lingering): wants = true
        case (.ended, _): wants = false
        case (.betweenRequests, _), (.head, _), (.body, _): wants = waiting.count < limits.pipelinedRequests
        }
        guard wants != isReading else { return nil }
        isReading = wants
        if wants { restartIntakeDeadline(at: now) }
        return wants ? .resumeReading : .pauseReading
    }

    // MARK: Time

    /// An earlier wake-up serves as well: then nothing is due, and the next is asked for. So a connection of many quick
    /// requests sets its timer once, not at each.
    private mutating func wakeAction() -> Action? {
        guard let next = nextDeadline else { return nil }
        if let wakeAt, wakeAt <= next { return nil }
        wakeAt = next
        return .wake(next)
    }

    private var nextDeadline: VirtualTime? {
        var next: VirtualTime?
        func consider(_ time: VirtualTime?) {
            if let time, next.map({ time < $0 }) ?? true { next = time }
        }
        if isWritable, case .playing(let answer) = turn { consider(answer.player.due) }
        if intakeCounts { consider(intakeDeadline) }
        consider(writeDeadline)
        consider(lingerDeadline)
        return next
    }

    /// The wake-up that was asked for, or any other moment.
    package mutating func timerFired(at now: VirtualTime) {
        if let wakeAt, wakeAt <= now { self.wakeAt = nil }
        if case .closed = turn { return }
        if let writeDeadline, writeDeadline <= now {
            // As good as gone.
            endPerformance(.cancelled)
            part(.abort)
            return
        }
        if let lingerDeadline, lingerDeadline <= now {
            part(.close)
            return
        }
        if intakeCounts, let intakeDeadline, intakeDeadline <= now { intakeTimedOut() }
    }

    // MARK: Ends

    private mutating func closeOutput(at now: VirtualTime) {
        turn = .closingOutput
        writeDeadline = now.advanced(byMilliseconds: limits.writeMilliseconds)
    }

    /// The client has closed the connection, or its side of it: who has half a connection may be gone altogether, and a
    /// plan that stalls would not notice.
    package mutating func clientLeft() {
        endPerformance(.cancelled)
        leave()
    }

    /// Everything that was written has been sent, and the sending side is closed.
    package mutating func outputClosed(at now: VirtualTime) {
        guard case .closingOutput = turn else { return }
        writeDeadline = nil
        if isDraining {
            part(.close)
        } else {
            turn = .lingering(bytes: 0)
            lingerDeadline = now.advanced(byMilliseconds: limits.lingerMilliseconds)
        }
    }

    /// No new requests. An answer that runs goes on; requests that wait are not answered, and clients send them again.
    package mutating func drainBegan() {
        guard !isDraining else { return }
        isDraining = true
        endIntake()
        heldBytes -= waiting.removeAll()
        switch turn {
        case .free, .lingering: part(.close)
        case .asked, .playing, .stalled, .leaving, .closingOutput, .resetting, .closed: break
        }
    }

    /// What has not ended by now does not end.
    package mutating func drainEnded() {
        if case .closed = turn { return }
        endPerformance(.closed)
        part(.close)
    }

    mutating func part(_ action: Action) {
        leave()
        parting = action
    }

    private mutating func leave() {
        endIntake()
        heldBytes -= waiting.removeAll()
        turn = .closed
        (output, outputDue) = ([], nil)
        parting = nil
        (intakeDeadline, writeDeadline, lingerDeadline) = (nil, nil, nil)
    }
}
#endif
