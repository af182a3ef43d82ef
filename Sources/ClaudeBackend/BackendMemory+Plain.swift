import TimeSeries

extension BackendMemory {
    /// Decides as `decide` would, what is rare with it and the rest faster.
    @inline(__always)
    func decide(
        _ requests: PlainRequests, from begin: Int, count: Int, into decisions: UnsafeMutablePointer<Decision>
    ) {
        guard let clients = UnsafePointer(clients.baseAddress) else { return }
        let asked = draw(requests, clients, from: begin, count: count)
        for pool in 0..<poolCount where pools[pool].isLimited {
            pools[pool].prepare(
                requests: Int64(count), inputTokens: asked &+ Int64(count) &* Int64(longestPrefix),
                atMilliseconds: requests.times[begin].milliseconds)
        }
        // As a rule nothing is refused and every prefix cached, and a loop that need not ask keeps more in registers.
        if everyPrefixCaches, pools.allSatisfy(\.isUsual) {
            decideUsually(requests, clients, from: begin, count: count, into: decisions)
        } else {
            decideOneByOne(requests, clients, from: begin, count: count, into: decisions)
        }
    }

    // Two functions, each with its loop: in one the optimiser gives up and calls for every request.
    @inline(never)
    private func decideUsually(
        _ requests: PlainRequests, _ clients: UnsafePointer<PlainClient>, from begin: Int, count: Int,
        into decisions: UnsafeMutablePointer<Decision>
    ) {
        let decider = PlainDecider(self, requests, clients, from: begin, into: decisions)
        for index in 0..<count where !decider.decide(index, isUsual: true) {
            decideWithCare(clients, requests, begin &+ index, draws + index, into: decisions + index)
        }
    }

    @inline(never)
    private func decideOneByOne(
        _ requests: PlainRequests, _ clients: UnsafePointer<PlainClient>, from begin: Int, count: Int,
        into decisions: UnsafeMutablePointer<Decision>
    ) {
        let decider = PlainDecider(self, requests, clients, from: begin, into: decisions)
        for index in 0..<count where !decider.decide(index, isUsual: false) {
            decideWithCare(clients, requests, begin &+ index, draws + index, into: decisions + index)
        }
    }

    /// All that follows from keys alone, and the input of all together: a loop of little that calls nothing keeps what it
    /// needs in registers.
    @inline(__always)
    private func draw(
        _ requests: PlainRequests, _ clients: UnsafePointer<PlainClient>, from begin: Int, count: Int
    ) -> Int64 {
        // Whether there are traits and several prefixes stays, so the loop need not ask.
        switch (clientsHaveTraits, clientsChoosePrefixes) {
        case (false, false): draw(requests, clients, from: begin, count: count, hasTraits: false, choosesPrefix: false)
        case (false, true): draw(requests, clients, from: begin, count: count, hasTraits: false, choosesPrefix: true)
        case (true, false): draw(requests, clients, from: begin, count: count, hasTraits: true, choosesPrefix: false)
        case (true, true): draw(requests, clients, from: begin, count: count, hasTraits: true, choosesPrefix: true)
        }
    }

    /// - Parameter hasTraits: Whether any client has calls that think or end with a tool call. Who has none is not spared
    ///   the draw: a branch on who comes is mispredicted in every fourth request, which costs more.
    @inline(__always)
    private func draw(
        _ requests: PlainRequests, _ clients: UnsafePointer<PlainClient>, from begin: Int, count: Int, hasTraits: Bool,
        choosesPrefix: Bool
    ) -> Int64 {
        let (populations, keys) = (requests.populations + begin, requests.keys + begin)
        let (draws, cells) = (draws, cells)
        var asked: Int64 = 0
        for index in 0..<count {
            let population = Int(populations[index])
            let client = clients + population
            let key = keys[index]
            let bits = key.draw(.shape)
            let draw = draws + index
            let choice = choosesPrefix ? bits.pick(of: client.pointee.prefixCount) : 0
            draw.pointee.entry = client.pointee.firstEntry &+ choice
            draw.pointee.thinking = 0
            let own = cells + population &* DrawnCells.count
            let input = own[bits.cell(.input)]
            var output = own[DrawnCells.output &+ bits.cell(.output)]
            let firstToken = own[DrawnCells.firstToken &+ bits.cell(.firstToken)]
            let tokenTime = own[DrawnCells.tokenTime &+ bits.cell(.tokenTime)]
            if input | output | firstToken | tokenTime < 0 {
                drawWithCare(bits, client, key: key, tables: requests.tables, into: draw)
                asked &+= Int64(draw.pointee.input)
                continue
            }
            draw.pointee.firstToken = Float(bitPattern: UInt32(bitPattern: firstToken))
            draw.pointee.tokenTime = Float(bitPattern: UInt32(bitPattern: tokenTime))
            draw.pointee.input = input
            var stopReason = Decision.StopReason.endTurn
            if hasTraits {
                let traits = key.draw(.traits)
                stopReason = traits.highBits.isBelow(client.pointee.tools) ? .toolUse : .endTurn
                if traits.lowBits.isBelow(client.pointee.thinking) {
                    output &+= think(client, key: key, tables: requests.tables, into: draw)
                }
            }
            draw.pointee.stopReason = stopReason
            draw.pointee.setOutput(output, maximum: client.pointee.maximumTokens)
            asked &+= Int64(input)
        }
        return asked
    }

