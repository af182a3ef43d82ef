import ClaudeAPI
import ClaudeBackend
import Foundation
import SourceText
import TestKit
import Testing

struct GoldenStreamTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Goldens")

    @Test(arguments: GoldenStreams.all) func `its bytes are those of the file`(stream: GoldenStream) throws {
        let transcript = String(decoding: stream.transcript(), as: UTF8.self)
        let file = Self.folder.appendingPathComponent("\(stream.id).txt")
        if let difference = try Golden.difference(transcript, from: file) {
            Issue.record(Comment(rawValue: difference))
        }
    }

    @Test func `every file is a stream's, and every id there is once`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        #expect(files == GoldenStreams.all.map { "\($0.id).txt" }.sorted(), "delete what no stream writes")
        for number in 0...15 {
            let variants = GoldenStreams.all.filter { $0.id == "G\(number)" || $0.id.hasPrefix("G\(number)-") }
            #expect(!variants.isEmpty, "G\(number) is missing")
        }
    }

    @Test(arguments: GoldenStreams.all) func `a right meter that reads the file writes the expected record`(
        stream: GoldenStream
    ) throws {
        let bytes = Array(try Data(contentsOf: Self.folder.appendingPathComponent("\(stream.id).txt")))
        let record = try GoldenMeter.record(of: bytes, stopsAtFirstText: stream.consumer == .stopsAtFirstText)
        #expect(record == stream.expected, "\(stream.id): \(stream.title)")
    }

    @Test(arguments: GoldenMeter.Mistake.allCases) func `a meter with a common mistake is found out`(
        mistake: GoldenMeter.Mistake
    ) throws {
        let failed = try GoldenStreams.all.filter { stream in
            let record = try GoldenMeter.record(
                of: stream.transcript(), stopsAtFirstText: stream.consumer == .stopsAtFirstText, mistake: mistake)
            return record != stream.expected
        }
        for id in mistake.caughtBy { #expect(failed.contains { $0.id == id }, "\(id) lets \(mistake) pass") }
        #expect(failed.count < GoldenStreams.all.count, "a mistake that every stream shows tells nothing")
    }
}

extension GoldenStream: CustomTestStringConvertible {
    package var testDescription: String { id }
}
