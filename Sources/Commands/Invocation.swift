import Privacy
package import SourceText

/// The one door to the outside world: everything a command may know or touch, as a value.
///
/// Nothing below `Commands` reads a file, a clock or the environment, so a test that fills in these members controls
/// the whole run.
package struct Invocation: Sendable {
    /// Without the program's own name.
    package var arguments: [String]
    /// The value of an environment variable; nil if unset.
    package var environment: @Sendable (_ name: String) -> String?
    package var files: FileAccess
    package var standardOutput: StandardStream
    package var standardError: StandardStream
    /// The threads that work is spread over; what comes out does not depend on them.
    package var workers: Workers
    /// Prepares for being told to stop; the result waits until somebody does.
    package var stopRequests: @Sendable () -> @Sendable () -> Void
    /// Today in UTC; `--as-of` takes precedence wherever a verdict depends on the date.
    package var today: CivilDate

    package init(
        arguments: [String], environment: @escaping @Sendable (String) -> String?, files: FileAccess,
        standardOutput: StandardStream, standardError: StandardStream, workers: Workers = .one,
        stopRequests: @escaping @Sendable () -> @Sendable () -> Void = { {} }, today: CivilDate
    ) {
        self.arguments = arguments
        self.environment = environment
        self.files = files
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.workers = workers
        self.stopRequests = stopRequests
        self.today = today
    }
}

/// Standard output or standard error.
package struct StandardStream: Sendable {
    package enum Delivery: Hashable, Sendable {
        case delivered
        /// Whoever read the stream has gone (`preflight ... | head`): no trouble, and no reason to go on writing.
        case readerGone
        case failed(FileProblem)
    }

    package var write: @Sendable (_ bytes: [UInt8]) -> Delivery
    package var isTerminal: Bool
    /// Width to wrap help at, in columns.
    package var columns: Int

    package init(
        isTerminal: Bool = false, columns: Int = StandardStream.usualColumns,
        write: @escaping @Sendable ([UInt8]) -> Delivery
    ) {
        self.write = write
        self.isTerminal = isTerminal
        self.columns = columns
    }

    /// Where no terminal says otherwise.
    package static let usualColumns = 100

    /// Writes a text and ends it with a newline if it has none; an empty text is no line.
    @discardableResult
    package func write(line text: String) -> Delivery {
        var bytes = Array(text.utf8)
        if let last = bytes.last, last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        return write(bytes)
    }

    /// The same stream without personal data and secrets: complaints repeat what stands in calls and in files.
    func redacting() -> StandardStream {
        var redacting = self
        redacting.write = { bytes in write(Array(Redaction.redacted(String(decoding: bytes, as: UTF8.self)).utf8)) }
        return redacting
    }
}
