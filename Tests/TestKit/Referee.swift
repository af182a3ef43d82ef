package import Foundation

/// Programs and data that this project did not write and is judged by.
///
/// A missing referee skips a test on a developer's machine, and fails it in CI: a silent skip proves nothing.
package enum Referee {
    /// True where continuous integration runs; there a skipped referee is a failure.
    package static var isRequired: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }

    /// The folder of this checkout.
    package static let repository: URL = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/",
            !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
        {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// promtool 2.42, as Debian ships it: from `PROMTOOL`, from `.tools/`, or from the search path.
    package static let promtool: URL? = program("promtool", named: "PROMTOOL")

    /// amtool 0.25, as Debian ships it: from `AMTOOL`, from `.tools/`, or from the search path.
    package static let amtool: URL? = program("amtool", named: "AMTOOL")

    /// Chromium, as Debian ships it: from `CHROMIUM` or from the search path.
    package static let chromium: URL? =
        program("chromium", named: "CHROMIUM") ?? program("chromium-browser", named: "CHROMIUM")

    private static func program(_ name: String, named variable: String) -> URL? {
        let environment = ProcessInfo.processInfo.environment
        var candidates: [String] = []
        if let named = environment[variable] { candidates.append(named) }
        candidates.append(repository.appendingPathComponent(".tools/\(name)").path)
        for folder in (environment["PATH"] ?? "").split(separator: ":") { candidates.append("\(folder)/\(name)") }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }.map { URL(fileURLWithPath: $0) }
    }

    /// Upstream's PromQL test scripts, which lie beside the checkout in `shared/promqltest`.
    package static let promqltest: URL? = {
        let folder = repository.deletingLastPathComponent().appendingPathComponent("shared/promqltest")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// A Python that can import `module`: the one `make test` installs, or one on the search path.
    package static func python(with module: String) -> URL? {
        let environment = ProcessInfo.processInfo.environment
        var candidates = [
            environment["PREFLIGHT_PYTHON"] ?? "", repository.appendingPathComponent(".tools/venv/bin/python").path,
        ]
        for folder in (environment["PATH"] ?? "").split(separator: ":") { candidates.append("\(folder)/python3") }
        return candidates.filter { FileManager.default.isExecutableFile(atPath: $0) }
            .map { URL(fileURLWithPath: $0) }
            .first { (try? run($0, ["-c", "import \(module)"]).status) == 0 }
    }

    /// What a program printed and how it ended.
    package struct Output: Sendable {
        package let status: Int32
        package let standardOutput: String
        package let standardError: String
    }

    /// Runs a program to its end, with both streams captured to files so that neither can block it.
    package static func run(_ program: URL, _ arguments: [String], in folder: URL? = nil) throws -> Output {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("referee-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let output = scratch.appendingPathComponent("out")
        let errors = scratch.appendingPathComponent("err")
        try Data().write(to: output)
        try Data().write(to: errors)
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Output(
            status: process.terminationStatus,
            standardOutput: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            standardError: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}
