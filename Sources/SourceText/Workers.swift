/// How independent pieces of work are spread over processor cores.
///
/// Handed in by whoever owns the threads, so that everything below stays a function of its input: results stand in the
/// order of the pieces, whoever computed them and whenever.
package struct Workers: Sendable {
    /// Calls the body once for every index below `count`, in any order and on any thread, and returns when all are done.
    package var forEach: @Sendable (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void

    package init(forEach: @escaping @Sendable (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void) {
        self.forEach = forEach
    }

    /// One after the other, on the calling thread.
    package static let one = Workers { count, body in
        for index in 0..<count { body(index) }
    }

    /// The results for every index below `count`, in order.
    package func map<Result: Sendable>(_ count: Int, _ transform: @Sendable (Int) -> Result) -> [Result] {
        [Result](unsafeUninitializedCapacity: max(0, count)) { buffer, initializedCount in
            // Every index is handed out once, so no two threads ever touch one slot.
            nonisolated(unsafe) let slots = buffer.baseAddress
            forEach(max(0, count)) { index in
                let result = transform(index)
                slots.map { ($0 + index).initialize(to: result) }
            }
            initializedCount = max(0, count)
        }
    }

    /// The same in runs of `chunk` indices, for pieces too small to be handed out one by one.
    package func map<Result: Sendable>(
        _ count: Int, chunk: Int, _ transform: @Sendable (Int) -> Result
    ) -> [Result] {
        let chunks = (count + chunk - 1) / chunk
        return map(chunks) { run in (run * chunk..<min(count, (run + 1) * chunk)).map(transform) }.flatMap { $0 }
    }
}