    @inline(never)
    private func think(
        _ client: UnsafePointer<PlainClient>, key: UInt64, tables requested: UnsafePointer<Float>,
        into draw: UnsafeMutablePointer<PlainDraw>
    ) -> Int32 {
        let thinking = RequestSource.drawThinking(requested + client.pointee.source.thinkingTable, call: key)
        draw.pointee.thinking = thinking
        return thinking
    }

    /// The same where a draw lies in a tail.
    @inline(never)
    private func drawWithCare(
        _ bits: UInt64, _ client: UnsafePointer<PlainClient>, key: UInt64, tables requested: UnsafePointer<Float>,
        into draw: UnsafeMutablePointer<PlainDraw>
    ) {
        let input = (requested + client.pointee.inputTable).quantile(bits, .input, of: key)
        let output = (requested + client.pointee.outputTable).quantile(bits, .output, of: key)
        draw.pointee.firstToken = (tables + client.pointee.firstTokenTable).quantile(bits, .firstToken, of: key)
        draw.pointee.tokenTime = (tables + client.pointee.tokenTimeTable).quantile(bits, .tokenTime, of: key)
        draw.pointee.input = max(1, input.nearestWhole)
        draw.pointee.stopReason = .endTurn
        if client.pointee.hasTraits {
            var shape = client.pointee.source.shape
            withUnsafePointer(to: client.pointee.source) { source in
                RequestSource.drawTraits(&shape, source, call: key, tables: requested)
            }
            draw.pointee.thinking = shape.thinkingTokens
            if shape.traits.isToolCall { draw.pointee.stopReason = .toolUse }
        }
        draw.pointee.setOutput(
            max(1, output.nearestWhole) &+ draw.pointee.thinking, maximum: client.pointee.maximumTokens)
    }

    /// The same request as `decide` sees it.
    @inline(never)
    private func decideWithCare(
        _ clients: UnsafePointer<PlainClient>, _ requests: PlainRequests, _ index: Int,
        _ draw: UnsafePointer<PlainDraw>, into decision: UnsafeMutablePointer<Decision>
    ) {
        let key = requests.keys[index]
        let client = clients + Int(requests.populations[index])
        var shape = client.pointee.source.shape
        withUnsafePointer(to: client.pointee.source) { source in
            RequestSource.draw(
                &shape, source, call: key, request: key, inputFactor: 1, tables: requests.tables,
                prefixTokens: requests.prefixTokens)
        }
        decide(
            &shape, at: requests.times[index].milliseconds, key: key, firstToken: draw.pointee.firstToken,
            tokenTime: draw.pointee.tokenTime, into: decision)
    }
}

/// The tables that requests of a client are drawn from, side by side and ready for use: whole lengths of input and output,
/// then the bits of two floating-point numbers. Cells of tails are below zero, so that one test finds them in all four.
enum DrawnCells {
    private static let cells = 1_024
    static let output = cells
    static let firstToken = 2 * cells
    static let tokenTime = 3 * cells
    static let count = 4 * cells

    /// - Parameters:
    ///   - tables: What the sources' tables refer to.
    ///   - pacing: First token and token time of every model.
    static func all(of sources: [RequestSource], tables: [Float], pacing: [Float]) -> [Int32] {
        func column(_ nodes: ArraySlice<Float>, _ value: (Float) -> Int32) -> [Int32] {
            nodes.enumerated().map { UInt(bitPattern: $0 &- 4) > 1_015 ? -1 : value($1) }
        }
        func bits(_ value: Float) -> Int32 { Int32(bitPattern: max(0, value).bitPattern) }
        return sources.flatMap { source in
            let firstToken = Int(source.shape.model) * 2 * QuantileTable.count
            let tokenTime = firstToken + QuantileTable.count
            return column(tables[source.inputTable..<source.inputTable + cells]) { max(1, $0.nearestWhole) }
                + column(tables[source.outputTable..<source.outputTable + cells]) { max(1, $0.nearestWhole) }
                + column(pacing[firstToken..<firstToken + cells], bits)
                + column(pacing[tokenTime..<tokenTime + cells], bits)
        }
    }
}
