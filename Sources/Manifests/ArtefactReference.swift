package import Facts
package import SourceText

/// One entry under `artefacts`: which files, and what the manifest says about them.
package struct ArtefactReference: Sendable {
    package var kind: Located<ArtefactKind>
    /// Glob patterns relative to the manifest's folder.
    package var files: [Located<ByteString>]
    /// When a sample was taken.
    package var captured: Located<CivilDate>?
    /// True if the sample shows every family and series the service can emit.
    package var isComplete: Located<Bool>?
    /// Which rows of a log are requests: field and required value.
    package var rowSelector: [(field: Located<ByteString>, value: Located<ByteString>)]
    /// The service's field name for each of the guide's: `tokens_in: input_tokens`.
    package var renames: [(from: Located<ByteString>, to: Located<ByteString>)]

    package init(
        kind: Located<ArtefactKind>, files: [Located<ByteString>], captured: Located<CivilDate>? = nil,
        isComplete: Located<Bool>? = nil, rowSelector: [(field: Located<ByteString>, value: Located<ByteString>)] = [],
        renames: [(from: Located<ByteString>, to: Located<ByteString>)] = []
    ) {
        self.kind = kind
        self.files = files
        self.captured = captured
        self.isComplete = isComplete
        self.rowSelector = rowSelector
        self.renames = renames
    }
}
