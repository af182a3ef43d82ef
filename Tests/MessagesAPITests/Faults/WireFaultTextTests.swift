import MessagesAPI
import Testing

@Suite struct `A fault as a text` {
    @Test func `names the fault and sets its values`() throws {
        let use = try WireFaultUse("slow-drip; bytes=1; every=50")
        #expect(use.fault.name == "slow-drip" && use.values == [1, 50])
        #expect(try WireFaultUse(" cut-stream ").values == [0.5])
    }

    @Test(arguments: WireFault.catalogue.map(\.name))
    func `is known by its name alone`(name: String) throws {
        #expect(try WireFaultUse(name).fault.name == name)
    }

    @Test(arguments: [
        ("overlaoded", "did you mean `overloaded`?"),
        ("", "there is no fault ``"),
        ("slow-drip; byte=1", "`slow-drip` has no setting `byte`: it takes bytes, every"),
        ("authentication; after=1", "it takes no settings"),
        ("slow-drip; bytes=0", "`bytes` of `slow-drip` is a number from 1 to 65536"),
        ("slow-drip; bytes=01", "is a number from"),
        ("slow-drip; bytes", "is a number from"),
        ("rate-limit; retry-after=1e999", "is a number from 0 to 86400"),
    ])
    func `says what is wrong with it`(text: String, words: String) {
        let problem = #expect(throws: WireFaultProblem.self) { try WireFaultUse(text) }
        #expect(problem?.message.contains(words) == true, "\(problem?.message ?? "")")
    }

    @Test func `may say when it strikes and whom`() throws {
        let fault = try FaultOrder.read(
            option: "rate-limit; retry-after=5; in=10; for=2.5; share=0.25; requests=7; model=claude-haiku-4-5")
        #expect(fault.use.fault.name == "rate-limit" && fault.use.values == [5])
        #expect(fault.startMilliseconds == 10_000 && fault.durationMilliseconds == 2_500)
        #expect(fault.share == 0.25 && fault.remaining == 7 && fault.model == "claude-haiku-4-5")
    }

    @Test(arguments: ["overloaded; share=2", "overloaded; in=-1", "overloaded; requests=0", "overloaded; for=soon"])
    func `refuses times and shares that cannot be`(text: String) {
        #expect(throws: WireFaultProblem.self) { try FaultOrder.read(option: text) }
    }
}
