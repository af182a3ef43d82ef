extension FaultKind {
    /// The service answers without what the dependency knows: worse, and without an error of its own.
    package static let dependencyErrors = FaultKind(
        name: "dependency-errors",
        summary: "requests to a dependency fail",
        parameters: [
            Parameter("probability", "Share of the requests that fail, beside its usual ones.", .share, usual: 0.2)
        ],
        effect: .dependency { conditions, strength, values in
            conditions.errorShare.unite(withShare: strength * values[0])
        })
}
