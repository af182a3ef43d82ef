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

    package init(on day: CivilDate, tier: UsageTier) {
        var entries: [Entry] = []
        var places: [ByteString: Int] = [:]
        for model in ModelCatalogue.models {
            if let retired = model.retiresOn, retired <= day { continue }
            guard let backend = BackendModel.preset(model.id, tier: tier, on: day) else { continue }
            for name in [model.id] + model.aliases { places[ByteString(name)] = entries.count }
            entries.append(Entry(model: model, backend: backend, gates: .of(model.id)))
        }
        self.entries = entries
        self.places = places
    }

    /// Place of the model that a request names, by id or alias; nil for what the API does not know.
    package func index(of name: String) -> Int? { places[ByteString(name)] }
}
