import ClaudeBackend

/// The rows of the near future for what happens nearly always: a request that is one call, which succeeded at once.
///
/// Of such a request one bucket says how it ended, how long its call took and how long all of it took, so a few numbers
/// that stand close together take the place of many that are spread over a row. They are spelt out when a row's time
/// is over.
struct PlainRows {
    /// Rows that are held; what ends later than that is written to its row at once.
    static let held = 128

    static let input = 0
    static let cacheRead = 1
    static let cacheWrite5m = 2
    static let cacheWrite1h = 3
    static let output = 4
    static let thinking = 5
    static let cost = 6
    static let latency = 7
    static let firstToken = 8
    static let cacheHits = 9
    static let thinkingCalls = 10
    static let toolCalls = 11
    static let cutOff = 12
    static let refused = 13
    static let firstTokenBuckets = 14

    private let layout: ChannelLayout
    /// Bounds of call and request together, and where each bucket between them lies in either histogram.
    let jointBounds: [Double]
    private let latencyBuckets: [Int]
    private let requestBuckets: [Int]
    let jointBuckets: Int
    /// Numbers of one population in one row.
    let width: Int
    /// The row that is spelt out next.
    private(set) var first = 0
    /// From this row on nothing has been counted: a service that asks dependencies first has no plain requests at all.
    private var emptyFrom = 0

    init(_ layout: ChannelLayout) {
        self.layout = layout
        func whole(_ bounds: [Double]) -> [Double] { bounds.filter(\.isFinite).map { $0.rounded(.down) } }
        let bounds = Set(whole(layout.latencyBounds) + whole(layout.requestBounds)).sorted()
        func places(_ own: [Double]) -> [Int] {
            (bounds + [.infinity]).map { bound in own.firstIndex { $0.rounded(.down) >= bound } ?? own.count }
        }
        jointBounds = bounds
        latencyBuckets = places(layout.latencyBounds)
        requestBuckets = places(layout.requestBounds)
        jointBuckets = Self.firstTokenBuckets + layout.firstTokenBounds.count + 1
        width = jointBuckets + bounds.count + 1
    }

    var count: Int { Self.held * layout.populationCount * width }

    /// Why an answer stopped, where it did not come to its end by itself.
    @inline(never)
    static func noteStop(_ reason: Decision.StopReason, _ block: UnsafeMutablePointer<Int64>) {
        switch reason {
        case .none, .endTurn, .stopSequence, .pauseTurn: break
        case .toolUse: block[toolCalls] &+= 1
        case .maximumTokens, .contextWindowExceeded: block[cutOff] &+= 1
        case .refusal: block[refused] &+= 1
        }
    }

    /// Something was counted in the rows that are held now.
    mutating func noteCounted() { emptyFrom = first + Self.held }

    /// Spells out all rows before one.
    mutating func spellOut(
        before end: Int, from plain: UnsafeMutablePointer<Int64>, to rows: UnsafeMutablePointer<Int64>, rowCount: Int
    ) {
        if emptyFrom <= first {
            first = max(first, end)
            return
        }
        while first < end {
            let row = rows + min(first, rowCount) * layout.count
            for population in 0..<layout.populationCount {
                let place = (first & (Self.held - 1)) * layout.populationCount + population
                let block = plain + place * width
                add(block, to: row, population)
                for index in 0..<width { block[index] = 0 }
            }
            first += 1
        }
    }

    private func add(_ block: UnsafePointer<Int64>, to row: UnsafeMutablePointer<Int64>, _ population: Int) {
        func add(_ channel: PopulationChannel, _ value: Int64) {
            row[layout.channel(channel, ofPopulation: population)] += value
        }
        let firstTokens = layout.firstTokenBuckets(ofPopulation: population)
        for bucket in 0...layout.firstTokenBounds.count {
            row[firstTokens + bucket] += block[Self.firstTokenBuckets + bucket]
        }
        let latencies = layout.latencyBuckets(ofPopulation: population, succeeded: true)
        let requests = layout.requestBuckets(ofPopulation: population)
        var ended: Int64 = 0
        for bucket in 0...jointBounds.count {
            let held = block[jointBuckets + bucket]
            ended += held
            row[latencies + latencyBuckets[bucket]] += held
            row[requests + requestBuckets[bucket]] += held
        }
        if ended == 0 { return }
        add(.calls(.succeeded), ended)
        add(.attempts(.ok), ended)
        add(.requestsSucceeded, ended)
        add(.latencyMilliseconds, block[Self.latency])
        add(.requestMilliseconds, block[Self.latency])
        add(.firstTokenMilliseconds, block[Self.firstToken])
        add(.inputTokens, block[Self.input])
        add(.outputTokens, block[Self.output])
        add(.cacheReadTokens, block[Self.cacheRead])
        add(.cacheWrite5mTokens, block[Self.cacheWrite5m])
        add(.cacheWrite1hTokens, block[Self.cacheWrite1h])
        add(.thinkingTokens, block[Self.thinking])
        add(.costNanoDollars, block[Self.cost])
        add(.cacheHits, block[Self.cacheHits])
        add(.thinkingCalls, block[Self.thinkingCalls])
        add(.toolCalls, block[Self.toolCalls])
        add(.cutOff, block[Self.cutOff])
        add(.refused, block[Self.refused])
    }
}
