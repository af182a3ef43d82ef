import ClaudeAPI
import ClaudeBackend
import SourceText
package import TimeSeries

/// Batches as they were created, with what came of them. Source: platform.claude.com, "Batch processing".
struct BatchStore: Sendable {
    /// Bytes of all requests together that are kept; the API takes 256 MB for one batch.
    static let capacityBytes = 268_435_456
    static let requestsPerBatch = 100_000

    struct Item: Sendable {
        var customID: String
        /// `params`, as JSON.
        var params: [UInt8]
        /// The line of the results; nil until the batch has ended.
        var result: [UInt8]?
    }

    struct Batch: Sendable {
        var id: String
        var created: VirtualTime
        /// When it ends, unless it is canceled before.
        var ends: VirtualTime
        var cancelInitiated: VirtualTime?
        var items: [Item]
        var counts = Counts()
        var isEnded = false
    }

    /// All but `processing` stay zero until the end.
    struct Counts: Sendable {
        var succeeded: Int64 = 0
        var errored: Int64 = 0
        var canceled: Int64 = 0
        var expired: Int64 = 0
    }

    /// In the order in which they were created.
    var batches: [Batch] = []
    var storedBytes = 0

    func place(of id: String) -> Int? { batches.firstIndex { $0.id.utf8.elementsEqual(id.utf8) } }
}

extension ClaudeService {
    mutating func answerBatch(
        _ request: APIRequest, _ route: APIRoute, _ arrival: Arrival
    ) throws(ErrorResponse) -> ServedAnswer {
        endBatches(at: arrival.time)
        switch route {
        case .batches where request.method == "POST": return try createBatch(request, arrival)
        case .batches:
            let newestFirst = Array(batches.batches.reversed())
            let page = try ListPage(request, ids: newestFirst.map(\.id))
            return reply(page.json(newestFirst[page.range].map(\.json)), arrival)
        case .batch(let id) where request.method == "DELETE": return try deleteBatch(id, arrival)
        case .batch(let id): return reply(batches.batches[try place(ofBatch: id)].json, arrival)
        case .batchCancel(let id):
            let place = try place(ofBatch: id)
            if !batches.batches[place].isEnded && batches.batches[place].cancelInitiated == nil {
                batches.batches[place].cancelInitiated = arrival.time
                // Requests that run come to their end; a second is enough to see `canceling`.
                batches.batches[place].ends = min(
                    batches.batches[place].ends, arrival.time.advanced(byMilliseconds: 1_000))
            }
            return reply(batches.batches[place].json, arrival)
        case .batchResults(let id): return try batchResults(id, arrival)
        case .messages, .countTokens, .models, .model: throw .routeUnknown
        }
    }

    private func place(ofBatch id: String) throws(ErrorResponse) -> Int {
        guard let place = batches.place(of: id) else {
            throw ErrorResponse(status: 404, type: "not_found_error", message: "Batch \(id) not found")
        }
        return place
    }

    // MARK: Creating

    private mutating func createBatch(_ request: APIRequest, _ arrival: Arrival) throws(ErrorResponse) -> ServedAnswer {
        let items = try BatchBody.read(request.body)
        guard batches.storedBytes + request.body.count <= BatchStore.capacityBytes else { throw .tooLarge }
        batches.storedBytes += request.body.count
        // Most batches end within the hour; a rehearsal does not wait so long: two seconds, and 20 ms for each request.
        let duration = 2_000 + 20 * Int64(items.count)
        let batch = BatchStore.Batch(
            id: "msgbatch_" + arrival.messageID.dropFirst("msg_".count), created: arrival.time,
            ends: arrival.time.advanced(byMilliseconds: duration), items: items)
        batches.batches.append(batch)
        return reply(batch.json, arrival)
    }

    private mutating func deleteBatch(_ id: String, _ arrival: Arrival) throws(ErrorResponse) -> ServedAnswer {
        let place = try place(ofBatch: id)
        guard batches.batches[place].isEnded else {
            throw .invalid("Message Batch \(id) is still processing. Cancel it before you delete it.")
        }
        batches.storedBytes -= batches.batches[place].items.reduce(0) { $0 + $1.params.count }
        batches.batches.remove(at: place)
        return reply(.object([("id", .string(id)), ("type", .string("message_batch_deleted"))]), arrival)
    }

