import Glibc

/// Why a file or folder could not be read, listed or written. Data; the words are in `sentence`.
package enum FileProblem: Error, Hashable, Sendable {
    case missing
    case notPermitted
    /// A folder where a file was asked for.
    case isFolder
    /// A file where a folder was asked for.
    case isNoFolder
    /// A device or a socket: no end, or no content.
    case isNoFile
    /// A pipe that nobody holds open at the other end.
    case abandonedPipe
    /// A pipe whose writer sent nothing for this long.
    case silentPipe(seconds: Int)
    case tooLarge(limitBytes: Int)
    /// Symbolic links that lead in a circle.
    case linkCycle
    case nameTooLong
    case noSpace
    /// Where a report should go lies a file that the run has read.
    case isInput
    /// Anything else the operating system says, by its number.
    case system(code: Int32)

    init(code: Int32) {
        switch code {
        case ENOENT: self = .missing
        case EACCES, EPERM, EROFS: self = .notPermitted
        case EISDIR: self = .isFolder
        case ENOTDIR: self = .isNoFolder
        case ELOOP: self = .linkCycle
        case ENAMETOOLONG: self = .nameTooLong
        case ENOSPC, EDQUOT: self = .noSpace
        default: self = .system(code: code)
        }
    }

    /// What is the matter, as a clause that follows the path.
    package var sentence: String {
        switch self {
        case .missing: "does not exist"
        case .notPermitted: "may not be accessed by this user"
        case .isFolder: "is a folder, not a file"
        case .isNoFolder: "lies below something that is not a folder"
        case .isNoFile: "is a device or a socket, not a file"
        case .abandonedPipe: "is a pipe with nobody at its other end"
        case .silentPipe(let seconds): "is a pipe that stayed silent for \(seconds) s"
        case .tooLarge(let limit): "is larger than the limit of \(limit / 1_048_576) MiB"
        case .linkCycle: "is a symbolic link that leads back to itself"
        case .nameTooLong: "has a name longer than the system allows"
        case .isInput: "is a file this run has read, which a report would overwrite"
        case .noSpace: "does not fit: the disk or quota is full"
        case .system(let code): "could not be accessed (system error \(code): \(Self.words(for: code)))"
        }
    }

    /// Whether the call can be mended by whoever made it; a full disk or a defective one cannot.
    package var isMisuse: Bool {
        switch self {
        case .noSpace, .system: false
        default: true
        }
    }

    private static func words(for code: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let start = buffer.baseAddress, strerror_r(code, start, buffer.count) == 0 else { return "unknown" }
            return String(cString: start)
        }
    }
}
