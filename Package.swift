// swift-tools-version: 6.2
import PackageDescription

// The targets below are the module table of the design, bottom layer first. A target may import only what
// stands above it in this file; `make test` builds with the explicit-import check, so an undeclared import fails.

/// Declares one library target of the product; the order of declarations is the order of layers.
func core(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies)
}

/// Declares the tests of one target, under the same name, in a tree that mirrors `Sources`; `data` names the folders
/// that tests read and the compiler does not.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], data: [String] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.target(name: name), "TestKit"] + dependencies, exclude: data)
}

/// SwiftNIO, for the one target that has sockets. Without the trait `Live` its files are empty and nothing of it is built.
let sockets: [Target.Dependency] = ["NIOCore", "NIOPosix", "NIOHTTP1"].map {
    .product(name: $0, package: "swift-nio", condition: .when(traits: ["Live"]))
}

let package = Package(
    name: "preflight",
    products: [.executable(name: "preflight", targets: ["preflight"])],
    traits: [
        .trait(name: "Live", description: "`preflight serve`, by way of SwiftNIO."),
        .default(enabledTraits: ["Live"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
    ],
    targets: [
        // 0: text, time and reference data
        core("SourceText"),
        core("TimeSeries", ["SourceText"]),
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        core("Compression", ["CZlib"]),
        core("ClaudeAPI", ["SourceText"]),
        // 1: what is said, and the query language
        core("Findings", ["SourceText"]),
        core("PromQL", ["SourceText", "TimeSeries"]),
        // 2: documents and facts
        .systemLibrary(
            name: "CLibYAML", path: "Sources/CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        core("Documents", ["SourceText", "TimeSeries", "Findings", "CLibYAML"]),
        core("Facts", ["SourceText", "Findings", "PromQL", "TimeSeries"]),
        core("Privacy", ["SourceText", "Findings"]),
        // 3: what was read
        core("Manifests", ["SourceText", "Findings", "Documents", "Facts", "PromQL"]),
        core("Artefacts", ["SourceText", "Findings", "Documents", "Facts", "Privacy", "PromQL", "TimeSeries"]),
        core("ClaudeBackend", ["SourceText", "TimeSeries", "ClaudeAPI"]),
        // 4: verdicts, and what runs
        core(
            "Checklists",
            ["SourceText", "ClaudeAPI", "Findings", "Documents", "Facts", "Manifests", "PromQL", "TimeSeries"]),
        core("Simulation", ["SourceText", "TimeSeries", "ClaudeAPI", "ClaudeBackend"]),
        core("MessagesAPI", ["SourceText", "TimeSeries", "ClaudeAPI", "ClaudeBackend"]),
        // 5: rehearsals, and the API on sockets
        core(
            "Rehearsals",
            [
                "SourceText", "TimeSeries", "ClaudeAPI", "Findings", "PromQL", "Documents", "Facts", "Manifests",
                "Checklists", "ClaudeBackend", "Simulation",
            ]),
        core(
            "LiveServer",
            ["SourceText", "TimeSeries", "ClaudeAPI", "ClaudeBackend", "Simulation", "MessagesAPI"] + sockets),
        // 6: reports
        core(
            "Reports",
            [
                "SourceText", "TimeSeries", "Findings", "PromQL", "Documents", "Privacy", "Checklists", "Simulation",
                "Rehearsals",
            ]),
        // 7: the command line, the one door to the outside
        core(
            "Commands",
            [
                "SourceText", "TimeSeries", "Findings", "PromQL", "Documents", "Facts", "Manifests", "Artefacts",
                "Checklists", "ClaudeBackend", "Simulation", "MessagesAPI", "Rehearsals", "LiveServer", "Reports",
                "Compression", "Privacy",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        // 8
        .executableTarget(name: "preflight", dependencies: ["Commands"]),

        .target(name: "TestKit", path: "Tests/TestKit"),
        tests("SourceText"),
        tests("TimeSeries", ["SourceText"]),
        tests("Compression"),
        tests("ClaudeAPI", ["SourceText"]),
        tests("Findings", ["SourceText"]),
        tests("PromQL", ["SourceText", "TimeSeries"]),
        tests("Documents", ["SourceText", "Findings"]),
        tests("Facts", ["SourceText", "Findings", "PromQL", "TimeSeries"]),
        tests("Privacy", ["SourceText", "Findings"]),
        tests("Manifests", ["SourceText", "Findings", "Documents", "Facts", "PromQL"]),
        tests("Artefacts", ["SourceText", "Findings", "Documents", "Facts", "PromQL", "TimeSeries"]),
        tests(
            "Checklists",
            ["SourceText", "Findings", "Documents", "Facts", "Manifests", "Artefacts", "PromQL", "TimeSeries"]),
        tests("ClaudeBackend", ["SourceText", "TimeSeries", "ClaudeAPI"], data: ["Goldens"]),
        tests("Simulation", ["SourceText", "TimeSeries", "ClaudeAPI", "ClaudeBackend"]),
        tests("MessagesAPI", ["SourceText", "TimeSeries", "ClaudeAPI", "ClaudeBackend"]),
        tests(
            "LiveServer",
            ["SourceText", "TimeSeries", "ClaudeAPI", "ClaudeBackend", "Simulation", "MessagesAPI"] + sockets,
            data: ["Clients"]),
        tests(
            "Rehearsals",
            [
                "SourceText", "TimeSeries", "ClaudeAPI", "Findings", "PromQL", "Documents", "Facts", "Manifests",
                "Artefacts", "Checklists", "ClaudeBackend", "Simulation",
            ]),
        tests(
            "Reports", ["SourceText", "Findings", "Documents", "Privacy", "Simulation", "Rehearsals"],
            data: ["Goldens", "Browser"]),
        tests("Commands", ["SourceText", "Findings", "Documents", "Privacy", "Reports"], data: ["Cases"]),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "TestKit", "SourceText", "Findings", "Documents", "Facts", "Artefacts", "Privacy", "PromQL",
                "TimeSeries", "ClaudeAPI", "Manifests", "ClaudeBackend", "Simulation", "MessagesAPI", "Rehearsals",
            ]),
        .testTarget(name: "UpkeepTests", dependencies: ["TestKit"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
