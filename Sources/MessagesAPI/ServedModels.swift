package import ClaudeAPI
package import ClaudeBackend
package import SourceText

/// The models that answer on a day, with how they are served; what retired before it is unknown to the API.
package struct ServedModels: Sendable {
    package struct Entry: Sendable {
        package var model: ClaudeModel
        package var backend: BackendModel
        package var gates: ModelGates
    }

    /// From the newest to the oldest.
    package let entries: [Entry]
    private let places: [ByteString: Int]

    /// - Parameters:
    ///   - tier: Of the organisation; nil serves it without limits.
    ///   - changed: Models as a scenario has them, instead of the presets. Their limits are those of their pool.
    package init(on day: CivilDate, tier: UsageTier?, changed: [BackendModel] = []) {
        var entries: [Entry] = []
        var places: [ByteString: Int] = [:]
        for model in ModelCatalogue.models {
            if let retired = model.retiresOn, retired <= day { continue }
            guard var backend = BackendModel.preset(model.id, tier: tier ?? .scale, on: day) else { continue }
            if tier == nil { backend.limits = .unlimited }
            if let other = changed.first(where: { $0.pool == backend.pool }) { backend.limits = other.limits }
            if let own = changed.first(where: { $0.id.utf8.elementsEqual(model.id.utf8) }) { backend = own }
            for name in [model.id] + model.aliases { places[ByteString(name)] = entries.count }
            entries.append(Entry(model: model, backend: backend, gates: .of(model.id)))
        }
        self.entries = entries
        self.places = places
    }

    /// Place of the model that a request names, by id or alias; nil for what the API does not know.
    package func index(of name: String) -> Int? { places[ByteString(name)] }
}
