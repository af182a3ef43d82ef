#if Live
import LiveServer
import Simulation
import Testing

struct ScenarioConditionsTests {
    @Test func `tells how many faults strike at a moment`() {
        let kind = FaultKind(name: "any", summary: "any", parameters: [], effect: .conditions { _, _, _ in })
        func fault(_ id: String, from start: Int64, for duration: Int64) -> Fault {
            Fault(id: id, kind: kind, startMilliseconds: start, durationMilliseconds: duration, values: [])
        }
        let conditions = ScenarioConditions(
            faults: [fault("always", from: 0, for: 1_000_000), fault("incident", from: 60_000, for: 30_000)],
            populations: [])
        let counts = [0, 59_999, 60_000, 89_999, 90_000].map { conditions.activeFaults(at: $0) }
        #expect(counts == [1, 1, 2, 2, 1])
    }
}
#endif
