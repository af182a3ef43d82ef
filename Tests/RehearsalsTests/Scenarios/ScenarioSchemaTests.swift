import Documents
import Findings
import Foundation
import Rehearsals
import SourceText
import TestKit
import Testing

@Suite struct `The schema of scenarios` {
    /// A document as JSON: what an editor's validator sees of a YAML file.
    private static func json(_ node: Node) -> Any {
        switch node.kind {
        case .mapping:
            var result: [String: Any] = [:]
            for entry in node.mergedEntries() { result[entry.key.string()] = json(entry.value) }
            return result
        case .sequence: return node.elements.map(json)
        case .scalar: break
        }
        switch node.scalarType {
        case .null: return NSNull()
        case .bool: return node.bool() ?? false
        case .integer, .number:
            if case .value(let number) = node.number() {
                return number == number.rounded() ? Int(number) as Any : number
            }
            return node.string()
        case .text: return node.string()
        }
    }

    private static func json(_ yaml: String) throws -> String {
        let file = SourceFile(id: FileID(index: 0), path: "a.yaml", bytes: Array(yaml.utf8))
        let root = try #require(DocumentReader.readYAML(file).documents.first?.root)
        return String(decoding: try JSONSerialization.data(withJSONObject: json(root)), as: UTF8.self)
    }

    /// What python's `jsonschema` objects to; nil without it.
    private func objections(_ documents: [String]) throws -> [String]? {
        let script = """
            import json, sys, jsonschema
            schema, *documents = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
            jsonschema.Draft202012Validator.check_schema(schema)
            for place, document in enumerate(documents):
                for error in jsonschema.Draft202012Validator(schema).iter_errors(document):
                    print(place, list(error.absolute_path), error.message[:200])
            """
        guard
            let output = try PythonReferee.run(
                script, on: [ScenarioSchema.text] + documents, importing: "jsonschema")
        else { return nil }
        return (output.standardOutput + output.standardError).split(separator: "\n").map(String.init)
    }

    @Test func `is met by every scenario that ships`() throws {
        let documents = try BuiltInScenarios.files.map { try Self.json($0.text) }
        guard let objections = try objections(documents) else { return }
        #expect(objections.isEmpty, "\(objections)")
    }

    @Test func `refuses what the reader refuses`() throws {
        let bad = [
            "trafic: {rate: 1}", "traffic: {rate: -1}", "kind: accident",
            "faults: [{id: a, fault: overload, at: 1m, for: 1m}]",
            "faults: [{id: a, fault: overloaded, at: 1m, for: 1m, factor: 2}]",
            "faults: [{id: a, fault: traffic, at: 1m, for: 1m}]", "expect: [{alert: a}]",
            "clients: [{share: 1}]",
        ]
        let documents = try bad.map { line in
            let base = "scenario: a\nversion: 1\ntitle: t\nstory: s\nduration: 1h\n"
            return try Self.json(base + (line.hasPrefix("kind") ? "" : "kind: control\n") + line + "\n")
        }
        guard let objections = try objections(documents) else { return }
        for (place, line) in bad.enumerated() {
            #expect(objections.contains { $0.hasPrefix("\(place) ") }, "the schema takes `\(line)`")
        }
    }

    @Test func `knows the keys that the reader knows`() {
        // A key that the reader takes and the schema does not would be marked as wrong in an editor.
        for word in ["headroom", "shared_signals_with", "think_time", "retry_broken_streams", "itpm_growth", "needs"] {
            #expect(ScenarioSchema.text.contains("\"\(word)\""))
        }
    }
}
