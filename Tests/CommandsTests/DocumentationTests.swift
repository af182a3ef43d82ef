import Commands
import Foundation
import TestKit
import Testing

@Suite("The documentation")
struct DocumentationTests {
    private func text(_ name: String) throws -> String {
        let file = Referee.repository.appendingPathComponent(name)
        return String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }

    @Test("lists every exit status with its meaning")
    func exitStatuses() throws {
        let rows = try text("README.md").split(separator: "\n").filter {
            $0.hasPrefix("| ") && $0.dropFirst(2).first?.isNumber == true
        }
        let expected = ExitStatus.allCases.map { "| \($0.rawValue) | \($0.meaning) |" }
        #expect(rows.map(String.init) == expected, "README.md and ExitStatus.swift tell different things")
    }

    @Test("names only make targets that exist", arguments: ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
    func targets(name: String) throws {
        let makefile = try text("Makefile")
        let named = try text(name).matches(of: /make ([a-z]+)/).map { String($0.1) }
        #expect(!named.isEmpty)
        for target in named where target != "sure" {
            #expect(makefile.contains("\n\(target): "), "\(name) names `make \(target)`, the Makefile does not")
        }
    }

    @Test("names only commands that exist")
    func commands() throws {
        let named = try text("README.md").matches(of: /\n(preflight [^\n]*)/).map { String($0.1) }
        #expect(named.count >= 3)
        for line in named {
            let command = line.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            let errors = Capture()
            let status = Preflight.run(
                Invocation(
                    arguments: [command, "--help"], environment: { _ in nil }, files: .system(),
                    standardOutput: Capture().stream(isTerminal: false),
                    standardError: errors.stream(isTerminal: false),
                    today: try #require(Story.today)))
            #expect(status == .ready, "README.md shows `\(line)`: \(errors.text)")
        }
    }

    @Test("keeps the changelog's unreleased section on top")
    func changelog() throws {
        let sections = try text("CHANGELOG.md").split(separator: "\n").filter { $0.hasPrefix("## ") }
        #expect(sections.first == "## [Unreleased]")
    }
}
