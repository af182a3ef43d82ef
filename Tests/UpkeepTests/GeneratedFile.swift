import Foundation
import TestKit
import Testing

/// A file that is made from others and committed, because people want to read it and builds want no extra step.
struct GeneratedFile: Sendable {
    /// From the top of the repository.
    let path: String
    let contents: @Sendable () throws -> String

    /// All of them; `make record` writes those that are stale.
    static let all: [GeneratedFile] = [
        embedding(
            folder: "checklists", as: "Sources/Checklists/BuiltInChecklists+Generated.swift", type: "BuiltInChecklists"),
        embedding(
            folder: "scenarios", as: "Sources/Rehearsals/Scenarios/BuiltInScenarios+Generated.swift",
            type: "BuiltInScenarios"),
    ].compactMap { $0 }

    /// The YAML files of a folder as string literals, in bytewise order of their paths; nil without such a folder.
    ///
    /// Embedding through the build tool costs two minutes for 217 KB; a literal costs nothing measurable.
    private static func embedding(folder: String, as path: String, type: String) -> GeneratedFile? {
        let root = Referee.repository.appendingPathComponent(folder)
        guard FileManager.default.fileExists(atPath: root.path) else { return nil }
        return GeneratedFile(path: path) {
            let all = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
            let names = all.filter { $0.hasSuffix(".yaml") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            var text = """
                // swift-format-ignore-file
                // Generated from \(folder)/ by `make record`: edit those files instead.

                /// The files of `\(folder)/` as they were when this was built.
                package enum \(type) {
                    /// Paths from the top of the repository and contents, in bytewise order of paths.
                    package static let files: [(path: String, text: String)] = [

                """
            for name in names {
                let contents = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
                // The formatter wants no comma after the only element.
                let comma = names.count > 1 ? "," : ""
                text += "        (\n            \"\(folder)/\(name)\",\n\(literal(contents))\n        )\(comma)\n"
            }
            return text + "    ]\n}\n"
        }
    }

    /// A raw string literal that holds any text.
    private static func literal(_ text: String) -> String {
        var pounds = "#"
        while text.contains("\"\"\"\(pounds)") || text.contains("\\\(pounds)") { pounds += "#" }
        let indent = "            "
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let body = lines.map { $0.isEmpty ? "" : indent + $0 }.joined(separator: "\n")
        // The text ends in a newline, so the last line is empty and the closing quotes stand on it.
        return "\(indent)\(pounds)\"\"\"\n\(body)\n\(indent)\"\"\"\(pounds)"
    }
}

@Suite("Generated files")
struct GeneratedFileTests {
    @Test("are what their sources say")
    func fresh() throws {
        for file in GeneratedFile.all {
            let url = Referee.repository.appendingPathComponent(file.path)
            if let difference = try Golden.difference(try file.contents(), from: url) { Issue.record("\(difference)") }
        }
    }
}
