package import PromQL
package import SourceText

/// What an adapter is told besides the file.
package struct ReadingRequest: Sendable {
    package var semantics: Semantics
    /// Which rows of a log are requests: field and required value.
    package var rowSelector: [(field: ByteString, value: ByteString)]
    /// The canonical name for each of the service's own log fields.
    package var renames: [(from: ByteString, to: ByteString)]

    package init(
        semantics: Semantics, rowSelector: [(field: ByteString, value: ByteString)] = [],
        renames: [(from: ByteString, to: ByteString)] = []
    ) {
        self.semantics = semantics
        self.rowSelector = rowSelector
        self.renames = renames
    }
}
