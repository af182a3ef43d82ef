/// The bytes of one file as they were read, under the path a person would recognise.
package struct SourceFile: Sendable {
    package let id: FileID
    /// Relative to the working directory, with forward slashes; what reports print.
    package let path: String
    package let bytes: [UInt8]

    package init(id: FileID, path: String, bytes: [UInt8]) {
        self.id = id
        self.path = path
        self.bytes = bytes
    }

    /// The whole file.
    package var range: SourceRange {
        SourceRange(file: id, bytes: ByteRange(start: 0, length: bytes.count))
    }

    /// Lowercase hexadecimal SHA-256 of the bytes: what a pass or a failure was judged on.
    package var sha256: String { SHA256.hexadecimal(of: bytes) }
}

/// All files of a run, so that a range can be turned back into a path and a place.
package struct SourceSet: Sendable {
    package private(set) var files: [SourceFile] = []

    package init() {}

    /// Adds a file and returns it with its identity.
    @discardableResult
    package mutating func add(path: String, bytes: [UInt8]) -> SourceFile {
        let file = SourceFile(id: FileID(index: Int32(files.count)), path: path, bytes: bytes)
        files.append(file)
        return file
    }

    package subscript(id: FileID) -> SourceFile { files[Int(id.index)] }
}
