import SourceText
import Testing

@Suite struct `Spreading work` {
    /// Hands the pieces out backwards, as unlucky threads might.
    static let backwards = Workers { count, body in
        for index in (0..<count).reversed() { body(index) }
    }

    @Test(arguments: [0, 1, 2, 63, 64, 65, 1000])
    func `changes no result and no order`(count: Int) {
        for workers in [Workers.one, Self.backwards] {
            #expect(workers.map(count) { "\($0)" } == (0..<count).map { "\($0)" })
            #expect(workers.map(count, chunk: 64) { "\($0)" } == (0..<count).map { "\($0)" })
        }
    }
}
