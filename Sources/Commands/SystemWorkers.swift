import Glibc
import SourceText
import Synchronization

extension Workers {
    /// Threads for the time of one call, one a core, with the stack of a main thread: readers recurse within bounds
    /// that were chosen for it, and the half megabyte of a dispatch worker would end them.
    static func system() -> Workers {
        let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        return Workers { count, body in
            let helpers = min(cores, count) - 1
            guard helpers > 0 else { return Workers.one.forEach(count, body) }
            withoutActuallyEscaping(body) { body in
                let team = Team(count: count, body: body)
                let threads = (0..<helpers).compactMap { _ in team.startHelper() }
                team.work()
                for thread in threads { pthread_join(thread, nil) }
            }
        }
    }

    /// Shared by the threads of one call.
    private final class Team: Sendable {
        private let count: Int
        private let body: @Sendable (Int) -> Void
        private let next = Atomic<Int>(0)

        private static let stackBytes = 8 * 1_048_576

        init(count: Int, body: @escaping @Sendable (Int) -> Void) {
            self.count = count
            self.body = body
        }

        /// Takes pieces until none is left.
        func work() {
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                body(index)
            }
        }

        /// Nil if the system has no thread to give; the work is then done by those there are.
        func startHelper() -> pthread_t? {
            withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { attributes in
                guard let attributes = attributes.baseAddress, pthread_attr_init(attributes) == 0 else { return nil }
                defer { pthread_attr_destroy(attributes) }
                pthread_attr_setstacksize(attributes, Self.stackBytes)
                var thread: pthread_t = 0
                let context = Unmanaged.passRetained(self)
                let status = pthread_create(&thread, attributes, Self.run, context.toOpaque())
                if status == 0 { return thread }
                context.release()
                return nil
            }
        }

        private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
            if let pointer { Unmanaged<Team>.fromOpaque(pointer).takeRetainedValue().work() }
            return nil
        }
    }
}
