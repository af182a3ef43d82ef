import TimeSeries

extension BackendMemory {
    /// Decides as `decide` would, what is rare with it and the rest faster.
    @inline(__always)
    func decide(
        _ requests: PlainRequests, from begin: Int, count: Int, into decisions: UnsafeMutablePointer<Decision>
    ) {
        guard let clients = UnsafePointer(clients.baseAddress) else { return }
        let asked = draw(requests, clients, from: begin, count: count, into: decisions)
        draws.pace(count)
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
            decideWithCare(clients, requests, from: begin, index, into: decisions + index)
        }
    }

    @inline(never)
    private func decideOneByOne(
        _ requests: PlainRequests, _ clients: UnsafePointer<PlainClient>, from begin: Int, count: Int,
        into decisions: UnsafeMutablePointer<Decision>
    ) {
        let decider = PlainDecider(self, requests, clients, from: begin, into: decisions)
        for index in 0..<count where !decider.decide(index, isUsual: false) {
            decideWithCare(clients, requests, from: begin, index, into: decisions + index)
        }
    }

    /// All that follows from keys alone, and the input of all together: a loop of little that calls nothing keeps what it
    /// needs in registers.
    @inline(__always)
    private func draw(
        _ requests: PlainRequests, _ clients: UnsafePointer<PlainClient>, from begin: Int, count: Int,
        into decisions: UnsafeMutablePointer<Decision>
    ) -> Int64 {
        // Whether there are traits and several prefixes stays, so the loop need not ask.
        switch (clientsHaveTraits, clientsChoosePrefixes) {
        case (false, false):
            draw(
                requests, clients, from: begin, count: count, into: decisions, hasTraits: false, choosesPrefix: false)
        case (false, true):
            draw(
                requests, clients, from: begin, count: count, into: decisions, hasTraits: false, choosesPrefix: true)
        case (true, false):
            draw(
                requests, clients, from: begin, count: count, into: decisions, hasTraits: true, choosesPrefix: false)
        case (true, true):
            draw(
                requests, clients, from: begin, count: count, into: decisions, hasTraits: true, choosesPrefix: true)
        }
    }

    /// What an answer thinks and why it stops goes straight to its decision, all else to the columns.
    ///
    /// - Parameter hasTraits: Whether any client has calls that think or end with a tool call. Who has none is not spared
    ///   the draw: a branch on who comes is mispredicted in every fourth request, which costs more.
    @inline(__always)
    private func draw(
        _ requests: PlainRequests, _ clients: UnsafePointer<PlainClient>, from begin: Int, count: Int,
        into decisions: UnsafeMutablePointer<Decision>, hasTraits: Bool, choosesPrefix: Bool
    ) -> Int64 {
        let (populations, keys) = (requests.populations + begin, requests.keys + begin)
        let (draws, sizes, paces) = (draws, sizes, paces)
        var asked: Int64 = 0
        for index in 0..<count {
            let population = Int(populations[index])
            let client = clients + population
            let key = keys[index]
            let bits = key.draw(.shape)
            let decision = decisions + index
            let choice = choosesPrefix ? bits.pick(of: client.pointee.prefixCount) : 0
            draws.entry[index] = client.pointee.firstEntry &+ choice
            draws.prefill[index] = client.pointee.prefillMillisecondsPerToken.drawnBits
            decision.pointee.thinkingTokens = 0
            decision.pointee.stopReason = .endTurn
            let size = sizes + population &* DrawnCells.count
            let pace = paces + client.pointee.firstPace
            let input = size[bits.cell(.input)]
            var output = size[DrawnCells.width &+ bits.cell(.output)]
            let firstToken = pace[bits.cell(.firstToken)]
            let tokenTime = pace[DrawnCells.width &+ bits.cell(.tokenTime)]
            if input | output | firstToken | tokenTime < 0 {
                drawWithCare(bits, client, key: key, tables: requests.tables, index, into: decision)
                asked &+= Int64(draws.input[index])
                continue
            }
            draws.firstToken[index] = firstToken
            draws.tokenTime[index] = tokenTime
            draws.input[index] = input
            if hasTraits {
                let traits = key.draw(.traits)
                decision.pointee.stopReason =
                    traits.highBits.isBelow(client.pointee.tools) ? .toolUse : .endTurn
                if traits.lowBits.isBelow(client.pointee.thinking) {
                    output &+= think(client, key: key, tables: requests.tables, into: decision)
                }
            }
            draws.output[index] = output
            if output > client.pointee.maximumTokens { draws.output[index] = decision.stop(at: client) }
            asked &+= Int64(input)
        }
        return asked
    }

    @inline(never)
    private func think(
        _ client: UnsafePointer<PlainClient>, key: UInt64, tables requested: UnsafePointer<Float>,
        into decision: UnsafeMutablePointer<Decision>
    ) -> Int32 {
        let thinking = RequestSource.drawThinking(requested + client.pointee.source.thinkingTable, call: key)
        decision.pointee.thinkingTokens = thinking
        return thinking
    }

    /// The same where a draw lies in a tail.
    @inline(never)
    private func drawWithCare(
        _ bits: UInt64, _ client: UnsafePointer<PlainClient>, key: UInt64, tables requested: UnsafePointer<Float>,
        _ index: Int, into decision: UnsafeMutablePointer<Decision>
    ) {
        let input = (requested + client.pointee.inputTable).quantile(bits, .input, of: key)
        let output = (requested + client.pointee.outputTable).quantile(bits, .output, of: key)
        draws.firstToken[index] =
            (tables + client.pointee.firstTokenTable).quantile(bits, .firstToken, of: key).drawnBits
        draws.tokenTime[index] = (tables + client.pointee.tokenTimeTable).quantile(bits, .tokenTime, of: key).drawnBits
        draws.input[index] = max(1, input.nearestWhole)
        if client.pointee.hasTraits {
            var shape = client.pointee.source.shape
            withUnsafePointer(to: client.pointee.source) { source in
                RequestSource.drawTraits(&shape, source, call: key, tables: requested)
            }
            decision.pointee.thinkingTokens = shape.thinkingTokens
            if shape.traits.isToolCall { decision.pointee.stopReason = .toolUse }
        }
        let billed = max(1, output.nearestWhole) &+ decision.pointee.thinkingTokens
        draws.output[index] = billed > client.pointee.maximumTokens ? decision.stop(at: client) : billed
    }

    /// The same request as `decide` sees it.
    @inline(never)
    private func decideWithCare(
        _ clients: UnsafePointer<PlainClient>, _ requests: PlainRequests, from begin: Int, _ index: Int,
        into decision: UnsafeMutablePointer<Decision>
    ) {
        let key = requests.keys[begin &+ index]
        let client = clients + Int(requests.populations[begin &+ index])
        var shape = client.pointee.source.shape
        withUnsafePointer(to: client.pointee.source) { source in
            RequestSource.draw(
                &shape, source, call: key, request: key, inputFactor: 1, tables: requests.tables,
                prefixTokens: requests.prefixTokens)
        }
        decide(
            &shape, at: requests.times[begin &+ index].milliseconds, key: key,
            firstToken: Float(drawn: draws.firstToken[index]), tokenTime: Float(drawn: draws.tokenTime[index]),
            into: decision)
    }
}

extension UnsafeMutablePointer<Decision> {
    /// Stops the answer at the client's `max_tokens`, which is returned.
    @inline(never)
    fileprivate func stop(at client: UnsafePointer<PlainClient>) -> Int32 {
        pointee.thinkingTokens = Swift.min(pointee.thinkingTokens, client.pointee.maximumTokens)
        pointee.stopReason = .maximumTokens
        return client.pointee.maximumTokens
    }
}
