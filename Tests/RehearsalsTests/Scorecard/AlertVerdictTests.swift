import Rehearsals
import Testing

struct AlertVerdictTests {
    @Test func `no two verdicts share a word`() {
        let all: [AlertResult.Verdict] = [.fired, .missed, .misfired, .silent, .alongside, .unprovable("no series")]
        #expect(Set(all.map(\.word)).count == all.count, "reports tell verdicts apart by their word")
    }
}
