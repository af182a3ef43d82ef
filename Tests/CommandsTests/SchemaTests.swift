import Commands
import Foundation
import Testing

@Suite("preflight schema")
struct SchemaTests {
    @Test("prints one JSON document for every subject it offers", arguments: ["report", "scenario"])
    func document(subject: String) throws {
        let output = Capture()
        let errors = Capture()
        let status = Preflight.run(
            Invocation(
                arguments: ["schema", subject], environment: { _ in nil }, files: .system(),
                standardOutput: output.stream(isTerminal: false), standardError: errors.stream(isTerminal: false),
                today: try #require(Story.today)))
        #expect(status == .ready)
        #expect(errors.text == "")
        let json = try JSONSerialization.jsonObject(with: Data(output.text.utf8)) as? [String: Any]
        #expect(json?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    }
}
