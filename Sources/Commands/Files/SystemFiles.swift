import Glibc

extension FileAccess {
    /// The real file system; relative paths are taken from `folder` (nil: the working directory of the process).
    package static func system(relativeTo folder: String? = nil) -> FileAccess {
        @Sendable func located(_ path: String) -> String {
            guard let folder, let first = path.utf8.first, first != UInt8(ascii: "/") else { return path }
            return "\(folder)/\(path)"
        }
        return FileAccess(
            read: { SystemFiles.read(located($0), limitBytes: sizeLimitBytes) },
            list: { SystemFiles.list(located($0)) },
            status: { SystemFiles.status(located($0)) },
            writeAtomically: { SystemFiles.writeAtomically(located($0), $1) },
            stream: .unpacking { path, body in SystemFiles.stream(path == "-" ? path : located(path), body) })
    }
}

/// The system calls behind `FileAccess`, each retried when a signal interrupts it.
enum SystemFiles {
    /// How long a pipe may stay silent: `<(curl ...)` needs a moment, a forgotten FIFO must not hang the run.
    static let pipePatienceSeconds = 10

    static func read(_ path: String, limitBytes: Int) -> Result<[UInt8], FileProblem> {
        guard !holdsNUL(path) else { return .failure(.missing) }
        // Without O_NONBLOCK, opening a FIFO waits for a writer.
        let descriptor = retried { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
        guard descriptor >= 0 else { return .failure(errno == ENXIO ? .isNoFile : FileProblem(code: errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(FileProblem(code: errno)) }
        switch kind(of: status) {
        case .folder: return .failure(.isFolder)
        case .other: return .failure(.isNoFile)
        case .pipe: return readToEnd(descriptor, expectedBytes: 0, limitBytes: limitBytes, isPipe: true)
        case .file:
            guard status.st_size <= limitBytes else { return .failure(.tooLarge(limitBytes: limitBytes)) }
            return readToEnd(
                descriptor, expectedBytes: Int(status.st_size), limitBytes: limitBytes, isPipe: false)
        }
    }

    static func status(_ path: String) -> Result<FileStatus, FileProblem> {
        guard !holdsNUL(path) else { return .failure(.missing) }
        var status = stat()
        guard stat(path, &status) == 0 else { return .failure(FileProblem(code: errno)) }
        return .success(FileStatus(kind: kind(of: status), identity: identity(of: status)))
    }

    static func list(_ path: String) -> Result<FolderListing, FileProblem> {
        guard !holdsNUL(path) else { return .failure(.missing) }
        guard let folder = opendir(path) else { return .failure(FileProblem(code: errno)) }
        defer { closedir(folder) }
        let descriptor = dirfd(folder)
        var entries: [FolderListing.Entry] = []
        var unwritableNameCount = 0
        while true {
            errno = 0
            guard let entry = readdir(folder) else {
                guard errno == 0 else { return .failure(FileProblem(code: errno)) }
                break
            }
            guard let name = name(of: entry) else {
                unwritableNameCount += 1
                continue
            }
            if name == "." || name == ".." { continue }
            var found = stat()
            let exists = fstatat(descriptor, name, &found, 0) == 0
            entries.append(
                FolderListing.Entry(
                    name: name, isLink: Int32(entry.pointee.d_type) == Int32(DT_LNK),
                    status: exists ? FileStatus(kind: kind(of: found), identity: identity(of: found)) : nil))
        }
        entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return .success(FolderListing(entries: entries, unwritableNameCount: unwritableNameCount))
    }

    /// Writes beside the target, then renames over it. A device or pipe (`/dev/stdout`) is written straight.
    static func writeAtomically(_ path: String, _ bytes: [UInt8]) -> FileProblem? {
        guard !path.isEmpty, !holdsNUL(path) else { return .missing }
        var mode: mode_t?
        if case .success(let status) = status(path) {
            switch status.kind {
            case .folder: return .isFolder
            case .pipe, .other: return writeStraight(path, bytes)
            case .file: mode = permissions(of: path)
            }
        }
        let target = resolved(path)
        // A signal in between would leave the temporary file behind; it is held back for the few milliseconds.
        return withSignalsHeldBack {
            switch openBeside(target) {
            case .failure(let problem): return problem
            case .success(let (temporary, descriptor)):
                if let mode { fchmod(descriptor, mode) }
                var problem = write(bytes[...], to: descriptor)
                // Some file systems report a full disk only here.
                if close(descriptor) != 0, problem == nil { problem = FileProblem(code: errno) }
                if problem == nil, rename(temporary, target) != 0 { problem = FileProblem(code: errno) }
                if problem != nil { unlink(temporary) }
                return problem
            }
        }
    }

    /// Writes all bytes to a descriptor, waiting where it is a pipe that is full.
    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> FileProblem? {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
                if count >= 0 {
                    written += count
                } else if errno == EAGAIN {
                    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&request, 1, -1)
                } else if errno != EINTR {
                    return FileProblem(code: errno)
                }
            }
            return nil
        }
    }
}

