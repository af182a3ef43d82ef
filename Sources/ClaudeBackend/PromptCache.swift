package import SourceText

/// What Claude keeps of earlier prompts, exactly: one entry for each breakpoint, found by the digest of everything
/// before it, within one workspace and one model. Time is passed in, in milliseconds that do not run backwards.
///
/// A request is first looked up and, once it is known when its response begins, recorded: `usage` then `record`.
/// Source: platform.claude.com, "Prompt caching".
package struct PromptCache: Sendable {
    /// Whose entries: nothing is shared beyond one workspace and one model.
    package struct Scope: Hashable, Sendable {
        package var workspace: ByteString
        package var model: ByteString

        package init(workspace: ByteString, model: ByteString) {
            self.workspace = workspace
            self.model = model
        }
    }

    private struct Key: Hashable {
        var scope: Scope
        var prefix: BlockDigest
    }

    private struct Entry {
        var lifetime: CacheLifetime
        /// From when the response of the request that wrote it began.
        var usableFrom: Int64
        var expires: Int64

        func isUsable(at time: Int64) -> Bool { usableFrom <= time && time < expires }
    }

    private var entries: [Key: Entry] = [:]
    private let capacity: Int

    /// Holds no more than `capacity` entries, about 100 bytes each.
    package init(capacity: Int = 100_000) {
        self.capacity = max(1, capacity)
    }

    package var count: Int { entries.count }

    /// How the input of a prompt would be counted now; changes nothing.
    ///
    /// `minimumTokens` is the model's: breakpoints with a shorter prefix are passed over in silence.
    package func usage(
        of prompt: CachePrompt, in scope: Scope, minimumTokens: Int32, at time: Int64
    ) -> CacheUsage {
        let breakpoints = prompt.breakpoints(ofAtLeast: minimumTokens)
        return prompt.usage(
            breakpoints: breakpoints, readTo: hit(of: prompt, breakpoints, in: scope, at: time))
    }

    /// Writes what the request writes and renews what it reads. Lifetimes count from the request, use from the
    /// moment its response begins, so that requests sent before that all write.
    package mutating func record(
        _ prompt: CachePrompt, in scope: Scope, minimumTokens: Int32, at time: Int64, responseBeginsAt: Int64
    ) {
        let breakpoints = prompt.breakpoints(ofAtLeast: minimumTokens)
        if let hit = hit(of: prompt, breakpoints, in: scope, at: time) {
            renew(Key(scope: scope, prefix: prompt.positions[hit].prefix), at: time)
        }
        for breakpoint in breakpoints {
            let key = Key(scope: scope, prefix: prompt.positions[breakpoint.position].prefix)
            if let entry = entries[key], entry.isUsable(at: time) {
                renew(key, at: time)
            } else {
                write(key, breakpoint.lifetime, at: time, usableFrom: responseBeginsAt)
            }
        }
    }

    // MARK: Looking back

    /// Positions that a breakpoint looks at, its own included.
    private static let lookback = 20

    /// The position of the longest prefix that an earlier request left. From the last breakpoint to the first, each
    /// looks back; the windows end in this order, so the first find is the longest.
    private func hit(
        of prompt: CachePrompt, _ breakpoints: [CachePrompt.Breakpoint], in scope: Scope, at time: Int64
    ) -> Int? {
        for breakpoint in breakpoints.reversed() {
            let first = max(0, breakpoint.position - Self.lookback + 1)
            for position in (first...breakpoint.position).reversed() {
                let key = Key(scope: scope, prefix: prompt.positions[position].prefix)
                if let entry = entries[key], entry.isUsable(at: time) { return position }
            }
        }
        return nil
    }

    // MARK: Entries

    private mutating func renew(_ key: Key, at time: Int64) {
        guard var entry = entries[key] else { return }
        entry.expires = max(entry.expires, time + entry.lifetime.milliseconds)
        entries[key] = entry
    }

    /// An entry that is still on its way is written by each of the requests that did not find it: it is usable as
    /// soon as the first of them is answered, and lives as long as the longest-lived.
    private mutating func write(_ key: Key, _ lifetime: CacheLifetime, at time: Int64, usableFrom: Int64) {
        var entry = Entry(lifetime: lifetime, usableFrom: usableFrom, expires: time + lifetime.milliseconds)
        if let pending = entries[key], pending.expires > time {
            entry.usableFrom = min(entry.usableFrom, pending.usableFrom)
            entry.lifetime = max(entry.lifetime, pending.lifetime)
            entry.expires = max(entry.expires, pending.expires)
        } else if entries[key] == nil, entries.count >= capacity {
            makeRoom(at: time)
        }
        entries[key] = entry
    }

    /// Drops what has expired, and if that frees less than an eighth, what would expire next.
    private mutating func makeRoom(at time: Int64) {
        entries = entries.filter { $0.value.expires > time }
        let kept = capacity - max(1, capacity / 8)
        guard entries.count > kept else { return }
        let order = entries.sorted { left, right in
            (left.value.expires, left.key.prefix) < (right.value.expires, right.key.prefix)
        }
        for (key, _) in order.prefix(entries.count - kept) { entries[key] = nil }
    }
}

/// How long an entry of the cache lives; each use begins the time anew.
package enum CacheLifetime: UInt8, Comparable, Sendable {
    case fiveMinutes
    case hour

    package var milliseconds: Int64 { self == .hour ? 3_600_000 : 300_000 }

    package static func < (left: CacheLifetime, right: CacheLifetime) -> Bool { left.rawValue < right.rawValue }
}

/// How the input of one request is counted; the four parts add up to the prompt.
package struct CacheUsage: Sendable, Equatable {
    package var readTokens: Int64 = 0
    package var write5mTokens: Int64 = 0
    package var write1hTokens: Int64 = 0
    /// `usage.input_tokens`.
    package var uncachedTokens: Int64 = 0

    package init(
        readTokens: Int64 = 0, write5mTokens: Int64 = 0, write1hTokens: Int64 = 0, uncachedTokens: Int64 = 0
    ) {
        self.readTokens = readTokens
        self.write5mTokens = write5mTokens
        self.write1hTokens = write1hTokens
        self.uncachedTokens = uncachedTokens
    }

    package var totalTokens: Int64 { readTokens + write5mTokens + write1hTokens + uncachedTokens }
}
