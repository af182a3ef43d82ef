package import SourceText

/// What one pass over a log sample showed: counts and places, never a value that a person wrote.
package struct LogSampleFact: Sendable {
    package var range: SourceRange

    package init(range: SourceRange) { self.range = range }
}
