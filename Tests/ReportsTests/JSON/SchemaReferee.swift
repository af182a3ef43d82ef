import Foundation
import Reports
import TestKit
import Testing

/// Holds JSON reports against the published schema.
enum SchemaReferee {
    /// Judges documents by a validator that is not ours, python's `jsonschema`.
    static func validate(_ documents: [String], expecting status: Int32 = 0) throws {
        guard let python = python else {
            #expect(!Referee.isRequired, "python's jsonschema is required in CI: run `make test`, which installs it")
            return
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let schema = folder.appendingPathComponent("schema.json")
        try Data(ReportSchema.text.utf8).write(to: schema)
        for document in documents {
            let file = folder.appendingPathComponent("report.json")
            try Data(document.utf8).write(to: file)
            let output = try Referee.run(python, ["-c", validator, schema.path, file.path])
            #expect(output.status == status, "\(output.standardError)\(output.standardOutput)")
        }
    }

    /// The first Python that has the validator: the one `make test` installs, or one on the search path.
    private static let python = Referee.python(with: "jsonschema")

    private static let validator = """
        import json, sys, jsonschema
        schema, document = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
        validator = jsonschema.Draft202012Validator
        validator.check_schema(schema)
        errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator(schema).iter_errors(document)]
        print("\\n".join(errors))
        sys.exit(1 if errors else 0)
        """
}
