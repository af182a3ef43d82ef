import Compression
import Foundation
import TestKit
import Testing

/// Judged by Python's gzip, which writes the files.
@Suite struct `Gzip files come out as they went in` {
    private static let python = Referee.python(with: "gzip")

    /// The bytes that a Python expression gives; the same random ones each time.
    private func python(_ source: String) throws -> [UInt8] {
        let python = try #require(Self.python, "python3 is needed to judge by")
        let script = "import base64, gzip, random; random.seed(7); print(base64.b64encode(\(source)).decode())"
        let output = try Referee.run(python, ["-c", script])
        let text = output.standardOutput.split(separator: "\n").first.map(String.init) ?? ""
        return Array(try #require(Data(base64Encoded: text), "\(output.standardError)"))
    }

    @Test(arguments: [0, 1, 100, 65_535, 65_536, 65_537, 3_000_000])
    func `of any length, in pieces of any length`(length: Int) throws {
        let wanted = try python("random.randbytes(\(length))")
        let file = try python("gzip.compress(random.randbytes(\(length)))")
        let (bytes, problem) = Gzip.decompress(file, limitBytes: 10_000_000)
        #expect(problem == nil)
        #expect(bytes == wanted)
        for piece in [1, 7, 4096] where length <= 65_537 {
            let stream = GzipStream()
            var got: [UInt8] = []
            for start in stride(from: 0, to: file.count, by: piece) {
                try file[start..<min(start + piece, file.count)].withUnsafeBufferPointer { input in
                    try stream.inflate(input) {
                        got += $0
                        return true
                    }
                }
            }
            try stream.finish()
            #expect(got == wanted, "in pieces of \(piece) bytes")
        }
    }

    @Test func `members one after another are one text, and zeros behind them are nothing`() throws {
        let file = try python("gzip.compress(b'one\\n') + gzip.compress(b'two\\n') + bytes(512)")
        let (bytes, problem) = Gzip.decompress(file, limitBytes: 100)
        #expect(problem == nil)
        #expect(bytes == Array("one\ntwo\n".utf8))
    }

    @Test func `a cut file gives what stands before the cut, and says so`() throws {
        let file = try python("gzip.compress(b'line\\n' * 100000)")
        let (bytes, problem) = Gzip.decompress(Array(file.dropLast(20)), limitBytes: 10_000_000)
        #expect(problem == .truncated)
        #expect(bytes.starts(with: Array("line\nline\n".utf8)))
    }

    @Test func `a wrong checksum is damage`() throws {
        var file = try python("gzip.compress(b'line\\n' * 1000)")
        file[file.count - 6] ^= 0xFF
        #expect(Gzip.decompress(file, limitBytes: 10_000_000).problem == .damaged)
    }

    @Test func `a bomb stops at the limit`() throws {
        let file = try python("gzip.compress(bytes(50_000_000))")
        #expect(file.count < 60_000)
        let (bytes, problem) = Gzip.decompress(file, limitBytes: 1_000_000)
        #expect(problem == .tooLarge(limitBytes: 1_000_000))
        #expect(bytes.count <= 1_000_000)
    }

    @Test func `whatever the bytes, it ends`() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            var bytes: [UInt8] = [0x1F, 0x8B, 0x08, 0]
            for _ in 0..<Int.random(in: 0..<200, using: &generator) {
                bytes.append(.random(in: 0...255, using: &generator))
            }
            let (_, problem) = Gzip.decompress(bytes, limitBytes: 100_000)
            #expect(problem != nil)
        }
    }
}
