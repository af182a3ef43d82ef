import ClaudeBackend
import Foundation
import MessagesAPI
import TestKit
import Testing
import TimeSeries

@Suite struct `The ledger` {
    /// Every answer is read as a client reads it, and what it says is added up beside the ledger; nothing of the program
    /// is used for that but the bytes.
    @Test func `balances to the last token over 100,000 requests with faults on`() throws {
        var service = try Served.service { $0.isInstant = true }
        var random = SeededGenerator(seed: 20_261_127)
        let anywhere = ["overloaded; share=0.02", "rate-limit; share=0.02", "max-tokens; share=0.05"]
        let inStreams = [
            "cut-stream; share=0.03; at=0.4", "overloaded-midstream; share=0.03", "reset-midstream; share=0.02",
        ]
        for text in anywhere { _ = try service.schedule(FaultOrder.read(option: text), at: Served.start) }
        var read = Reading()
        for number in 0..<100_000 {
            // A plain answer that breaks off says nothing of its tokens, so that nobody could check what is booked.
            let isStream = number >= 50_000
            if number == 50_000 {
                for text in inStreams { _ = try service.schedule(FaultOrder.read(option: text), at: Served.start) }
            }
            let tokens = HTTPHeader("x-preflight-output-tokens", "\(Int.random(in: 1...30, using: &random))")
            let answer = service.answer(Served.message(stream: isStream, headers: [tokens]), at: Served.start)
            read.add(answer.plan)
            service.ended(answer.id, .finished, at: Served.start)
        }
        let total = service.ledger.total
        #expect(total.inputTokens == read.input && total.outputTokens == read.output)
        #expect(total.requests == read.messages && service.ledger.refusals == read.refusals)
        #expect(service.ledger.tally(model: "claude-haiku-4-5", ending: .truncated).requests > 2_000)
        #expect(read.refusals.values.reduce(0, +) > 3_000 && service.runningCount == 0)
    }

    /// What clients got.
    private struct Reading {
        var messages: Int64 = 0
        var input: Int64 = 0
        var output: Int64 = 0
        var refusals: [Int: Int64] = [:]

        mutating func add(_ plan: ResponsePlan) {
            let status = plan.head?.status ?? 0
            guard status == 200 else {
                refusals[status, default: 0] += 1
                return
            }
            messages += 1
            let text = String(decoding: plan.body, as: UTF8.self)
            input += Self.first("\"input_tokens\":", in: text) ?? 0
            if let said = Self.last("\"output_tokens\":", in: text), text.contains("\"stop_reason\":\"") {
                output += said
            } else {
                output += Self.words(text)
            }
        }

        /// Of an answer that broke off only its words tell how long it was: one for each token.
        private static func words(_ text: String) -> Int64 {
            var said = ""
            for line in text.split(separator: "\n") where line.contains("\"text_delta\"") {
                guard let start = line.range(of: "\"text\":\"")?.upperBound,
                    let end = line.range(of: "\"}}")?.lowerBound
                else { continue }
                said += line[start..<end]
            }
            return Int64(said.split(separator: " ").count)
        }

        private static func first(_ key: String, in text: String) -> Int64? {
            guard let start = text.range(of: key)?.upperBound else { return nil }
            return Int64(text[start...].prefix { $0.isNumber })
        }

        private static func last(_ key: String, in text: String) -> Int64? {
            guard let start = text.range(of: key, options: .backwards)?.upperBound else { return nil }
            return Int64(text[start...].prefix { $0.isNumber })
        }
    }
}
