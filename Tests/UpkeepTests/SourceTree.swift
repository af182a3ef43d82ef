import Foundation
import TestKit

/// One file of the repository, or of an example in a rule.
struct TreeFile: Sendable {
    /// From the top of the repository, with forward slashes.
    let path: String
    /// Nil for a file that is no UTF-8 text.
    let text: String?
    let isSwift: Bool
    /// The lines as written, without their endings.
    let lines: [Substring]
    /// The lines of a Swift file with comments and string contents blanked out; empty for other files.
    let codeLines: [Substring]

    init(_ path: String, _ text: String?) {
        self.path = path
        self.text = text
        isSwift = path.hasSuffix(".swift")
        lines = text?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
        let code = isSwift ? text.map(SwiftCode.blanked) : nil
        codeLines = code?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// `Sources` or `Tests`, and the target; nil for files that belong to none.
    var target: (root: String, name: String)? {
        let parts = path.split(separator: "/")
        guard parts.count >= 3, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
        return (String(parts[0]), String(parts[1]))
    }

    func isBelow(_ folder: String) -> Bool { path.hasPrefix("\(folder)/") }
}

/// The files a rule looks at.
struct SourceTree: Sendable {
    let files: [TreeFile]

    init(_ files: [TreeFile]) { self.files = files }

    /// Every file of this checkout that git tracks or would track.
    static let checkout: SourceTree = {
        let top = Referee.repository
        var files: [TreeFile] = []
        let ignored = ["dist"]
        for case let path as String in FileManager.default.enumerator(atPath: top.path) ?? .init() {
            let first = path.split(separator: "/").first.map(String.init) ?? path
            if ignored.contains(first) || first == "Package.resolved" { continue }
            if first.hasPrefix("."), ![".ci", ".swift-format", ".gitignore"].contains(first) { continue }
            let url = top.appendingPathComponent(path)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue,
                let data = try? Data(contentsOf: url)
            else { continue }
            files.append(TreeFile(path, String(data: data, encoding: .utf8)))
        }
        return SourceTree(files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) })
    }()

    var swiftSources: [TreeFile] { files.filter { $0.isSwift && $0.isBelow("Sources") } }
    var swiftFiles: [TreeFile] { files.filter(\.isSwift) }
    var texts: [TreeFile] { files.filter { $0.text != nil } }
}
