import ClaudeBackend
import Testing

struct DecisionTests {
    @Test func `is small enough to be returned without memory`() {
        #expect(MemoryLayout<Decision>.size <= 64, "every attempt of a day makes one; keep it trivial and small")
    }
}