    private mutating func batchResults(_ id: String, _ arrival: Arrival) throws(ErrorResponse) -> ServedAnswer {
        let batch = batches.batches[try place(ofBatch: id)]
        guard batch.isEnded else {
            throw ErrorResponse(
                status: 404, type: "not_found_error",
                message: "Message Batch \(id) has no results yet: its processing has not ended.")
        }
        let lines = batch.items.flatMap { ($0.result ?? []) + [UInt8(ascii: "\n")] }
        return perform(
            ResponsePlan(body: lines, contentType: "application/x-jsonl", context(arrival)), arrival)
    }

    // MARK: Processing

    /// Ends every batch whose time has come.
    package mutating func endBatches(at now: VirtualTime) {
        for place in batches.batches.indices
        where !batches.batches[place].isEnded && batches.batches[place].ends <= now {
            process(place)
        }
    }

    private mutating func process(_ place: Int) {
        var batch = batches.batches[place]
        let isCanceled = batch.cancelInitiated != nil
        for index in batch.items.indices {
            let result: WireJSON
            if isCanceled {
                result = .object([("type", .string("canceled"))])
                batch.counts.canceled += 1
            } else {
                do throws(ErrorResponse) {
                    let message = try batchMessage(batch.items[index].params, batch, index)
                    result = .object([("type", .string("succeeded")), ("message", message)])
                    batch.counts.succeeded += 1
                } catch {
                    let id = "req_" + batch.id.dropFirst("msgbatch_".count)
                    result = .object([("type", .string("errored")), ("error", error.body(requestID: id))])
                    batch.counts.errored += 1
                }
            }
            batch.items[index].result =
                WireJSON.object([("custom_id", .string(batch.items[index].customID)), ("result", result)]).bytes
        }
        batch.isEnded = true
        batches.batches[place] = batch
    }

    /// One request of a batch, answered and booked: nobody can leave before its end.
    private mutating func batchMessage(
        _ params: [UInt8], _ batch: BatchStore.Batch, _ index: Int
    ) throws(ErrorResponse) -> WireJSON {
        let request = try MessagesRequest.read(params, endpoint: .batch, models: models, betas: [])
        let entry = models.entries[request.modelIndex]
        var key = (options.seed &+ UInt64(index) &* .callStep).mixed
        for byte in batch.id.utf8 { key = (key ^ UInt64(byte)).mixed }
        let shape = shape(of: request, lengths: .usual, outputTokens: nil, key: key)
        let time = sinceStart(batch.created)
        let scope = PromptCache.Scope(workspace: "default", model: ByteString(entry.model.id))
        let minimum = entry.backend.minimumCacheableTokens
        let usage = cache.usage(of: request.prompt, in: scope, minimumTokens: minimum, at: time.milliseconds)
        var decision = batchBackend.decide(shape, cache: usage, at: time, key: key)
        guard decision.ending == .completed else {
            throw .promptTooLong(
                tokens: request.prompt.totalTokens, maximum: Int64(entry.backend.contextWindow))
        }
        let (content, stopSequence) = compose(request, &decision, seed: key)
        decision.costNanoDollars = cost(decision, request, isBatch: true)
        ledger.book(decision, model: entry.model.id)
        var identifiers = WireIdentifiers(seed: key, ordinal: UInt64(index))
        var context = ResponseContext(
            model: servedName(request), requestID: identifiers.request(), messageID: identifiers.message(),
            isStreaming: false, content: content)
        context.stopSequence = stopSequence
        context.usage.serviceTier = "batch"
        context.usage.inferenceGeo = request.inferenceGeo
        return MessageJSON(decision: decision, context: context).whole
    }
}

extension BatchStore.Batch {
    /// Source: anthropic-sdk-python 2.12.0, `types/messages/message_batch.py`.
    var json: WireJSON {
        let processing = isEnded ? 0 : Int64(items.count)
        let status = isEnded ? "ended" : cancelInitiated != nil ? "canceling" : "in_progress"
        func time(_ moment: VirtualTime?) -> WireJSON { .optional(moment.map(WireTime.rfc3339)) }
        return .object([
            ("id", .string(id)), ("type", .string("message_batch")), ("processing_status", .string(status)),
            (
                "request_counts",
                .object([
                    ("processing", .integer(processing)), ("succeeded", .integer(counts.succeeded)),
                    ("errored", .integer(counts.errored)), ("canceled", .integer(counts.canceled)),
                    ("expired", .integer(counts.expired)),
                ])
            ), ("ended_at", time(isEnded ? ends : nil)), ("created_at", time(created)),
            ("expires_at", time(created.advanced(byMilliseconds: 86_400_000))), ("archived_at", .null),
            ("cancel_initiated_at", time(cancelInitiated)),
            ("results_url", isEnded ? .string("/v1/messages/batches/\(id)/results") : .null),
        ])
    }
}
