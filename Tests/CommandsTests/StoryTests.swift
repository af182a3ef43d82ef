import Foundation
import TestKit
import Testing

@Suite("The program")
struct StoryTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Cases")

    /// All stories, in bytewise order of their file names.
    static var all: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    @Test("behaves as told in", arguments: all)
    func story(name: String) throws {
        let file = Self.folder.appendingPathComponent(name)
        let story = try Story(String(decoding: try Data(contentsOf: file), as: UTF8.self))
        let told = try story.told()
        // The second telling must not depend on what the first left in hash seeds or caches.
        #expect(try story.told() == told, "the same run gave two different outputs")
        if let difference = try Golden.difference(told, from: file) { Issue.record("\(difference)") }
    }

    @Test("has stories, each in a file that says so")
    func present() {
        #expect(Self.all.count >= 5)
        #expect(Self.all.filter { !$0.hasSuffix(".case") } == [])
    }
}
