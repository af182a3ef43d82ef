#if Live
package import TimeSeries

/// What the client sends.
extension ConnectionState {
    /// Bytes have come over the connection; what they mean is told next.
    package mutating func bytesArrived(_ count: Int, at now: VirtualTime) {
        if case .lingering(let bytes) = turn {
            if count > limits.lingerBytes - bytes {
                part(.close)
            } else {
                turn = .lingering(bytes: bytes + count)
            }
            return
        }
        guard case .betweenRequests = intake else { return }
        intake = .head
        restartIntakeDeadline(at: now)
    }

    /// A head is complete. `bodyLimit` is how long a body may follow.
    package mutating func requestBegan(_ head: RequestHead, bodyLimit: Int, at now: VirtualTime) {
        switch intake {
        case .betweenRequests, .head: break
        case .ended: return
        case .body: preconditionFailure("a request begins after the one before has ended")
        }
        guard head.isValid else { return refuse(.malformed) }
        heldBytes += head.size
        let awaitsContinue = head.expectsContinue && head.contentLength != 0
        intake = .body(Body(head: head, limit: bodyLimit, awaitsContinue: awaitsContinue))
        restartIntakeDeadline(at: now)
        if let length = head.contentLength {
            if length > bodyLimit { return refuseBody() }
            reserve(length)
        }
    }

    package mutating func bodyArrived(_ bytes: UnsafeRawBufferPointer) {
        guard case .body(var body) = intake else { return }
        if bytes.count > body.limit - body.bytes.count { return refuseBody() }
        // Else the array would be copied for having two owners.
        intake = .ended
        body.bytes.append(contentsOf: bytes)
        body.awaitsContinue = false
        heldBytes += bytes.count
        intake = .body(body)
    }

    package mutating func requestEnded(at now: VirtualTime) {
        guard case .body(let body) = intake else { return }
        let question = Question.respond(body.head.request(body: body.bytes))
        waiting.append(
            WaitingRequest(
                content: .question(question), form: AnswerForm(body.head),
                heldBytes: body.head.size + body.bytes.count))
        intake = body.head.isLast ? .ended : .betweenRequests
        restartIntakeDeadline(at: now)
    }

    /// What came is no request, or more than the server takes: an answer, after those that are due before it, and the end.
    package mutating func refuse(_ refusal: Refusal) {
        if case .ended = intake { return }
        endIntake()
        waiting.append(WaitingRequest(content: .refusal(refusal), form: AnswerForm(), heldBytes: 0))
    }

    /// The responder's answer to a body that is too long; the rest of it is not read.
    private mutating func refuseBody() {
        guard case .body(let body) = intake else { return }
        endIntake()
        heldBytes += body.head.size
        waiting.append(
            WaitingRequest(
                content: .question(.refuseBody(body.head.request(body: []))), form: AnswerForm(body.head),
                heldBytes: body.head.size))
    }

    mutating func endIntake() {
        if case .body(let body) = intake { heldBytes -= body.head.size + body.bytes.count }
        intake = .ended
        intakeDeadline = nil
    }

    /// A length is a claim: room for all of it is made as bytes come.
    private mutating func reserve(_ length: Int) {
        guard length > 0, case .body(var body) = intake else { return }
        intake = .ended
        body.bytes.reserveCapacity(min(length, 64 * 1024))
        intake = .body(body)
    }

    // MARK: Time

    /// Whether the client is late at all: not while the server does not read, nor while the client rightly waits.
    var intakeCounts: Bool {
        switch intake {
        case .betweenRequests:
            guard case .free = turn else { return false }
            return isReading && waiting.isEmpty
        case .head: return isReading
        case .body(let body): return isReading && !body.awaitsContinue
        case .ended: return false
        }
    }

    mutating func restartIntakeDeadline(at now: VirtualTime) {
        switch intake {
        case .betweenRequests: intakeDeadline = now.advanced(byMilliseconds: limits.idleMilliseconds)
        case .head: intakeDeadline = now.advanced(byMilliseconds: limits.headerMilliseconds)
        case .body: intakeDeadline = now.advanced(byMilliseconds: limits.bodyMilliseconds)
        case .ended: intakeDeadline = nil
        }
    }

    mutating func intakeTimedOut() {
        switch intake {
        case .betweenRequests: part(.close)
        case .head, .body: refuse(.tooSlow)
        case .ended: break
        }
    }
}

/// What waits for its turn, in the order in which it came.
struct WaitingRequest: Sendable {
    enum Content: Sendable {
        case question(ConnectionState.Question)
        case refusal(Refusal)
    }

    var content: Content
    var form: AnswerForm
    var heldBytes: Int
}

/// A queue; its storage is let go whenever it is empty.
struct WaitingRequests: Sendable {
    private var requests: [WaitingRequest?] = []
    private var first = 0

    var count: Int { requests.count - first }
    var isEmpty: Bool { first == requests.count }

    mutating func append(_ request: WaitingRequest) { requests.append(request) }

    mutating func takeFirst() -> WaitingRequest? {
        guard !isEmpty, let request = requests[first] else { return nil }
        requests[first] = nil
        first += 1
        if isEmpty {
            requests.removeAll(keepingCapacity: requests.count <= 4)
            first = 0
        }
        return request
    }

    /// The bytes that were held.
    mutating func removeAll() -> Int {
        let held = requests[first...].reduce(0) { $0 + ($1?.heldBytes ?? 0) }
        requests = []
        first = 0
        return held
    }
}
#endif
