package import SourceText

/// What `preflight check` was asked for, with every outside fact resolved.
package struct CheckRequest: Sendable {
    /// Manifests and folders as named on the command line; empty means the working directory.
    package var paths: [String]
    /// The day verdicts are made for.
    package var asOf: CivilDate
    /// What `--artefact KIND=PATH` puts in the place of the manifest's own.
    package var artefactOverrides: [ArtefactOverride]
    /// The reports to render, in this order.
    package var reports: [ReportRequest]

    package init(
        paths: [String], asOf: CivilDate, artefactOverrides: [ArtefactOverride] = [], reports: [ReportRequest]
    ) {
        self.paths = paths
        self.asOf = asOf
        self.artefactOverrides = artefactOverrides
        self.reports = reports
    }
}

/// `--artefact KIND=PATH`: a path or pattern from the working directory, instead of what the manifest names.
package struct ArtefactOverride: Hashable, Sendable {
    package let kind: String
    package let pattern: String

    package init(kind: String, pattern: String) {
        self.kind = kind
        self.pattern = pattern
    }
}

/// What came of a check.
package struct CheckResult: Sendable {
    package var status: ExitStatus
    /// One rendered report for each of `CheckRequest.reports`, in the same order; empty where the run could not get
    /// as far as a report, and then `messages` says why.
    package var reports: [[UInt8]]
    /// Lines for standard error.
    package var messages: [String]

    package init(status: ExitStatus, reports: [[UInt8]], messages: [String] = []) {
        self.status = status
        self.reports = reports
        self.messages = messages
    }
}

/// Manifest and artefacts in, verdicts and reports out; every step is a function of a lower module.
enum CheckPipeline {
    static func run(_ request: CheckRequest, files: FileAccess) -> CheckResult {
        CheckResult(status: .nothingProvable, reports: [], messages: ["error: no manifest was read"])
    }
}
