extension FaultKind {
    /// UDP tells nobody what it lost.
    package static let datagramLoss = FaultKind(
        name: "datagram-loss",
        summary: "datagrams to the agent are lost",
        parameters: [
            Parameter("share", "Share of the datagrams.", .share, usual: 0.2)
        ],
        effect: .pipeline { conditions, strength, values in
            conditions.datagramLoss.unite(withShare: strength * values[0])
        })
}
