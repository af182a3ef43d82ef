import Commands
import Foundation
import Glibc
import Testing

@Suite("Reading a file")
struct FileReadingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("gives its bytes, whatever they are", arguments: [0, 1, 4096, 1_048_577, 3_000_000])
    func bytes(count: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try folder.write("file", content)
        #expect(try folder.files.read("file").get() == content)
    }

    @Test("follows links, and absolute paths stay what they are")
    func links() throws {
        try folder.write("file", "content")
        try folder.link("link", to: "file")
        #expect(try folder.files.read("link").get() == Array("content".utf8))
        #expect(try folder.files.read(folder.path("file")).get() == Array("content".utf8))
    }

    @Test("reads what reports no size, such as /proc")
    func sizeless() throws { #expect(try !folder.files.read("/proc/self/status").get().isEmpty) }

    @Test("says what is wrong instead")
    func problems() throws {
        try folder.makeFolder("folder")
        try folder.link("loop", to: "loop")
        try folder.write("file", "")
        let expected: [(String, FileProblem)] = [
            ("missing", .missing), ("", .missing), ("file\0.yaml", .missing), ("folder", .isFolder),
            ("loop", .linkCycle), ("file/below", .isNoFolder), ("/dev/zero", .isNoFile), ("/dev/null", .isNoFile),
            (String(repeating: "n", count: 300), .nameTooLong),
        ]
        for (path, problem) in expected {
            #expect(folder.files.read(path) == .failure(problem), "reading `\(path)`")
        }
    }

    @Test("refuses a file above the limit without reading it")
    func tooLarge() throws {
        try folder.write("sparse", "")
        try #require(truncate(folder.path("sparse"), FileAccess.sizeLimitBytes + 1) == 0)
        #expect(folder.files.read("sparse") == .failure(.tooLarge(limitBytes: FileAccess.sizeLimitBytes)))
    }

    @Test("does not wait at a pipe that nobody writes to")
    func abandonedPipe() throws {
        try #require(RawNames.makePipe(at: folder.path("pipe")))
        #expect(folder.files.read("pipe") == .failure(.abandonedPipe))
    }

    @Test("takes all that a pipe's writer sends, however slowly it arrives")
    func pipe() throws {
        let pipe = Pipe()
        let content = [UInt8]((0..<200_000).map { UInt8(truncatingIfNeeded: $0) })
        let writer = Thread { [handle = pipe.fileHandleForWriting] in
            try? handle.write(contentsOf: Data(content))
            try? handle.close()
        }
        writer.start()
        let path = "/proc/self/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        #expect(try folder.files.read(path).get() == content)
    }
}

@Suite("Writing a report")
struct AtomicWriteTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("puts the whole file in place and leaves nothing beside it")
    func whole() throws {
        try folder.write("report.json", "old and longer than the new one")
        #expect(folder.files.writeAtomically("report.json", Array("new".utf8)) == nil)
        #expect(try folder.text("report.json") == "new")
        #expect(folder.files.writeAtomically("second.json", []) == nil)
        #expect(folder.names == ["report.json", "second.json"])
    }

    @Test("keeps the permissions of the file it replaces, and honours the umask for a new one")
    func permissions() throws {
        try folder.write("report.json", "")
        try #require(chmod(folder.path("report.json"), 0o640) == 0)
        #expect(folder.files.writeAtomically("report.json", [1]) == nil)
        #expect(try mode("report.json") == 0o640)
        let mask = umask(0o027)
        umask(mask)
        #expect(folder.files.writeAtomically("new.json", [1]) == nil)
        #expect(try mode("new.json") == 0o666 & ~mask)
    }

    @Test("writes through a link and leaves the link a link")
    func link() throws {
        try folder.write("target/report.json", "old")
        try folder.link("report.json", to: "target/report.json")
        #expect(folder.files.writeAtomically("report.json", Array("new".utf8)) == nil)
        #expect(try folder.text("target/report.json") == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("report.json")) != "")
    }

    @Test("steps around a temporary file that a killed run left behind")
    func leftover() throws {
        try folder.write(".preflight-\(getpid())-0.part", "half")
        #expect(folder.files.writeAtomically("report.json", [1]) == nil)
        #expect(folder.names == [".preflight-\(getpid())-0.part", "report.json"])
    }

    @Test("writes straight to a device")
    func device() {
        #expect(folder.files.writeAtomically("/dev/null", [1, 2, 3]) == nil)
        #expect(folder.files.writeAtomically("/dev/full", [1, 2, 3]) == .noSpace)
    }

    @Test("says what is wrong and leaves no trace")
    func problems() throws {
        try folder.makeFolder("folder")
        try folder.write("file", "")
        try #require(RawNames.makePipe(at: folder.path("pipe")))
        let before = folder.names
        let expected: [(String, FileProblem)] = [
            ("missing/report.json", .missing), ("folder", .isFolder), ("file/report.json", .isNoFolder),
            ("pipe", .abandonedPipe), ("", .missing), ("a\0b", .missing),
        ]
        for (path, problem) in expected {
            #expect(folder.files.writeAtomically(path, [1]) == problem, "writing `\(path)`")
        }
        #expect(folder.names == before)
    }

    private func mode(_ name: String) throws -> mode_t {
        var status = stat()
        try #require(stat(folder.path(name), &status) == 0)
        return status.st_mode & 0o777
    }
}
