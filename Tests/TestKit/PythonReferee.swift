package import Foundation

/// Other people's readers of formats that this project writes, run in Python.
package enum PythonReferee {
    /// Runs a script over documents, handed to it as files in the order given; nil where Python lacks `module`.
    ///
    /// The script finds the files in `sys.argv[1:]`.
    package static func run(
        _ script: String, on documents: [String], importing module: String = "json"
    ) throws -> Referee.Output? {
        guard let python = interpreters.python(for: module) else { return nil }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("python-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var paths: [String] = []
        for (position, document) in documents.enumerated() {
            let file = folder.appendingPathComponent("document-\(position)")
            try Data(document.utf8).write(to: file)
            paths.append(file.path)
        }
        return try Referee.run(python, ["-c", script] + paths)
    }

    /// OASIS's JSON Schema of SARIF 2.1.0, which lies beside the checkout in `shared/schemas`.
    package static let sarifSchema: URL? = {
        let file = Referee.repository.deletingLastPathComponent()
            .appendingPathComponent("shared/schemas/sarif-schema-2.1.0.json")
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }()

    /// What python's `jsonschema` objects to in SARIF logs: empty if nothing; nil where schema or Python are missing.
    package static func objections(toSARIF logs: [String]) throws -> String? {
        guard let schema = sarifSchema else { return nil }
        let text = String(decoding: try Data(contentsOf: schema), as: UTF8.self)
        let script = """
            import json, sys, jsonschema
            schema, *logs = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
            for log in logs:
                for error in jsonschema.Draft4Validator(schema).iter_errors(log):
                    print(list(error.absolute_path), error.message[:300])
            """
        guard let output = try run(script, on: [text] + logs, importing: "jsonschema") else { return nil }
        return output.standardOutput + output.standardError
    }

    private static let interpreters = Interpreters()

    private struct Interpreters: Sendable {
        private let plain = Referee.python(with: "json")
        private let validating = Referee.python(with: "jsonschema")

        func python(for module: String) -> URL? { module == "jsonschema" ? validating : plain }
    }
}
