package import Compression
import Glibc

/// One pass over the bytes of a file that may be longer than memory; compressed files come unpacked.
package struct FileStream: Sendable {
    /// What a pass was stopped by.
    package enum Problem: Error, Hashable, Sendable {
        case file(FileProblem)
        case compression(GzipProblem)

        /// As a clause that follows the path.
        package var sentence: String {
            switch self {
            case .file(let problem): problem.sentence
            case .compression(.truncated): "ends before its gzip stream does; what stands before was looked at"
            case .compression(.damaged):
                "is damaged: its gzip checksum does not agree; what stands before was looked at"
            case .compression(.outOfMemory): "could not be unpacked for want of memory"
            case .compression(.tooLarge(let limit)): "unpacks to more than \(limit / 1_048_576) MiB"
            }
        }
    }

    /// Calls `body` with each piece in turn.
    package var read: @Sendable (_ path: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Problem?

    package init(read: @escaping @Sendable (String, (UnsafeBufferPointer<UInt8>) -> Void) -> Problem?) {
        self.read = read
    }

    /// Pieces of a file as it lies there, gzip undone where the first bytes say so.
    static func unpacking(
        _ read: @escaping @Sendable (String, (UnsafeBufferPointer<UInt8>) -> Void) -> FileProblem?
    ) -> FileStream {
        FileStream { path, body in
            var gzip: GzipStream?
            var isFirst = true
            var broken: GzipProblem?
            let problem = read(path) { piece in
                if isFirst, !piece.isEmpty {
                    isFirst = false
                    if GzipStream.begins(piece) { gzip = GzipStream() }
                }
                guard let gzip else { return body(piece) }
                guard broken == nil else { return }
                do throws(GzipProblem) {
                    try gzip.inflate(piece) { output in
                        body(output)
                        return true
                    }
                } catch { broken = error }
            }
            if let problem { return .file(problem) }
            if broken == nil, let gzip {
                do throws(GzipProblem) { try gzip.finish() } catch { broken = error }
            }
            return broken.map { .compression($0) }
        }
    }
}

extension SystemFiles {
    /// Reads 256 KiB at a time. `-` is standard input.
    static func stream(_ path: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> FileProblem? {
        if path == "-" { return drain(STDIN_FILENO, isPipe: true, isPatient: true, body) }
        guard !path.utf8.contains(0) else { return .missing }
        // Without O_NONBLOCK, opening a FIFO waits for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return errno == ENXIO ? .isNoFile : FileProblem(code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return FileProblem(code: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .isFolder
        case S_IFREG: return drain(descriptor, isPipe: false, isPatient: false, body)
        case S_IFIFO: return drain(descriptor, isPipe: true, isPatient: false, body)
        default: return .isNoFile
        }
    }

    private static let pieceBytes = 262_144

    /// Once a writer has begun, it may take its time; a pipe that nobody ever writes to must not hang the run.
    private static func drain(
        _ descriptor: Int32, isPipe: Bool, isPatient: Bool, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) -> FileProblem? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: pieceBytes) { buffer in
            var hasBegun = isPatient
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if count > 0 {
                    hasBegun = true
                    body(UnsafeBufferPointer(rebasing: buffer[..<count]))
                } else if count == 0 {
                    if isPipe, !hasBegun {
                        // No writer yet looks like the end; one that came and went hangs up.
                        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                        if poll(&request, 1, Int32(pipePatienceSeconds * 1000)) == 0 { return .abandonedPipe }
                        hasBegun = true
                        continue
                    }
                    return nil
                } else if errno == EAGAIN {
                    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                    let ready = poll(&request, 1, hasBegun ? -1 : Int32(pipePatienceSeconds * 1000))
                    if ready == 0 { return .silentPipe(seconds: pipePatienceSeconds) }
                } else if errno != EINTR {
                    return FileProblem(code: errno)
                }
            }
        }
    }
}
