/// A block's content by 128 bits, enough for a billion blocks never to be mistaken for each other by accident.
package struct BlockDigest: Hashable, Comparable, Sendable {
    package var high: UInt64
    package var low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Of the bytes that stand for a block, its type and role included.
    package init(of bytes: some Collection<UInt8>) {
        var digest = BlockDigest(high: 0x6A09_E667_F3BC_C908, low: 0xBB67_AE85_84CA_A73B)
        var word: UInt64 = 0
        var filled = 0
        for byte in bytes {
            word = word << 8 | UInt64(byte)
            filled += 1
            if filled == 8 {
                digest.absorb(word)
                word = 0
                filled = 0
            }
        }
        digest.absorb(word)
        digest.absorb(UInt64(bytes.count))
        self = digest
    }

    /// What comes first, then `other`.
    func followed(by other: BlockDigest) -> BlockDigest {
        var digest = self
        digest.absorb(other.high)
        digest.absorb(other.low)
        return digest
    }

    /// Two lanes of SplitMix64's finaliser (Steele, Lea and Flood, OOPSLA 2014) with different increments.
    private mutating func absorb(_ word: UInt64) {
        high = Self.mixed((high ^ word) &+ 0x9E37_79B9_7F4A_7C15)
        low = Self.mixed((low &+ word) ^ (high >> 32) ^ 0xD1B5_4A32_D192_ED03)
    }

    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    package static func < (left: BlockDigest, right: BlockDigest) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// One block of a prompt, as far as the cache sees it.
package struct CacheBlock: Sendable {
    package var digest: BlockDigest
    package var tokens: Int32
    /// Of the block's `cache_control`, if it has one.
    package var breakpoint: CacheLifetime?
    /// False for thinking blocks and empty texts: they are part of the prefix, but no breakpoint can stand on them.
    package var canEndPrefix: Bool

    package init(digest: BlockDigest, tokens: Int32, breakpoint: CacheLifetime? = nil, canEndPrefix: Bool = true) {
        self.digest = digest
        self.tokens = max(0, tokens)
        self.breakpoint = breakpoint
        self.canEndPrefix = canEndPrefix
    }
}

/// Why a prompt's breakpoints are refused, with 400.
package enum CachePromptProblem: Error, Sendable, Equatable {
    case tooManyBreakpoints(found: Int)
    /// A breakpoint of an hour behind one of five minutes; blocks are counted over the whole prompt.
    case lifetimeOrder(block: Int)
    case breakpointOnUncacheable(block: Int)
    /// Top-level `cache_control` with a lifetime other than that of the last block.
    case automaticLifetimeDiffers(block: Int)
    /// Top-level `cache_control` where four blocks carry one.
    case noBreakpointLeftForAutomatic

    /// As `error.message` has it; `path` names the block: `messages.0.content.1`.
    package func message(path: String) -> String {
        switch self {
        case .tooManyBreakpoints(let found):
            "A maximum of 4 blocks with cache_control may be provided. Found \(found)."
        case .noBreakpointLeftForAutomatic:
            "A maximum of 4 blocks with cache_control may be provided. Found 5."
        case .lifetimeOrder:
            "\(path).cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control "
                + "block. Note that blocks are processed in the following order: `tools`, `system`, `messages`."
        case .breakpointOnUncacheable: "\(path).cache_control: cannot be set on this block"
        case .automaticLifetimeDiffers:
            "cache_control.ttl: must be the ttl of \(path).cache_control, where the last breakpoint stands"
        }
    }
}

/// A prompt with its breakpoints checked and its prefixes digested, in the order in which the cache sees it: tools,
/// system, messages.
package struct CachePrompt: Sendable {
    /// The prefix that ends with one block.
    struct Position: Sendable {
        var prefix: BlockDigest
        /// Of the whole prefix.
        var tokens: Int64
    }

    struct Breakpoint: Sendable {
        var position: Int
        var lifetime: CacheLifetime
    }

    let positions: [Position]
    /// By position.
    private let breakpoints: [Breakpoint]

    /// `automatic` is the lifetime of the top-level `cache_control`. What changes the meaning of a section without
    /// being a block goes into the settings: `systemSettings` for server tools, citations and speed, which leave only
    /// the tools in the cache, `messageSettings` for tool choice, images and thinking.
    package init(
        tools: [CacheBlock] = [], system: [CacheBlock] = [], messages: [CacheBlock], automatic: CacheLifetime? = nil,
        systemSettings: BlockDigest? = nil, messageSettings: BlockDigest? = nil
    ) throws(CachePromptProblem) {
        let blocks = tools + system + messages
        breakpoints = try Self.breakpoints(of: blocks, automatic: automatic)
        var positions: [Position] = []
        positions.reserveCapacity(blocks.count)
        var prefix = BlockDigest(of: [])
        var tokens: Int64 = 0
        for (index, block) in blocks.enumerated() {
            if index == tools.count { prefix = prefix.followed(by: Self.boundary("system", systemSettings)) }
            if index == tools.count + system.count {
                // Without a system prompt both boundaries lie before the first message.
                prefix = prefix.followed(by: Self.boundary("messages", messageSettings))
            }
            prefix = prefix.followed(by: block.digest)
            tokens += Int64(block.tokens)
            positions.append(Position(prefix: prefix, tokens: tokens))
        }
        self.positions = positions
    }

    private static func boundary(_ section: String, _ settings: BlockDigest?) -> BlockDigest {
        let mark = BlockDigest(of: section.utf8)
        return settings.map { mark.followed(by: $0) } ?? mark
    }

    package var totalTokens: Int64 { positions.last?.tokens ?? 0 }

    private static func breakpoints(
        of blocks: [CacheBlock], automatic: CacheLifetime?
    ) throws(CachePromptProblem) -> [Breakpoint] {
        var found: [Breakpoint] = []
        for (index, block) in blocks.enumerated() {
            guard let lifetime = block.breakpoint else { continue }
            if !block.canEndPrefix { throw .breakpointOnUncacheable(block: index) }
            found.append(Breakpoint(position: index, lifetime: lifetime))
        }
        if found.count > 4 { throw .tooManyBreakpoints(found: found.count) }
        if let automatic, let last = blocks.lastIndex(where: \.canEndPrefix) {
            if let present = found.last, present.position == last {
                if present.lifetime != automatic { throw .automaticLifetimeDiffers(block: last) }
            } else {
                if found.count == 4 { throw .noBreakpointLeftForAutomatic }
                found.append(Breakpoint(position: last, lifetime: automatic))
            }
        }
        for (earlier, later) in zip(found, found.dropFirst()) where later.lifetime > earlier.lifetime {
            throw .lifetimeOrder(block: later.position)
        }
        return found
    }

    func breakpoints(ofAtLeast minimumTokens: Int32) -> [Breakpoint] {
        breakpoints.filter { positions[$0.position].tokens >= Int64(minimumTokens) }
    }

    /// The rule of mixed lifetimes: read to A, the hit; written for an hour from A to B, the last breakpoint of an
    /// hour; written for five minutes from B to C, the last breakpoint; the rest is plain input.
    func usage(breakpoints: [Breakpoint], readTo hit: Int?) -> CacheUsage {
        let read = hit.map { positions[$0].tokens } ?? 0
        let hour = breakpoints.last { $0.lifetime == .hour }.map { positions[$0.position].tokens } ?? 0
        let last = breakpoints.last.map { positions[$0.position].tokens } ?? 0
        let endOfHour = max(read, hour)
        let endOfWrites = max(endOfHour, last)
        return CacheUsage(
            readTokens: read, write5mTokens: endOfWrites - endOfHour, write1hTokens: endOfHour - read,
            uncachedTokens: totalTokens - endOfWrites)
    }
}
