import ClaudeBackend
import TestKit
import Testing
import TimeSeries

struct StreamPlayerTests {
    /// What a client reads of one answer: an HTTP/1.1 reader that shares no code with the writer.
    private struct ClientView: Equatable {
        var head = ""
        var body: [UInt8] = []
        var isComplete = false

        init(_ wire: [UInt8]) {
            let blank = Array("\r\n\r\n".utf8)
            guard let end = wire.firstRange(of: blank) else { return }
            head = String(decoding: wire[..<end.lowerBound], as: UTF8.self)
            var rest = wire[end.upperBound...]
            guard head.contains("transfer-encoding: chunked") else {
                let length = head.firstMatch(of: /content-length: ([0-9]+)/).flatMap { Int($0.output.1) }
                body = Array(rest)
                isComplete = length == body.count
                return
            }
            let newline = Array("\r\n".utf8)
            while let line = rest.firstRange(of: newline) {
                guard let count = Int(String(decoding: rest[..<line.lowerBound], as: UTF8.self), radix: 16) else {
                    return
                }
                let data = rest[line.upperBound...]
                if count == 0 {
                    isComplete = data.elementsEqual(newline)
                    return
                }
                body += data.prefix(count)
                guard data.count >= count + 2 else { return }
                rest = data.dropFirst(count + 2)
            }
        }
    }

    @Test func `over the wire goes the body, complete only if it is finished`() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<400 {
            let decision = PlanSamples.decision(&random)
            let plan = ResponsePlan(decision, PlanSamples.context(for: decision, &random))
            var player = StreamPlayer(plan, startingAt: VirtualTime(milliseconds: 5000))
            let deliveries = player.play()
            let view = ClientView(deliveries.flatMap(\.wire))
            #expect(view.body == plan.body)
            #expect(view.isComplete == (player.end == .finished))
            if let head = plan.head { #expect(view.head.hasPrefix("HTTP/1.1 \(head.status) ")) }
            #expect(deliveries.map(\.time.milliseconds) == plan.steps.map { 5000 + Int64($0.afterMilliseconds) })
            #expect(player.next() == nil)
        }
    }

    @Test func `a client that leaves gets what was due before, wherever it leaves`() {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<40 {
            let decision = PlanSamples.decision(&random, random.pick([.completed, .stalled, .overloadedMidstream]))
            let plan = ResponsePlan(decision, PlanSamples.context(for: decision, &random))
            for leaving in Set(plan.steps.map(\.afterMilliseconds)).sorted() {
                var player = StreamPlayer(plan, startingAt: .zero)
                let got = player.play(until: VirtualTime(milliseconds: Int64(leaving)))
                #expect(got.count == plan.steps.count { $0.afterMilliseconds < leaving })
                #expect(player.end == .cancelled)
                #expect(player.due == nil)
                #expect(player.next() == nil)
            }
            var patient = StreamPlayer(plan, startingAt: .zero)
            _ = patient.play()
            let end = patient.end
            patient.cancel()
            #expect(patient.end == (end == .stalled ? .cancelled : end))
        }
    }

    @Test func `a chunk of no bytes would end the body, so it is not sent`() {
        #expect(HTTPFraming.bytes(ofBody: [], framing: .chunked).isEmpty)
        #expect(HTTPFraming.bytes(ofBody: Array("abc".utf8), framing: .chunked) == Array("3\r\nabc\r\n".utf8))
        #expect(HTTPFraming.bytes(ofBody: Array("a".utf8), announced: 255, framing: .chunked) == Array("ff\r\na".utf8))
    }
}
