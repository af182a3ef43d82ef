import ClaudeAPI
import ClaudeBackend
import SourceText
import TimeSeries

extension ClaudeService {
    /// `POST /v1/messages`.
    mutating func answerMessage(_ http: APIRequest, _ arrival: Arrival) throws(ErrorResponse) -> ServedAnswer {
        let control = try RequestControl(http)
        if let client = control.client, !selection.names.contains(where: { $0.utf8.elementsEqual(client.utf8) }) {
            let known = selection.names.joined(separator: ", ")
            throw .invalid(
                "x-preflight-client: there is no client `\(client)`; "
                    + (known.isEmpty ? "no scenario is played" : "the scenario has \(known)"))
        }
        if options.servesGoldenStreams || control.golden != nil { return try answerGolden(http, control, arrival) }
        let request = try MessagesRequest.read(http.body, endpoint: .messages, models: models, betas: http.betas)
        let model = models.entries[request.modelIndex].model.id
        let sinceStart = sinceStart(arrival.time)
        let use =
            control.fault
            ?? faults.strike(model: model, at: sinceStart.milliseconds, key: (arrival.key ^ 0x6661_756C_7400).mixed)
        if let use, case .refusal(let refusal) = use.fault.effect {
            return refuse(
                refusal(use.values), arrival, after: options.isInstant ? 0 : 20, fault: use.fault.name, model: model)
        }
        var decision = decide(request, control, arrival, at: sinceStart)
        var context = context(arrival, model: servedName(request), isStreaming: request.isStreaming)
        if let use { strike(use, &decision, &context, model: request.modelIndex) }
        complete(&context, request, &decision, arrival, at: sinceStart)
        decision.costNanoDollars = cost(decision, request)
        var plan = ResponsePlan(options.isInstant ? decision.atOnce : decision, context)
        if let use, case .wire(let change) = use.fault.effect { plan = change(plan, use.values) }
        return perform(
            plan, arrival,
            fault: use?.fault.name, model: model,
            message: RunningAnswer.Message(decision: decision, modelIndex: request.modelIndex))
    }

    /// `POST /v1/messages/count_tokens`.
    mutating func countTokens(_ http: APIRequest, _ arrival: Arrival) throws(ErrorResponse) -> ServedAnswer {
        let request = try MessagesRequest.read(http.body, endpoint: .countTokens, models: models, betas: http.betas)
        return reply(.object([("input_tokens", .integer(request.prompt.totalTokens))]), arrival)
    }

    // MARK: Deciding

    private mutating func decide(
        _ request: MessagesRequest, _ control: RequestControl, _ arrival: Arrival, at time: VirtualTime
    ) -> Decision {
        let entry = models.entries[request.modelIndex]
        let client = selection.client(
            named: control.client, model: entry.model.id, isStreaming: request.isStreaming,
            bits: (arrival.key ^ 0x636C_6965_6E74).mixed.lowBits)
        var shape = shape(
            of: request, lengths: selection.lengths(of: client), outputTokens: control.outputTokens, key: arrival.key)
        shape.conditions = selection.conditions(of: client)
        let scope = PromptCache.Scope(workspace: "default", model: ByteString(entry.model.id))
        let minimum = entry.backend.minimumCacheableTokens
        let usage = cache.usage(of: request.prompt, in: scope, minimumTokens: minimum, at: time.milliseconds)
        let decision = backend.decide(shape, cache: usage, at: time, key: arrival.key)
        if decision.ending.status == 200 {
            let begins = options.isInstant ? 0 : Int64(decision.firstTokenMilliseconds)
            cache.record(
                request.prompt, in: scope, minimumTokens: minimum, at: time.milliseconds,
                responseBeginsAt: time.milliseconds + begins)
        }
        return decision
    }

    /// What is asked of the backend: how long the answer would be, were nothing to stop it.
    func shape(
        of request: MessagesRequest, lengths: AnswerLengths, outputTokens: Int32?, key: UInt64
    ) -> RequestShape {
        let bits = (key ^ 0x6C65_6E67_7468).mixed
        let drawn = max(1, Float(lengths.output.sample(bits.lowBits)).nearestWhole)
        var shape = RequestShape(
            model: Int32(clamping: request.modelIndex), inputTokens: 0, outputTokens: outputTokens ?? drawn,
            thinkingTokens: thinkingTokens(request, lengths, bits: bits.mixed),
            maximumTokens: request.maximumTokens, traits: request.isStreaming ? .streaming : [])
        let callsTool = AnswerContent.shouldCallTool(request, bits: bits.highBits)
        if callsTool { shape.traits.insert(RequestShape.Traits.tools) }
        if outputTokens == nil {
            // What is said before a call is short, however long this client's answers are.
            let length = AnswerContent.length(of: request, callsTool: callsTool, spoken: min(drawn, 30), seed: key)
            shape.outputTokens = length ?? drawn
        }
        return shape
    }

    private func thinkingTokens(_ request: MessagesRequest, _ lengths: AnswerLengths, bits: UInt64) -> Int32 {
        let drawn = max(1, Float(lengths.thinking.sample(bits.lowBits)).nearestWhole)
        switch request.thinking {
        case .off: return 0
        case .budget(let most): return min(drawn, most)
        case .adaptive, .betweenTools:
            return bits.highBits.isBelow(Draws.threshold(lengths.thinkingShare)) ? drawn : 0
        }
    }

