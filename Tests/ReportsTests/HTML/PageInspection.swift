import Foundation
import TestKit
import Testing

/// Has pages looked at in headless Chromium.
enum PageInspection {
    /// Inspects pages together: starting the browser takes longer than looking. `data` is the JSON report of some, which
    /// their drawings must show. `faults` has words of what is wrong with each page; if it is empty, nothing may be.
    static func expect(
        _ pages: [(name: String, text: String)], withData data: [String: String] = [:], toHave faults: [String]
    ) throws {
        guard let chromium = Referee.chromium, let python = Referee.python(with: "json") else {
            #expect(!Referee.isRequired, "Chromium and python are required in CI: run `make test`, which installs them")
            return
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pages-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try pages.map { page in
            let file = folder.appendingPathComponent("\(page.name).html")
            try Data(page.text.utf8).write(to: file)
            try data[page.name].map { try Data($0.utf8).write(to: folder.appendingPathComponent("\(page.name).json")) }
            return file.path
        }
        let script = Referee.repository.appendingPathComponent("Tests/ReportsTests/Browser/inspect-page.py")
        let output = try Referee.run(python, [script.path, chromium.path] + files)
        #expect(output.standardError.isEmpty, "\(output.standardError)")
        if faults.isEmpty {
            #expect(output.status == 0, "\(output.standardOutput)")
            return
        }
        #expect(output.status == 1)
        let lines = output.standardOutput.split(separator: "\n")
        for (page, fault) in zip(pages, faults) {
            #expect(
                lines.contains { $0.hasPrefix("\(page.name).html: ") && $0.contains(fault) },
                "nothing is said of \(page.name): \(fault)")
        }
    }
}
