/// The module table of the design: a target may import only targets of a lower layer.
private let layers: [String: Int] = [
    "SourceText": 0, "TimeSeries": 0, "ClaudeAPI": 0, "Compression": 0,
    "Findings": 1, "PromQL": 1,
    "CLibYAML": 1, "Documents": 2, "Facts": 2, "Privacy": 2,
    "Manifests": 3, "Artefacts": 3, "ClaudeBackend": 3,
    "Checklists": 4, "Simulation": 4, "MessagesAPI": 4, "Reconciliation": 4,
    "Rehearsals": 5, "LiveServer": 5,
    "Reports": 6,
    "Commands": 7,
    "preflight": 8,
]

/// Two imports between targets of one layer that the package declares, each with its reason.
private let sidewaysImports: [String: Set<String>] = [
    // Series carry the bytewise names and located texts of the lowest target.
    "TimeSeries": ["SourceText"],
    // Prices and retirements are dated, and the lowest target has the calendar.
    "ClaudeAPI": ["SourceText"],
]

/// Who may import what this package did not write.
private let externalModules: [String: Set<String>] = [
    "ArgumentParser": ["Commands"],
    "CLibYAML": ["Documents"],
    "CZlib": ["Compression"],
    "Foundation": ["LiveServer"],
    "FoundationEssentials": ["LiveServer"],
    "FoundationNetworking": [],
    "Glibc": ["Commands", "LiveServer"],
    "NIOCore": ["LiveServer"],
    "NIOHTTP1": ["LiveServer"],
    "NIOPosix": ["LiveServer"],
    "Synchronization": ["Commands", "LiveServer"],
]

/// Files that may import a module their target may not, each with its reason.
private let importExceptions: [String: (module: String, reason: String)] = [
    "Sources/PromQL/Syntax/GoNumberText.swift": ("Glibc", "vsnprintf prints %.*f exactly; nothing else does"),
    "Sources/PromQL/Templates/GoFloat.swift": ("Glibc", "vsnprintf prints %e and %g as Go's fmt does"),
]

/// The module that a line imports, whatever stands before and after it.
private func importedModule(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    guard let position = words.firstIndex(of: "import") else { return nil }
    let before = words[..<position]
    guard before.allSatisfy({ $0.hasPrefix("@") || ["package", "private", "internal", "public"].contains($0) }) else {
        return nil
    }
    let kinds: Set<Substring> = ["struct", "class", "enum", "func", "let", "var", "protocol", "typealias"]
    let after = words[(position + 1)...].drop { kinds.contains($0) }
    return after.first?.split(separator: ".").first.map(String.init)
}

extension HouseRule {
    static let importsPointDown = perCodeLine(
        "Imports point down, never sideways or up",
        advice: "Move what is shared into a lower target, or pass it in; the layers are the design's module table.",
        good: [
            [TreeFile("Sources/Findings/A.swift", "package import SourceText\n")],
            [TreeFile("Sources/Reports/A.swift", "import Findings\n// import Commands\n")],
            [TreeFile("Tests/FindingsTests/A.swift", "import Commands\n")],
        ],
        bad: [
            (
                [TreeFile("Sources/Findings/A.swift", "import SourceText\nimport PromQL\n")],
                ["Sources/Findings/A.swift:2"]
            ),
            ([TreeFile("Sources/Facts/A.swift", "package import Commands\n")], ["Sources/Facts/A.swift:1"]),
            ([TreeFile("Sources/Novelty/A.swift", "import SourceText\n")], ["Sources/Novelty/A.swift:1"]),
        ],
        files: \.swiftSources
    ) { file, line in
        guard let module = importedModule(line), let imported = layers[module], module != "CLibYAML",
            let target = file.target?.name
        else { return nil }
        guard let own = layers[target] else {
            return "the target \(target) is not in the module table; give it a layer in ImportRules.swift"
        }
        if imported < own || sidewaysImports[target]?.contains(module) == true { return nil }
        return "\(target) (layer \(own)) imports \(module) (layer \(imported))"
    }

    static let externalModulesStayInTheirTarget = perCodeLine(
        "What others wrote stays inside the one target that needs it",
        advice: """
            Foundation costs 60 MB of binary and NIO a minute of build; libyaml and the option parser are to be \
            replaceable. Use what the lower targets offer, or take the value as an argument.
            """,
        good: [
            [TreeFile("Sources/Documents/A.swift", "import CLibYAML\n")],
            [TreeFile("Sources/Commands/A.swift", "import ArgumentParser\nimport struct Glibc.stat\n")],
        ],
        bad: [
            ([TreeFile("Sources/PromQL/A.swift", "import Foundation\n")], ["Sources/PromQL/A.swift:1"]),
            ([TreeFile("Sources/Commands/A.swift", "import Foundation\n")], ["Sources/Commands/A.swift:1"]),
            ([TreeFile("Sources/Facts/A.swift", "\n@preconcurrency import CLibYAML\n")], ["Sources/Facts/A.swift:2"]),
            ([TreeFile("Sources/Facts/A.swift", "import Yams\n")], ["Sources/Facts/A.swift:1"]),
        ],
        files: \.swiftSources
    ) { file, line in
        guard let module = importedModule(line), layers[module] == nil || module == "CLibYAML",
            let target = file.target?.name
        else { return nil }
        guard let allowed = externalModules[module] else { return "\(module) is no module this package knows" }
        let isExcepted = importExceptions[file.path]?.module == module
        return allowed.contains(target) || isExcepted ? nil : "\(target) imports \(module)"
    }
}