    /// As the answer names the model: up to 4.5 an alias is answered with the dated id.
    func servedName(_ request: MessagesRequest) -> String {
        models.entries[request.modelIndex].model.aliases.first ?? request.model
    }

    /// At the prices of the day, by the length of the prompt, the place and the speed that was asked for.
    func cost(_ decision: Decision, _ request: MessagesRequest, isBatch: Bool = false) -> Int64 {
        guard decision.ending.status == 200 else { return decision.costNanoDollars }
        let model = models.entries[request.modelIndex]
        let prompt =
            Int64(decision.inputTokens) + Int64(decision.cacheReadTokens) + Int64(decision.cacheWrite5mTokens)
            + Int64(decision.cacheWrite1hTokens)
        let prices =
            PriceCatalogue.price(of: model.model.id, on: options.day, promptTokens: prompt) ?? model.backend.prices
        var cost = prices.cost(of: decision, isBatch: isBatch) ?? decision.costNanoDollars
        // Sources: platform.claude.com, "Pricing" and "Fast mode".
        if request.inferenceGeo == "us" { cost = cost * 11 / 10 }
        if request.isFast { cost *= 2 }
        return cost
    }

    // MARK: Faults

    private func strike(
        _ use: WireFaultUse, _ decision: inout Decision, _ context: inout ResponseContext, model: Int
    ) {
        guard decision.ending == .completed else { return }
        switch use.fault.effect {
        case .refusal, .wire: break
        case .stop(let reason):
            decision.stopReason = reason
            if reason == .refusal { decision = decision.ended(afterAnswer: AnswerContent.refusalTokens) }
        case .broken(let ending, let truncation):
            let length = decision.durationMilliseconds - decision.firstTokenMilliseconds
            let share = Double(length) * use.values[0]
            let point = decision.firstTokenMilliseconds + Int32(clamping: Int64(share.rounded(.down)))
            decision = backend.cut(decision, atMilliseconds: point, model: model)
            decision.stopReason = .none
            decision.ending = ending
            if ending == .overloadedMidstream, !context.isStreaming {
                // Without a stream no header has been sent, so it is an ordinary 529, only late, and nothing is billed.
                decision = Decision(ending: .overloaded)
                decision.firstTokenMilliseconds = point
                decision.durationMilliseconds = point
            }
            context.truncation = truncation
        }
    }

    // MARK: Composing

    /// What the bytes of the answer need beyond the decision.
    private mutating func complete(
        _ context: inout ResponseContext, _ request: MessagesRequest, _ decision: inout Decision, _ arrival: Arrival,
        at time: VirtualTime
    ) {
        context.rateLimits = backend.rateLimits(ofModel: request.modelIndex, at: time, epoch: options.epoch)
        context.promptTokens = request.prompt.totalTokens
        context.contextWindow = Int64(models.entries[request.modelIndex].backend.contextWindow)
        context.usage.inferenceGeo = request.inferenceGeo
        context.usage.speed = request.isFast ? "fast" : "standard"
        guard decision.ending.status == 200 else { return }
        (context.content, context.stopSequence) = compose(request, &decision, seed: arrival.key)
    }

    /// What the answer says, and the stop sequence that ended it: the decision then ends there too.
    func compose(
        _ request: MessagesRequest, _ decision: inout Decision, seed: UInt64
    ) -> (content: [ContentBlock], stopSequence: String?) {
        let blocks = AnswerContent.blocks(for: request, decision: decision, seed: seed)
        guard decision.ending == .completed, [.endTurn, .maximumTokens].contains(decision.stopReason),
            request.outputSchema == nil,
            let stopped = AnswerContent.stopped(blocks, at: request.stopSequences)
        else { return (blocks, nil) }
        decision = decision.ended(afterAnswer: stopped.tokens)
        decision.stopReason = .stopSequence
        let text: [ContentBlock] = stopped.text.isEmpty ? [] : [.text(stopped.text)]
        return (blocks.dropLast() + text, stopped.sequence)
    }
}

extension Decision {
    /// The same decision without any time: all of the answer comes at once.
    var atOnce: Decision {
        var decision = self
        decision.firstTokenMilliseconds = 0
        decision.durationMilliseconds = 0
        return decision
    }

    /// The same answer, had it come to its end after so many tokens behind its thinking.
    func ended(afterAnswer tokens: Int32) -> Decision {
        let output = min(outputTokens, thinkingTokens + max(0, tokens))
        guard output < outputTokens, outputTokens > 0 else { return self }
        var decision = self
        let length = Int64(durationMilliseconds) - Int64(firstTokenMilliseconds)
        let left = max(0, length) * Int64(output) / Int64(outputTokens)
        decision.durationMilliseconds = firstTokenMilliseconds + Int32(clamping: left)
        decision.outputTokens = output
        return decision
    }
}

extension TokenPrices {
    /// Nil where something was used that has no price.
    fileprivate func cost(of decision: Decision, isBatch: Bool) -> Int64? {
        costNanoDollars(
            uncachedInput: Int64(decision.inputTokens), output: Int64(decision.outputTokens),
            cacheRead: Int64(decision.cacheReadTokens), cacheWrite5m: Int64(decision.cacheWrite5mTokens),
            cacheWrite1h: Int64(decision.cacheWrite1hTokens), isBatch: isBatch)
    }
}
