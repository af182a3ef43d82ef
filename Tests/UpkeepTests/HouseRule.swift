/// A place where a rule is broken.
struct Violation: Hashable, CustomStringConvertible {
    let path: String
    /// One-based; nil concerns the whole file.
    let line: Int?
    /// What is wrong there.
    let message: String

    init(_ file: TreeFile, line: Int? = nil, _ message: String) {
        path = file.path
        self.line = line
        self.message = message
    }

    var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(message)" }
}

/// Something that holds for all files of the repository, with examples that prove the rule can fail.
struct HouseRule: Sendable, CustomStringConvertible {
    /// What holds, as a sentence.
    let name: String
    /// What to do about a violation, and why.
    let advice: String
    /// Small trees in which the rule holds.
    let good: [[TreeFile]]
    /// Small trees in which the rule is broken, each with the places it must report.
    let bad: [(tree: [TreeFile], places: [String])]
    let violations: @Sendable (SourceTree) -> [Violation]

    var description: String { name }

    /// All rules; a new one is a value in `Rules/` and a line here.
    static let all: [HouseRule] = [
        .importsPointDown, .externalModulesStayInTheirTarget, .onlyTheDoorTouchesTheWorld, .noTraps, .noPlatformMath,
        .packageAccess,
        .typesSayWhatTheyAre, .filesStayReadable, .noPlaceholders, .noLeftoverMarkers, .noMachinePaths,
        .noWorkplaceWords, .expectedOutputsAreUsed, .generatedFilesAreRegistered, .cleanText,
    ]
}

extension HouseRule {
    /// A rule that looks at each line of Swift code by itself, comments and strings left out.
    static func perCodeLine(
        _ name: String, advice: String, good: [[TreeFile]], bad: [(tree: [TreeFile], places: [String])],
        files: @escaping @Sendable (SourceTree) -> [TreeFile],
        message: @escaping @Sendable (_ file: TreeFile, _ line: Substring) -> String?
    ) -> HouseRule {
        HouseRule(name: name, advice: advice, good: good, bad: bad) { tree in
            files(tree).flatMap { file in
                file.codeLines.enumerated().compactMap { index, line in
                    message(file, line).map { Violation(file, line: index + 1, $0) }
                }
            }
        }
    }
}
