/// How a run ends: the same in every output format, listed nowhere else.
package enum ExitStatus: Int32, CaseIterable, Sendable {
    /// Nothing that was asked for failed.
    case ready = 0
    /// At least one requirement failed.
    case notReady = 1
    /// The call or one of our own files is wrong: a bad flag, an invalid manifest, checklist or scenario.
    case misuse = 2
    /// There was nothing to decide: no manifest, no subjects, or every requirement inconclusive.
    case nothingProvable = 3
    /// The tool itself could not go on: a defect, a full disk.
    case internalFailure = 4

    /// One line for help pages and the README.
    package var meaning: String {
        switch self {
        case .ready: "ready"
        case .notReady: "not ready: a requirement failed"
        case .misuse: "misuse: a bad flag, or an invalid manifest, checklist or scenario"
        case .nothingProvable: "nothing provable: no manifest, no subjects, or all inconclusive"
        case .internalFailure: "internal failure"
        }
    }

    /// What `--report-only` turns this into: a verdict never fails the run, a run that went wrong still does.
    package var reportOnly: ExitStatus {
        switch self {
        case .ready, .notReady, .nothingProvable: .ready
        case .misuse, .internalFailure: self
        }
    }

    /// The status of a run over several services: a failure of ours before a mistake in the call, a failed requirement
    /// before one that nothing decided.
    package static func worst(of statuses: some Sequence<ExitStatus>) -> ExitStatus {
        let order: [ExitStatus] = [.internalFailure, .misuse, .notReady, .nothingProvable]
        let seen = Set(statuses)
        return order.first(where: seen.contains) ?? .ready
    }
}
