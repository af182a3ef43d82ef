import ClaudeAPI
package import ClaudeBackend

extension MessagesRequest {
    /// The way in, which decides what a body must and may hold.
    package enum Endpoint: Sendable {
        /// `POST /v1/messages`.
        case messages
        /// `POST /v1/messages/count_tokens`: without `max_tokens`, and nothing about how to answer.
        case countTokens
        /// `params` of one request of a batch.
        case batch
    }

    /// Reads a body, or says why the API refuses it: 400, 404 for a model that does not answer, 413 for more bytes than
    /// can be counted. `betas` are the values of `anthropic-beta`.
    package static func read(
        _ body: [UInt8], endpoint: Endpoint, models: ServedModels, betas: [String] = []
    ) throws(ErrorResponse) -> MessagesRequest {
        try read(JSONTree(body), at: 0, endpoint: endpoint, models: models, betas: betas)
    }

    /// Reads what stands inside a larger body, as the requests of a batch do.
    package static func read(
        _ tree: JSONTree, at node: Int, endpoint: Endpoint, models: ServedModels, betas: [String] = []
    ) throws(ErrorResponse) -> MessagesRequest {
        let reader = RequestReader(tree: tree, root: node, endpoint: endpoint, models: models, betas: betas)
        return try reader.read()
    }
}

/// Reads one body in the order in which the API finds fault: the shape of everything first, then whether there is such a
/// model, what that model takes, how the messages follow each other, the cache's breakpoints and at last the length.
/// The order among these is not documented; that shape comes first shows in what users quote.
struct RequestReader {
    let tree: JSONTree
    let root: Int
    let endpoint: MessagesRequest.Endpoint
    let models: ServedModels
    let betas: [String]

    var shapes: ShapeCheck { ShapeCheck(tree: tree) }

    /// A member of the body; null is as good as absent.
    func member(_ word: JSONWord) -> Int? { present(tree.member(root, word)) }

    func member(_ word: JSONWord, of node: Int) -> Int? { present(tree.member(node, word)) }

    private func present(_ node: Int?) -> Int? {
        guard let node, tree[node].kind != .null else { return nil }
        return node
    }

    func word(_ word: JSONWord, of node: Int) -> JSONWord { tree.member(node, word).map { tree[$0].word } ?? .other }

    func read() throws(ErrorResponse) -> MessagesRequest {
        try checkShapes()
        guard let name = member(.model) else { throw ShapeCheck.fault("", .model, "Field required") }
        let model = tree.string(name)
        guard let place = models.index(of: model) else { throw .unknownModel(model) }
        let entry = models.entries[place]
        let settings = try RequestSettings(self, entry.gates, id: entry.model.id)
        let blocks = try PromptBlocks(self, settings, entry.gates)
        let prompt = try blocks.prompt()
        try checkLength(of: prompt, settings, entry)
        var request = MessagesRequest(
            model: model, modelIndex: place, maximumTokens: settings.maximumTokens, prompt: prompt)
        settings.fill(&request)
        request.tools = blocks.tools
        request.serverTools = blocks.serverTools
        request.endsWithToolResults = blocks.endsWithToolResults
        return request
    }

    /// An input that alone is longer than the window is refused; with `max_tokens` on top only by models before 4.5,
    /// whose message differs. Source: platform.claude.com, "Context windows".
    private func checkLength(
        of prompt: CachePrompt, _ settings: RequestSettings, _ entry: ServedModels.Entry
    ) throws(ErrorResponse) {
        guard endpoint != .countTokens else { return }
        let window = Int64(entry.backend.contextWindow)
        let tokens = prompt.totalTokens
        if tokens > window { throw .promptTooLong(tokens: tokens, maximum: window) }
        guard entry.gates.reservesOutput, tokens + Int64(settings.maximumTokens) > window else { return }
        throw .invalid(
            "input length and `max_tokens` exceed context limit: \(tokens) + \(settings.maximumTokens) > \(window), "
                + "decrease input length or `max_tokens` and try again")
    }
}
