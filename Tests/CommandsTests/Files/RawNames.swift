import Glibc

/// Files that Foundation will not make.
enum RawNames {
    /// Makes an empty file whose name is any bytes; false if the file system refuses.
    static func create(in folder: String, name: [UInt8]) -> Bool {
        var path = Array("\(folder)/".utf8) + name + [0]
        let descriptor = path.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { buffer in
                buffer.baseAddress.map { open($0, O_WRONLY | O_CREAT | O_EXCL, 0o600) } ?? -1
            }
        }
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// Makes a FIFO.
    static func makePipe(at path: String) -> Bool { mkfifo(path, 0o600) == 0 }
}
