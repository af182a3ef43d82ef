import Synchronization

extension FileAccess {
    /// The same files, but what has been read can no longer be written.
    ///
    /// `--output` with the name of a rule file would otherwise destroy it; and a report that lies inside an artefact
    /// pattern is read as an artefact by the next run, which then says so instead of feeding on its own output.
    func protectingWhatIsRead() -> FileAccess {
        let inputs = Inputs()
        var protected = self
        protected.read = { path in
            let content = read(path)
            if case .success = content, case .success(let status) = status(path) { inputs.insert(status.identity) }
            return content
        }
        protected.stream.read = { path, body in
            if case .success(let status) = status(path) { inputs.insert(status.identity) }
            return stream.read(path, body)
        }
        protected.writeAtomically = { path, bytes in
            if case .success(let status) = status(path), inputs.contains(status.identity) { return .isInput }
            return writeAtomically(path, bytes)
        }
        return protected
    }
}

/// The files a run has read; identities, because one file has many names.
private final class Inputs: Sendable {
    private let identities = Mutex<Set<FileIdentity>>([])

    func insert(_ identity: FileIdentity) { identities.withLock { _ = $0.insert(identity) } }

    func contains(_ identity: FileIdentity) -> Bool { identities.withLock { $0.contains(identity) } }
}
