extension MutationOperator {
    /// What a team may have got wrong about itself: a line of the manifest, changed.
    static let manifestMutations: [MutationOperator] = [
        manifest("scrapes twenty times as rare", item: "alerts", "scrape_interval: 30s", "scrape_interval: 10m")
    ]

    static func manifest(_ name: String, item: String, _ from: String, _ to: String) -> MutationOperator {
        MutationOperator(name: name, items: [item]) { chat in
            let path = "observability.yaml"
            guard chat.files.contains(where: { $0.path == path && $0.content.contains(from) }) else {
                preconditionFailure("`\(from)` no longer stands in the example's manifest; correct the mutation")
            }
            return [
                Mutant(
                    from, chat.mapping(path) { $0.contains(from) ? String($0).replacing(from, with: to) : String($0) })
            ]
        }
    }
}
