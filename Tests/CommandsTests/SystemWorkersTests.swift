import SourceText
import Synchronization
import Testing

@testable import Commands

@Suite struct `Threads` {
    @Test(arguments: [0, 1, 2, 7, 10_000])
    func `do every piece once, and leave the results in order`(count: Int) {
        let done = Mutex<[Int: Int]>([:])
        let results = Workers.system().map(count) { index in
            done.withLock { $0[index, default: 0] += 1 }
            return index * 2
        }
        #expect(results == (0..<count).map { $0 * 2 })
        #expect(done.withLock { $0.count == count && $0.values.allSatisfy { $0 == 1 } })
    }

    @Test func `have the stack of a main thread`() {
        // Deep enough to end a thread of half a megabyte, as the readers' own bounds allow.
        @Sendable func descend(_ depth: Int) -> Int {
            withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { buffer in
                buffer[0] = UInt8(depth & 127)
                return depth == 0 ? Int(buffer[0]) : descend(depth - 1) + 1
            }
        }
        #expect(Workers.system().map(4) { _ in descend(2000) } == [2000, 2000, 2000, 2000])
    }
}
