/// The file system as commands see it. A test may replace any member, to show a full disk or a file it may not read.
///
/// Relative paths are taken from one folder, the working directory of the run. No operation blocks for ever, follows a
/// circle of links for ever, or reads without a bound.
package struct FileAccess: Sendable {
    /// The whole content of a file, or of a pipe somebody writes to; at most `sizeLimitBytes`.
    package var read: @Sendable (_ path: String) -> Result<[UInt8], FileProblem>
    /// What lies directly in a folder, in bytewise order of names.
    package var list: @Sendable (_ path: String) -> Result<FolderListing, FileProblem>
    /// What a path leads to, links followed.
    package var status: @Sendable (_ path: String) -> Result<FileStatus, FileProblem>
    /// Puts a whole file in place, or leaves what was there; nil if it worked.
    package var writeAtomically: @Sendable (_ path: String, _ bytes: [UInt8]) -> FileProblem?

    /// One pass over a file of any length, or over standard input (`-`); gzip is undone.
    package var stream: FileStream

    /// 10,000 alert rules are 3.6 MB; a file a hundred times as large is somebody's mistake.
    package static let sizeLimitBytes = 512 * 1_048_576

    package init(
        read: @escaping @Sendable (String) -> Result<[UInt8], FileProblem>,
        list: @escaping @Sendable (String) -> Result<FolderListing, FileProblem>,
        status: @escaping @Sendable (String) -> Result<FileStatus, FileProblem>,
        writeAtomically: @escaping @Sendable (String, [UInt8]) -> FileProblem?, stream: FileStream
    ) {
        self.read = read
        self.list = list
        self.status = status
        self.writeAtomically = writeAtomically
        self.stream = stream
    }
}

/// What a path leads to.
package struct FileStatus: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case file
        case folder
        case pipe
        /// A device or a socket.
        case other
    }

    package let kind: Kind
    package let identity: FileIdentity

    package init(kind: Kind, identity: FileIdentity) {
        self.kind = kind
        self.identity = identity
    }
}

/// The same for all names of one file, so that a circle of links can be seen.
package struct FileIdentity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}

/// The content of a folder.
package struct FolderListing: Sendable {
    package struct Entry: Sendable {
        package let name: String
        package let isLink: Bool
        /// Nil for a link that leads nowhere.
        package let status: FileStatus?

        package init(name: String, isLink: Bool, status: FileStatus?) {
            self.name = name
            self.isLink = isLink
            self.status = status
        }
    }

    package let entries: [Entry]
    /// Names that are no UTF-8 cannot be written in a manifest or a report; they are counted, not listed.
    package let unwritableNameCount: Int

    package init(entries: [Entry], unwritableNameCount: Int) {
        self.entries = entries
        self.unwritableNameCount = unwritableNameCount
    }
}
