#if Live
import ClaudeBackend
import LiveServer
import TestKit
import Testing
import TimeSeries

/// Whatever happens in whatever order.
struct ConnectionStatePropertyTests {
    private struct Case {
        var responder = ScriptedResponder()
        /// What each input does, in order.
        var inputs: [(inout ScriptedConnection) -> Void] = []
        /// What a client gets that stays to the end.
        var expected: [UInt8] = []
        var answers = 0
    }

    private static func plan(_ random: inout SeededGenerator) -> ResponsePlan {
        var plan = ResponsePlan()
        var time: Int32 = Int32(random.below(30))
        let pieces = (0..<random.below(6)).map { _ in [UInt8](repeating: 0x78, count: random.below(300)) }
        let isChunked = random.chance(1, in: 2)
        let length = pieces.reduce(0) { $0 + $1.count }
        let framing = isChunked ? ResponseHead.Framing.chunked : .length(length)
        plan.add(.head(ResponseHead(status: 200, headers: [], framing: framing)), after: time)
        for piece in pieces {
            time += Int32(random.below(3) * random.below(20))
            plan.add(.body(piece), after: time)
        }
        switch random.below(12) {
        case 0: plan.add(.close, after: time)
        case 1: plan.add(.reset, after: time)
        case 2 where isChunked:
            plan.add(.partialChunk([1, 2, 3], announced: 10), after: time)
            plan.add(.close, after: time)
        default: plan.add(.finish, after: time)
        }
        return plan
    }

    private static func requests(_ random: inout SeededGenerator) -> Case {
        var result = Case()
        var isOpen = true
        for number in 0..<random.below(8) + 1 {
            let plan = plan(&random)
            let path = "/\(number)"
            result.responder.plans[path] = plan
            let body = [UInt8](repeating: 0x79, count: random.below(200))
            var headers = [HTTPHeader("host", "a"), HTTPHeader("content-length", String(body.count))]
            let isLast = random.chance(1, in: 12)
            if isLast { headers.append(HTTPHeader("connection", "close")) }
            let head = RequestHead(method: "POST", target: path, headers: headers)
            if random.chance(1, in: 3) {
                result.inputs.append { $0.act { state, now in state.bytesArrived(3, at: now) } }
            }
            result.inputs.append { $0.began(head) }
            var rest = body[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(random.below(rest.count) + 1))
                rest = rest.dropFirst(piece.count)
                result.inputs.append { connection in
                    connection.act { state, _ in piece.withUnsafeBytes { state.bodyArrived($0) } }
                }
            }
            result.inputs.append { $0.ended() }
            if isOpen {
                result.expected += ScriptedResponder.wire(plan)
                result.answers += 1
            }
            if isLast || plan.steps.last?.action != .finish { isOpen = false }
        }
        return result
    }

    @Test(
        "bytes are the plans' bytes in the order of requests, and each performance ends once",
        arguments: 1...300 as ClosedRange<UInt64>)
    func whole(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let script = Self.requests(&random)
        var limits = ServerLimits()
        limits.pipelinedRequests = random.below(3) + 1
        var connection = ScriptedConnection(script.responder, limits: limits)
        var next = 0
        while next < script.inputs.count {
            switch random.below(6) {
            case 0: connection.wait(Int64(random.below(40)))
            case 1:
                let isWritable = random.chance(1, in: 2)
                connection.act { state, now in state.writabilityChanged(isWritable, at: now) }
            case 2: connection.act { state, now in state.timerFired(at: now) }
            default:
                // A channel that is not read delivers nothing, but for what it had read before.
                if !connection.isReading && !connection.isOver && random.chance(9, in: 10) {
                    connection.act { state, now in state.writabilityChanged(true, at: now) }
                    connection.wait(10)
                    if !connection.isReading && connection.partings.isEmpty { continue }
                }
                script.inputs[next](&connection)
                next += 1
            }
        }
        connection.act { state, now in state.writabilityChanged(true, at: now) }
        connection.wait(20_000)
        let isSame = connection.written == script.expected
        #expect(isSame, "seed \(seed)")
        #expect(connection.responder.exchanges.count == script.answers, "seed \(seed)")
        #expect(connection.responder.isEachEndedOnce, "seed \(seed)")
        #expect(connection.state.heldBytes == 0, "seed \(seed)")
    }

    @Test(
        "whoever leaves, and whenever: each performance ends once, and nothing follows",
        arguments: 1...600 as ClosedRange<UInt64>)
    func interrupted(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let script = Self.requests(&random)
        var connection = ScriptedConnection(script.responder)
        let stop = random.below(script.inputs.count + 1)
        for input in script.inputs.prefix(stop) {
            input(&connection)
            if random.chance(1, in: 4) { connection.wait(Int64(random.below(25))) }
            if random.chance(1, in: 8) {
                connection.act { state, now in state.writabilityChanged(false, at: now) }
            }
        }
        if random.chance(1, in: 3) { connection.act { state, _ in state.refuse(.malformed) } }
        if random.chance(1, in: 3) { connection.act { state, _ in state.drainBegan() } }
        if random.chance(1, in: 2) { connection.wait(Int64(random.below(60))) }
        switch random.below(3) {
        case 0: connection.act { state, _ in state.clientLeft() }
        case 1: connection.act { state, _ in state.drainEnded() }
        default: connection.wait(400_000)
        }
        #expect(connection.isOver, "seed \(seed)")
        #expect(connection.responder.isEachEndedOnce, "seed \(seed)")
        #expect(connection.state.heldBytes == 0, "seed \(seed)")
        let written = connection.written
        let refused = Refusal.allCases.map(\.wire).first { written.suffix($0.count) == $0[...] }
        let isPrefix = script.expected.starts(with: written.dropLast(refused?.count ?? 0))
        #expect(isPrefix, "seed \(seed)")
        // The dead do not speak.
        for input in script.inputs.dropFirst(stop) { input(&connection) }
        connection.act { state, now in state.timerFired(at: now) }
        connection.act { state, _ in state.drainBegan() }
        connection.act { state, _ in state.drainEnded() }
        connection.act { state, _ in state.clientLeft() }
        #expect(connection.written.count == written.count, "seed \(seed)")
        #expect(connection.responder.isEachEndedOnce, "seed \(seed)")
    }

    @Test("a client that leaves at any byte of a request or millisecond of an answer is noticed once")
    func everyMoment() {
        for moment in 0..<70 as Range<Int64> {
            let plan = ScriptedResponder.paced([5, 20, 40, 60])
            var connection = ScriptedConnection(ScriptedResponder(plans: ["/": plan]))
            connection.request("/")
            connection.wait(moment)
            connection.act { state, _ in state.clientLeft() }
            #expect(connection.responder.ends == [moment < 60 ? .cancelled : .finished])
            #expect(connection.written == ScriptedResponder.wire(plan, until: Int32(moment)))
        }
    }
}
#endif
