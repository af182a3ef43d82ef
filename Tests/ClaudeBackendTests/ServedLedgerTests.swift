import ClaudeBackend
import TestKit
import Testing

struct ServedLedgerTests {
    private static let models = ["claude-sonnet-4-6", "claude-haiku-4-5", "caf\u{65}\u{301}", "caf\u{e9}"]

    private static func decisions(_ seed: UInt64) -> [(decision: Decision, model: String)] {
        var random = SeededGenerator(seed: seed)
        return (0..<300).map { _ in
            var decision = PlanSamples.decision(&random)
            decision.costNanoDollars = Int64(random.below(1_000_000))
            return (decision, random.pick(models))
        }
    }

    @Test func `the parts add up to what was served, in any order`() {
        let served = Self.decisions(1)
        var whole = ServedLedger()
        var halves = [ServedLedger(), ServedLedger()]
        for (index, entry) in served.enumerated() {
            whole.book(entry.decision, model: entry.model)
            halves[index % 2].book(entry.decision, model: entry.model)
        }
        var merged = halves[1]
        merged.merge(halves[0])
        #expect(merged == whole)
        #expect(merged.json == whole.json)
        #expect(whole.total.requests == 300)
        #expect(whole.total.costNanoDollars == served.reduce(0) { $0 + $1.decision.costNanoDollars })
        #expect(whole.total.outputTokens == served.reduce(0) { $0 + Int64($1.decision.outputTokens) })
        let refused = served.count { $0.decision.ending == .overloaded && $0.model == "claude-haiku-4-5" }
        #expect(whole.tally(model: "claude-haiku-4-5", ending: .overloaded).requests == Int64(refused))
    }

    @Test func `a client that left is counted among the requests, and apart`() {
        var decision = Decision(ending: .completed)
        decision.inputTokens = 10
        decision.outputTokens = 50
        decision.costNanoDollars = 500
        var ledger = ServedLedger()
        ledger.book(decision, model: "m")
        ledger.book(decision, model: "m", isCancelled: true)
        let tally = ledger.tally(model: "m", ending: .completed)
        #expect(tally.requests == 2 && tally.cancelled == 1)
        #expect(tally.outputTokens == 100 && tally.costNanoDollars == 1000)
    }

    @Test func `written by model and ending`() throws {
        var ledger = ServedLedger()
        ledger.book(Decision(ending: .overloaded), model: "b")
        ledger.book(Decision(ending: .completed), model: "b")
        ledger.book(Decision(ending: .stalled), model: "a\"")
        let rows = try #require(try ReadJSON(ledger.json)["served"]).elements
        #expect(rows.map { $0["model"]?.text } == ["a\"", "b", "b"])
        #expect(rows.map { $0["ending"]?.text } == ["stalled", "completed", "overloaded"])
        #expect(try ReadJSON(ledger.json)["total"]?["requests"]?.number == 3)
    }
}
