/// These files spell out what is forbidden.
private let ownFolder = "Tests/UpkeepTests"

/// Texts that people read as ours: test data and examples may hold anything.
private func prose(_ tree: SourceTree) -> [TreeFile] {
    tree.texts.filter { !$0.isBelow(ownFolder) || $0.isBelow("\(ownFolder)/example") }
}

private func firstMatches(
    _ tree: SourceTree, _ words: [String], isWhole: Bool, message: (String) -> String
) -> [Violation] {
    prose(tree).flatMap { file in
        file.lines.enumerated().compactMap { index, line in
            words.first { word in
                line.ranges(of: word).contains { range in
                    guard isWhole else { return true }
                    let before = line[..<range.lowerBound].last
                    let after = line[range.upperBound...].first
                    return !(before?.isLetter ?? false) && !(after?.isLetter ?? false)
                }
            }.map { Violation(file, line: index + 1, message($0)) }
        }
    }
}

extension HouseRule {
    static let noLeftoverMarkers = HouseRule(
        name: "Nothing is marked as left over",
        advice: "Do it now, or say in an issue what is missing; the code states only what is so.",
        good: [[TreeFile("Sources/A/A.swift", "// every mastodon XXXL\n")]],
        bad: [
            (
                [TreeFile("Sources/A/A.swift", "a\n// TODO later\n// FIXME\n")],
                ["Sources/A/A.swift:2", "Sources/A/A.swift:3"]
            )
        ]
    ) { tree in
        firstMatches(tree, ["TODO", "FIXME", "XXX", "HACK"], isWhole: true) { "holds the marker \($0)" }
    }

    static let noMachinePaths = HouseRule(
        name: "No path of one machine",
        advice: "Use a path from the top of the repository, or a temporary folder made by the test.",
        good: [[TreeFile("README.md", "see docs/" + "work/home/root and https://example.com/home/\n")]],
        bad: [
            ([TreeFile("README.md", "in /" + "work/main\n")], ["README.md:1"]),
            ([TreeFile("Sources/A/A.swift", "\nlet a = \"/home/me\"\n")], ["Sources/A/A.swift:2"]),
        ]
    ) { tree in
        let roots = ["work/", "home/", "root/", "Users/", "tmp/wt"].map { "/" + $0 }
        return prose(tree).flatMap { file in
            file.lines.enumerated().compactMap { index, line in
                roots.first { root in
                    line.ranges(of: root).contains { range in
                        // Part of a longer path or an address is no root.
                        guard let before = line[..<range.lowerBound].last else { return true }
                        return !(before.isLetter || before.isNumber || "-_./}*".contains(before))
                    }
                }.map { Violation(file, line: index + 1, "names a path below \($0)") }
            }
        }
    }

    static let noWorkplaceWords = HouseRule(
        name: "The text speaks of the program, not of how it was written",
        advice: "Say what the code does and why; who or what typed it is no part of the project.",
        good: [[TreeFile("README.md", "The Datadog Agent and a user agent; the assistant's turn; a session id.\n")]],
        bad: [([TreeFile("README.md", "a\nCo-Authored-By: somebody\n")], ["README.md:2"])]
    ) { tree in
        let words = [
            "Co-Authored-By", "Co-authored-by", "subagent", "sub-agent", "coding agent", "AI assistant", "AI agent",
            "Claude Code", "CLAUDE.md", "AGENTS.md", "worktree", "work tree", "my brief", "the brief says",
            "as an AI", "language model wrote",
        ]
        return firstMatches(tree, words, isWhole: true) { "says \"\($0)\"" }
    }

    static let cleanText = HouseRule(
        name: "Text files end with a newline, without stray blanks",
        advice: "Let the editor trim the lines. Test data and expected output are left alone.",
        good: [
            [TreeFile("README.md", "a\n\nb\n"), TreeFile("Makefile", "a:\n\tb\n")],
            [TreeFile("Tests/DocumentsTests/Data/crlf.yaml", "a \r\n")],
        ],
        bad: [
            ([TreeFile("README.md", "a \nb")], ["README.md:1", "README.md:2"]),
            ([TreeFile("Sources/A/A.swift", "\ta\r\n")], ["Sources/A/A.swift:1", "Sources/A/A.swift:1"]),
        ]
    ) { tree in
        prose(tree).filter { !$0.isBelow("Tests") || $0.isSwift }.flatMap { file -> [Violation] in
            var found: [Violation] = []
            let text = file.text ?? ""
            let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() {
                if let last = line.last, last == " " || last == "\t" || last == "\r" {
                    found.append(Violation(file, line: index + 1, "ends in a blank"))
                }
                if file.isSwift, line.contains("\t") { found.append(Violation(file, line: index + 1, "holds a tab")) }
            }
            if lines.count > 0, lines.last?.isEmpty == false {
                found.append(Violation(file, line: lines.count, "does not end with a newline"))
            }
            return found
        }
    }
}
