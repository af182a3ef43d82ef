/// Files that may be longer than a reader likes, each with its length limit and the reason.
private let longFiles: [String: (lines: Int, reason: String)] = [:]

private let lineLimit = 600

extension HouseRule {
    static let filesStayReadable = HouseRule(
        name: "No source file is longer than \(lineLimit) lines",
        advice: """
            Split it by aspect (`Evaluator+Aggregation.swift`). A table may be longer: list it in FileRules.swift with \
            its length and the reason; a listed file may only shrink.
            """,
        good: [[TreeFile("Sources/PromQL/A.swift", String(repeating: "\n", count: lineLimit))]],
        bad: [
            (
                [TreeFile("Sources/PromQL/A.swift", String(repeating: "\n", count: lineLimit + 1))],
                ["Sources/PromQL/A.swift"]
            )
        ]
    ) { tree in
        tree.swiftSources.compactMap { file in
            let count = file.lines.count - 1
            let limit = longFiles[file.path]?.lines ?? lineLimit
            return count > limit ? Violation(file, "has \(count) lines, the limit is \(limit)") : nil
        }
    }

    static let noPlaceholders = HouseRule(
        name: "No file only holds a place",
        advice: "Delete it; a target, a folder or a test comes with its first real file.",
        good: [[TreeFile("Sources/PromQL/Lexer.swift", "struct Lexer {}\n")]],
        bad: [
            ([TreeFile("Sources/PromQL/Placeholder.swift", "// soon\n")], ["Sources/PromQL/Placeholder.swift"]),
            ([TreeFile("Tests/PromQLTests/Empty.swift", "import Testing\n\n")], ["Tests/PromQLTests/Empty.swift"]),
            ([TreeFile("docs/.gitkeep", "")], ["docs/.gitkeep"]),
        ]
    ) { tree in
        tree.files.compactMap { file in
            if file.name == "Placeholder.swift" || file.name == ".gitkeep" { return Violation(file, "holds a place") }
            let isEmpty = file.codeLines.allSatisfy { line in
                let words = line.split(separator: " ")
                return words.isEmpty || words.contains("import")
            }
            return file.isSwift && isEmpty ? Violation(file, "declares nothing") : nil
        }
    }

    static let expectedOutputsAreUsed = HouseRule(
        name: "Every expected output belongs to a test",
        advice: "Delete the file, or name it in a test of its target; a golden nobody compares proves nothing.",
        good: [
            [
                TreeFile("Tests/ReportsTests/Goldens/mixed.json", "{}"),
                TreeFile("Tests/ReportsTests/A.swift", "golden(\"mixed.json\")"),
            ],
            [
                TreeFile("Tests/CommandsTests/Cases/any.case", ""),
                TreeFile("Tests/CommandsTests/A.swift", "contentsOfDirectory(atPath: \"Cases\")"),
            ],
        ],
        bad: [
            (
                [
                    TreeFile("Tests/ReportsTests/A.swift", "golden(\"mixed.json\")"),
                    TreeFile("Tests/ReportsTests/Goldens/other.json", "{}"),
                ],
                ["Tests/ReportsTests/Goldens/other.json"]
            )
        ]
    ) { tree in
        tree.files.compactMap { file in
            guard let target = file.target, target.root == "Tests", !file.isSwift,
                let folder = file.path.split(separator: "/").dropFirst(2).dropLast().first
            else { return nil }
            let stem = file.name.split(separator: ".").first.map(String.init) ?? file.name
            let isUsed = tree.swiftFiles.contains { test in
                guard test.isBelow("Tests/\(target.name)"), let text = test.text else { return false }
                return text.contains(stem) || (text.contains("\"\(folder)\"") && text.contains("contentsOfDirectory"))
            }
            return isUsed ? nil : Violation(file, "is named by no test of \(target.name)")
        }
    }

    static let generatedFilesAreRegistered = HouseRule(
        name: "A generated file has a generator that tests run",
        advice: "Register it in GeneratedFile.all, so that a stale copy fails and `make record` renews it.",
        good: [[TreeFile("Sources/PromQL/A.swift", "// Generated code is praised here.\n")]],
        bad: [
            ([TreeFile("Sources/PromQL/A+Generated.swift", "")], ["Sources/PromQL/A+Generated.swift"]),
            ([TreeFile("docs/a.md", "<!-- Generated from x -->\n")], ["docs/a.md"]),
        ]
    ) { tree in
        let known = Set(GeneratedFile.all.map(\.path))
        return tree.texts.compactMap { file in
            let first = file.lines.first ?? ""
            let isGenerated = file.path.contains("+Generated.") || first.contains("Generated from ")
            return isGenerated && !known.contains(file.path) ? Violation(file, "has no known generator") : nil
        }
    }
}
