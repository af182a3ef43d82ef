package import Findings
package import SourceText

/// What became of one kind of artefact that the manifest names, or does not.
package struct ArtefactStatus: Sendable {
    package var kind: ArtefactKind
    package var state: State
    /// What was wrong with the files.
    package var findings: [Finding]
    package var files: [SourceRange]

    package enum State: Sendable, Equatable {
        case notHandedIn
        /// The manifest names it; no adapter reads the kind yet.
        case notReadYet
        case read
    }

    package init(kind: ArtefactKind, state: State, findings: [Finding] = [], files: [SourceRange] = []) {
        self.kind = kind
        self.state = state
        self.findings = findings
        self.files = files
    }
}
