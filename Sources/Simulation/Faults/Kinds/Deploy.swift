extension FaultKind {
    /// Counters begin at zero, and rules that cannot bear it fire.
    package static let deploy = FaultKind(
        name: "deploy",
        summary: "a new version of the service starts",
        parameters: [
            Parameter("drains", "Whether the old one hands over what it buffered.", .flag, usual: 1)
        ],
        effect: .event { values in .deploy(drains: values[0] != 0) })
}