extension SystemFiles {
    private static func readToEnd(
        _ descriptor: Int32, expectedBytes: Int, limitBytes: Int, isPipe: Bool
    ) -> Result<[UInt8], FileProblem> {
        var problem: FileProblem?
        var isAtEnd = false
        /// Fills the buffer as far as the file goes and returns the number of bytes read.
        func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
            var filled = 0
            while filled < buffer.count, !isAtEnd, problem == nil {
                let count = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
                if count > 0 {
                    filled += count
                } else if count == 0 {
                    isAtEnd = true
                } else if errno == EAGAIN, isPipe {
                    problem = waitForData(descriptor)
                } else if errno != EINTR {
                    problem = FileProblem(code: errno)
                }
            }
            return filled
        }
        // One byte more than expected, so that the usual file ends within the first buffer.
        var bytes = [UInt8](unsafeUninitializedCapacity: expectedBytes + 1) { buffer, count in count = fill(buffer) }
        if isPipe, isAtEnd, bytes.isEmpty, hasNoWriter(descriptor) { return .failure(.abandonedPipe) }
        while !isAtEnd, problem == nil {
            guard bytes.count <= limitBytes else { return .failure(.tooLarge(limitBytes: limitBytes)) }
            bytes += [UInt8](unsafeUninitializedCapacity: 1_048_576) { buffer, count in count = fill(buffer) }
        }
        if let problem { return .failure(problem) }
        guard bytes.count <= limitBytes else { return .failure(.tooLarge(limitBytes: limitBytes)) }
        return .success(bytes)
    }

    private static func waitForData(_ descriptor: Int32) -> FileProblem? {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let ready = retried { poll(&request, 1, Int32(pipePatienceSeconds * 1000)) }
        return ready == 0 ? .silentPipe(seconds: pipePatienceSeconds) : nil
    }

    /// A FIFO that no process ever opened for writing; one whose writer came and went reports a hang-up.
    private static func hasNoWriter(_ descriptor: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return retried { poll(&request, 1, 0) } == 0
    }

    private static func writeStraight(_ path: String, _ bytes: [UInt8]) -> FileProblem? {
        let descriptor = retried { open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
        guard descriptor >= 0 else { return errno == ENXIO ? .abandonedPipe : FileProblem(code: errno) }
        defer { close(descriptor) }
        return write(bytes[...], to: descriptor)
    }

    /// Creates a file of a free name in the folder of `target`; hidden, so that no artefact pattern meets it.
    private static func openBeside(_ target: String) -> Result<(path: String, descriptor: Int32), FileProblem> {
        let folder = target.utf8.lastIndex(of: UInt8(ascii: "/")).map { target[...$0] } ?? ""
        for attempt in 0..<100 {
            let path = "\(folder).preflight-\(getpid())-\(attempt).part"
            let descriptor = retried { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
            if descriptor >= 0 { return .success((path, descriptor)) }
            guard errno == EEXIST else { return .failure(FileProblem(code: errno)) }
        }
        return .failure(.system(code: EEXIST))
    }

    /// The file that a link leads to, so that the link survives; the path itself where it is none.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func permissions(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    }

    private static func withSignalsHeldBack<Value>(_ body: () -> Value) -> Value {
        var held = sigset_t()
        var before = sigset_t()
        sigemptyset(&held)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { sigaddset(&held, signal) }
        pthread_sigmask(SIG_BLOCK, &held, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return body()
    }

    private static func kind(of status: stat) -> FileStatus.Kind {
        switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFIFO: .pipe
        default: .other
        }
    }

    private static func identity(of status: stat) -> FileIdentity {
        FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        // Read in place: the record is shorter than the type says, so that copying it would read past its end.
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return nil }
        return String(
            validatingCString: UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self))
    }

    /// The C functions would stop at the NUL and reach another file.
    private static func holdsNUL(_ path: String) -> Bool { path.utf8.contains(0) }

    private static func retried(_ call: () -> Int32) -> Int32 {
        while true {
            let result = call()
            guard result < 0, errno == EINTR else { return result }
        }
    }
}
