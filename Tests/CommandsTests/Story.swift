import Commands
import Foundation
import SourceText
import Synchronization

/// One behaviour of the program as a file a person can read: input files, command lines, and what came of them.
///
/// The first lines say what is told. Then come sections, each under a line `-- name --`:
///
/// - `file PATH`, `link PATH` (its target below it), `folder PATH`: what lies in the working directory;
/// - `environment`: lines of NAME=value; `terminal`: standard output is one;
/// - `command`: a line as in a shell, without expansions, followed by what came of it: `standard output`,
///   `standard error` (none means empty), `wrote PATH` and `exit`.
///
/// The escape character of terminal colours is written `␛`. A text that ends without a newline ends in `⏎̸`.
struct Story {
    struct Section: Equatable {
        let name: String
        var body: String
    }

    let introduction: String
    let sections: [Section]

    init(_ text: String) throws {
        var introduction = ""
        var sections: [Section] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0)
        {
            if line.hasPrefix("-- "), line.hasSuffix(" --"), line.count > 6 {
                sections.append(Section(name: String(line.dropFirst(3).dropLast(3)), body: ""))
            } else if sections.isEmpty {
                introduction += "\(line)\n"
            } else {
                sections[sections.count - 1].body += "\(line)\n"
            }
        }
        self.introduction = introduction
        self.sections = sections
    }

    /// The day on which all stories are told.
    static let today = CivilDate("2026-11-20")

    /// The story as it goes today: the same inputs with what really comes of them.
    func told() throws -> String {
        let folder = try TemporaryFolder()
        var environment: [String: String] = [:]
        var isTerminal = false
        for section in sections {
            let (kind, path) = section.kindAndPath
            switch kind {
            case "file": try folder.write(path, section.body)
            case "link": try folder.link(path, to: section.body.trimmingCharacters(in: .newlines))
            case "folder": try folder.makeFolder(path)
            case "environment":
                for line in section.body.split(separator: "\n") {
                    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    guard parts.count == 2 else { throw Unreadable(reason: "`\(line)` is not NAME=value") }
                    environment[String(parts[0])] = String(parts[1])
                }
            case "terminal": isTerminal = true
            case "command", "standard output", "standard error", "wrote", "exit": break
            default: throw Unreadable(reason: "no section is called `\(section.name)`")
            }
        }
        var result = introduction
        for section in sections {
            let (kind, _) = section.kindAndPath
            switch kind {
            case "standard output", "standard error", "wrote", "exit": continue
            default: result += "-- \(section.name) --\n\(section.body)"
            }
            guard kind == "command" else { continue }
            result += try outcome(
                of: section.body, in: folder, environment: environment, isTerminal: isTerminal)
        }
        return result
    }

    /// Runs one command line and prints its sections.
    private func outcome(
        of line: String, in folder: TemporaryFolder, environment: [String: String], isTerminal: Bool
    ) throws -> String {
        let words = try Self.words(line)
        guard words.first == "preflight" else { throw Unreadable(reason: "a command begins with preflight") }
        guard let today = Self.today else { throw Unreadable(reason: "the day of all stories is none") }
        let output = Capture()
        let errors = Capture()
        let before = Set(folder.names)
        let status = Preflight.run(
            Invocation(
                arguments: Array(words.dropFirst()), environment: { environment[$0] }, files: folder.files,
                standardOutput: output.stream(isTerminal: isTerminal), standardError: errors.stream(isTerminal: false),
                today: today))
        var result = ""
        for (name, text) in [("standard output", output.text), ("standard error", errors.text)] where !text.isEmpty {
            result += "-- \(name) --\n\(Self.written(text))"
        }
        for name in folder.names where !before.contains(name) {
            result += "-- wrote \(name) --\n\(Self.written(try folder.text(name)))"
        }
        return result + "-- exit --\n\(status.rawValue)\n"
    }

    private static func written(_ text: String) -> String {
        let visible = text.replacingOccurrences(of: "\u{1B}", with: "␛")
        return visible.hasSuffix("\n") ? visible : visible + "⏎̸\n"
    }

    /// Splits a line at spaces, outside single or double quotes.
    static func words(_ line: String) throws -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line.trimmingCharacters(in: .newlines) {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == " " {
                if let finished = word { words.append(finished) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { throw Unreadable(reason: "a quote is not closed in: \(line)") }
        if let finished = word { words.append(finished) }
        return words
    }

    struct Unreadable: Error { let reason: String }
}

extension Story.Section {
    /// `file a/b.yaml` in two parts; names of several words without a path stay whole.
    fileprivate var kindAndPath: (kind: String, path: String) {
        for kind in ["file", "link", "folder", "wrote"] where name.hasPrefix("\(kind) ") {
            return (kind, String(name.dropFirst(kind.count + 1)))
        }
        return (name, "")
    }
}

/// Collects what a command writes to one stream.
final class Capture: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

    func stream(isTerminal: Bool) -> StandardStream {
        StandardStream(isTerminal: isTerminal) { written in
            self.bytes.withLock { $0 += written }
            return .delivered
        }
    }
}
